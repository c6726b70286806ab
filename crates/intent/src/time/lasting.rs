//! What is counted from now, and what lasts from a moment of one day to a moment of another.

use super::{
    Hours, Said,
    hours::{Routine, hours_as_i32, unwrapped},
    resolve::DayFault,
    spans::{Desk, TimeFault, Timing, days_between, first_full_hour, merged, plus},
    wording,
};
use domain::{Slot, Span};
use jiff::{SignedDuration, Unit as Round, ZonedRound, civil::DateTime};

impl Desk<'_> {
    /// `now`, `in two hours`, `the next 3 hours`.
    pub(super) fn soon(&mut self, said: &Said, routine: &Routine) -> Result<Option<Timing>, TimeFault> {
        let first = first_full_hour(self.now);
        let needed = routine
            .length
            .map(|usual| said.length.and_then(|hours| u32::try_from(hours).ok()).unwrap_or(usual));
        let one_or_needed = SignedDuration::from_hours(i64::from(needed.unwrap_or(1)));
        let relative =
            said.hours.iter().find(|hours| matches!(hours, Hours::Now | Hours::In(_) | Hours::Following(_)));
        let Some(relative) = relative else { return Ok(None) };
        let (start, lasting) = match *relative {
            Hours::In(minutes) => {
                let target = plus(self.now, SignedDuration::from_mins(minutes.into()))?;
                let floor =
                    target.round(ZonedRound::new().smallest(Round::Hour).mode(jiff::RoundMode::Floor));
                let floor = floor.unwrap_or(target);
                (if floor < first { first } else { floor }, one_or_needed)
            }
            Hours::Following(hours) => (first, SignedDuration::from_hours(hours.into())),
            _ => {
                if *self.now != first {
                    let text = format!(
                        "Forecasts are made by the hour: took the next full hour, from {}.",
                        wording::hour_words(first.hour().into())
                    );
                    self.assume(Slot::Hours, text, Vec::new());
                }
                (first, one_or_needed)
            }
        };
        let end = plus(&start, lasting)?;
        let width = u32::try_from(lasting.as_hours()).unwrap_or(1).max(1);
        if i64::from(width) > routine.most_days * 24 {
            let (days, most) = (i64::from(width) / 24, routine.most_days);
            return Err(TimeFault::TooLong { days, most });
        }
        let hours = (i32::from(start.hour()), i32::from(start.hour()) + hours_as_i32(width));
        let length = needed.map(|needed| needed.min(width));
        self.say_if_far(&start);
        let assumptions = std::mem::take(&mut self.assumptions);
        let spans = vec![Span { start, end }];
        Ok(Some(Timing { spans, length, hours_said: true, hours, assumptions }))
    }

    /// From a moment of one day to a moment of another; what has its usual hours only in those.
    pub(super) fn over_days(
        mut self,
        (start, end): (DateTime, DateTime),
        routine: &Routine,
        length: Option<i32>,
    ) -> Result<Timing, TimeFault> {
        let zoned =
            |moment: DateTime| moment.to_zoned(self.now.time_zone().clone()).map_err(|_| DayFault::TooFar);
        let first = first_full_hour(self.now);
        let from = zoned(start)?.max(first.clone());
        let to = first_full_hour(&zoned(end)?);
        let days = days_between(from.date(), to.date()) + 1;
        if days > routine.most_days {
            return Err(TimeFault::TooLong { days, most: routine.most_days });
        }
        let usual = unwrapped(routine.usual);
        let mut spans = Vec::new();
        let mut date = from.date();
        while date <= to.date() {
            let span = Span {
                start: self.moment(date, usual.0)?.max(from.clone()),
                end: self.moment(date, usual.1)?.min(to.clone()),
            };
            if span.start < span.end {
                spans.push(span);
            }
            date = date.tomorrow().map_err(|_| DayFault::TooFar)?;
        }
        let spans = merged(spans.into_iter());
        let Some(first) = spans.first() else {
            return Err(TimeFault::Day(DayFault::Past(Some(self.today))));
        };
        self.say_if_far(&first.start);
        let widest = spans.iter().map(|span| span.start.duration_until(&span.end).as_hours()).max();
        let widest = widest.and_then(|hours| u32::try_from(hours).ok()).unwrap_or(1).max(1);
        let said = length.and_then(|hours| u32::try_from(hours).ok());
        let length = routine.length.map(|usual| said.unwrap_or(usual).min(widest));
        let hours = (i32::from(first.start.hour()), i32::from(first.start.hour()) + hours_as_i32(widest));
        Ok(Timing { spans, length, hours_said: true, hours, assumptions: self.assumptions })
    }
}
