//! From days and hours to spans of a place's own clock, as much of them as is still to come.

use super::{
    Options, Said,
    hours::{DayHours, Finest, Routine, hours_as_i32, of_day, unwrapped},
    on_clock::{hours_on, on_clock},
    resolve::{Calendar, DayFault, DayRange, resolve},
    wording,
};
use domain::{Alternative, Assumption, Edits, Slot, Span};
use jiff::{
    SignedDuration, ToSpan, Unit as Round, Zoned, ZonedRound,
    civil::{Date, Time},
    tz::TimeZone,
};

/// When, fully resolved.
#[derive(Debug, Clone)]
pub(crate) struct Timing {
    /// In order, none overlapping, at least one, none before now.
    pub(crate) spans: Vec<Span>,
    /// How many hours in a row are needed, where that matters.
    pub(crate) length: Option<u32>,
    /// Whether the words or an edit say which hours.
    pub(crate) hours_said: bool,
    /// First hour and end hour of each day, for a sentence.
    pub(crate) hours: (i32, i32),
    pub(crate) assumptions: Vec<Assumption>,
}

/// Why there is no such time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TimeFault {
    Day(DayFault),
    /// The changes made by hand don't go together; what to do.
    Edit(Slot, String),
    /// More days than can be looked at together.
    TooLong {
        days: i64,
        most: i64,
    },
}

impl From<DayFault> for TimeFault {
    fn from(fault: DayFault) -> Self {
        Self::Day(fault)
    }
}

/// What dates mean where the question comes from and is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Custom {
    /// Whether `3/4` is the third of April.
    pub(crate) day_first: bool,
    /// Whether June is in winter.
    pub(crate) southern: bool,
    /// What the grammar of times is read in the light of: the sun of the place, the holidays of the one who asks.
    pub(crate) options: Options,
}

/// The first full hour of the clock not before `moment`.
pub(super) fn first_full_hour(moment: &Zoned) -> Zoned {
    let rounded = moment.round(ZonedRound::new().smallest(Round::Hour).mode(jiff::RoundMode::Ceil));
    rounded.unwrap_or_else(|_| moment.clone())
}

/// Lays what was said, or edited, on the clock of `now`'s zone for something done by `routine`.
pub(crate) fn lay(
    said: &Said,
    edits: &Edits,
    routine: &Routine,
    now: &Zoned,
    custom: Custom,
) -> Result<Timing, TimeFault> {
    let calendar = Calendar {
        today: now.date(),
        day_first: custom.day_first,
        southern: custom.southern,
        whole: routine.whole,
    };
    let by_hand = edits.from_date.is_some() || edits.to_date.is_some();
    let hours_by_hand = edits.from_hour.is_some() || edits.to_hour.is_some();
    check_hours(edits)?;
    let mut desk = Desk { edits, now, today: calendar.today, assumptions: Vec::new() };
    let any_day = said;
    let laid = on_clock(said, now, &custom.options)?;
    let mut said = laid.said;
    if !by_hand && !hours_by_hand {
        for note in laid.notes {
            desk.assume(Slot::Hours, note, Vec::new());
        }
        if let Some(stretch) = laid.stretch
            && routine.finest == Finest::Hour
            && said.days.len() == 1
        {
            return desk.over_days(stretch, routine, said.length);
        }
    }
    if said.days.is_empty()
        && !by_hand
        && !hours_by_hand
        && routine.finest == Finest::Hour
        && let Some(timing) = desk.soon(&said, routine)?
    {
        return Ok(timing);
    }
    let ranges = if by_hand {
        vec![desk.edited_days(&said, calendar)?]
    } else {
        let laid = resolve(&said, calendar)?;
        for note in laid.notes {
            desk.assume_day(note.text, &note.others);
        }
        laid.ranges
    };
    let first = ranges.first().map_or(calendar.today, |range| range.0);
    let (hours, notes) = hours_on(any_day, first, now, &custom.options)?;
    said.hours.extend(hours);
    if !hours_by_hand && routine.finest == Finest::Hour {
        for note in notes {
            desk.assume(Slot::Hours, note, Vec::new());
        }
    }
    let mut day = if routine.finest != Finest::Hour {
        desk.ignore_hours(&said);
        of_day(&[], None, &Routine { length: None, usual: (0, 24), ..*routine })
    } else {
        of_day(&said.hours, said.length, routine)
    };
    desk.apply_hours(&mut day, routine)?;
    desk.on_days(ranges, day, routine, by_hand, &said)
}

/// What is at hand while a time is worked out.
pub(super) struct Desk<'a> {
    pub(super) edits: &'a Edits,
    pub(super) now: &'a Zoned,
    pub(super) today: Date,
    pub(super) assumptions: Vec<Assumption>,
}

