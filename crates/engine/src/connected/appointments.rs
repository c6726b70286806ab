//! Appointments that a program tells as records.

use context::calendar::Appointment;
use contract::{Problem, ProblemCode};
use domain::{AppointmentFields, ConnectedSourceId};
use jiff::{SignedDuration, Timestamp, Zoned, civil::Date, civil::DateTime, tz::TimeZone};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Appointments of one program that are kept.
const MOST: usize = 1000;
/// Characters of a title and of a place.
const LONGEST: usize = 120;
/// The longest appointment whose end is believed.
const LONGEST_MINUTES: i64 = 60 * 24 * 60;

const TITLES: &[&str] = &["title", "summary", "subject", "name", "event"];
const STARTS: &[&str] =
    &["start", "starts", "begin", "start_time", "starttime", "startdate", "start_date", "when", "date"];
const ENDS: &[&str] = &["end", "ends", "end_time", "endtime", "enddate", "end_date", "finish"];
const PLACES: &[&str] = &["location", "place", "where", "venue"];

/// The fields that appointments seem to have.
pub(super) fn likely_fields(fields: &[String]) -> Option<AppointmentFields> {
    let find = |names: &[&str]| {
        names.iter().find_map(|name| fields.iter().find(|field| field.to_lowercase() == *name).cloned())
    };
    Some(AppointmentFields {
        title: find(TITLES)?,
        start: find(STARTS)?,
        end: find(ENDS),
        location: find(PLACES),
    })
}

/// Those of the records that are still to come, the first of them. Times without a zone are by the clock of `zone`, else by whatever clock
/// hangs where the appointment is.
pub(super) fn of_records(
    records: &[Map<String, Value>],
    fields: &AppointmentFields,
    zone: Option<&str>,
    now: &Zoned,
) -> Result<Vec<Appointment>, Problem> {
    let refused = |detail: String| Problem::new(ProblemCode::Import, "The answer can't be read", detail);
    for (field, what) in [(&fields.title, "title"), (&fields.start, "start")] {
        if !records.iter().any(|record| record.contains_key(field)) {
            return Err(refused(format!(
                "No record has a field \u{201c}{field}\u{201d} for the {what}. Look at it again and choose anew."
            )));
        }
    }
    let zone = match zone {
        Some(name) => Some(TimeZone::get(name).map_err(|_| {
            refused(format!(
                "\u{201c}{name}\u{201d} is no time zone. Give an IANA name, such as Europe/Lisbon."
            ))
        })?),
        None => None,
    };
    let mut appointments: Vec<Appointment> =
        records.iter().filter_map(|record| of_record(record, fields, zone.as_ref(), now)).collect();
    let mut seen = BTreeSet::new();
    appointments.retain(|appointment| seen.insert(appointment.uid.clone()));
    appointments.sort_by_key(|appointment| appointment.start);
    appointments.truncate(MOST);
    Ok(appointments)
}

/// The beginning of the names of all appointments of a program: it can't take another's place.
pub(super) fn names_begin(id: ConnectedSourceId) -> String {
    format!("connected source {}: ", id.0)
}

/// The same appointments by names of their program's own.
pub(super) fn named(id: ConnectedSourceId, appointments: Vec<Appointment>) -> Vec<Appointment> {
    let begin = names_begin(id);
    let clean = |appointment: Appointment| Appointment {
        uid: format!("{begin}{}", sources::cleaned(&appointment.uid, LONGEST)),
        summary: sources::cleaned(&appointment.summary, LONGEST),
        location: appointment.location.map(|place| sources::cleaned(&place, LONGEST)),
        ..appointment
    };
    appointments.into_iter().take(MOST).map(clean).collect()
}

/// What a field says of a time.
enum Said {
    Moment(Timestamp),
    Clock(DateTime),
    Day(Date),
}

impl Said {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => {
                let text = text.trim();
                if let Ok(zoned) = text.parse::<Zoned>() {
                    return Some(Self::Moment(zoned.timestamp()));
                }
                if let Ok(moment) = text.parse::<Timestamp>() {
                    return Some(Self::Moment(moment));
                }
                if text.contains(['T', ' ', ':'])
                    && let Ok(clock) = text.parse::<DateTime>()
                {
                    return Some(Self::Clock(clock));
                }
                text.parse::<Date>().ok().map(Self::Day)
            }
            Value::Number(number) => {
                // Seconds since 1970, or milliseconds.
                let number = number.as_i64()?;
                let moment = if number.abs() > 100_000_000_000 {
                    Timestamp::from_millisecond(number)
                } else {
                    Timestamp::from_second(number)
                };
                moment.ok().map(Self::Moment)
            }
            _ => None,
        }
    }
}

