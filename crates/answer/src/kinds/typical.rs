//! What is usual for the date: the question asked of the climatological members, day by day where a stretch of days is meant.

use super::{
    by_day::{self, ByDay},
    days, plainer, title_by_day,
};
use crate::{
    compose::plain,
    judge::{Held, aggregate},
    material::Material,
    quantile::{quantile, sorted},
    reading::Reading,
    words::{
        capitalised,
        chips::chips,
        confidence::confidence_in_the_usual,
        headline::{amount_name, event},
        number::{Scale, percent},
        when::Calendar,
    },
};
use domain::{
    Aggregation, Answer, Asked, Breakdown, BreakdownLine, ChartData, Probability, Scenarios, Subject,
    Variable, Verbal,
};

/// Up to this many days are drawn hour by hour.
const BY_THE_HOUR_DAYS: usize = 3;
/// From this much rain on a day counts as wet: the Met Office's rain day, mm.
const WET_DAY: f64 = 0.2;

pub(crate) fn compose(material: &Material<'_>) -> Answer {
    let Asked::Typical { of } = &material.question.asked else { return plain(material) };
    let question = plainer(material.question, (**of).clone());
    let scenarios = material.usual.unwrap_or(material.scenarios);
    let plain_material =
        Material { question: &question, scenarios, usual: None, observed: None, ..*material };
    let reading = Reading::of(&plain_material);
    let dated = days(&reading.steps, &reading.asked);
    let ways: Vec<(Variable, Aggregation)> = match &**of {
        Asked::Amount { variable, aggregation } => vec![(variable.clone(), *aggregation)],
        Asked::Event { .. } => by_day::decisive(&question.criteria),
        _ => Vec::new(),
    };
    // Of many days one value each is drawn.
    let daily = if reading.steps.within_a_day() && dated.len() > BY_THE_HOUR_DAYS {
        ByDay::of(&plain_material, &dated, &ways)
    } else {
        None
    };
    let mut answer = daily
        .as_ref()
        .map_or_else(|| plain(&plain_material), |daily| plain(&daily.material(&plain_material)));
    if daily.is_some() {
        answer.charts.retain(|chart| matches!(chart.data, ChartData::Fan { .. }));
        title_by_day(&mut answer.charts, &ways);
    }
    let reference = if material.as_of { material.issue_time } else { material.now };
    let mut calendar = Calendar::new(material.dates, reference, material.as_of);
    if let Some(span) = question.spans.first() {
        calendar = calendar.of_any_year(span.start.date());
    }
    answer.question = material.question.clone();
    answer.chips = chips(material, &calendar);
    answer.calibration = "This is what is usual for the date, not a forecast.".to_owned();
    answer.confidence = confidence_in_the_usual(&reading, &calendar);
    answer.models.retain(|model| model.left_out.is_none());
    let class = if material.usual_class.is_empty() {
        String::new()
    } else {
        format!("Counted over {}.", material.usual_class)
    };
    answer.confidence.insert(0, if class.is_empty() { answer.calibration.clone() } else { class });
    let by_day: Vec<Vec<usize>> = dated.into_iter().map(|(_, steps)| steps).collect();
    let when = calendar.days(&question.spans);
    let place = question.place.as_ref().map_or_else(String::new, |place| format!(" in {}", place.name));
    let daily = Daily { scenarios, days: &by_day };
    match (&question.subject, &**of) {
        (Subject::Weather, Asked::Amount { variable, aggregation }) => {
            let lines = weather(&daily, &question, material);
            let whole = *variable == Variable::Precipitation || by_day.len() < 2;
            let pooled = if whole { None } else { daily.pooled(variable, *aggregation) };
            let values = pooled.or_else(|| reading.amount.as_ref().map(|amount| amount.values.clone()));
            if let Some(values) = values.filter(|values| !values.is_empty()) {
                let at = |level| quantile(&values, level).unwrap_or(f64::NAN);
                let scale = Scale::new(&question, variable, material.units, Some(at(0.9) - at(0.1)))
                    .totalled(*aggregation);
                let number = scale.with_unit(at(0.5));
                let name = amount_name(&question, variable, *aggregation);
                let of_day = if whole { "" } else { " of a day" };
                answer.headline = format!(
                    "Usually about {number}, 80 % between {} and {}: {name}{of_day}{place} {when}",
                    scale.bare(at(0.1)),
                    scale.bare(at(0.9))
                );
                answer.short.clone_from(&number);
                answer.emphasis = number;
                answer.amount = None;
            }
            if !lines.is_empty() {
                answer.breakdown = Some(Breakdown {
                    title: "What it is usually like".to_owned(),
                    note: "Half of all days lie between the two figures.".to_owned(),
                    lines,
                });
            }
        }
        (_, Asked::Event { .. }) if by_day.len() > 1 && reading.steps.within_a_day() => {
            let members = reading.judge.members();
            let held = |steps: &Vec<usize>, member| {
                let held = reading.judge.all_over(member, steps);
                (if reading.negated() { held.not() } else { held }) == Held::Yes
            };
            let hits: usize =
                by_day.iter().map(|steps| (0..members).filter(|member| held(steps, *member)).count()).sum();
            let share = Probability::of_members(hits, (members * by_day.len()).max(1));
            let number = format!("{:.0} of {}", share.value() * by_day.len() as f64, by_day.len());
            answer.headline =
                format!("{}{place}: usually on {number} days {when}", capitalised(&event(&reading)));
            answer.short = format!("{number} days");
            answer.emphasis = number;
            answer.probability = Some(share);
            answer.verbal = Some(Verbal::of(share));
            answer.needs.clear();
        }
        _ => {
            answer.headline = format!("Usually: {}", lowered(&answer.headline));
        }
    }
    answer
}

