use super::{super::Grain, Step};
use jiff::{
    Span, ToSpan,
    civil::{Date, DateTime},
};

/// A stretch of the calendar, on the clock of one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::time) struct Stretch {
    pub(in crate::time) start: DateTime,
    /// Exclusive.
    pub(in crate::time) end: DateTime,
    pub(in crate::time) grain: Grain,
    /// Whether it is meant from end to end, rather than as one unit of its grain.
    pub(in crate::time) said: bool,
}

impl Stretch {
    /// One unit of `grain` from `start` on.
    pub(in crate::time) fn unit(start: DateTime, grain: Grain) -> Option<Self> {
        Some(Self { start, end: add(start, Step { count: 1, grain })?, grain, said: false })
    }

    pub(in crate::time) fn day(date: Date) -> Option<Self> {
        Self::unit(date.at(0, 0, 0, 0), Grain::Day)
    }

    /// What both have in common. A unit that begins within the other is all of it.
    pub(in crate::time) fn overlap(&self, other: &Self) -> Option<Self> {
        let start = self.start.max(other.start);
        let end = self.end.min(other.end);
        let grain = self.grain.min(other.grain);
        let fine =
            if self.grain < other.grain || self.grain == other.grain && self.said { self } else { other };
        if start >= end {
            return None;
        }
        // Hours belong to the day they begin on, even where they last into the next.
        if !fine.said || fine.grain < Grain::Day {
            // A moment lies where it begins.
            let coarse = if std::ptr::eq(fine, self) { other } else { self };
            return (coarse.start <= fine.start && fine.start < coarse.end).then_some(*fine);
        }
        Some(Self { start, end, grain, said: true })
    }
}

/// `moment` cut to the start of its unit; weeks start on Monday.
pub(in crate::time) fn floor(moment: DateTime, grain: Grain) -> DateTime {
    let (date, time) = (moment.date(), moment.time());
    let first = |month: i8| date.with().month(month).day(1).build().unwrap_or(date).at(0, 0, 0, 0);
    match grain {
        Grain::Second => date.at(time.hour(), time.minute(), time.second(), 0),
        Grain::Minute => date.at(time.hour(), time.minute(), 0, 0),
        Grain::Hour => date.at(time.hour(), 0, 0, 0),
        Grain::Day => date.at(0, 0, 0, 0),
        Grain::Week => {
            let back = i64::from(date.weekday().to_monday_zero_offset()).days();
            date.checked_sub(back).unwrap_or(date).at(0, 0, 0, 0)
        }
        Grain::Month => first(date.month()),
        Grain::Quarter => first((date.month() - 1) / 3 * 3 + 1),
        Grain::Year => first(1),
    }
}

/// `moment` so much later, where the calendar goes that far.
pub(in crate::time) fn add(moment: DateTime, step: Step) -> Option<DateTime> {
    let count = step.count;
    let span: Span = match step.grain {
        Grain::Second => Span::new().try_seconds(count).ok()?,
        Grain::Minute => Span::new().try_minutes(count).ok()?,
        Grain::Hour => Span::new().try_hours(count).ok()?,
        Grain::Day => Span::new().try_days(count).ok()?,
        Grain::Week => Span::new().try_weeks(count).ok()?,
        Grain::Month => Span::new().try_months(count).ok()?,
        Grain::Quarter => Span::new().try_months(count.checked_mul(3)?).ok()?,
        Grain::Year => Span::new().try_years(count).ok()?,
    };
    moment.checked_add(span).ok()
}
