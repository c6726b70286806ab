use crate::{
    Call, Events, Filter, Skill, SkillRow,
    call::day,
    events::number,
    filter::UseCase,
    scores::read_scores,
    skill::{Entry, models, rows},
};
use domain::{AnswerId, RecordedForecast, Went};
use std::collections::BTreeSet;

/// The Brier score of saying one half.
const WRONG_SIDE: f64 = 0.25;
/// Calls that are named as the best and the worst, each.
const NAMED: usize = 3;

/// How amounts did: whether the range where 80 of 100 outcomes were expected held what came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amounts {
    /// Amounts that are known.
    pub count: u32,
    /// Those that lay within the range.
    pub held: u32,
}

/// What all forecasts on the record add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Forecasts with any outcome, measured or told.
    pub forecasts: u32,
    /// Those among them that were left out because they repeat another of the same hour.
    pub repeated: u32,
    /// How many outcomes of events only the user told.
    pub told: u32,
    /// Events of which the user tells otherwise than what was measured.
    pub contradicted: u32,
    /// How chances did; `None` before the first is decided.
    pub events: Option<Events>,
    /// How amounts did.
    pub amounts: Amounts,
    /// How distributions did, by group, everything first; empty before the first is scored.
    pub rows: Vec<SkillRow>,
    /// The skill of each model against what is usual, the best first; the blend goes by the empty name.
    pub models: Vec<(String, Skill)>,
    /// Events called best: those where more was known than what is usual, the best first.
    pub best: Vec<Call>,
    /// Events called worst.
    pub worst: Vec<Call>,
    /// The first and the last day that was forecast, counted from 1970.
    pub days: Option<(i32, i32)>,
}

impl Report {
    /// Adds up what the filter takes of the record. A question that was asked again within the same hour counts once, and so do two
    /// questions of one hour that speak of the same variable, place and valid times: five askings are no five independent
    /// outcomes.
    #[must_use]
    pub fn of(recorded: &[RecordedForecast], filter: &Filter) -> Self {
        let taken: Vec<&RecordedForecast> = recorded.iter().filter(|one| filter.takes(one)).collect();
        let counted = || taken.iter().filter(|one| !one.repeated && filter.takes_event(one));
        let calls: Vec<Call> = counted().filter_map(|one| Call::of(one)).collect();
        let entries = entries(&taken, filter);
        let all_days: BTreeSet<i32> =
            entries.iter().map(|entry| entry.scores.day).chain(calls.iter().map(|call| call.day)).collect();
        let (best, worst) = named(&calls);
        Self {
            forecasts: number(taken.len()),
            repeated: number(taken.iter().filter(|one| one.repeated).count()),
            told: number(counted().filter(|one| one.happened.is_none() && Call::of(one).is_some()).count()),
            contradicted: number(
                counted()
                    .filter(|one| one.happened.zip(crate::call::told(one)).is_some_and(|(a, b)| a != b))
                    .count(),
            ),
            events: Events::of(&calls),
            amounts: amounts(counted().copied()),
            rows: rows(&entries),
            models: models(&entries),
            best,
            worst,
            days: all_days.first().copied().zip(all_days.last().copied()),
        }
    }
}

fn entries(taken: &[&RecordedForecast], filter: &Filter) -> Vec<Entry> {
    let mut entries = Vec::new();
    for recorded in taken {
        let use_case = UseCase::of(recorded);
        let place = recorded.claim.question.place.as_ref().map(|place| (place.id, place.name.clone()));
        for (variable, repeated, scores) in &recorded.variables {
            if *repeated || filter.variable.as_ref().is_some_and(|wanted| wanted != variable) {
                continue;
            }
            entries.extend(
                read_scores(scores).unwrap_or_default().into_iter().filter(|one| one.count > 0).map(
                    |scores| Entry {
                        forecast: recorded.forecast.0,
                        use_case: use_case.clone(),
                        variable: variable.clone(),
                        place: place.clone(),
                        scores,
                    },
                ),
            );
        }
    }
    entries
}

/// What was measured counts; where nothing was, the user's word.
fn amounts<'a>(recorded: impl Iterator<Item = &'a RecordedForecast>) -> Amounts {
    let mut amounts = Amounts::default();
    for one in recorded {
        let told = match one.went {
            Some(Went::Value { value }) => Some(value),
            Some(Went::Fine | Went::Badly) | None => None,
        };
        if let (Some((low, high)), Some(value)) = (one.claim.range, one.amount.or(told)) {
            amounts.count += 1;
            amounts.held += u32::from((low..=high).contains(&value));
        }
    }
    amounts
}

/// The best calls are those on the right side of one half that gained most on the usual chance, the worst those on the wrong side
/// that missed most.
fn named(calls: &[Call]) -> (Vec<Call>, Vec<Call>) {
    let gain = |call: &Call| call.usual_brier().map_or(0.0, |usual| usual - call.brier());
    let mut best: Vec<Call> =
        calls.iter().filter(|call| call.brier() < WRONG_SIDE && gain(call) > 0.0).copied().collect();
    best.sort_by(|a, b| gain(b).total_cmp(&gain(a)).then(b.forecast.cmp(&a.forecast)));
    best.truncate(NAMED);
    let names: Vec<AnswerId> = best.iter().map(|call| call.forecast).collect();
    let mut worst: Vec<Call> = calls
        .iter()
        .filter(|call| call.brier() > WRONG_SIDE && !names.contains(&call.forecast))
        .copied()
        .collect();
    worst.sort_by(|a, b| b.brier().total_cmp(&a.brier()).then(b.forecast.cmp(&a.forecast)));
    worst.truncate(NAMED);
    (best, worst)
}

