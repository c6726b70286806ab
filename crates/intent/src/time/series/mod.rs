//! What an expression of time means: a series of stretches of the calendar, looked up on demand.
//!
//! A series is a sequence of stretches that don't overlap: all Mondays, all months of March, the one week under way. Two questions
//! are asked of it, [`Series::from`] and [`Series::until`], which is enough to walk it both ways without ever listing it. Expressions
//! compose by [`Series::within`] (`Friday` within `October`) and [`Series::map`] (`3 days after` each Christmas).

mod stretch;

pub(super) use stretch::{Stretch, add, floor};

use super::{Grain, festivals::Festival};
use jiff::{
    ToSpan,
    civil::{Date, DateTime, Weekday},
    tz::TimeZone,
};
use std::rc::Rc;

/// A step along the calendar: so many of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) count: i64,
    pub(super) grain: Grain,
}

/// How each stretch of a series leads to a stretch of another.
#[derive(Debug, Clone)]
pub(super) enum Turn {
    /// So much later; the grain of the result.
    Shift(Vec<Step>, Grain),
    /// The nth of the other series that begins after it; the first is 0, the last before it -1.
    NthAfter(Rc<Series>, i64),
    /// The nth of the other series that begins within it, from its start (0 on) or from its end (-1 back).
    NthWithin(Rc<Series>, i64),
    /// The unit of this grain it begins in.
    UnitOf(Grain),
    /// The nth nearest of the other series.
    Closest(Rc<Series>, i64),
    /// From its start to the first of the other series behind it, of which one unit of the grain belongs to it.
    To(Rc<Series>, Grain),
    /// A part of it: from and to, counted in units of the grain from its start, or from its end where negative.
    Part { grain: Grain, from: i64, to: Option<i64> },
    /// From its start for so long.
    Lasting(Vec<Step>, Grain),
    /// The days from Friday evening to its end: the long weekend of a Monday.
    LongWeekend,
}

/// A series of stretches; see the module.
#[derive(Debug, Clone)]
pub(super) enum Series {
    /// Every unit of the grain.
    Every(Grain),
    Weekday(Weekday),
    Month(i8),
    DayOfMonth(i8),
    MonthDay(i8, i8),
    Year(i16),
    /// A time of the clock; `twelve` when either half of the day is meant.
    Clock {
        seconds: i32,
        grain: Grain,
        twelve: bool,
    },
    /// Hours of each day, in minutes from midnight; an end above 1440 lies on the next day.
    Daily {
        from: i32,
        to: i32,
    },
    /// From Friday 6 pm to the end of Sunday.
    Weekend,
    /// From one day of the year up to another.
    Season((i8, i8), (i8, i8)),
    One(Stretch),
    Festival(&'static Festival, super::festivals::Region),
    /// The second series within the first.
    Within(Rc<Series>, Rc<Series>),
    Map(Rc<Series>, Turn),
    /// Sunrise or sunset at a position.
    Sun {
        rises: bool,
        latitude: f64,
        longitude: f64,
        zone: TimeZone,
    },
}

/// How often a search may step before it gives up: `Thursday 29 February` needs 28 years of months and days.
const MOST_STEPS: usize = 600;

impl Series {
    pub(super) fn one(start: DateTime, end: DateTime, grain: Grain, said: bool) -> Self {
        Self::One(Stretch { start, end, grain, said })
    }

