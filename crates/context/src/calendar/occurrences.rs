//! When kept appointments come up.

use super::{
    Appointment,
    recurrence::{Rule, Window},
    stamp::moment,
    zone,
};
use jiff::{Timestamp, ToSpan, Zoned, tz::TimeZone};

/// Times of one appointment that are told at most.
const MOST: usize = 400;

/// One time that an appointment comes up.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence<'a> {
    /// The appointment.
    pub appointment: &'a Appointment,
    /// When it begins, by the clock that was asked for; midnight where it has no hours.
    pub start: Zoned,
    /// When it ends, where the calendar says.
    pub end: Option<Zoned>,
}

/// What comes up from `from` on and before `until`, in order of time, by the clock of `local`. What has begun and isn't over at `from` is
/// told too.
#[must_use]
pub fn upcoming<'a>(
    appointments: &'a [Appointment],
    from: Timestamp,
    until: Timestamp,
    local: &TimeZone,
) -> Vec<Occurrence<'a>> {
    let mut found: Vec<Occurrence<'a>> =
        appointments.iter().flat_map(|appointment| of_one(appointment, from, until, local)).collect();
    found.sort_by(|one, other| {
        (&one.start, &one.appointment.summary).cmp(&(&other.start, &other.appointment.summary))
    });
    found
}

fn of_one<'a>(
    appointment: &'a Appointment,
    from: Timestamp,
    until: Timestamp,
    local: &TimeZone,
) -> Vec<Occurrence<'a>> {
    let name = appointment.zone.as_deref();
    let zone = name.and_then(zone::kept).unwrap_or_else(|| local.clone());
    let minutes = i64::from(appointment.minutes.unwrap_or(0));
    let earliest = from.checked_sub(minutes.minutes()).unwrap_or(from);
    let window = Window { from: earliest, until, zone: &zone, most: MOST };
    let mut starts = match appointment.rule.as_deref().and_then(Rule::parse) {
        Some(rule) => rule.within(appointment.start, &window),
        None => vec![appointment.start],
    };
    starts.extend(&appointment.also);
    starts.sort_unstable();
    starts.dedup();
    starts
        .into_iter()
        .filter(|start| !appointment.except.contains(start))
        .filter_map(|start| {
            let begins = moment(start, name, local)?;
            let (start, end) = if appointment.all_day {
                // A day is the user's own, however long it is.
                let end = start.checked_add(minutes.minutes()).ok().filter(|_| minutes > 0);
                (start.to_zoned(local.clone()).ok()?, end.and_then(|end| end.to_zoned(local.clone()).ok()))
            } else {
                let end = begins.checked_add(minutes.minutes()).ok().filter(|_| minutes > 0);
                (begins.to_zoned(local.clone()), end.map(|end| end.to_zoned(local.clone())))
            };
            let over = end.as_ref().unwrap_or(&start).timestamp();
            let is_ahead = start.timestamp() >= from || over > from;
            (is_ahead && start.timestamp() < until).then_some(Occurrence { appointment, start, end })
        })
        .take(MOST)
        .collect()
}