impl Desk<'_> {
    pub(super) fn assume(&mut self, slot: Slot, text: String, alternatives: Vec<Alternative>) {
        self.assumptions.push(Assumption { slot, text, alternatives });
    }

    fn assume_day(&mut self, text: String, others: &[DayRange]) {
        let alternatives = others.iter().map(|range| self.other_days(*range)).collect();
        self.assume(Slot::When, text, alternatives);
    }

    pub(super) fn other_days(&self, range: DayRange) -> Alternative {
        let edits = Edits { from_date: Some(range.0), to_date: Some(range.1), ..self.edits.clone() };
        Alternative { label: wording::range_words(range, self.today), edits }
    }

    fn other_hours(&self, (from, to): (i32, i32)) -> Option<Alternative> {
        let from_hour = u8::try_from(from).ok().filter(|hour| *hour < 24)?;
        let to_hour = u8::try_from(if to > 24 { to - 24 } else { to }).ok()?;
        let edits = Edits { from_hour: Some(from_hour), to_hour: Some(to_hour), ..self.edits.clone() };
        Some(Alternative { label: wording::hour_words(from), edits })
    }

    /// A series with one value a day knows no hours.
    fn ignore_hours(&mut self, said: &Said) {
        if !said.hours.is_empty() {
            let text = "This series has no more than one value a day, so the time of day is left out.";
            self.assume(Slot::Hours, text.to_owned(), Vec::new());
        }
    }

    /// Puts the hours set by hand in place of the ones said, or notes what was read into those.
    fn apply_hours(&mut self, day: &mut DayHours, routine: &Routine) -> Result<(), TimeFault> {
        let edits = self.edits;
        if edits.from_hour.is_some() || edits.to_hour.is_some() {
            let from = edits.from_hour.map_or(day.from.rem_euclid(24), i32::from);
            let to = match (edits.to_hour, edits.from_hour) {
                (Some(to), _) => i32::from(to),
                // A new beginning keeps the end where that is later, else the length.
                (None, _) if day.to > from => day.to,
                (None, _) => from + day.length.map_or(1, hours_as_i32),
            };
            day.from = from;
            day.to = if to > from { to } else { to + 24 };
            day.said = true;
            day.moment = false;
        } else if let Some((text, other)) = day.note.take() {
            let alternatives = other.and_then(|hours| self.other_hours(hours)).into_iter().collect();
            self.assume(Slot::Hours, text, alternatives);
        }
        let width = u32::try_from(day.to - day.from).unwrap_or(1);
        if let (Some(length), Some(_)) = (edits.length_hours, routine.length) {
            if length > width {
                let text = format!(
                    "{} don't fit between {} and {}. Ask for fewer hours in a row, or for more hours of the day.",
                    wording::hours_words(length),
                    wording::hour_words(day.from),
                    wording::hour_words(day.to)
                );
                return Err(TimeFault::Edit(Slot::Hours, text));
            }
            day.length = Some(length);
            day.length_said = true;
        } else {
            day.length = day.length.map(|length| length.min(width));
        }
        Ok(())
    }

    fn on_days(
        mut self,
        ranges: Vec<DayRange>,
        mut day: DayHours,
        routine: &Routine,
        by_hand: bool,
        said: &Said,
    ) -> Result<Timing, TimeFault> {
        let days: i64 = ranges.iter().map(|range| days_between(range.0, range.1) + 1).sum();
        if days > routine.most_days {
            return Err(TimeFault::TooLong { days, most: routine.most_days });
        }
        let first = first_full_hour(self.now);
        let named = !ranges.is_empty();
        let ranges = if named { ranges } else { vec![self.default_day(&day, routine, &first)?] };
        let ranges = self.widened(&ranges, routine.finest)?;
        let ranges = self.with_night_under_way(ranges, &day, said, &first)?;
        let mut spans = Vec::new();
        let mut today_cut = None;
        for &(from, to) in &ranges {
            let mut date = from;
            loop {
                let (start, end) = (self.moment(date, day.from)?, self.moment(date, day.to)?);
                let cut = start < first;
                let kept = if cut { first.clone() } else { start };
                let end = if end <= kept && !cut { plus(&kept, SignedDuration::from_hours(1))? } else { end };
                if end > kept {
                    if cut && date == self.today {
                        today_cut = Some(kept.clone());
                    }
                    spans.push((date, Span { start: kept, end }));
                }
                let Ok(next) = date.tomorrow() else { break };
                if next > to {
                    break;
                }
                date = next;
            }
        }
        self.keep_long_enough(&mut spans, &mut day, today_cut.as_ref());
        if spans.is_empty() {
            if by_hand || !self.covers_today_only(&ranges) {
                return Err(TimeFault::Day(DayFault::Past(Some(self.today))));
            }
            let tomorrow = self.today.tomorrow().map_err(|_| DayFault::TooFar)?;
            let text = "Nothing of that is left today, so this is about tomorrow.".to_owned();
            self.assume(Slot::When, text, Vec::new());
            spans.push((tomorrow, self.span_on(tomorrow, &day)?));
        } else if let Some(start) = today_cut.filter(|_| named && !by_hand && !day.moment)
            && spans.iter().any(|(_, span)| span.start == start)
            && start.time() != Time::midnight()
        {
            let hour = wording::hour_words(start.hour().into());
            let text = format!("Of today only what is still to come is looked at, from {hour}.");
            self.assume(Slot::Hours, text, Vec::new());
        }
        let spans = merged(spans.into_iter().map(|(_, span)| span));
        if let Some(span) = spans.first() {
            self.say_if_far(&span.start);
        }
        Ok(Timing {
            spans,
            length: day.length,
            hours_said: day.said,
            hours: (day.from, day.to),
            assumptions: self.assumptions,
        })
    }

    /// Drops what is too short for the needed hours; when nothing else is left, takes what there is.
    fn keep_long_enough(
        &mut self,
        spans: &mut Vec<(Date, Span)>,
        day: &mut DayHours,
        today_cut: Option<&Zoned>,
    ) {
        let Some(needed) = day.length else { return };
        let whole = |span: &Span| u32::try_from(span.start.duration_until(&span.end).as_hours()).unwrap_or(0);
        let fits = |span: &Span| whole(span) >= needed;
        if spans.iter().any(|(_, span)| fits(span)) || today_cut.is_none() {
            // A day with an hour skipped by daylight saving may fall short of the need by itself; it stays.
            let only_cut = |span: &Span| today_cut.is_some_and(|start| span.start == *start);
            spans.retain(|(_, span)| fits(span) || !only_cut(span));
        } else if let Some(longest) =
            spans.iter().map(|(_, span)| whole(span)).max().filter(|hours| *hours > 0)
        {
            day.length = Some(longest);
            let text = format!(
                "Only {} of it {} left today.",
                wording::hours_words(longest),
                if longest == 1 { "is" } else { "are" }
            );
            self.assume(Slot::Hours, text, Vec::new());
        } else {
            spans.clear();
        }
    }

    fn covers_today_only(&self, ranges: &[DayRange]) -> bool {
        ranges.iter().all(|range| range.1 <= self.today)
    }

    fn span_on(&self, date: Date, day: &DayHours) -> Result<Span, TimeFault> {
        let (start, end) = (self.moment(date, day.from)?, self.moment(date, day.to)?);
        let end = if end <= start { plus(&start, SignedDuration::from_hours(1))? } else { end };
        Ok(Span { start, end })
    }

    /// The moment at `hour` counted from the midnight a day begins with. An hour that daylight saving skips is the one
    /// after it, a repeated one the first of the two (RFC 5545, section 3.3.5).
    pub(super) fn moment(&self, date: Date, hour: i32) -> Result<Zoned, TimeFault> {
        let date = date.checked_add(i64::from(hour.div_euclid(24)).days()).map_err(|_| DayFault::TooFar)?;
        let hour = i8::try_from(hour.rem_euclid(24)).unwrap_or(0);
        let zone: TimeZone = self.now.time_zone().clone();
        date.at(hour, 0, 0, 0).to_zoned(zone).map_err(|_| DayFault::TooFar.into())
    }

    pub(super) fn say_if_far(&mut self, start: &Zoned) {
        let far = self.now.checked_add(3.years()).is_ok_and(|limit| *start > limit);
        if far {
            let text = "That is more than three years ahead: only what is usual for the date is known.";
            self.assume(Slot::When, text.to_owned(), Vec::new());
        }
    }
}

