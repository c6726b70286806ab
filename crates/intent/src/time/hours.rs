//! Which hours of a day are meant: from clock times and parts of the day to whole hours.

use super::{Clock, Daypart, Hours, Meridiem, wording};

/// The finest stretch of the calendar that a subject tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finest {
    Hour,
    Day,
    Week,
    Month,
}

/// When something is usually done, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Routine {
    /// First hour, and the hour it ends before, on the following day when not above the first.
    pub(crate) usual: (u8, u8),
    /// How many hours in a row it takes; none where all hours count together.
    pub(crate) length: Option<u32>,
    /// The finest stretch of the calendar it tells apart.
    pub(crate) finest: Finest,
    /// Whether it is about tomorrow when no day is said.
    pub(crate) tomorrow: bool,
    /// Whether it is about what is usual: of a month or season under way all of the next one, not the rest.
    pub(crate) whole: bool,
    /// More days than these are not looked at together.
    pub(crate) most_days: i64,
}

/// Where a night ends, counted from the midnight of the day it begins on.
const MORNING: i32 = 30;
/// Up to here an hour of the night is one behind midnight.
const SMALL_HOURS: i32 = 5;
/// About a season of hours.
const MOST_DAYS_OF_WEATHER: i64 = 100;

impl Routine {
    /// All the day, all hours together.
    pub(crate) const WHOLE_DAY: Self = Self {
        usual: (0, 24),
        length: None,
        finest: Finest::Hour,
        tomorrow: false,
        whole: false,
        most_days: MOST_DAYS_OF_WEATHER,
    };

    fn usual_hours(&self) -> (i32, i32) {
        unwrapped(self.usual)
    }

    /// Whether it is usually done at this hour, an hour past midnight counting as 24 and more too.
    fn is_usual(&self, hour: i32) -> bool {
        let (from, to) = self.usual_hours();
        (from..to).contains(&hour) || (from..to).contains(&(hour + 24))
    }
}

/// An hour range with an end beyond midnight counted on from 24.
pub(super) fn unwrapped((from, to): (u8, u8)) -> (i32, i32) {
    let (from, to) = (i32::from(from), i32::from(to));
    if to > from { (from, to) } else { (from, to + 24) }
}

/// The hours of each day, counted from its midnight; an end above 24 lies on the following day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DayHours {
    pub(super) from: i32,
    pub(super) to: i32,
    /// How many in a row are needed.
    pub(super) length: Option<u32>,
    /// Whether the words say which hours.
    pub(super) said: bool,
    /// Whether the words say how long.
    pub(super) length_said: bool,
    /// Whether they stand for one moment: `at 8`.
    pub(super) moment: bool,
    /// A reading that isn't the only one: what was taken, and the other first and last hour.
    pub(super) note: Option<(String, Option<(i32, i32)>)>,
}

