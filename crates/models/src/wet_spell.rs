use crate::{
    Climatology, Model, ModelError, RollingForecast, Task,
    calendar::Position,
    climatology::past_quantiles,
    damped_anomaly::check_history,
    sample::{Weighted, step_quantiles},
};
use domain::{Hindcast, ModelId, Step};

/// The fewest observed days to learn from.
const FEWEST_DAYS: usize = 30;
/// Dry, wet in the day before, wet of late.
const STATES: usize = 3;
/// Days whose frequency the unconditional one counts for.
const PRIOR_DAYS: f64 = 12.0;
/// Leads beside the one asked about that are counted with it.
const BESIDE: usize = 2;
/// Origins that are enough to count from.
const MOST_ORIGINS: usize = 10_000;

/// Persistence of rain or no rain: how often it was wet at each lead after a state like the present one, with the
/// amounts of climatology.
///
/// The states are wet of late, wet in the day before, and dry: a coarse Markov chain with seasonal amounts (Gabriel and Neumann,
/// Quarterly Journal of the Royal Meteorological Society 88, 1962; Richardson, Water Resources Research 17,
/// 1981), with every lead counted directly. The frequency of each state is shrunk to that of all states. What it would have said
/// before are the same frequencies after the states of then.
#[derive(Debug, Clone, Copy)]
pub struct WetSpell;

/// The state at a step: 0 dry, 1 wet within `long`, 2 wet within `short` steps. `None` while nothing was observed.
fn states(wet: &[Option<bool>], short: usize, long: usize) -> Vec<Option<u8>> {
    let (mut last_wet, mut last_seen): (Option<usize>, Option<usize>) = (None, None);
    wet.iter()
        .enumerate()
        .map(|(index, wet)| {
            if let Some(wet) = wet {
                last_seen = Some(index);
                if *wet {
                    last_wet = Some(index);
                }
            }
            last_seen.filter(|seen| index - seen < short)?;
            Some(match last_wet.map(|last| index - last) {
                Some(ago) if ago < short => 2,
                Some(ago) if ago < long => 1,
                _ => 0,
            })
        })
        .collect()
}

impl Model for WetSpell {
    fn id(&self) -> ModelId {
        ModelId::new("wet-spell")
    }

    fn title(&self) -> &'static str {
        "wet and dry spells"
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        let prepared = task.prepared;
        let (short, long, oldest) = match prepared.step() {
            Step::Minutes(minutes) => {
                let day = (1440 / minutes.clamp(1, 1440)) as usize;
                ((day / 8).max(1), day, 10 * 1440)
            }
            Step::Days(_) | Step::Months(_) => (1, 3, 30 * 1440),
        };
        check_history(prepared, FEWEST_DAYS, oldest)?;
        let usual = Climatology.forecast(task)?.present;
        let dry_value = prepared.track().support.lower.unwrap_or(0.0);
        let wet: Vec<Option<bool>> =
            prepared.values().iter().map(|value| (!value.is_nan()).then_some(*value > dry_value)).collect();
        let states = states(&wet, short, long);
        let newest = states.len() - 1;
        let Some(now) = states[newest] else {
            return Err(ModelError::Short { needed: "an observation".to_owned(), found: "none".to_owned() });
        };
        let slots = prepared.slots();
        let season = prepared.positions()[newest];

        let levels = task.levels.as_slice();
        let leads = task.plan.leads.len();
        let mut ratios: Vec<[f64; STATES]> = Vec::with_capacity(leads);
        let mut values = Vec::with_capacity(leads * levels.len());
        let mut sample: Vec<Weighted> = Vec::new();
        for (order, lead) in task.plan.leads.iter().enumerate() {
            task.check()?;
            let ratio = odds_ratios(&wet, &states, prepared.positions(), season, *lead, slots);
            with_odds(usual.at(order), levels, ratio[usize::from(now)], dry_value, &mut sample);
            step_quantiles(&mut sample, levels, &mut values);
            ratios.push(ratio);
        }
        let present = task.finish(values)?;