fn lowered(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Scenarios read day by day.
struct Daily<'a> {
    scenarios: &'a Scenarios,
    days: &'a [Vec<usize>],
}

impl Daily<'_> {
    /// One value a day and member, in rising order, missing ones left out.
    fn pooled(&self, variable: &Variable, aggregation: Aggregation) -> Option<Vec<f64>> {
        let position = self.scenarios.position(variable)?;
        let values = (0..self.scenarios.members()).flat_map(|member| {
            let values = self.scenarios.trajectory(position, member);
            self.days.iter().map(move |steps| aggregate(aggregation, steps.iter().map(|step| values[*step])))
        });
        let values = sorted(values);
        (!values.is_empty()).then_some(values)
    }
}

/// Highs, lows, rain and wind of the days.
fn weather(daily: &Daily<'_>, question: &domain::Question, material: &Material<'_>) -> Vec<BreakdownLine> {
    let mut lines = Vec::new();
    for (label, variable, aggregation) in [
        ("Highest of a day", Variable::Temperature, Aggregation::Maximum),
        ("Lowest of a day", Variable::Temperature, Aggregation::Minimum),
        ("Strongest wind of a day", Variable::WindSpeed, Aggregation::Maximum),
    ] {
        let Some(values) = daily.pooled(&variable, aggregation) else { continue };
        let at = |level| quantile(&values, level).unwrap_or(f64::NAN);
        let scale = Scale::new(question, &variable, material.units, Some(at(0.9) - at(0.1)));
        lines.push(BreakdownLine {
            label: label.to_owned(),
            value: scale.range(at(0.25), at(0.75)),
            detail: format!(
                "9 of 10 days between {}",
                scale.range(at(0.05), at(0.95)).replace(" to ", " and ")
            ),
            chance: None,
            best: false,
        });
    }
    if let Some(values) = daily.pooled(&Variable::Precipitation, Aggregation::Sum) {
        let wet = values.iter().filter(|value| **value >= WET_DAY).count();
        let share = Probability::of_members(wet, values.len());
        let count = share.value() * daily.days.len() as f64;
        lines.push(BreakdownLine {
            label: "A day with rain".to_owned(),
            value: percent(share),
            detail: match daily.days.len() {
                1 => String::new(),
                all => format!("about {count:.0} of {all} days"),
            },
            chance: Some(share),
            best: false,
        });
    }
    lines
}