/// The day a forecast was about: what is shown with it.
impl Report {
    /// The day a forecast on the record was about, counted from 1970.
    #[must_use]
    pub fn day(recorded: &RecordedForecast) -> i32 {
        day(recorded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scores::{score, write_scores},
        testing::{gaussian, recorded, verified},
    };
    use domain::{Issue, Variable, standard_normal_quantile};

    fn temperatures(count: i64) -> Vec<RecordedForecast> {
        (0..count)
            .map(|id| {
                // A true N(20, 2), against a usual of N(20, 4) and a persistence that is as good as the truth.
                let place = (id as f64 + 0.5) / count as f64;
                let outcome = 20.0 + 2.0 * standard_normal_quantile(place);
                let experts =
                    [("climatology", gaussian(20.0, 4.0, 1)), ("persistence", gaussian(20.0, 2.0, 1))];
                let mut scores = score(&verified(&gaussian(20.0, 2.0, 1), &experts, &[Some(outcome)]));
                scores[0].day += id as i32;
                let mut one = recorded(id + 1, None, None);
                one.variables = vec![(Variable::Temperature, false, write_scores(&scores))];
                one
            })
            .collect()
    }

    #[test]
    fn skill_is_told_against_each_reference_that_is_known() {
        let report = Report::of(&temperatures(200), &Filter::default());
        let all = &report.rows[0];
        assert_eq!((all.label.as_str(), all.count, all.forecasts), ("Everything", 200, 200));
        // The mean score of the truth is its deviation over the root of pi, 1.1284; that of N(20, 4) with outcomes of N(20, 2) is
        // sqrt(2 (16 + 4) / pi) - 4 / sqrt(pi) = 1.3115 (Gneiting et al. 2005, eq. 5, in expectation).
        let truth = std::f64::consts::FRAC_2_SQRT_PI;
        assert!((all.crps.expect("one variable") - truth).abs() < 0.015, "{:?}", all.crps);
        let [usual, persistence, raw] = &all.skills;
        let usual = usual.as_ref().expect("known");
        assert!((usual.value - (1.0 - truth / 1.3115)).abs() < 0.01, "{usual:?}");
        assert_eq!(usual.sign(), 1);
        assert!(persistence.as_ref().expect("known").value.abs() < 1e-6);
        assert_eq!(*raw, None);
        assert!((all.coverage[1] - 0.8).abs() < 0.01);
        assert!(all.pit.iter().all(|share| (share - 0.1).abs() < 0.011), "{:?}", all.pit);
        assert_eq!(
            report.models.iter().map(|(model, _)| model.as_str()).collect::<Vec<_>>(),
            ["", "persistence"]
        );
    }

    #[test]
    fn what_repeats_another_counts_once() {
        let mut all: Vec<RecordedForecast> = (1..=5).map(|id| recorded(id, Some(0.8), Some(true))).collect();
        for repeated in &mut all[1..] {
            repeated.repeated = true;
        }
        let report = Report::of(&all, &Filter::default());
        assert_eq!((report.forecasts, report.repeated), (5, 4));
        assert_eq!(report.events.expect("one").count, 1);
        let mut scored = temperatures(3);
        scored[2].variables[0].1 = true;
        assert_eq!(Report::of(&scored, &Filter::default()).rows[0].count, 2);
    }

    #[test]
    fn what_was_asked_as_of_the_past_is_kept_apart() {
        let mut all = vec![recorded(1, Some(0.8), Some(true)), recorded(2, Some(0.1), Some(true))];
        all[1].issue = Issue::AsOf;
        let count = |as_of| {
            let report = Report::of(&all, &Filter { as_of, ..Filter::default() });
            (report.forecasts, report.events.expect("one").brier)
        };
        assert_eq!(count(false).0, 1);
        assert!((count(false).1 - 0.04).abs() < 1e-12 && (count(true).1 - 0.81).abs() < 1e-12);
    }

    #[test]
    fn scores_of_another_version_are_left_out_until_they_are_worked_out_anew() {
        let mut all = temperatures(2);
        all[0].variables[0].2 = vec![250, 1, 2];
        assert_eq!(Report::of(&all, &Filter::default()).rows[0].count, 1);
    }

    #[test]
    fn amounts_are_held_by_their_range() {
        let mut all = [recorded(1, None, None), recorded(2, None, None), recorded(3, None, None)];
        for (one, (amount, went)) in all.iter_mut().zip([
            (Some(5.0), Some(Went::Value { value: 50.0 })),
            (None, Some(Went::Value { value: 12.0 })),
            (None, None),
        ]) {
            one.claim.range = Some((3.0, 10.0));
            (one.amount, one.went) = (amount, went);
        }
        assert_eq!(Report::of(&all, &Filter::default()).amounts, Amounts { count: 2, held: 1 });
    }
}
