//! Kinds of question beyond a window, an event and an amount. Each is a function of one trajectory too, read off the same
//! members; what surrounds it (charts, needs, what it rests on) is that of the plain question it is made of.

mod by_day;
pub(crate) mod comparison;
pub(crate) mod first_time;
#[cfg(test)]
mod tests;
pub(crate) mod trend;
pub(crate) mod typical;

use crate::{material::Material, steps::Steps};
use domain::{Aggregation, Asked, Chart, Question, Variable};
use jiff::civil::Date;
use std::ops::Range;

/// The same question with something plainer asked.
pub(crate) fn plainer(question: &Question, asked: Asked) -> Question {
    Question { asked, ..question.clone() }
}

/// The steps of a question without reading the rest off them.
pub(crate) fn days_of(material: &Material<'_>) -> (Steps, Vec<(Date, Vec<usize>)>) {
    let spans = &material.question.spans;
    let zone = spans.first().map_or_else(|| material.now.time_zone(), |span| span.start.time_zone());
    let steps = Steps::new(material.scenarios.valid_times(), material.step, zone);
    let asked: Vec<Range<usize>> = spans.iter().map(|span| steps.overlapping(span)).collect();
    let days = days(&steps, &asked);
    (steps, days)
}

/// Says in the titles that each point of a chart is a day's.
pub(crate) fn title_by_day(charts: &mut [Chart], ways: &[(Variable, Aggregation)]) {
    for (chart, (_, aggregation)) in charts.iter_mut().zip(ways) {
        if let Some(words) = by_day::of_each_day(*aggregation) {
            chart.title = format!("{}, {words}", chart.title);
        }
    }
}

/// The steps of each day of the spans, in order.
pub(crate) fn days(steps: &Steps, asked: &[Range<usize>]) -> Vec<(Date, Vec<usize>)> {
    let mut days: Vec<(Date, Vec<usize>)> = Vec::new();
    for step in asked.iter().cloned().flatten() {
        let date = steps.start(step).date();
        match days.last_mut() {
            Some((day, of_day)) if *day == date => of_day.push(step),
            _ => days.push((date, vec![step])),
        }
    }
    days
}