/// The hours of a day that `hours` and `length` mean for something done by this routine.
pub(super) fn of_day(hours: &[Hours], length: Option<i32>, routine: &Routine) -> DayHours {
    let (usual_from, usual_to) = routine.usual_hours();
    let said_length = length.and_then(|hours| u32::try_from(hours).ok());
    let mut day = DayHours {
        from: usual_from,
        to: usual_to,
        length: routine.length.map(|usual| said_length.unwrap_or(usual)),
        said: true,
        length_said: said_length.is_some(),
        moment: false,
        note: None,
    };
    let part = parts(hours, routine);
    let clock = hours.iter().find(|said| {
        matches!(
            said,
            Hours::At(_)
                | Hours::FromTo(..)
                | Hours::Between(..)
                | Hours::After(_)
                | Hours::Before(_)
                | Hours::Exact { .. }
        )
    });
    let clocks = hours.iter().filter(|said| matches!(said, Hours::At(_))).count();
    let hint = hours.iter().find_map(|said| match said {
        Hours::Part(part) => Some(*part),
        _ => None,
    });
    match (clock, part) {
        (Some(&Hours::Exact { from, to, moment }), part) => {
            let needed = day.length.map_or(1, hours_as_i32);
            (day.from, day.to) = match (from, to) {
                (Some(from), Some(to)) => {
                    let width = u32::try_from(to - from).unwrap_or(1);
                    let usual = routine.length.unwrap_or(0);
                    if routine.length.is_some() && said_length.is_none() && width < usual {
                        day.length = Some(width);
                        day.length_said = true;
                    }
                    (from, to)
                }
                (Some(from), None) if moment => {
                    (from, from + said_length.or(day.length).map_or(1, hours_as_i32))
                }
                (Some(from), None) => {
                    let end = part.map_or(usual_to, |part| part.1);
                    // What is usually over by then is done after it all the same.
                    (from, if end >= from + needed { end } else { 24.max(from + needed) })
                }
                (None, to) => {
                    let to = to.unwrap_or(usual_to).max(1);
                    let start = part.map_or(usual_from, |part| part.0);
                    (if start + needed <= to { start } else { 0 }, to)
                }
            };
            day.moment = moment;
        }
        (Some(Hours::At(clock)), _) => {
            let hour = pick(*clock, hint, routine, &mut day);
            day.from = hour;
            day.to = hour + said_length.or(day.length).map_or(1, hours_as_i32);
            day.moment = true;
            if let Some((_, other)) = &mut day.note {
                let width = day.to - day.from;
                *other = other.map(|(from, _)| (from, from + width));
            }
            if clocks > 1 {
                let text = format!("One time of day at a time: took {}.", wording::hour_words(day.from));
                day.note = Some((text, None));
            }
        }
        (Some(Hours::FromTo(first, last) | Hours::Between(first, last)), _) => {
            (day.from, day.to) = between(*first, *last, hint, routine, &mut day);
            let width = u32::try_from(day.to - day.from).unwrap_or(1);
            let usual = routine.length.unwrap_or(0);
            // `from 2 to 4` is how long it takes; `from 8 to 20` is when there is time for it.
            let exact = matches!(clock, Some(Hours::FromTo(..))) && width <= (2 * usual).max(4);
            if routine.length.is_some() && said_length.is_none() && (exact || width < usual) {
                day.length = Some(width);
                day.length_said = true;
            }
        }
        (Some(Hours::After(clock)), _) => {
            let before = hours.iter().find_map(|said| match said {
                Hours::Before(clock) => Some(*clock),
                _ => None,
            });
            day.from = pick(*clock, hint, routine, &mut day);
            let end = before.map_or(usual_to, |clock| later_than(clock, day.from));
            day.to = end.max(day.from + day.length.map_or(1, hours_as_i32));
            if day.from >= 24 {
                // After midnight is before morning.
                let end = if before.is_none() && usual_to <= 24 { day.to.max(MORNING) } else { day.to };
                (day.from, day.to) = (day.from - 24, end - 24);
            }
        }
        (Some(Hours::Before(clock)), _) => {
            day.to = ceiling(*clock, pick(*clock, hint, routine, &mut day)).max(1);
            day.from = if usual_from + day.length.map_or(1, hours_as_i32) <= day.to { usual_from } else { 0 };
        }
        (_, Some((from, to))) => (day.from, day.to) = (from, to),
        _ => day.said = false,
    }
    // A longer stretch than is usual takes longer, from the same hour on.
    if let Some(length) = day.length {
        let needed = hours_as_i32(length);
        if day.to - day.from < needed && (day.length_said || !day.said) {
            day.to = day.from + needed;
            let over = (day.to - 24).clamp(0, day.from);
            if !day.said && usual_to <= 24 {
                (day.from, day.to) = (day.from - over, day.to - over);
            }
        }
        if day.to - day.from < needed {
            day.length = u32::try_from(day.to - day.from).ok();
        }
    }
    day
}

pub(super) fn hours_as_i32(hours: u32) -> i32 {
    i32::try_from(hours).unwrap_or(i32::MAX / 4)
}

