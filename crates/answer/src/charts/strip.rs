use super::{extent, rounded};
use crate::{
    judge::{Held, Judge},
    material::Observed,
    reading::Reading,
    words::{
        headline::event,
        number::percent,
        when::{Calendar, clock, hour, hour_end},
    },
};
use domain::{Aggregation, Asked, Chart, ChartData, Question, Scenarios, StripHour, Table, Variable};

/// The steps of the strip, rows one after the other; none where single hours say nothing about the question.
pub(super) fn steps(reading: &Reading<'_>) -> Vec<usize> {
    if reading.probability.is_none()
        || !reading.steps.within_a_day()
        || !hours_mean_something(reading.material.question)
    {
        return Vec::new();
    }
    extent::rows(reading).into_iter().flatten().collect()
}

/// Whether each criterion can be told of one hour: a total over a day can't, except whether it rains at all.
fn hours_mean_something(question: &Question) -> bool {
    match question.asked {
        Asked::Window { .. } => true,
        Asked::Event { .. } => question.criteria.iter().all(|criterion| match criterion.aggregation {
            Aggregation::Every | Aggregation::Any | Aggregation::Minimum | Aggregation::Maximum => true,
            Aggregation::Sum => {
                matches!(criterion.variable, Variable::Precipitation | Variable::RainReported)
            }
            Aggregation::Mean | Aggregation::Last => false,
        }),
        _ => false,
    }
}

pub(super) fn chart(reading: &Reading<'_>, calendar: &Calendar) -> Option<Chart> {
    let steps = steps(reading);
    let (first, last) = (*steps.first()?, *steps.last()?);
    let hours: Vec<StripHour> = steps
        .iter()
        .map(|step| StripHour {
            start: reading.steps.start(*step).clone(),
            chance: rounded(reading.chance_in_step(*step).value()),
            asked: reading.is_asked(*step),
            best: reading.window.as_ref().is_some_and(|window| window.range.contains(step)),
            held: reading.material.observed.and_then(|observed| held(reading, *step, observed)),
        })
        .collect();
    let (first_day, last_day) = (reading.steps.start(first).date(), reading.steps.start(last).date());
    let one_day = first_day == last_day;
    let days = if one_day {
        format!("of {}", calendar.full_day(first_day))
    } else {
        format!("from {} to {}", calendar.day(first_day), calendar.day(last_day))
    };
    let what = match reading.material.question.asked {
        Asked::Window { .. } => "that everything you need holds".to_owned(),
        _ => event_in_an_hour(reading),
    };
    let mut note = format!("Chance {what} in each hour {days}, in per cent.");
    if hours.iter().any(|hour| hour.held.is_some()) {
        note.push_str(" Above: a dot where it came true, a cross where it didn't.");
    }
    let table = table(reading, calendar, &steps, &hours);
    Some(Chart {
        id: "hours".to_owned(),
        title: "Hour by hour".to_owned(),
        note,
        alt: alt(reading, calendar, &steps),
        data: ChartData::HourStrip { hours },
        table,
    })
}

/// The event as it is in one hour: `of rain`, `that it stays dry`, `of wind over 39 km/h`.
fn event_in_an_hour(reading: &Reading<'_>) -> String {
    match event(reading).as_str() {
        "dry" => "that it stays dry".to_owned(),
        other => format!("of {}", other.trim_end_matches(" at some time")),
    }
}

fn alt(reading: &Reading<'_>, calendar: &Calendar, steps: &[usize]) -> String {
    let chance = |step: usize| reading.chance_in_step(step);
    let best = reading.window.as_ref().map(|window| {
        let stretch = calendar
            .stretch(reading.steps.start(window.range.start), reading.steps.end(window.range.end - 1));
        format!("Best {stretch}, with {} that everything holds throughout. ", percent(window.chance))
    });
    let day = |step: &usize| reading.steps.start(*step).date();
    let one_day = steps.first().map(day) == steps.last().map(day);
    let asked: Vec<usize> = steps.iter().copied().filter(|step| reading.is_asked(*step)).collect();
    let by_chance = |a: &usize, b: &usize| chance(*a).value().total_cmp(&chance(*b).value());
    let range = match (asked.iter().copied().min_by(by_chance), asked.iter().copied().max_by(by_chance)) {
        (Some(low), Some(high)) => {
            let at = |step: usize| {
                let start = reading.steps.start(step);
                let day = if one_day { String::new() } else { format!(" {}", calendar.on(start.date())) };
                format!("{} at {}{day}", percent(chance(step)), clock(start))
            };
            format!(
                "Of the hours asked about, the chance is lowest with {} and highest with {}.",
                at(low),
                at(high)
            )
        }
        _ => String::new(),
    };
    format!("{}{range}", best.unwrap_or_default())
}

fn table(reading: &Reading<'_>, calendar: &Calendar, steps: &[usize], hours: &[StripHour]) -> Table {
    let observed = hours.iter().any(|hour| hour.held.is_some());
    let mut columns = vec!["Hour".to_owned(), "Chance".to_owned(), "Asked".to_owned()];
    if observed {
        columns.push("What happened".to_owned());
    }
    let rows = steps
        .iter()
        .zip(hours)
        .map(|(step, shown)| {
            let start = reading.steps.start(*step);
            let span = format!(
                "{} {}\u{2013}{}",
                calendar.day(start.date()),
                hour(start),
                hour_end(reading.steps.end(*step))
            );
            let asked = match (shown.asked, shown.best) {
                (_, true) => "best window",
                (true, false) => "yes",
                (false, false) => "no",
            };
            let mut row = vec![span, percent(reading.chance_in_step(*step)), asked.to_owned()];
            if observed {
                row.push(match shown.held {
                    Some(true) => "it held".to_owned(),
                    Some(false) => "it did not hold".to_owned(),
                    None => "not observed".to_owned(),
                });
            }
            row
        })
        .collect();
    Table { columns, rows }
}

/// Whether what the strip tells of did come true in one step; unknown where an observation is missing.
fn held(reading: &Reading<'_>, step: usize, observed: Observed<'_>) -> Option<bool> {
    let question = reading.material.question;
    let time = reading.steps.start(step).timestamp();
    let mut variables: Vec<Variable> = Vec::new();
    for criterion in reading.judge.criteria() {
        if !variables.contains(&criterion.variable) {
            variables.push(criterion.variable.clone());
        }
    }
    let values: Vec<f64> =
        variables.iter().map(|variable| observed(variable, time).unwrap_or(f64::NAN)).collect();
    let happened = Scenarios::new(variables, std::sync::Arc::from([time]), 1, values).ok()?;
    let judge = Judge::new(question, &happened);
    if judge.criteria().len() != reading.judge.criteria().len() {
        return None;
    }
    let held = judge.all_in_step(0, 0);
    let flip = matches!(question.asked, Asked::Event { negated: true });
    match if flip { held.not() } else { held } {
        Held::Yes => Some(true),
        Held::No => Some(false),
        Held::Unknown => None,
    }
}
