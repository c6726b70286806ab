//! What the user's calendars say is coming, as questions to ask.

use crate::{problems, shared::Shared};
use context::calendar::{Appointment, Calendar, Occurrence, upcoming};
use contract::{Nothing, Problem};
use domain::{Edits, Interpretation, Place, Plan, Question, Suggestion};
use intent::Setting;
use jiff::{SignedDuration, Zoned, civil::Time};
use std::collections::HashMap;

const KEY: &str = "plans";
/// How far ahead plans are told: beyond that the weather of a day says little.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 60);
/// How far ahead those are that are told among the examples.
const SOON: SignedDuration = SignedDuration::from_hours(24 * 14);
/// Plans that are told at most.
const MOST: usize = 100;
/// Plans that are told among the examples.
const SUGGESTED: usize = 3;
/// Titles that are read as questions at most, each for the first time it comes up.
const TRIED: usize = 300;
/// Within so many days the name of a weekday says which day is meant.
const WEEKDAY_SAYS: i32 = 6;

/// What is coming and can be asked about, in order of time.
pub(crate) fn all(shared: &Shared) -> Result<Vec<Plan>, Problem> {
    let kept = kept(shared)?;
    shared.with_setting(|setting| plans(&kept, &setting, AHEAD))
}

/// The next few plans as questions worth a try.
pub(crate) fn suggestions(shared: &Shared) -> Result<Vec<Suggestion>, Problem> {
    let kept = kept(shared)?;
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    shared.with_setting(|setting| {
        let mut suggestions: Vec<Suggestion> = Vec::new();
        for plan in plans(&kept, &setting, SOON) {
            // One of each: a run every morning would leave no room.
            if suggestions.len() < SUGGESTED
                && suggestions.iter().all(|known| !begins_alike(&known.text, &plan.question))
            {
                suggestions.push(Suggestion { text: plan.question });
            }
        }
        suggestions
    })
}

/// What a calendar would bring, before anything is kept.
pub(crate) fn preview(shared: &Shared, calendar: &Calendar) -> Result<Vec<Plan>, Problem> {
    shared.with_setting(|setting| plans(&calendar.appointments, &setting, AHEAD))
}

/// Keeps what a calendar says in place of what it said before; what was understood, as sentences.
pub(crate) fn keep(shared: &Shared, calendar: &Calendar) -> Result<Vec<String>, Problem> {
    let before = kept(shared)?;
    let merged = calendar.merged_into(before.clone());
    let mut notes = vec![understood(&calendar.appointments, &preview(shared, calendar)?)];
    notes.extend(calendar.notes.iter().cloned());
    if merged == before {
        notes.insert(0, "Everything in it was known already; nothing was written.".to_owned());
    } else {
        write(shared, &merged)?;
    }
    Ok(notes)
}

/// Keeps appointments whose names begin like this in place of those whose names begin so.
pub(crate) fn replace(
    shared: &Shared,
    names_begin: &str,
    appointments: Vec<Appointment>,
) -> Result<(), Problem> {
    let before = kept(shared)?;
    let mut after: Vec<Appointment> =
        before.iter().filter(|kept| !kept.uid.starts_with(names_begin)).cloned().collect();
    after.extend(appointments);
    if after == before { Ok(()) } else { write(shared, &after) }
}

/// Appointments as questions to ask, before anything is kept.
pub(crate) fn of_appointments(shared: &Shared, appointments: &[Appointment]) -> Result<Vec<Plan>, Problem> {
    shared.with_setting(|setting| plans(appointments, &setting, AHEAD))
}

/// Forgets what all calendars said.
pub(crate) fn forget(shared: &Shared) -> Result<Nothing, Problem> {
    write(shared, &[])?;
    Ok(Nothing {})
}

fn understood(appointments: &[Appointment], plans: &[Plan]) -> String {
    let count = match appointments.len() {
        0 => return "No appointment in it is still to come.".to_owned(),
        1 => "1 appointment is kept".to_owned(),
        several => format!("{several} appointments are kept"),
    };
    match plans.first() {
        None => {
            format!("{count}; none of the next two months is something that a forecast can be asked for.")
        }
        Some(first) => format!(
            "{count}; {} of the next two months can be asked about, such as \u{201c}{}\u{201d}.",
            plans.len(),
            first.question
        ),
    }
}

fn kept(shared: &Shared) -> Result<Vec<Appointment>, Problem> {
    let kept = shared.store.setting(KEY).map_err(|error| problems::of_store(&error))?;
    Ok(kept.map_or_else(Vec::new, |value| {
        serde_json::from_value(value).unwrap_or_else(|error| {
            tracing::warn!(%error, "the plans kept can't be read; import the calendar again");
            Vec::new()
        })
    }))
}

fn write(shared: &Shared, appointments: &[Appointment]) -> Result<(), Problem> {
    let value = match appointments {
        [] => serde_json::Value::Null,
        some => serde_json::to_value(some).expect("appointments are plain data"),
    };
    shared.store.set_setting(KEY, &value).map_err(|error| problems::of_store(&error))
}