fn of_record(
    record: &Map<String, Value>,
    fields: &AppointmentFields,
    zone: Option<&TimeZone>,
    now: &Zoned,
) -> Option<Appointment> {
    let text =
        |field: &str| record.get(field).and_then(Value::as_str).map(|text| sources::cleaned(text, LONGEST));
    let summary = text(&fields.title).filter(|title| !title.is_empty())?;
    let here = zone.unwrap_or_else(|| now.time_zone());
    let clock = |moment: Timestamp| moment.to_zoned(here.clone()).datetime();
    let start = Said::of(record.get(&fields.start)?)?;
    let end = fields.end.as_ref().and_then(|field| Said::of(record.get(field)?));
    let (begins, all_day) = match start {
        Said::Moment(moment) => (clock(moment), false),
        Said::Clock(time) => (time, false),
        Said::Day(day) => (day.to_datetime(jiff::civil::Time::midnight()), true),
    };
    let ends = match end {
        Some(Said::Moment(moment)) => Some(clock(moment)),
        Some(Said::Clock(time)) => Some(time),
        // The last day counts.
        Some(Said::Day(day)) => day.tomorrow().ok().map(|day| day.to_datetime(jiff::civil::Time::midnight())),
        None => None,
    };
    let minutes = ends
        .map(|ends| ends.duration_since(begins).as_secs() / 60)
        .filter(|minutes| (1..=LONGEST_MINUTES).contains(minutes))
        .and_then(|minutes| u32::try_from(minutes).ok());
    // An IANA name, where the moment is known or the user said whose clock it is.
    let is_fixed = zone.is_some() || matches!(start, Said::Moment(_));
    let length = SignedDuration::from_mins(i64::from(minutes.unwrap_or(if all_day { 24 * 60 } else { 60 })));
    let over = begins.to_zoned(here.clone()).ok()?.timestamp().checked_add(length).ok()?;
    (over > now.timestamp()).then(|| Appointment {
        uid: format!("{summary} {begins}"),
        location: fields.location.as_deref().and_then(text).filter(|place| !place.is_empty()),
        summary,
        start: begins,
        all_day,
        minutes,
        zone: if is_fixed { Some(here.iana_name().unwrap_or("UTC").to_owned()) } else { None },
        rule: None,
        also: Vec::new(),
        except: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn records_become_appointments_by_their_fields() {
        let now: Zoned = "2026-03-01T14:00[Europe/Lisbon]".parse().expect("a moment");
        let records = json!([
            {"title": "Picnic\u{202e}", "start": "2026-03-07T12:00:00Z", "end": "2026-03-07T15:00:00Z", "location": "Porto"},
            {"title": "Sailing", "start": "2026-03-08T10:00"},
            {"title": "Fair", "start": "2026-03-10", "end": "2026-03-11"},
            {"title": "Over", "start": "2026-02-01T10:00"},
            {"title": "", "start": "2026-03-08T10:00"},
            {"title": "No time", "start": "soon"},
            {"title": "Sailing", "start": "2026-03-08T10:00"},
        ]);
        let records: Vec<Map<String, Value>> = serde_json::from_value(records).expect("records");
        let fields =
            likely_fields(&["end", "location", "start", "title"].map(str::to_owned)).expect("fields");
        let found = of_records(&records, &fields, None, &now).expect("readable");
        let told: Vec<_> = found
            .iter()
            .map(|one| {
                (one.summary.as_str(), one.start.to_string(), one.minutes, one.zone.as_deref(), one.all_day)
            })
            .collect();
        assert_eq!(
            told,
            [
                ("Picnic", "2026-03-07T12:00:00".to_owned(), Some(180), Some("Europe/Lisbon"), false),
                ("Sailing", "2026-03-08T10:00:00".to_owned(), None, None, false),
                ("Fair", "2026-03-10T00:00:00".to_owned(), Some(2880), None, true),
            ]
        );
        let gone = AppointmentFields { title: "what".to_owned(), ..fields };
        assert!(of_records(&records, &gone, None, &now).is_err(), "a field that is gone is told");
    }

    #[test]
    fn a_program_names_its_own_appointments_only() {
        let now: Zoned = "2026-03-01T14:00[UTC]".parse().expect("a moment");
        let records =
            vec![json!({"title": "a", "start": "2026-03-08"}).as_object().cloned().expect("an object")];
        let fields = AppointmentFields { title: "title".into(), start: "start".into(), ..Default::default() };
        let found = of_records(&records, &fields, None, &now).expect("readable");
        let named = named(ConnectedSourceId(7), found);
        assert!(named[0].uid.starts_with(&names_begin(ConnectedSourceId(7))));
        assert!(!names_begin(ConnectedSourceId(71)).starts_with(&names_begin(ConnectedSourceId(7))));
    }
}
