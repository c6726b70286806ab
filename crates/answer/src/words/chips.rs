use super::{
    capitalised,
    condition::{condition, definition},
    when::{Calendar, hour, hour_end, last_day, weekday},
};
use crate::{material::Material, words::headline::amount_title};
use domain::{Asked, Chip, Question, Slot, Span, Subject};

/// The question as chips, in order.
pub(crate) fn chips(material: &Material<'_>, calendar: &Calendar) -> Vec<Chip> {
    let question = material.question;
    let mut chips = vec![chip(question, Slot::What, "What", what(question, material))];
    if let (Asked::Comparison { choices, .. }, true) = (&question.asked, question.compares_places()) {
        let names: Vec<String> = choices.iter().map(|choice| choice.label.clone()).collect();
        chips.push(chip(question, Slot::Where, "Where", names.join(" or ")));
    } else if let Some(place) = &question.place {
        let value = match &place.region {
            Some(region) if place.country_code == "US" => format!("{}, {region}", place.name),
            _ => format!("{}, {}", place.name, place.country),
        };
        chips.push(chip(question, Slot::Where, "Where", value));
    }
    chips.push(chip(question, Slot::When, "When", days(&question.spans, calendar)));
    let by_the_day = matches!(&question.subject, Subject::Series { info } if info.step_minutes >= 1440);
    if let Some(hours) = hours(&question.spans).filter(|_| !by_the_day) {
        chips.push(chip(question, Slot::Hours, "Hours", hours));
    }
    if !question.criteria.is_empty() {
        let parts: Vec<String> = question
            .criteria
            .iter()
            .map(|criterion| match question.asked.inner() {
                Asked::Window { .. } => {
                    condition(question, criterion, material.units).replace(" to ", "\u{2013}")
                }
                _ => definition(question, criterion, material.units),
            })
            .collect();
        let label = match question.asked.inner() {
            Asked::Window { .. } => "Good means",
            _ => "Counts as",
        };
        chips.push(chip(question, Slot::Needs, label, parts.join(", ")));
    }
    chips
}

fn chip(question: &Question, slot: Slot, label: &str, value: String) -> Chip {
    Chip { slot, label: label.to_owned(), value, assumed: question.assumed(slot).map(|a| a.text.clone()) }
}

fn what(question: &Question, material: &Material<'_>) -> String {
    let what = subject(question, material);
    match question.asked {
        Asked::Trend { .. } => format!("{what}, its trend"),
        Asked::FirstTime => format!("{what}, the first time"),
        Asked::Typical { .. } => format!("{what}, as usual"),
        _ => what,
    }
}

fn subject(question: &Question, material: &Material<'_>) -> String {
    match (&question.subject, question.asked.inner()) {
        (Subject::Activity { title, .. }, Asked::Window { hours, .. }) => format!("{title}, {hours} h"),
        (Subject::Activity { title, .. }, _) => title.clone(),
        (Subject::Series { info }, _) => info.title.clone(),
        (
            Subject::Weather,
            Asked::Amount { variable, aggregation } | Asked::Trend { variable, aggregation, .. },
        ) => amount_title(question, variable, *aggregation),
        (Subject::Weather, _) => question.criteria.first().map_or_else(
            || "Weather".to_owned(),
            |criterion| capitalised(&condition(question, criterion, material.units)),
        ),
    }
}

fn days(spans: &[Span], calendar: &Calendar) -> String {
    match spans {
        [] => String::new(),
        [first, .., last] => {
            let (from, to) = (first.start.date(), last_day(last));
            if from == to {
                calendar.day(from)
            } else if spans.len() == 2 {
                format!("{} and {}", calendar.day(from), calendar.day(to))
            } else {
                format!("{} to {}", calendar.day(from), calendar.day(to))
            }
        }
        [span] => {
            let (from, to) = (span.start.date(), last_day(span));
            let one_night = (span.end.timestamp() - span.start.timestamp()).get_seconds() <= 16 * 3600;
            if from == to || one_night {
                calendar.day(from)
            } else {
                format!("{} to {}", calendar.day(from), calendar.day(to))
            }
        }
    }
}

/// `11–17`, where every span keeps the same hours and they aren't whole days.
fn hours(spans: &[Span]) -> Option<String> {
    let written: Vec<String> =
        spans.iter().map(|span| format!("{}\u{2013}{}", hour(&span.start), hour_end(&span.end))).collect();
    let first = written.first()?;
    // Days on end have no hours of their own.
    let seconds = |span: &Span| (span.end.timestamp() - span.start.timestamp()).get_seconds();
    if spans.len() == 1 && seconds(&spans[0]) > 48 * 3600 {
        return None;
    }
    if first == "0\u{2013}24" && spans.len() == 1 && spans[0].start.date() != last_day(&spans[0]) {
        return None;
    }
    if written.iter().all(|other| other == first) {
        return Some(if first == "0\u{2013}24" { "all day".to_owned() } else { first.clone() });
    }
    let with_days: Vec<String> = spans
        .iter()
        .zip(&written)
        .map(|(span, hours)| format!("{} {hours}", &weekday(span.start.date())[..3]))
        .collect();
    Some(with_days.join(", "))
}
