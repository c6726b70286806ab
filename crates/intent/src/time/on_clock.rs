//! What the grammar of times means on the calendar and clock of one place: days, hours of a day, or a stretch over several.

use super::{
    Clock, Days, Grain, Hours, Meridiem, Options, Phrase, Said,
    english::{CUES, Cue, WEEKDAYS},
    resolve::{DayFault, DayRange},
    resolver::{Led, led},
    series::{Step, add},
    wording,
};
use jiff::{
    ToSpan, Zoned,
    civil::{Date, DateTime, Time},
};

/// A mention laid on a calendar and clock.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Laid {
    Past,
    Days(DayRange),
    /// From the start of a day on.
    From(Date),
    /// Hours from the midnight of one day on; an end that isn't said is none.
    Day {
        date: Date,
        from: Option<i32>,
        to: Option<i32>,
        moment: bool,
        /// Whether the same hour in the other half of the day can be meant.
        either_half: bool,
    },
    /// So many minutes from now.
    In(i32),
    /// From one moment to another on a later day.
    Stretch(DateTime, DateTime),
}

/// What is open at its end lasts so many days.
const OPEN_DAYS: i64 = 7;
/// A stretch of the clock up to this long belongs to the day it begins on.
const DAY_HOURS: i64 = 24;

impl Laid {
    /// What `found` in `text` means for one who asks at `now`.
    pub(super) fn new(found: &Led, text: &str, now: &Zoned) -> Option<Self> {
        let mention = &found.mention;
        let (now, grain) = (now.datetime(), mention.grain);
        let start = mention.start.as_ref().map(Zoned::datetime);
        let mut end = mention.end.as_ref().map(Zoned::datetime);
        if found.to_moment {
            end = end.and_then(|end| add(end, Step { count: -1, grain }));
        }
        let begins_with = |cue: Cue| begins_with(&text[found.bytes.clone()], cue);
        match (start, end) {
            (_, Some(end)) if found.up_to_day && end > now => Some(Self::Days((now.date(), end.date()))),
            (None, Some(end)) => Some(up_to(end, grain, begins_with(Cue::Before), now)),
            // `By sunset` begins now.
            (Some(start), Some(end)) if grain == Grain::Second && start <= now && begins_with(Cue::By) => {
                Some(up_to(end, grain, false, now))
            }
            (Some(start), None) if mention.open => {
                if grain < Grain::Day {
                    return Some(Self::day(start.date(), Some(start), None, false));
                }
                let unit = if begins_with(Cue::After) && grain == Grain::Day { 1 } else { 0 };
                Some(Self::From(start.date().checked_add(unit.days()).ok()?))
            }
            (Some(start), None) if grain == Grain::Second => {
                if start < now {
                    return Some(Self::Past);
                }
                i32::try_from(start.duration_since(now).as_mins()).ok().map(Self::In)
            }
            (Some(start), None) if grain < Grain::Day => {
                // `2 hours ago` is over, whatever the day.
                if start < now.date().at(0, 0, 0, 0)
                    || start < now && ends_with(&text[found.bytes.clone()], Cue::Ago)
                {
                    return Some(Self::Past);
                }
                Some(match Self::day(start.date(), Some(start), None, true) {
                    Self::Day { date, from, to, moment, .. } => {
                        Self::Day { date, from, to, moment, either_half: found.either_half }
                    }
                    other => other,
                })
            }
            (Some(start), end) => {
                let end = end.or_else(|| add(start, Step { count: 1, grain }))?;
                if end <= now { Some(Self::Past) } else { between(start, end) }
            }
            (None, None) => None,
        }
    }

    fn day(date: Date, from: Option<DateTime>, to: Option<DateTime>, moment: bool) -> Self {
        let midnight = date.at(0, 0, 0, 0);
        let minutes =
            |at: DateTime| i32::try_from(at.duration_since(midnight).as_mins()).unwrap_or(i32::MAX / 60);
        // Whole hours: the nearest, half an hour counting as within; a moment is in the hour under way.
        let from = from.map(|from| (minutes(from) + if moment { 0 } else { 29 }).div_euclid(60));
        let to = to.map(|to| (minutes(to) + 30).div_euclid(60));
        let to = to.map(|to| to.max(from.map_or(1, |from| from + 1)));
        Self::Day { date, from, to, moment, either_half: false }
    }
}