    /// The first stretch that ends after `moment`.
    pub(super) fn from(&self, moment: DateTime) -> Option<Stretch> {
        match self {
            Self::Every(grain) => Stretch::unit(floor(moment, *grain), *grain),
            Self::Weekday(weekday) => {
                let date = moment.date();
                let ahead = weekday.since(date.weekday());
                Stretch::day(date.checked_add(i64::from(ahead).days()).ok()?)
            }
            Self::Month(month) => {
                let year = moment.year() + i16::from(moment.month() > *month);
                Stretch::unit(Date::new(year, *month, 1).ok()?.at(0, 0, 0, 0), Grain::Month)
            }
            Self::DayOfMonth(day) => {
                let mut first = moment.date().first_of_month();
                for _ in 0..MOST_STEPS {
                    let date = first.with().day(*day).build();
                    if let Ok(date) = date.as_ref().copied()
                        && date >= moment.date()
                    {
                        return Stretch::day(date);
                    }
                    first = first.checked_add(1.month()).ok()?;
                }
                None
            }
            Self::MonthDay(month, day) => {
                let year = moment.year();
                (year..=year.checked_add(9)?)
                    .filter_map(|year| Date::new(year, *month, *day).ok())
                    .find(|date| *date >= moment.date())
                    .and_then(Stretch::day)
            }
            Self::Year(year) => Stretch::unit(Date::new(*year, 1, 1).ok()?.at(0, 0, 0, 0), Grain::Year)
                .filter(|one| one.end > moment),
            Self::Clock { seconds, grain, twelve } => {
                let turn: i64 = if *twelve { 43_200 } else { 86_400 };
                let midnight = moment.date().checked_sub(1.day()).ok()?.at(0, 0, 0, 0);
                let first = midnight.checked_add(i64::from(*seconds).seconds()).ok()?;
                (0..5).find_map(|count| {
                    let start = first.checked_add((turn * count).seconds()).ok()?;
                    Stretch::unit(start, *grain).filter(|one| one.end > moment)
                })
            }
            Self::Daily { from, to } => {
                let day = moment.date().checked_sub(1.day()).ok()?;
                (0..3).find_map(|count| {
                    daily(day.checked_add(i64::from(count).days()).ok()?, *from, *to)
                        .filter(|one| one.end > moment)
                })
            }
            Self::Weekend => {
                let monday = floor(moment, Grain::Week);
                weekend(monday)
            }
            Self::Season(first, last) => (-1..=1).find_map(|years| {
                season(moment.year().checked_add(years)?, *first, *last).filter(|one| one.end > moment)
            }),
            Self::One(stretch) => Some(*stretch).filter(|one| one.end > moment),
            Self::Festival(festival, region) => (-1..=12).find_map(|years| {
                festival.days(moment.year().checked_add(years)?, *region).filter(|one| one.end > moment)
            }),
            Self::Within(coarse, fine) => {
                let mut at = moment;
                for _ in 0..MOST_STEPS {
                    let outer = coarse.from(at)?;
                    let inner = fine.from(at.max(outer.start))?;
                    if let Some(both) = outer.overlap(&inner)
                        && both.end > moment
                    {
                        return Some(both);
                    }
                    at = inner.start.max(outer.end.min(inner.end)).max(at);
                    if at < outer.end && inner.start < at {
                        at = outer.end;
                    }
                }
                None
            }
            Self::Map(base, turn) => {
                let mut one = base.until(moment).or_else(|| base.from(moment))?;
                for _ in 0..4 {
                    let Some(earlier) = base.until(one.start) else { break };
                    if turn.of(&one).is_some_and(|turned| turned.end <= moment) {
                        break;
                    }
                    one = earlier;
                }
                for _ in 0..40 {
                    if let Some(turned) = turn.of(&one)
                        && turned.end > moment
                    {
                        return Some(turned);
                    }
                    one = base.from(one.end)?;
                }
                None
            }
            Self::Sun { .. } => {
                let day = moment.date().checked_sub(1.day()).ok()?;
                (0..200).find_map(|count| {
                    self.sun_on(day.checked_add(i64::from(count).days()).ok()?).filter(|one| one.end > moment)
                })
            }
        }
    }

