use crate::{
    BlendError,
    distribution::Distribution,
    guidance::{self, alike},
    order::{Order, assign},
    templates::TemplateSource,
};
use domain::{QuantileForecast, Scenarios, Support};
use rand::SeedableRng;
use rand_pcg::Pcg64;

/// How many members to make where nothing else is asked for.
pub const MEMBERS: usize = 500;

/// Joint members from marginals: each member takes, at every time and for every variable, the rank that a stretch of weather
/// has among others like it, and the value of the marginal at that rank.
///
/// Where the stretches come from is up to `source`. With raw guidance it is ensemble copula coupling (ECC-Q; Schefzik,
/// Thorarinsdottir and Gneiting, Statistical Science 28, 2013): a member goes up and down with one raw member. For variables
/// of which guidance says too little, or without any, it is the Schaake shuffle (Clark, Gangopadhyay, Hay, Rajagopalan
/// and Wilby, Journal of Hydrometeorology 5, 2004) on past stretches as errors of forecasts; a template then goes with the
/// raw members most like it. Either way hours and variables move together as they did there, and the values of any one time
/// are exactly the marginal's quantiles at `(rank + 1/2) / members`.
///
/// With fewer stretches than members they serve several, a little of another mixed in; equal values (most
/// of all: no rain) are ordered at random, by a place that each member keeps for some hours, and dry hours
/// by their distance to rain, so that wet hours stay together.
///
/// Where `source` knows how errors of a series went together over the leads, a common level is mixed into its stretches, as
/// much as makes their mean as uncertain as it was (see [`ErrorDependence`](crate::ErrorDependence)).
///
/// `supports` and the tracks of `source` are in the order of `marginals`. Cost: variables x times x members x log members;
/// guidance that lacks a variable adds raw members x templates x variables x times.
///
/// # Errors
/// When there is no marginal, or they differ in valid times, or not as many supports or tracks are given.
pub fn couple(
    marginals: &[QuantileForecast],
    supports: &[Support],
    source: &TemplateSource<'_>,
    members: usize,
    seed: u64,
) -> Result<Scenarios, BlendError> {
    let first = marginals.first().ok_or(BlendError::Nothing)?;
    if marginals.iter().any(|marginal| marginal.valid_times() != first.valid_times()) {
        return Err(BlendError::Mismatch { what: "valid times" });
    }
    if supports.len() != marginals.len() || source.len() != marginals.len() {
        return Err(BlendError::Mismatch { what: "the number of variables" });
    }
    let times = first.valid_times().len();
    if (0..source.len()).filter_map(|variable| source.errors(variable)).any(|errors| errors.leads() != times)
    {
        return Err(BlendError::Mismatch { what: "the leads of the errors" });
    }
    let mut random = Pcg64::seed_from_u64(seed);

    let guided = source.guidance().map(|raw| guidance::trajectories(raw, marginals, supports));
    let guided = guided.filter(|guided| guided.iter().any(Option::is_some));
    let complete = guided.as_ref().is_some_and(|guided| guided.iter().all(Option::is_some));
    let templates = if complete {
        Vec::new()
    } else {
        let spreads: Vec<Vec<f64>> = marginals.iter().map(spreads).collect();
        source.trajectories(first.valid_times(), &spreads)
    };
    let raw_members = source.guidance().filter(|_| guided.is_some()).map_or(0, Scenarios::members);
    let raw_order = assign(raw_members, members, &mut random);
    let template_order = match guided.as_ref().and_then(|guided| alike(guided, &templates)) {
        // The most alike for the first member that a raw one serves, the second for the next.
        Some(alike) => raw_order
            .iter()
            .enumerate()
            .map(|(member, raw)| alike[*raw][member / raw_members % alike[*raw].len()])
            .collect(),
        None => assign(templates.first().map_or(0, Vec::len), members, &mut random),
    };

    let every_member: Vec<usize> = (0..members).collect();
    let mut values = vec![0.0; marginals.len() * members * times];
    let blocks = values.chunks_exact_mut((members * times).max(1));
    for (variable, ((marginal, support), block)) in marginals.iter().zip(supports).zip(blocks).enumerate() {
        let raw = guided.as_ref().and_then(|guided| guided[variable].as_deref());
        let (stretches, order) = match raw {
            Some(raw) => (raw, &raw_order),
            None => (templates.get(variable).map_or(&[][..], Vec::as_slice), &template_order),
        };
        // Chance of its own for each variable, so that one more doesn't change the others.
        let mut random = Pcg64::seed_from_u64(seed.wrapping_add(1 + variable as u64));
        let errors = source.errors(variable).filter(|_| raw.is_none());
        let together = errors.and_then(|errors| errors.stretches(stretches, order, members, &mut random));
        let (stretches, order) = match &together {
            Some(together) => (together.as_slice(), &every_member),
            None => (stretches, order),
        };
        let mut order = Order::new(stretches, order, (members, times), support.zero_inflated, random);
        for time in 0..times {
            let distribution = Distribution::new(marginal.levels().as_slice(), marginal.at(time), support);
            for (member, value) in order.at(time).zip(distribution.of_ranks(members)) {
                block[member * times + time] = value;
            }
        }
    }
    let variables = marginals.iter().map(|marginal| marginal.variable().clone()).collect();
    Ok(Scenarios::new(variables, first.valid_times().clone(), members, values)?)
}