/// From now up to `end`, or, of hours told by the clock or the sun and of what is `before` a time, of its day.
fn up_to(end: DateTime, grain: Grain, before: bool, now: DateTime) -> Laid {
    if end <= now {
        return Laid::Past;
    }
    if grain >= Grain::Day && grain != Grain::Second {
        let last = end.checked_sub(1.second()).unwrap_or(end).date();
        return Laid::Days((now.date(), last));
    }
    // Midnight ends a day.
    let date = end.checked_sub(1.second()).unwrap_or(end).date();
    if date == now.date() || before || grain == Grain::Minute {
        return Laid::day(date, None, Some(end), false);
    }
    Laid::Stretch(now, end)
}

fn between(start: DateTime, end: DateTime) -> Option<Laid> {
    let midnight = |moment: DateTime| moment.time() == Time::midnight();
    let last = end.checked_sub(1.second()).ok()?.date();
    if midnight(start) && midnight(end) {
        return Some(Laid::Days((start.date(), last)));
    }
    let length = end.duration_since(start);
    if length.as_hours() <= DAY_HOURS {
        return Some(Laid::day(start.date(), Some(start), Some(end), false));
    }
    // A weekend that begins in the evening: its days.
    let weekend = start.hour() == 18 && midnight(end) && end.weekday() == jiff::civil::Weekday::Monday;
    if weekend {
        return Some(Laid::Days((start.date().tomorrow().ok()?, last)));
    }
    Some(Laid::Stretch(start, end))
}

/// Whether the words begin with one of the phrases of a cue.
fn begins_with(words: &str, cue: Cue) -> bool {
    let lower = words.to_lowercase();
    CUES.iter()
        .filter(|row| row.0 == cue)
        .flat_map(|row| row.1)
        .any(|phrase| lower.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
}

/// Whether the words end with one of the phrases of a cue.
fn ends_with(words: &str, cue: Cue) -> bool {
    let lower = words.to_lowercase();
    let mut phrases = CUES.iter().filter(|row| row.0 == cue).flat_map(|row| row.1);
    phrases
        .any(|phrase| lower.strip_suffix(*phrase).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)))
}

impl Phrase {
    /// Laid on the clock of `now`; none where it lies nowhere, as a sunset of a polar summer.
    pub(super) fn laid(&self, now: &Zoned, options: &Options) -> Option<Laid> {
        let found = led(&self.words, now, options);
        // A part of it alone means something else.
        let whole = found.first().filter(|found| found.bytes == (0..self.words.len()))?;
        Laid::new(whole, &self.words, now)
    }

    /// Whether it names hours of no day, so that a day can be said beside it: another day behind it is where it lies, or it is
    /// today's at the start of a day and tomorrow's at its end.
    pub(super) fn is_of_any_day(&self, now: &Zoned, options: &Options) -> bool {
        const AHEAD: [i64; 2] = [3, 4];
        let lies_on = |phrase: &Self, moment: &Zoned| match phrase.laid(moment, options)? {
            Laid::Day { date, .. } => Some(date),
            _ => None,
        };
        let today = now.date();
        let at = |hour: i8, minute: i8| today.at(hour, minute, 0, 0).to_zoned(now.time_zone().clone()).ok();
        let (Ok(tomorrow), Some(first), Some(last)) = (today.tomorrow(), at(0, 0), at(23, 59)) else {
            return false;
        };
        if lies_on(self, &first) == Some(today) && lies_on(self, &last) == Some(tomorrow) {
            return true;
        }
        // No day is two weekdays; looking for one takes long.
        if self.words.split(' ').any(|word| WEEKDAYS.iter().any(|row| row.0 == word)) {
            return false;
        }
        // A day that it names itself would prove nothing.
        let by_itself = lies_on(self, now);
        let ahead = AHEAD
            .into_iter()
            .filter_map(|days| today.checked_add(days.days()).ok())
            .find(|day| by_itself != Some(*day));
        let Some(ahead) = ahead else { return false };
        let weekday = WEEKDAYS.iter().find(|row| row.1 == ahead.weekday()).map_or("", |row| row.0);
        let with_day = Self { words: format!("{} {weekday}", self.words), ..self.clone() };
        lies_on(&with_day, now) == Some(ahead)
    }

    /// The hour in whichever half of the day it is done.
    fn at_either(&self, hour: i32) -> Hours {
        let hour = u8::try_from((hour + 11).rem_euclid(12) + 1).unwrap_or(12);
        let meridiem = if self.twenty_four_hours { Meridiem::TwentyFour } else { Meridiem::Unsaid };
        Hours::At(Clock { hour, minute: 0, meridiem })
    }