    /// The last stretch that starts before `moment`.
    pub(super) fn until(&self, moment: DateTime) -> Option<Stretch> {
        let just = moment.checked_sub(1.second()).ok()?;
        match self {
            Self::Every(grain) => Stretch::unit(floor(just, *grain), *grain),
            Self::Weekday(weekday) => {
                let date = just.date();
                let back = date.weekday().since(*weekday);
                Stretch::day(date.checked_sub(i64::from(back).days()).ok()?)
            }
            Self::Month(month) => {
                let year = just.year() - i16::from(just.month() < *month);
                Stretch::unit(Date::new(year, *month, 1).ok()?.at(0, 0, 0, 0), Grain::Month)
            }
            Self::DayOfMonth(day) => {
                let mut first = just.date().first_of_month();
                for _ in 0..MOST_STEPS {
                    if let Ok(date) = first.with().day(*day).build()
                        && date <= just.date()
                    {
                        return Stretch::day(date);
                    }
                    first = first.checked_sub(1.month()).ok()?;
                }
                None
            }
            Self::MonthDay(month, day) => {
                let year = just.year();
                (year.checked_sub(9)?..=year)
                    .rev()
                    .filter_map(|year| Date::new(year, *month, *day).ok())
                    .find(|date| *date <= just.date())
                    .and_then(Stretch::day)
            }
            Self::Year(year) => Stretch::unit(Date::new(*year, 1, 1).ok()?.at(0, 0, 0, 0), Grain::Year)
                .filter(|one| one.start < moment),
            Self::Clock { seconds, grain, twelve } => {
                let turn: i64 = if *twelve { 43_200 } else { 86_400 };
                let last = moment.date().at(0, 0, 0, 0).checked_add(i64::from(*seconds).seconds()).ok()?;
                (-1..4).find_map(|count| {
                    let start = last.checked_sub((turn * count).seconds()).ok()?;
                    Stretch::unit(start, *grain).filter(|one| one.start < moment)
                })
            }
            Self::Daily { from, to } => (0..3).find_map(|count| {
                daily(moment.date().checked_sub(i64::from(count).days()).ok()?, *from, *to)
                    .filter(|one| one.start < moment)
            }),
            Self::Weekend => {
                let monday = floor(moment, Grain::Week);
                weekend(monday)
                    .filter(|one| one.start < moment)
                    .or_else(|| weekend(monday.checked_sub(1.week()).ok()?))
            }
            Self::Season(first, last) => (0..3).find_map(|years| {
                season(just.year().checked_sub(years)?, *first, *last).filter(|one| one.start < moment)
            }),
            Self::One(stretch) => Some(*stretch).filter(|one| one.start < moment),
            Self::Festival(festival, region) => (0..=13).find_map(|years| {
                festival.days((just.year() + 1).checked_sub(years)?, *region).filter(|one| one.start < moment)
            }),
            Self::Within(coarse, fine) => {
                let mut at = moment;
                for _ in 0..MOST_STEPS {
                    let outer = coarse.until(at)?;
                    let inner = fine.until(at.min(outer.end))?;
                    if let Some(both) = outer.overlap(&inner)
                        && both.start < moment
                    {
                        return Some(both);
                    }
                    let next = inner.end.min(outer.end);
                    at = if next < at { next } else { outer.start.max(inner.start) };
                }
                None
            }
            Self::Map(base, turn) => {
                let mut one = base.from(moment).or_else(|| base.until(moment))?;
                for _ in 0..4 {
                    if turn.of(&one).is_some_and(|turned| turned.start >= moment) {
                        break;
                    }
                    let Some(later) = base.from(one.end) else { break };
                    one = later;
                }
                for _ in 0..40 {
                    if let Some(turned) = turn.of(&one)
                        && turned.start < moment
                    {
                        return Some(turned);
                    }
                    one = base.until(one.start)?;
                }
                None
            }
            Self::Sun { .. } => (0..200).find_map(|count| {
                self.sun_on(moment.date().checked_sub(i64::from(count).days()).ok()?)
                    .filter(|one| one.start < moment)
            }),
        }
    }