/// The standard deviation of a marginal at each time.
fn spreads(marginal: &QuantileForecast) -> Vec<f64> {
    (0..marginal.valid_times().len())
        .map(|time| {
            let quantiles = marginal.at(time);
            let count = quantiles.len() as f64;
            let mean = quantiles.iter().sum::<f64>() / count;
            (quantiles.iter().map(|quantile| (quantile - mean).powi(2)).sum::<f64>() / count).sqrt()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::track;
    use domain::{QuantileLevel, QuantileLevels, Track, Variable, standard_normal_quantile};
    use jiff::{SignedDuration, Timestamp, Zoned};
    use proptest::prelude::*;
    use std::sync::Arc;

    const TIMES: usize = 12;

    fn start() -> Zoned {
        "2012-01-01T00:00[America/New_York]".parse().expect("a zoned time")
    }

    fn valid_times() -> Arc<[Timestamp]> {
        let from: Zoned = "2013-06-14T09:00[America/New_York]".parse().expect("a zoned time");
        (0..TIMES).map(|hour| from.timestamp() + SignedDuration::from_hours(hour as i64)).collect()
    }

    fn marginal(variable: Variable, quantile: impl Fn(usize, f64) -> f64) -> QuantileForecast {
        let levels = QuantileLevels::percentiles();
        let values = (0..TIMES)
            .flat_map(|time| levels.as_slice().iter().map(|level| quantile(time, *level)).collect::<Vec<_>>())
            .collect();
        let support = variable.support();
        QuantileForecast::new(variable, valid_times(), levels.clone(), values, &support).expect("finite")
    }

    fn hash(time: &Zoned, salt: i64) -> f64 {
        let mut random =
            Pcg64::seed_from_u64((time.timestamp().as_second() / 86_400 * 7 + salt).cast_unsigned());
        random.random::<f64>()
    }

    /// Warm days are dry days; a day is warm or cold as a whole.
    fn history() -> [Track; 2] {
        let warmth = |time: &Zoned| hash(time, 1) + 0.02 * f64::from(time.hour());
        [
            track(Variable::Temperature, &start(), 24 * 500, move |time| 10.0 + 10.0 * warmth(time)),
            track(Variable::Precipitation, &start(), 24 * 500, move |time| {
                if hash(time, 1) < 0.3 && (10..16).contains(&time.hour()) { 1.0 + hash(time, 2) } else { 0.0 }
            }),
        ]
    }

    fn temperature() -> QuantileForecast {
        marginal(Variable::Temperature, |time, level| time as f64 + 3.0 * standard_normal_quantile(level))
    }

    fn scenarios(seed: u64) -> Scenarios {
        let rain = marginal(
            Variable::Precipitation,
            |_, level| if level > 0.695 { 10.0 * level - 6.0 } else { 0.0 },
        );
        let tracks = history();
        let supports = tracks.each_ref().map(|track| track.support);
        let source = TemplateSource::new(tracks.iter().collect(), valid_times()[0]);
        couple(&[temperature(), rain], &supports, &source, MEMBERS, seed).expect("couples")
    }

    #[test]
    fn every_time_holds_exactly_the_quantiles_of_its_marginal() {
        let scenarios = scenarios(1);
        for time in 0..TIMES {
            let mut members: Vec<f64> = scenarios.across_members(0, time).collect();
            members.sort_by(f64::total_cmp);
            for (rank, member) in members.iter().enumerate() {
                let level = QuantileLevel::new((rank as f64 + 0.5) / MEMBERS as f64).expect("inside");
                let expected = if (0.01..=0.99).contains(&level.value()) {
                    temperature().quantile(time, level)
                } else {
                    time as f64 + 3.0 * standard_normal_quantile(level.value())
                };
                assert!((member - expected).abs() < 2e-3, "time {time}, rank {rank}: {member} {expected}");
            }
        }
    }

    #[test]
    fn wet_hours_are_as_many_as_forecast_and_stay_together() {
        let scenarios = scenarios(1);
        let wet: Vec<Vec<bool>> = (0..MEMBERS)
            .map(|member| scenarios.trajectory(1, member).iter().map(|rain| *rain > 0.0).collect())
            .collect();
        for time in 0..TIMES {
            let count = wet.iter().filter(|member| member[time]).count();
            // Wet from half-way between the 69 % and the 70 % quantile.
            assert_eq!(count, 152, "hour {time}");
        }
        let both = wet.iter().filter(|member| member[3] && member[4]).count();
        assert!(both > 125, "rain in one hour and the next: {both} of 152, 46 if by chance");
        let ever = wet.iter().filter(|member| member.iter().any(|wet| *wet)).count();
        assert!(ever < 325, "{ever} of 500 members are wet at some hour; 494 if hours were independent");
    }

    #[test]
    fn variables_move_together_as_they_did() {
        let scenarios = scenarios(1);
        let mean = |wet: bool| {
            let picked: Vec<f64> = (0..MEMBERS)
                .filter(|member| (scenarios.trajectory(1, *member)[4] > 0.0) == wet)
                .map(|member| scenarios.trajectory(0, member)[4])
                .collect();
            picked.iter().sum::<f64>() / picked.len() as f64
        };
        assert!(mean(false) - mean(true) > 3.0, "dry {} wet {}", mean(false), mean(true));
    }

    #[test]
    fn the_same_seed_gives_the_same_members() {
        assert_eq!(scenarios(7), scenarios(7));
        assert_ne!(scenarios(7), scenarios(8));
    }

    #[test]
    fn without_any_history_the_marginals_still_hold() {
        let marginal = marginal(Variable::Temperature, |_, level| level);
        let nothing = track(Variable::Temperature, &start(), 0, |_| 0.0);
        let source = TemplateSource::new(vec![&nothing], valid_times()[0]);
        let scenarios = couple(&[marginal], &[nothing.support], &source, 200, 1).expect("couples");
        let mut members: Vec<f64> = scenarios.across_members(0, 5).collect();
        members.sort_by(f64::total_cmp);
        assert!((members[100] - 0.5025).abs() < 1e-9);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn members_stay_finite_and_in_bounds(
            quantiles in prop::collection::vec(-5.0..400.0f64, 99),
            index in 0..4_usize,
            members in 1..60_usize,
        ) {
            let variable = [Variable::RelativeHumidity, Variable::Precipitation, Variable::WindSpeed, Variable::RainReported][index].clone();
            let marginal = marginal(variable.clone(), |time, level| quantiles[(level * 98.0) as usize] * time as f64);
            let track = track(variable, &start(), 24 * 400, |time| hash(time, 3));
            let source = TemplateSource::new(vec![&track], valid_times()[0]);
            let scenarios = couple(&[marginal], &[track.support], &source, members, 1).expect("couples");
            for member in 0..members {
                for value in scenarios.trajectory(0, member) {
                    prop_assert!(value.is_finite() && (track.support.clamp(*value) - value).abs() < 1e-12);
                }
            }
        }
    }
}
