use crate::{
    judge::{Held, Judge, aggregate},
    material::{DateStyle, Observed},
    steps::Steps,
    words::{
        capitalised,
        condition::{condition, opposite, subject_name},
        listed,
        number::{Scale, percent},
        when::{Calendar, hour, hour_end},
    },
};
use domain::{
    Aggregation, AmountAnswer, Answer, Asked, Criterion, Outcome, OutcomeValue, Scenarios, Span, Step,
    UnitSystem, Variable,
};
use jiff::Timestamp;
use std::sync::Arc;

/// What became known since an answer was given.
#[derive(Clone, Copy)]
pub struct Happened<'a> {
    /// The valid times the answer was read off, in order.
    pub valid_times: &'a [Timestamp],
    /// The length of each step.
    pub step: Step,
    /// What was observed in each of them.
    pub observed: Observed<'a>,
    /// The units to show.
    pub units: UnitSystem,
    /// How days are written.
    pub dates: DateStyle,
}

/// What happened beside what was forecast: the same function the answer is, of the one trajectory that came true.
/// `None` until every value it depends on has been observed.
#[must_use]
pub fn outcome(answer: &Answer, happened: &Happened<'_>) -> Option<Outcome> {
    let question = &answer.question;
    let zone = question.spans.first()?.start.time_zone().clone();
    let steps = Steps::new(happened.valid_times, happened.step, &zone);
    let spans: Vec<Span> = match &answer.best_window {
        Some(best) => vec![Span { start: best.start.clone(), end: best.end.clone() }],
        None => question.spans.clone(),
    };
    let decisive: Vec<usize> = spans.iter().flat_map(|span| steps.overlapping(span)).collect();
    let truth = Truth {
        answer,
        happened,
        decisive,
        calendar: Calendar::new(happened.dates, &answer.issue_time, true),
        steps,
    };
    match &question.asked {
        Asked::Amount { variable, aggregation } => {
            truth.of_amount(variable, *aggregation, answer.amount.as_ref()?)
        }
        Asked::Window { .. } | Asked::Event { .. } => truth.of_criteria(),
        // Kinds made of several questions are told beside no single outcome.
        _ => None,
    }
}

struct Truth<'a> {
    answer: &'a Answer,
    happened: &'a Happened<'a>,
    decisive: Vec<usize>,
    calendar: Calendar,
    steps: Steps,
}