/// Those of the appointments that a question can be made of, as they come up.
fn plans(appointments: &[Appointment], setting: &Setting<'_>, ahead: SignedDuration) -> Vec<Plan> {
    let (now, mut plans) = (&setting.now, Vec::new());
    let until = now.timestamp().checked_add(ahead).unwrap_or(jiff::Timestamp::MAX);
    let mut is_askable: HashMap<(&str, Option<&str>), bool> = HashMap::new();
    for occurrence in upcoming(appointments, now.timestamp(), until, now.time_zone()) {
        let Occurrence { appointment, start, end } = occurrence;
        if plans.len() == MOST {
            break;
        }
        let begins_ahead = if appointment.all_day { start.date() >= now.date() } else { start > *now };
        let title = (appointment.summary.as_str(), appointment.location.as_deref());
        let is_known = is_askable.get(&title).copied();
        if !begins_ahead || is_known == Some(false) || is_known.is_none() && is_askable.len() == TRIED {
            continue;
        }
        let question = question(appointment, &start, end.as_ref(), setting);
        is_askable.insert(title, question.is_some());
        if let Some(question) = question {
            plans.push(Plan {
                summary: appointment.summary.clone(),
                start,
                end,
                location: appointment.location.clone(),
                question,
            });
        }
    }
    plans
}

/// The words to ask about a plan with: its title, its time and its place, as far as they are understood.
fn question(
    appointment: &Appointment,
    start: &Zoned,
    end: Option<&Zoned>,
    setting: &Setting<'_>,
) -> Option<String> {
    let title = appointment.summary.trim_end_matches(|last: char| !last.is_alphanumeric()).trim();
    let place = appointment.location.as_deref().and_then(|location| place_in(location, setting));
    // Hours in a question are those of the place it is about.
    let zone = place.as_ref().map(|(_, place)| place).or(setting.home).map(|place| place.time_zone.as_str());
    let here = |moment: &Zoned| match zone {
        None => moment.clone(),
        // Nobody said whose clock it is: that of the place, then.
        Some(zone) if appointment.zone.is_none() => {
            moment.datetime().in_tz(zone).unwrap_or_else(|_| moment.clone())
        }
        Some(zone) => moment.in_tz(zone).unwrap_or_else(|_| moment.clone()),
    };
    let (start, end, now) = (
        &here(start),
        end.map(here),
        zone.and_then(|zone| setting.now.in_tz(zone).ok()).unwrap_or_else(|| setting.now.clone()),
    );
    let end = end.as_ref();
    let whole_days = appointment.all_day || end.is_some_and(|end| hours_between(start, end) > 24);
    let mut whens = vec![day_of(start, &now)];
    if !whole_days {
        whens.insert(0, format!("{} {}", whens[0], hours_of(start, end)));
    }
    for when in &whens {
        let text = match &place {
            Some((name, _)) => format!("{title} {when} in {name}"),
            None => format!("{title} {when}"),
        };
        let Interpretation::Understood(question) = intent::interpret(&text, &Edits::default(), setting)
        else {
            continue;
        };
        if is_at(&question, start, whole_days || when == whens.last().unwrap_or(when)) {
            return Some(text);
        }
    }
    None
}

/// Whether a question is about the time of a plan: its title may hold words that read as another.
fn is_at(question: &Question, start: &Zoned, by_the_day: bool) -> bool {
    let [span] = &question.spans[..] else { return false };
    if by_the_day {
        // By the clock of the place the day may be another by its name.
        return span.start.date() == start.date();
    }
    let ahead = span.start.timestamp().duration_since(start.timestamp());
    ahead.abs() < SignedDuration::from_hours(1)
}

/// `Parque da Cidade, Porto, Portugal` holds a place that is known: `Porto, Portugal`.
fn place_in(location: &str, setting: &Setting<'_>) -> Option<(String, Place)> {
    let parts: Vec<&str> =
        location.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let wholes = (0..parts.len()).map(|from| parts[from..].join(", "));
    let alone = parts.iter().map(|part| (*part).to_owned());
    wholes.chain(alone).take(12).find_map(|name| {
        let place = intent::places_called(&name, setting).into_iter().next()?;
        Some((name, place))
    })
}

fn hours_between(start: &Zoned, end: &Zoned) -> i64 {
    end.timestamp().duration_since(start.timestamp()).as_hours()
}

/// `today`, `on Saturday`, `on 5 December`, `on 5 January 2027`.
fn day_of(start: &Zoned, now: &Zoned) -> String {
    let days = now.date().until(start.date()).map_or(i32::MAX, |span| span.get_days());
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2..=WEEKDAY_SAYS => start.strftime("on %A").to_string(),
        _ if start.year() == now.year() => start.strftime("on %-d %B").to_string(),
        _ => start.strftime("on %-d %B %Y").to_string(),
    }
}

/// `from 12 to 15`, `at 18:30`.
fn hours_of(start: &Zoned, end: Option<&Zoned>) -> String {
    let shown = |time: Time| {
        if time.minute() == 0 {
            time.strftime("%-H").to_string()
        } else {
            time.strftime("%-H:%M").to_string()
        }
    };
    match end.filter(|end| end.date() == start.date()) {
        Some(end) => format!("from {} to {}", shown(start.time()), shown(end.time())),
        None => start.strftime("at %-H:%M").to_string(),
    }
}

fn begins_alike(one: &str, other: &str) -> bool {
    let word = |text: &str| text.split_whitespace().next().map(str::to_lowercase);
    word(one) == word(other)
}
