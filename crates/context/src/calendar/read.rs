//! A calendar file, line by line.

use super::{
    Appointment, Calendar,
    content_line::{ContentLine, ContentLines},
    recurrence::Rule,
    stamp::{Stamp, minutes_of, moment},
    zone::{ZoneDraft, iana_name, kept},
};
use crate::{ContextError, import::InputFile};
use jiff::{Timestamp, ToSpan, civil::DateTime, tz::TimeZone};
use std::collections::{BTreeMap, HashSet};

/// Entries of one file that are kept at most.
const MOST: usize = 10_000;
/// Times an entry may name beside its rule, of either kind.
const MOST_TIMES: usize = 1000;
/// Characters of a title, of a place and of a name that are kept.
const LONGEST: usize = 200;

/// A time and the zone that stands beside it.
#[derive(Debug, Clone)]
struct Written {
    stamp: Stamp,
    zone: Option<String>,
}

/// A `VEVENT` while it is read.
#[derive(Debug, Default)]
struct Draft {
    uid: String,
    summary: String,
    location: Option<String>,
    start: Option<Written>,
    end: Option<Written>,
    minutes: Option<u32>,
    rule: Option<String>,
    also: Vec<Written>,
    except: Vec<Written>,
    /// The repetition of its series that this one stands for.
    instead_of: Option<Written>,
    cancelled: bool,
}

/// What the file holds, as far as it was read.
#[derive(Default)]
struct Read {
    drafts: Vec<Draft>,
    zones: BTreeMap<String, Option<String>>,
    uids: HashSet<String>,
    method_cancel: bool,
    passed: u64,
    without_time: u64,
    too_many: u64,
    unknown_zones: HashSet<String>,
    strange_rules: u64,
}

/// Reads the appointments that aren't over at `now`; `local` is the zone of the machine.
///
/// # Errors
/// When it is no calendar, or a line can't be read.
pub(crate) fn read(input: &InputFile, now: Timestamp, local: &TimeZone) -> Result<Calendar, ContextError> {
    let mut lines = ContentLines::open(input)?;
    let mut read = Read::default();
    let (mut open, mut calendars, mut draft, mut zone) = (Vec::<String>::new(), 0_u64, None, None);
    while let Some(line) = lines.next()? {
        let component = line.value.trim().to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" => {
                match component.as_str() {
                    "VCALENDAR" => calendars += 1,
                    "VEVENT" => draft = Some(Draft::default()),
                    "VTIMEZONE" => zone = Some(ZoneDraft::default()),
                    "STANDARD" | "DAYLIGHT" => {
                        if let Some(zone) = &mut zone {
                            zone.begin(&component);
                        }
                    }
                    _ => {}
                }
                // Deeper than any calendar goes, what is inside is of no interest.
                if open.len() < 20 {
                    open.push(component);
                }
            }
            "END" => {
                match component.as_str() {
                    "VEVENT" => {
                        if let Some(draft) = draft.take() {
                            read.take(draft, now);
                        }
                    }
                    "VTIMEZONE" => {
                        if let Some(zone) = zone.take()
                            && read.zones.len() < 1000
                        {
                            read.zones.insert(zone.id.clone(), zone.name());
                        }
                    }
                    _ => {}
                }
                if let Some(at) = open.iter().rposition(|known| *known == component) {
                    open.truncate(at);
                }
            }
            "METHOD" if line.value.trim().eq_ignore_ascii_case("CANCEL") => read.method_cancel = true,
            _ => match (open.last().map(String::as_str), &mut draft, &mut zone) {
                (Some("VEVENT"), Some(draft), _) => draft.line(&line),
                (Some("VTIMEZONE" | "STANDARD" | "DAYLIGHT"), _, Some(zone)) => zone.line(&line),
                _ => {}
            },
        }
    }
    if calendars == 0 {
        return Err(ContextError::Malformed {
            path: input.shown(),
            line: 1,
            expected: "a calendar (BEGIN:VCALENDAR)",
        });
    }
    let mut calendar = read.finish(now, local);
    if draft.is_some() || open.iter().any(|component| component == "VCALENDAR") {
        calendar.notes.push("The file ends in the middle; what stood before that was read.".to_owned());
    }
    Ok(calendar)
}

