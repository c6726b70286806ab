//! Kinds of question beyond a window, an event and an amount. Each is a function of one trajectory too, read off the same
//! members; what surrounds it (charts, needs, what it rests on) is that of the plain question it is made of.

pub(crate) mod comparison;
pub(crate) mod first_time;
#[cfg(test)]
mod tests;
pub(crate) mod trend;
pub(crate) mod typical;

use crate::{steps::Steps, words::when::Calendar};
use domain::{Asked, Question};
use jiff::civil::Date;
use std::ops::Range;

/// The same question with something plainer asked.
pub(crate) fn plainer(question: &Question, asked: Asked) -> Question {
    Question { asked, ..question.clone() }
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

/// `by Saturday 15 June` without its preposition.
pub(crate) fn day_text(calendar: &Calendar, date: Date) -> String {
    let text = calendar.on(date);
    text.strip_prefix("on ").map_or(text.clone(), str::to_owned)
}
