//! Zones of a calendar as names that can be kept: IANA names, and POSIX TZ strings made of what a file defines itself
//! (RFC 5545, 3.6.5; POSIX.1-2017, 8.3).

use super::{
    content_line::ContentLine,
    recurrence::{Frequency, Rule},
    stamp::{Stamp, offset_of},
};
use jiff::{
    civil::{DateTime, Weekday},
    tz::{Offset, TimeZone},
};

/// The zone of a name that was kept.
pub(super) fn kept(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).or_else(|_| TimeZone::posix(name)).ok()
}

/// The IANA name in what programs write for one: `Europe/Lisbon`, `/mozilla.org/20050126_1/Europe/Lisbon`.
pub(super) fn iana_name(written: &str) -> Option<String> {
    let written = written.trim();
    let known = |name: &str| TimeZone::get(name).ok()?.iana_name().map(str::to_owned);
    let parts: Vec<&str> = written.split('/').filter(|part| !part.is_empty()).collect();
    if written.len() > 200 || parts.is_empty() {
        return None;
    }
    (parts.len().saturating_sub(3)..parts.len())
        .filter(|from| *from == 0 || written.starts_with('/'))
        .find_map(|from| known(&parts[from..].join("/")))
}

/// A `VTIMEZONE` while it is read.
#[derive(Debug, Default)]
pub(super) struct ZoneDraft {
    pub(super) id: String,
    /// Its name elsewhere, where the program says.
    location: Option<String>,
    observances: Vec<Observance>,
}

/// A `STANDARD` or `DAYLIGHT` part.
#[derive(Debug, Default)]
struct Observance {
    daylight: bool,
    offset: Option<Offset>,
    start: Option<DateTime>,
    rule: Option<Rule>,
}

impl ZoneDraft {
    pub(super) fn begin(&mut self, component: &str) {
        if self.observances.len() < 1000 {
            self.observances.push(Observance { daylight: component == "DAYLIGHT", ..Observance::default() });
        }
    }

    pub(super) fn line(&mut self, line: &ContentLine) {
        match (line.name.as_str(), self.observances.last_mut()) {
            ("TZID", _) => self.id.clone_from(&line.value),
            ("X-LIC-LOCATION", _) => self.location = iana_name(&line.value),
            ("TZOFFSETTO", Some(last)) => last.offset = offset_of(&line.value),
            ("DTSTART", Some(last)) => last.start = Stamp::parse(&line.value).map(Stamp::civil),
            ("RRULE", Some(last)) => last.rule = Rule::parse(&line.value),
            _ => {}
        }
    }

    /// What to keep of it: an IANA name where there is one, else how its clock goes from now on.
    pub(super) fn name(&self) -> Option<String> {
        iana_name(&self.id).or_else(|| self.location.clone()).or_else(|| self.posix())
    }

    fn posix(&self) -> Option<String> {
        let newest = |daylight: bool| {
            let own =
                self.observances.iter().filter(move |one| one.daylight == daylight && one.offset.is_some());
            // What ended is of the past.
            own.filter(|one| one.rule.as_ref().is_none_or(|rule| rule.until.is_none()))
                .max_by_key(|one| one.start)
        };
        let Some(standard) = newest(false) else {
            return newest(true)
                .and_then(|only| only.offset)
                .map(|only| format!("<LMT>{}", posix_offset(only)));
        };
        let fixed = standard.offset?;
        let changes = newest(true).and_then(|daylight| {
            Some(format!(
                "<STD>{}<DST>{},{},{}",
                posix_offset(fixed),
                posix_offset(daylight.offset?),
                daylight.change()?,
                standard.change()?
            ))
        });
        let name = changes.unwrap_or_else(|| format!("<STD>{}", posix_offset(fixed)));
        kept(&name).is_some().then_some(name)
    }
}

impl Observance {
    /// When it begins each year: `M3.5.0/2`.
    fn change(&self) -> Option<String> {
        let (rule, start) = (self.rule.as_ref()?, self.start?);
        let month = match &rule.by_month[..] {
            [one] => *one,
            [] => start.month(),
            _ => return None,
        };
        if rule.frequency != Frequency::Yearly || rule.interval != 1 {
            return None;
        }
        let (week, day) = match (&rule.by_day[..], &rule.by_month_day[..]) {
            ([(-1, day)], []) => (5, *day),
            ([(week @ 1..=4, day)], []) => (*week, *day),
            // Seven days of the month, one of which is that weekday.
            ([(0, day)], days) if days.len() == 7 && days.iter().all(|day| *day > 0) => {
                let first = days.iter().min()?;
                (i16::from((first - 1) / 7 + 1), *day)
            }
            _ => return None,
        };
        let time = start.time();
        Some(format!("M{month}.{week}.{}/{}:{:02}", day.to_sunday_zero_offset(), time.hour(), time.minute()))
    }
}

/// Hours west of Greenwich, as POSIX counts them.
fn posix_offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, seconds) = (if seconds > 0 { "-" } else { "" }, seconds.unsigned_abs());
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The weekday of `MO`.
pub(super) fn weekday(name: &str) -> Option<Weekday> {
    Some(match name.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}