    /// The stretch meant when nothing tells which: the one under way or the next. Within a coarser stretch under way, what is over
    /// already counts too: `Sunday 10 February` on the 12th.
    pub(super) fn coming(&self, now: DateTime) -> Option<Stretch> {
        match self {
            Self::Within(coarse, fine) => {
                let mut outer = coarse.coming(now)?;
                for _ in 0..MOST_STEPS {
                    let mut first = fine.from(outer.start);
                    // Hours that began before are those of the day before.
                    if let Some(one) = first
                        && one.start < outer.start
                        && one.grain < Grain::Day
                    {
                        first = fine.from(one.end);
                    }
                    let inner = first.and_then(|inner| outer.overlap(&inner));
                    if inner.is_some() {
                        return inner;
                    }
                    let wanted = fine.from(outer.end)?;
                    let after = coarse.from(outer.end)?;
                    outer = if wanted.start >= after.end { coarse.from(wanted.start)? } else { after };
                }
                None
            }
            Self::One(stretch) => Some(*stretch),
            // Within the hour under way a minute that is over still counts.
            Self::Clock { grain: Grain::Minute | Grain::Second, .. } => self.from(floor(now, Grain::Hour)),
            Self::Map(base, turn @ (Turn::NthWithin(..) | Turn::Part { .. } | Turn::UnitOf(_))) => {
                let mut one = base.coming(now)?;
                for _ in 0..40 {
                    if let Some(turned) = turn.of(&one) {
                        return Some(turned);
                    }
                    one = base.from(one.end)?;
                }
                None
            }
            Self::Map(base, turn @ (Turn::To(..) | Turn::Lasting(..))) => {
                let ahead = turn.of(&base.coming(now)?)?;
                // From the 13th to the 15th, asked on the 14th: those under way.
                let under_way = base.until(now).and_then(|one| turn.of(&one));
                let days = |one: &Stretch| one.grain >= Grain::Day && one.end > now;
                Some(under_way.filter(|one| days(one) && ahead.start > now).unwrap_or(ahead))
            }
            _ => self.from(now),
        }
    }

    fn sun_on(&self, date: Date) -> Option<Stretch> {
        let Self::Sun { rises, latitude, longitude, zone } = self else { return None };
        // By the clock of that day, which may have changed since.
        let noon = date.at(12, 0, 0, 0).to_zoned(zone.clone()).ok()?;
        let offset = f64::from(noon.offset().seconds()) / 3600.0;
        let hours = domain::sun_times(*latitude, *longitude, date, offset)?;
        let hour = if *rises { hours.0 } else { hours.1 };
        let minutes = (hour * 60.0).round() as i64;
        Stretch::unit(date.at(0, 0, 0, 0).checked_add(minutes.minutes()).ok()?, Grain::Minute)
    }

    pub(super) fn within(coarse: Rc<Self>, fine: Rc<Self>) -> Rc<Self> {
        Rc::new(Self::Within(coarse, fine))
    }