    fn note(&self, reading: &str) -> String {
        format!("Took \"{}\" as {reading}.", self.words)
    }
}

/// What was said with every phrase of the grammar laid on the clock of a place.
#[derive(Debug)]
pub(super) struct OnClock {
    pub(super) said: Said,
    /// A stretch over several days, by the clock.
    pub(super) stretch: Option<(DateTime, DateTime)>,
    pub(super) notes: Vec<String>,
}

/// Lays the phrases of the grammar on the clock of `now`.
pub(super) fn on_clock(said: &Said, now: &Zoned, options: &Options) -> Result<OnClock, DayFault> {
    let mut out = OnClock { said: said.clone(), stretch: None, notes: Vec::new() };
    out.said.hours.retain(|hours| !matches!(hours, Hours::OfDays { .. } | Hours::Phrase { .. }));
    let today = now.date();
    for days in &mut out.said.days {
        let Days::Phrase(phrase) = days else { continue };
        let laid = phrase.laid(now, options).ok_or(DayFault::NoSuchTime)?;
        let (reading, range) = match laid {
            Laid::Past => return Err(DayFault::Past(None)),
            Laid::Days(range) => (None, range),
            Laid::From(first) => {
                let last = first.checked_add((OPEN_DAYS - 1).days()).map_err(|_| DayFault::TooFar)?;
                (Some(wording::range_words((first, last), today)), (first, last))
            }
            Laid::In(minutes) => {
                out.said.hours.push(Hours::In(minutes));
                (None, (today, today))
            }
            Laid::Day { date, from: Some(from), either_half: true, .. } => {
                out.said.hours.push(phrase.at_either(from));
                (None, (date, date))
            }
            Laid::Day { date, from, to, moment, .. } => {
                out.said.hours.push(Hours::Exact { from, to, moment });
                let hours = hours_words(from, to, moment);
                (Some(format!("{hours} on {}", wording::date_words(date, today))), (date, date))
            }
            Laid::Stretch(start, end) => {
                out.stretch = Some((start, end));
                let told = |at: DateTime| {
                    let hour = wording::hour_words(i32::from(at.hour()));
                    format!("{hour} on {}", wording::date_words(at.date(), today))
                };
                let from = if start <= now.datetime() { "now".to_owned() } else { told(start) };
                (Some(format!("from {from} to {}", told(end))), (start.date(), end.date()))
            }
        };
        out.notes.extend(reading.map(|reading| phrase.note(&reading)));
        *days = Days::Dates(range.0, range.1);
    }
    // What counts from now says its day by itself.
    if out.said.hours.iter().any(|hours| matches!(hours, Hours::In(_))) {
        out.said.days.retain(|days| *days != Days::Dates(today, today));
    }
    Ok(out)
}

/// Lays the hours of any day on the day `date`.
pub(super) fn hours_on(
    said: &Said,
    date: Date,
    now: &Zoned,
    options: &Options,
) -> Result<(Vec<Hours>, Vec<String>), DayFault> {
    let mut hours = Vec::new();
    let mut notes = Vec::new();
    let midnight = date.to_zoned(now.time_zone().clone()).map_err(|_| DayFault::TooFar)?;
    for said in &said.hours {
        let Hours::Phrase { phrase, .. } = said else { continue };
        let (from, to, moment) = match phrase.laid(&midnight, options) {
            Some(Laid::Day { date: day, from: Some(from), either_half: true, .. }) if day == date => {
                hours.push(phrase.at_either(from));
                continue;
            }
            Some(Laid::Day { date: day, from, to, moment, .. }) if day == date => (from, to, moment),
            _ => return Err(DayFault::NoSuchTime),
        };
        notes.push(phrase.note(&hours_words(from, to, moment)));
        hours.push(Hours::Exact { from, to, moment });
    }
    Ok((hours, notes))
}

/// `from 14:00`, `until 21:00`, `14:00 to 16:00`, `the hour from 21:00`.
fn hours_words(from: Option<i32>, to: Option<i32>, moment: bool) -> String {
    let hour = wording::hour_words;
    match (from, to) {
        (Some(from), _) if moment => format!("the hour from {}", hour(from)),
        (Some(from), Some(to)) => format!("{} to {}", hour(from), hour(to)),
        (Some(from), None) => format!("from {}", hour(from)),
        (None, Some(to)) => format!("until {}", hour(to)),
        (None, None) => "any hour".to_owned(),
    }
}