        let usual_before = past_quantiles(task, levels)?;
        let coarse = Hindcast::usual_levels();
        let mut values = Vec::with_capacity(task.plan.past().len() * leads * coarse.len());
        for (at, usual) in usual_before.chunks_exact(levels.len()).enumerate() {
            let origin = prepared.line_offset() + task.plan.past()[at / leads];
            let then = states.get(origin).copied().flatten().filter(|_| usual[0].is_finite());
            let Some(then) = then else {
                values.extend(std::iter::repeat_n(f64::NAN, coarse.len()));
                continue;
            };
            with_odds(usual, levels, ratios[at % leads][usize::from(then)], dry_value, &mut sample);
            step_quantiles(&mut sample, coarse.as_slice(), &mut values);
        }
        Ok(RollingForecast { present, past: Some(task.finish_past(values)?) })
    }
}

/// What is usual, with the odds of rain moved.
fn with_odds(usual: &[f64], levels: &[f64], ratio: f64, dry_value: f64, sample: &mut Vec<Weighted>) {
    sample.clear();
    for (index, value) in usual.iter().enumerate() {
        let below = if index == 0 { 0.0 } else { (levels[index - 1] + levels[index]) / 2.0 };
        let above = levels.get(index + 1).map_or(1.0, |next| f64::midpoint(levels[index], *next));
        let weight = if *value > dry_value { ratio } else { 1.0 };
        sample.push((*value, weight * (above - below)));
    }
}

/// By what factor the odds of a wet step at `lead` differ between origins in each state and all origins. Origins near the
/// season of `season` count most.
fn odds_ratios(
    wet: &[Option<bool>],
    states: &[Option<u8>],
    positions: &[Position],
    season: Position,
    lead: usize,
    slots: usize,
) -> [f64; STATES] {
    // Counts of origins and of wet outcomes, in days.
    let (mut here, mut here_wet) = ([0.0; STATES], [0.0; STATES]);
    let share = 1.0 / slots as f64;
    let beside = if slots > 1 { BESIDE } else { 0 };
    // Over many years, every fifth or seventh hour tells as much as each: neighbours share their weather. No stride
    // has a factor in common with the day, so that all hours take their turn.
    let stride =
        [1, 5, 7, 11, 13].into_iter().find(|stride| states.len() <= stride * MOST_ORIGINS).unwrap_or(17);
    for (origin, state) in states.iter().enumerate().step_by(stride) {
        let Some(state) = state else { continue };
        let apart = crate::Prepared::season_distance(positions[origin].season, season.season);
        let weight = share * if apart <= 60 { 1.0 } else { 0.3 };
        for nearby in lead.saturating_sub(beside).max(1)..=lead + beside {
            let Some(Some(outcome)) = wet.get(origin + nearby) else { continue };
            let weight = weight / (2 * beside + 1) as f64;
            let outcome = if *outcome { weight } else { 0.0 };
            here[usize::from(*state)] += weight;
            here_wet[usize::from(*state)] += outcome;
        }
    }
    let (all, all_wet) = (here.iter().sum::<f64>(), here_wet.iter().sum::<f64>());
    if all <= 0.0 || all_wet <= 0.0 || all_wet >= all {
        return [1.0; STATES];
    }
    let usual = all_wet / all;
    std::array::from_fn(|state| {
        let conditional = (here_wet[state] + PRIOR_DAYS * usual) / (here[state] + PRIOR_DAYS);
        let conditional = conditional.clamp(1e-4, 1.0 - 1e-4);
        (conditional / (1.0 - conditional)) / (usual / (1.0 - usual))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rain_of_late_is_told_from_rain_yesterday_and_none() {
        let wet: Vec<Option<bool>> =
            [0, 1, 0, 0, 0, 0, 0].iter().map(|wet| Some(*wet == 1)).chain([None, None, None]).collect();
        assert_eq!(
            states(&wet, 2, 4),
            [Some(0), Some(2), Some(2), Some(1), Some(1), Some(0), Some(0), Some(0), None, None]
        );
    }
}