/// From the first hour of the earliest to the last of the latest part of the day said.
fn parts(hours: &[Hours], routine: &Routine) -> Option<(i32, i32)> {
    let mut out: Option<(i32, i32)> = None;
    for said in hours {
        if let Hours::Part(part) = said {
            let (from, to) = part_hours(*part, routine);
            out = Some(out.map_or((from, to), |(first, last)| (first.min(from), last.max(to))));
        }
    }
    out
}

/// A night is for sleeping unless it is usual: what is done by day takes the evening of it.
fn part_hours(part: Daypart, routine: &Routine) -> (i32, i32) {
    match (part, routine.length) {
        (Daypart::Night, Some(_)) if routine.usual.1 <= routine.usual.0 => routine.usual_hours(),
        (Daypart::Night, Some(_)) => (18, 23),
        (Daypart::WholeDay, Some(_)) => (6, 22),
        _ => unwrapped(part.hours()),
    }
}

/// The hour meant by a clock time; a note when it is a guess.
fn pick(clock: Clock, hint: Option<Daypart>, routine: &Routine, day: &mut DayHours) -> i32 {
    let (morning, other) = clock.readings();
    let morning = i32::from(morning);
    if clock.minute > 0 {
        let text = "Forecasts are made by the hour: whole hours are looked at.".to_owned();
        day.note = Some((text, None));
    }
    let Some(evening) = other.map(i32::from) else { return morning };
    let said = i32::from(clock.hour);
    let (taken, left) = match hint {
        // Tonight at 12 is midnight, tonight at 3 the hour behind it that the night goes on to.
        Some(part) if part.is_dark() && said == 12 => return evening + 12,
        Some(Daypart::Night) if (1..SMALL_HOURS).contains(&said) => return morning + 24,
        Some(part) => return if part.is_after_noon() { evening } else { morning },
        None if clock.meridiem == Meridiem::TwentyFour => (morning, evening),
        None => match (routine.is_usual(morning), routine.is_usual(evening)) {
            (true, false) => return morning,
            (false, true) => return evening,
            // Nobody says which when it is about a day: 7 to 11 is before noon, 12 to 6 after.
            _ if (7..12).contains(&said) => (morning, evening),
            _ => (evening, morning),
        },
    };
    if said != 12 {
        let text = format!("Read {said} as {}.", wording::hour_words(taken));
        day.note = Some((text, Some((left, left + 1))));
    }
    taken
}

/// The hour in which a time with minutes ends.
fn ceiling(clock: Clock, hour: i32) -> i32 {
    if clock.minute > 0 { hour + 1 } else { hour }
}

/// The first hour of this clock time above `from`, rounded up.
fn later_than(clock: Clock, from: i32) -> i32 {
    let (first, second) = clock.readings();
    let candidates = [Some(first), second].into_iter().flatten().map(i32::from);
    let earliest = candidates.flat_map(|hour| [hour, hour + 24]).filter(|hour| *hour > from).min();
    ceiling(clock, earliest.unwrap_or(from + 1))
}

fn between(
    first: Clock,
    last: Clock,
    hint: Option<Daypart>,
    routine: &Routine,
    day: &mut DayHours,
) -> (i32, i32) {
    use Meridiem::{Am, Pm, Unsaid};
    let first = match (first.meridiem, last.meridiem) {
        // `2-4pm` is all after noon, `11-1pm` is not.
        (Unsaid, Am | Pm) => {
            let same = first.hour % 12 < last.hour % 12
                || last.hour == 12 && first.hour != 12 && last.meridiem == Am;
            let opposite = if last.meridiem == Am { Pm } else { Am };
            Clock { meridiem: if same { last.meridiem } else { opposite }, ..first }
        }
        _ => first,
    };
    let from = pick(first, hint, routine, day);
    let to = later_than(last, from);
    let (from, to) = if from >= 24 { (from - 24, to - 24) } else { (from, to) };
    if let Some((_, other)) = &mut day.note {
        let width = to - from;
        *other = other.map(|(from, _)| (from, from + width));
    }
    (from, to.max(from + 1))
}