impl Truth<'_> {
    fn values(&self, variable: &Variable) -> Option<Vec<f64>> {
        self.decisive
            .iter()
            .map(|step| {
                (self.happened.observed)(variable, self.steps.start(*step).timestamp())
                    .filter(|v| v.is_finite())
            })
            .collect::<Option<Vec<f64>>>()
            .filter(|values| !values.is_empty())
    }

    fn of_amount(
        &self,
        variable: &Variable,
        aggregation: Aggregation,
        amount: &AmountAnswer,
    ) -> Option<Outcome> {
        let question = &self.answer.question;
        let value = aggregate(aggregation, self.values(variable)?.into_iter());
        let spread = (amount.upper - amount.lower).abs();
        let scale = Scale::new(question, variable, self.happened.units, Some(spread)).totalled(aggregation);
        let shown = scale.value(value);
        let told = |number: f64| crate::words::number::written(number, scale.resolution);
        // Judged as written, so that the words never contradict the figures beside them.
        let rounded = |number: f64| (number / scale.resolution).round();
        let held = rounded(shown) >= rounded(amount.lower) && rounded(shown) <= rounded(amount.upper);
        let side = match (held, shown > amount.upper) {
            (true, _) => "within the range where 80 of 100 outcomes were expected",
            (false, true) => "above the range where 80 of 100 outcomes were expected",
            (false, false) => "below the range where 80 of 100 outcomes were expected",
        };
        Some(Outcome {
            text: format!("It was {}, {side}.", scale.with_unit(value)),
            happened: None,
            amount: Some(shown),
            values: vec![OutcomeValue {
                label: capitalised(subject_name(question, variable)),
                forecast: scale.followed(&format!("{} to {}", told(amount.lower), told(amount.upper))),
                observed: scale.with_unit(value),
                held: Some(held),
            }],
        })
    }

    fn of_criteria(&self) -> Option<Outcome> {
        let question = &self.answer.question;
        // The criteria that were judged: one need each, in the same order.
        let unjudged = question.criteria.len() != self.answer.needs.len();
        let mut variables: Vec<Variable> = Vec::new();
        for criterion in &question.criteria {
            if !variables.contains(&criterion.variable) {
                variables.push(criterion.variable.clone());
            }
        }
        let mut values = Vec::new();
        let mut known = Vec::new();
        for variable in variables {
            match self.values(&variable) {
                Some(observed) => {
                    values.extend(observed);
                    known.push(variable);
                }
                None if unjudged => {}
                None => return None,
            }
        }
        let times: Arc<[Timestamp]> =
            self.decisive.iter().map(|step| self.steps.start(*step).timestamp()).collect();
        let count = times.len();
        let scenarios = Scenarios::new(known, times, 1, values).ok()?;
        let judge = Judge::new(question, &scenarios);
        if judge.criteria().len() != self.answer.needs.len() || self.answer.needs.is_empty() {
            return None;
        }
        let all: Vec<usize> = (0..count).collect();
        let window = matches!(question.asked, Asked::Window { .. });
        let held = |need: usize| {
            let held =
                if window { judge.need_throughout(need, 0, &all) } else { judge.need_over(need, 0, &all) };
            held == Held::Yes
        };
        let everything = (0..judge.criteria().len()).all(held);
        let negated =
            matches!(question.asked, Asked::Event { negated: true } | Asked::Window { negated: true, .. });
        let lone_negated = negated && !window && judge.criteria().len() == 1;
        let lines: Vec<(OutcomeValue, &Criterion)> = judge
            .criteria()
            .enumerate()
            .map(|(need, criterion)| {
                let value = OutcomeValue {
                    label: self.answer.needs[need].label.clone(),
                    forecast: percent(self.answer.needs[need].chance),
                    observed: self.observed_text(criterion, judge.trajectory(need, 0), held(need)),
                    held: Some(held(need) != lone_negated),
                };
                (value, criterion)
            })
            .collect();
        let happened = everything != negated;
        let text =
            if window { self.window_text(everything, &lines) } else { self.event_text(happened, &lines) };
        Some(Outcome {
            text,
            happened: Some(happened),
            amount: None,
            values: lines.into_iter().map(|(value, _)| value).collect(),
        })
    }

    /// `It worked out from 12 to 15: dry, 19 to 22 °C and wind up to 14 km/h.`
    fn window_text(&self, worked: bool, lines: &[(OutcomeValue, &Criterion)]) -> String {
        let when = self.answer.best_window.as_ref().map_or_else(String::new, |best| {
            let (from, to) = (hour(&best.start), hour_end(&best.end));
            match self.answer.question.spans.len() {
                1 => format!(" from {from} to {to}"),
                _ => format!(" from {from} to {to} on {}", self.calendar.full_day(best.start.date())),
            }
        });
        let told: Vec<String> = lines
            .iter()
            .filter(|(value, _)| worked || value.held == Some(false))
            .map(|(value, criterion)| self.with_name(value, criterion))
            .collect();
        let what = listed(&told);
        if worked {
            format!("It worked out{when}: {what}.")
        } else {
            format!("It did not work out{when}: {what}.")
        }
    }

    fn event_text(&self, happened: bool, lines: &[(OutcomeValue, &Criterion)]) -> String {
        let question = &self.answer.question;
        let told: Vec<String> =
            lines.iter().map(|(value, criterion)| self.with_name(value, criterion)).collect();
        let beginning = match (&question.asked, lines) {
            (Asked::Event { negated: true }, [(_, criterion)]) => {
                let what = opposite(criterion)
                    .map_or_else(String::new, |o| condition(question, &o, self.happened.units));
                if happened {
                    format!("It came true, {what}")
                } else {
                    format!("It did not come true, {what}")
                }
            }
            _ if happened => "It happened".to_owned(),
            _ => "It did not happen".to_owned(),
        };
        format!("{beginning}: {}.", listed(&told))
    }

    /// The observed values with what they are of, where the unit doesn't say so.
    fn with_name(&self, value: &OutcomeValue, criterion: &Criterion) -> String {
        match &criterion.variable {
            Variable::Temperature | Variable::RainReported => value.observed.clone(),
            Variable::Precipitation if value.observed.starts_with("0 ") => "no rain".to_owned(),
            Variable::Precipitation => format!("{} of rain", value.observed),
            other => format!("{} {}", subject_name(&self.answer.question, other), value.observed),
        }
    }

    /// The observed values; with decimals and the limit where rounding would hide on which side of it they lie.
    fn observed_text(&self, criterion: &Criterion, values: &[f64], held: bool) -> String {
        let question = &self.answer.question;
        let scale = Scale::new(question, &criterion.variable, self.happened.units, None);
        let of = |aggregation| aggregate(aggregation, values.iter().copied());
        let (lower, upper) = criterion.bound.limits();
        let (low, high) = (of(Aggregation::Minimum), of(Aggregation::Maximum));
        let every = matches!(criterion.aggregation, Aggregation::Every)
            && criterion.variable != Variable::Precipitation;
        let hidden = |limit: f64, value: f64| scale.bare(value) == scale.bare_limit(limit);
        let passed = [(upper, high, high > upper.unwrap_or(high)), (lower, low, low < lower.unwrap_or(low))];
        if let Some((Some(limit), _, _)) = passed.into_iter().find(|(limit, value, past)| {
            every && !held && *past && limit.is_some_and(|limit| hidden(limit, *value))
        }) {
            let fine = scale.finer(10.0);
            return format!("{} against {}", fine.range(low, high), fine.with_unit(limit));
        }
        match (&criterion.variable, criterion.aggregation) {
            (Variable::RainReported, _) => {
                if of(Aggregation::Maximum) > 0.0 {
                    "rain".to_owned()
                } else {
                    "dry".to_owned()
                }
            }
            (Variable::Precipitation, _) => scale.with_unit(of(Aggregation::Sum)),
            (_, Aggregation::Every | Aggregation::Any) => scale.range(low, high),
            (_, aggregation) => scale.totalled(aggregation).with_unit(of(aggregation)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        DateStyle,
        fixture::{SeriesQuestion, picnic, traffic},
    };
    use domain::Probability;

    /// What became of an answer to `fixture` when every variable kept one value.
    fn after(fixture: &crate::fixture::Fixture, value: impl Fn(&Variable) -> Option<f64>) -> Option<Outcome> {
        let answer = fixture.answer();
        let observed = |variable: &Variable, _: Timestamp| value(variable);
        outcome(
            &answer,
            &Happened {
                valid_times: fixture.scenarios.valid_times(),
                step: fixture.step,
                observed: &observed,
                units: UnitSystem::Metric,
                dates: DateStyle::DayMonth,
            },
        )
    }

    fn fine(variable: &Variable) -> Option<f64> {
        Some(match variable {
            Variable::Temperature => 21.0,
            Variable::WindSpeed => 3.0,
            _ => 0.0,
        })
    }

    #[test]
    fn there_is_no_outcome_until_everything_it_depends_on_was_observed() {
        let fixture = picnic();
        assert!(after(&fixture, fine).is_some());
        for missing in [Variable::Temperature, Variable::WindSpeed, Variable::Precipitation] {
            assert_eq!(after(&fixture, |variable| fine(variable).filter(|_| *variable != missing)), None);
            assert_eq!(
                after(&fixture, |variable| (*variable != missing).then_some(f64::NAN).or(fine(variable))),
                None
            );
        }
    }

    #[test]
    fn the_outcome_is_the_event_that_was_forecast() {
        let mut fixture = picnic();
        let windy =
            |variable: &Variable| if *variable == Variable::WindSpeed { Some(9.0) } else { fine(variable) };
        for (negated, kept, spoilt) in [(false, Some(true), Some(false)), (true, Some(false), Some(true))] {
            fixture.question.asked = Asked::Window { hours: 3, negated };
            assert_eq!(after(&fixture, fine).expect("observed").happened, kept);
            let outcome = after(&fixture, windy).expect("observed");
            assert_eq!(outcome.happened, spoilt);
            assert_eq!(outcome.text, "It did not work out from 11 to 14: wind 32 km/h.");
            assert_eq!(
                outcome.values.iter().map(|line| line.held).collect::<Vec<_>>(),
                [Some(true), Some(true), Some(false)]
            );
        }
    }

    #[test]
    fn a_limit_missed_by_less_than_the_rounding_is_told_with_decimals() {
        let close =
            |variable: &Variable| if *variable == Variable::WindSpeed { Some(5.6) } else { fine(variable) };
        let outcome = after(&picnic(), close).expect("observed");
        assert_eq!(outcome.text, "It did not work out from 11 to 14: wind 20.2 km/h against 20.0 km/h.");
    }

    #[test]
    fn a_certain_forecast_and_its_outcome_agree() {
        // One member and the truth are the same trajectory: the probability is 1 exactly when it happened.
        for seed in 0..40 {
            let mut fixture = crate::fixture::past_picnic(seed);
            let times = fixture.scenarios.valid_times().clone();
            fixture.scenarios =
                crate::fixture::weather(&times, "America/New_York", 1, &crate::fixture::MILD, seed);
            let answer = fixture.answer();
            let happened = answer.outcome.as_ref().and_then(|outcome| outcome.happened);
            assert_eq!(happened, Some(answer.probability == Some(Probability::ONE)), "seed {seed}");
        }
    }

    #[test]
    fn an_amount_is_told_beside_its_range() {
        let series = SeriesQuestion::variable();
        for (value, text, held) in [
            (5010.0, "It was 5,000 vehicles, within the range where 80 of 100 outcomes were expected.", true),
            (9000.0, "It was 9,000 vehicles, above the range where 80 of 100 outcomes were expected.", false),
            (120.0, "It was 100 vehicles, below the range where 80 of 100 outcomes were expected.", false),
        ] {
            let outcome =
                after(&traffic(), |variable| (*variable == series).then_some(value)).expect("observed");
            assert_eq!((outcome.text.as_str(), outcome.values[0].held), (text, Some(held)));
            assert_eq!(outcome.amount, Some(value));
        }
    }
}