impl Draft {
    fn line(&mut self, line: &ContentLine) {
        let cut = |text: String| text.chars().take(LONGEST).collect::<String>();
        let written = |text: &str| {
            let zone = line.parameter("TZID").map(str::to_owned);
            Stamp::parse(text).map(|stamp| Written { stamp, zone })
        };
        // Of a period, the beginning counts.
        let several =
            || line.value.split(',').filter_map(|text| written(text.split('/').next().unwrap_or_default()));
        match line.name.as_str() {
            "UID" => self.uid = cut(line.value.trim().to_owned()),
            "SUMMARY" => self.summary = cut(line.text()),
            "LOCATION" => self.location = Some(cut(line.text())).filter(|text| !text.is_empty()),
            "DTSTART" => self.start = written(&line.value),
            "DTEND" => self.end = written(&line.value),
            "DURATION" => self.minutes = minutes_of(&line.value),
            "RRULE" if line.value.len() <= 2000 => self.rule = Some(line.value.trim().to_owned()),
            "RDATE" if self.also.len() < MOST_TIMES => self.also.extend(several().take(MOST_TIMES)),
            "EXDATE" if self.except.len() < MOST_TIMES => self.except.extend(several().take(MOST_TIMES)),
            "RECURRENCE-ID" => self.instead_of = written(&line.value),
            "STATUS" => self.cancelled = line.value.trim().eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
    }
}

impl Read {
    /// Keeps an entry that may still come up. What is long over isn't kept while the rest is read.
    fn take(&mut self, mut draft: Draft, now: Timestamp) {
        let Some(start) = &draft.start else {
            self.without_time += 1;
            return;
        };
        if draft.uid.is_empty() {
            draft.uid = format!("{} {}", draft.summary, start.stamp.civil());
        }
        if self.uids.len() < 10 * MOST {
            self.uids.insert(draft.uid.clone());
        }
        draft.cancelled |= self.method_cancel;
        let latest = draft.end.as_ref().unwrap_or(start).stamp.civil();
        let long = i64::from(draft.minutes.unwrap_or(0)).minutes();
        // Two days are more than any zone and any whole day.
        let is_over = TimeZone::UTC
            .to_timestamp(latest)
            .and_then(|end| end.checked_add(long))
            .and_then(|end| end.checked_add(48.hours()))
            .is_ok_and(|end| end < now);
        if is_over && draft.rule.is_none() && draft.also.is_empty() && draft.instead_of.is_none() {
            self.passed += 1;
        } else if self.drafts.len() == MOST {
            self.too_many += 1;
        } else {
            self.drafts.push(draft);
        }
    }

    /// The name to keep for a zone as it is written; none is any clock.
    fn zone(&mut self, written: &Written) -> Option<String> {
        match (written.stamp, &written.zone) {
            (Stamp::Universal(_), _) => Some("UTC".to_owned()),
            (Stamp::Day(_), _) | (_, None) => None,
            (Stamp::Local(_), Some(name)) => {
                let known = iana_name(name).or_else(|| self.zones.get(name).cloned().flatten());
                if known.is_none() {
                    self.unknown_zones.insert(name.chars().take(60).collect());
                }
                known
            }
        }
    }

    fn finish(mut self, now: Timestamp, local: &TimeZone) -> Calendar {
        let drafts = std::mem::take(&mut self.drafts);
        // What was moved or called off of a series is taken out of it.
        let mut replaced: BTreeMap<String, Vec<Written>> = BTreeMap::new();
        for draft in &drafts {
            if let Some(instead_of) = &draft.instead_of {
                let known = replaced.entry(draft.uid.clone()).or_default();
                if known.len() < MOST_TIMES {
                    known.push(instead_of.clone());
                }
            }
        }
        let mut appointments = Vec::new();
        for draft in drafts.into_iter().filter(|draft| !draft.cancelled) {
            let Some(appointment) = self.appointment(draft, &replaced, local) else { continue };
            let far = now.checked_add((24 * 366 * 20).hours()).unwrap_or(Timestamp::MAX);
            if super::upcoming(std::slice::from_ref(&appointment), now, far, local).is_empty() {
                self.passed += 1;
            } else {
                appointments.push(appointment);
            }
        }
        let mut uids: Vec<String> = self.uids.iter().cloned().collect();
        uids.sort_unstable();
        Calendar { appointments, uids, notes: self.notes() }
    }