    pub(super) fn map(base: Rc<Self>, turn: Turn) -> Rc<Self> {
        Rc::new(Self::Map(base, turn))
    }
}

fn daily(day: Date, from: i32, to: i32) -> Option<Stretch> {
    let midnight = day.at(0, 0, 0, 0);
    Some(Stretch {
        start: midnight.checked_add(i64::from(from).minutes()).ok()?,
        end: midnight.checked_add(i64::from(to).minutes()).ok()?,
        grain: if from % 60 == 0 && to % 60 == 0 { Grain::Hour } else { Grain::Minute },
        said: true,
    })
}

fn weekend(monday: DateTime) -> Option<Stretch> {
    Some(Stretch {
        start: monday.checked_add(4.days().hours(18)).ok()?,
        end: monday.checked_add(1.week()).ok()?,
        grain: Grain::Hour,
        said: true,
    })
}

fn season(year: i16, first: (i8, i8), last: (i8, i8)) -> Option<Stretch> {
    let wraps = last < first;
    Some(Stretch {
        start: Date::new(year, first.0, first.1).ok()?.at(0, 0, 0, 0),
        end: Date::new(year + i16::from(wraps), last.0, last.1).ok()?.at(0, 0, 0, 0),
        grain: Grain::Day,
        said: true,
    })
}

impl Turn {
    fn of(&self, one: &Stretch) -> Option<Stretch> {
        match self {
            Self::Shift(steps, grain) => {
                let start = steps.iter().try_fold(one.start, |at, step| add(at, *step))?;
                if one.said {
                    let end = steps.iter().try_fold(one.end, |at, step| add(at, *step))?;
                    return Some(Stretch { start, end, ..*one });
                }
                Stretch::unit(floor(start, *grain), *grain)
            }
            Self::NthAfter(series, count) => {
                if *count >= 0 {
                    let mut found = series.from(one.end)?;
                    // What is under way at the end doesn't come after it.
                    if found.start < one.end {
                        found = series.from(found.end)?;
                    }
                    for _ in 0..(*count).min(1000) {
                        found = series.from(found.end)?;
                    }
                    Some(found)
                } else {
                    let mut found = series.until(one.start)?;
                    for _ in 1..(-*count).min(1000) {
                        found = series.until(found.start)?;
                    }
                    Some(found)
                }
            }
            Self::NthWithin(series, count) => {
                if *count >= 0 {
                    let mut found = series.from(one.start)?;
                    if found.start < one.start {
                        found = series.from(found.end)?;
                    }
                    for _ in 0..(*count).min(1000) {
                        found = series.from(found.end)?;
                    }
                    Some(found).filter(|found| found.start < one.end)
                } else {
                    let mut found = series.until(one.end)?;
                    // The last whole one, unless all begin within.
                    if found.end > one.end && found.end > one.start {
                        found = series.until(found.start)?;
                    }
                    for _ in 1..(-*count).min(1000) {
                        found = series.until(found.start)?;
                    }
                    Some(found).filter(|found| found.end > one.start)
                }
            }
            Self::UnitOf(grain) => Stretch::unit(floor(one.start, *grain), *grain),
            Self::Closest(series, count) => {
                let (mut before, mut after) = (series.until(one.start), series.from(one.start));
                let mut found = None;
                for _ in 0..=(*count).clamp(0, 100) {
                    let distance = |side: &Option<Stretch>| {
                        side.as_ref().map(|side| side.start.duration_since(one.start).unsigned_abs())
                    };
                    match (distance(&before), distance(&after)) {
                        (Some(back), Some(ahead)) if back < ahead => {
                            found = before;
                            before = before.and_then(|side| series.until(side.start));
                        }
                        (_, Some(_)) => {
                            found = after;
                            after = after.and_then(|side| series.from(side.end));
                        }
                        (Some(_), None) => {
                            found = before;
                            before = before.and_then(|side| series.until(side.start));
                        }
                        (None, None) => return None,
                    }
                }
                found
            }
            Self::To(last, grain) => {
                let found = last.from(one.start).filter(|last| last.end > one.start)?;
                let found = if found.start < one.start && !matches!(**last, Series::One(_)) {
                    last.from(found.end)?
                } else {
                    found
                };
                let end =
                    if found.said { found.end } else { add(found.start, Step { count: 1, grain: *grain })? };
                (end > one.start).then_some(Stretch { start: one.start, end, grain: *grain, said: true })
            }
            Self::Part { grain, from, to } => {
                let edge = |count: i64| {
                    let base = if count < 0 { one.end } else { one.start };
                    add(base, Step { count, grain: *grain })
                };
                let start = edge(*from)?;
                let end = to.map_or(Some(one.end), edge)?;
                Some(Stretch { start, end, grain: *grain, said: true }).filter(|part| part.end > part.start)
            }
            Self::Lasting(steps, grain) => {
                let end = steps.iter().try_fold(one.start, |at, step| add(at, *step))?;
                Some(Stretch { start: one.start, end, grain: *grain, said: true })
                    .filter(|part| part.end > part.start)
            }
            Self::LongWeekend => {
                let date = one.start.date();
                // Thursday and Friday begin it, Monday and Tuesday end it.
                let (friday, start) = match date.weekday() {
                    Weekday::Thursday => (date.tomorrow().ok()?, one.start),
                    Weekday::Friday => (date, one.start),
                    weekday => {
                        let back = i64::from(weekday.since(Weekday::Friday));
                        let back = if weekday == Weekday::Wednesday { back - 7 } else { back };
                        let friday = date.checked_sub(back.days()).ok()?;
                        (friday, friday.at(18, 0, 0, 0))
                    }
                };
                let monday = friday.checked_add(3.days()).ok()?.at(0, 0, 0, 0);
                Some(Stretch { start, end: one.end.max(monday), grain: Grain::Hour, said: true })
            }
        }
    }
}