pub(super) fn plus(moment: &Zoned, duration: SignedDuration) -> Result<Zoned, DayFault> {
    moment.checked_add(duration).map_err(|_| DayFault::TooFar)
}

pub(super) fn days_between(first: Date, last: Date) -> i64 {
    i64::from(first.until(last).map_or(0, |span| span.get_days()))
}

/// Hours of a day set by hand have to exist.
fn check_hours(edits: &Edits) -> Result<(), TimeFault> {
    let fault = |text: &str| Err(TimeFault::Edit(Slot::Hours, text.to_owned()));
    if edits.from_hour.is_some_and(|hour| hour > 23) {
        return fault("A day begins at an hour from 0 to 23. Choose the first hour again.");
    }
    if edits.to_hour.is_some_and(|hour| !(1..=24).contains(&hour)) {
        return fault("A day ends at an hour from 1 to 24. Choose the last hour again.");
    }
    if edits.length_hours == Some(0) {
        return fault("It has to last at least 1 hour. Choose how long again.");
    }
    if let (Some(from), Some(to), Some(length)) = (edits.from_hour, edits.to_hour, edits.length_hours) {
        let (from, to) = unwrapped((from, to));
        if i64::from(length) > i64::from(to - from) {
            let text = format!(
                "{} don't fit between {} and {}. Ask for fewer hours in a row, or for more hours of the day.",
                wording::hours_words(length),
                wording::hour_words(from),
                wording::hour_words(to)
            );
            return Err(TimeFault::Edit(Slot::Hours, text));
        }
    }
    Ok(())
}

/// Spans that touch or overlap become one.
pub(super) fn merged(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(previous) if previous.end >= span.start => {
                if span.end > previous.end {
                    previous.end = span.end;
                }
            }
            _ => out.push(span),
        }
    }
    out
}