    fn appointment(
        &mut self,
        draft: Draft,
        replaced: &BTreeMap<String, Vec<Written>>,
        local: &TimeZone,
    ) -> Option<Appointment> {
        let start = draft.start?;
        let zone = self.zone(&start);
        let clock = zone.as_deref().and_then(kept);
        let mut on_its_clock = |written: &Written| -> DateTime {
            let there = self.zone(written).as_deref().and_then(kept);
            written.stamp.on_the_clock(there.as_ref(), Some(clock.as_ref().unwrap_or(local)))
        };
        let mut except: Vec<DateTime> = draft.except.iter().map(&mut on_its_clock).collect();
        if draft.instead_of.is_none() {
            except.extend(replaced.get(&draft.uid).into_iter().flatten().map(&mut on_its_clock));
        }
        let also: Vec<DateTime> = draft.also.iter().map(&mut on_its_clock).collect();
        let begins = start.stamp.civil();
        let all_day = matches!(start.stamp, Stamp::Day(_));
        // An exception may name the day alone.
        if !all_day {
            for (except, written) in except.iter_mut().zip(&draft.except) {
                if matches!(written.stamp, Stamp::Day(_)) {
                    *except = except.date().to_datetime(begins.time());
                }
            }
        }
        let minutes = match &draft.end {
            _ if draft.minutes.is_some() => draft.minutes,
            None => all_day.then_some(1440),
            Some(end) if all_day => {
                let days = end.stamp.civil().date().since(begins.date()).map_or(0, |span| span.get_days());
                Some(u32::try_from(days.max(1)).unwrap_or(1).saturating_mul(1440))
            }
            Some(end) => {
                let end_zone = self.zone(end).or_else(|| zone.clone());
                let span = moment(end.stamp.civil(), end_zone.as_deref(), local)?.duration_since(moment(
                    begins,
                    zone.as_deref(),
                    local,
                )?);
                u32::try_from(span.as_mins()).ok().filter(|minutes| *minutes > 0)
            }
        };
        let rule = draft.rule.filter(|_| draft.instead_of.is_none());
        if rule.as_deref().is_some_and(|rule| Rule::parse(rule).is_none()) {
            self.strange_rules += 1;
        }
        Some(Appointment {
            uid: draft.uid,
            summary: if draft.summary.is_empty() { "Untitled".to_owned() } else { draft.summary },
            location: draft.location,
            start: begins,
            all_day,
            minutes,
            zone,
            rule,
            also,
            except,
        })
    }

    fn notes(&self) -> Vec<String> {
        let counted = |count: u64, one: &str, many: &str| {
            (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
        };
        let mut zones: Vec<&str> = self.unknown_zones.iter().map(String::as_str).collect();
        zones.sort_unstable();
        let mut notes: Vec<String> = [
            counted(
                self.passed,
                "appointment is over and wasn't kept.",
                "appointments are over and weren't kept.",
            ),
            counted(
                self.without_time,
                "entry has no time that can be read.",
                "entries have no time that can be read.",
            ),
            counted(
                self.strange_rules,
                "appointment repeats in a way that isn't understood; only its first time counts.",
                "appointments repeat in a way that isn't understood; only their first time counts.",
            ),
            counted(self.too_many, "appointment more was left out.", "appointments more were left out."),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !zones.is_empty() {
            zones.truncate(5);
            notes.push(format!(
                "Times in {} are taken for times of this machine, since nothing says what zone that is.",
                zones.join(", ")
            ));
        }
        notes
    }
}
