//! The numbers behind each chart, in the units shown, with words for those who can't see it.

mod dotplot;
mod extent;
mod fan;
mod strip;

use crate::{reading::Reading, words::when::Calendar};
use domain::{Asked, Chart, HourChance, Variable};

/// The charts of an answer, in order: the hours, a fan for each variable that matters, the amount as dots.
pub(crate) fn charts(reading: &Reading<'_>, calendar: &Calendar) -> Vec<Chart> {
    let mut charts = Vec::new();
    charts.extend(strip::chart(reading, calendar));
    if let Asked::Amount { .. } = reading.material.question.asked {
        charts.extend(dotplot::chart(reading, calendar));
    }
    for variable in reading.material.question.variables() {
        if variable != Variable::RainReported {
            charts.extend(fan::chart(reading, &variable, calendar));
        }
    }
    if !matches!(reading.material.question.asked, Asked::Amount { .. }) {
        charts.extend(dotplot::chart(reading, calendar));
    }
    charts
}

/// The chance of each hour shown.
pub(crate) fn hours(reading: &Reading<'_>) -> Vec<HourChance> {
    strip::steps(reading)
        .into_iter()
        .map(|step| HourChance {
            start: reading.steps.start(step).clone(),
            chance: reading.chance_in_step(step),
            asked: reading.is_asked(step),
        })
        .collect()
}

/// Numbers of a chart need no more digits than a pointer can tell apart.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
