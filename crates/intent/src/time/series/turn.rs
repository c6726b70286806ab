use super::{super::Grain, Series, Step, Stretch, add, floor};
use jiff::{ToSpan, civil::Weekday};
use std::rc::Rc;

/// How each stretch of a series leads to a stretch of another.
#[derive(Debug, Clone)]
pub(in crate::time) enum Turn {
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

impl Turn {
    pub(super) fn of(&self, one: &Stretch) -> Option<Stretch> {
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
