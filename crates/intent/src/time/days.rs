//! Which days: those set by hand, those of a coarse series, the night under way, and the day when none is said.

use super::{
    Hours, Said,
    hours::{DayHours, Finest, Routine},
    resolve::{Calendar, DayFault, DayRange, resolve},
    spans::{Desk, TimeFault},
    wording,
};
use domain::{Alternative, Edits, Slot};
use jiff::{ToSpan, Zoned};

impl Desk<'_> {
    /// The days set by hand, on top of the ones said.
    pub(super) fn edited_days(&self, said: &Said, calendar: Calendar) -> Result<DayRange, TimeFault> {
        let fault = |text: String| Err(TimeFault::Edit(Slot::When, text));
        let from = match self.edits.from_date {
            Some(date) => date,
            None => resolve(said, calendar)?.ranges.first().map_or(self.today, |range| range.0),
        };
        let to = self.edits.to_date.unwrap_or(from);
        if to < from {
            let (first, last) = (wording::date_words(from, self.today), wording::date_words(to, self.today));
            return fault(format!(
                "The last day, {last}, lies before the first, {first}. Choose a later last day."
            ));
        }
        if to < self.today {
            return Err(TimeFault::Day(DayFault::Past(Some(to))));
        }
        if to.year() > self.today.year().saturating_add(10) {
            return Err(TimeFault::Day(DayFault::TooFar));
        }
        Ok((from.max(self.today), to))
    }

    /// Whole weeks or months, for what tells nothing finer apart.
    pub(super) fn widened(
        &mut self,
        ranges: &[DayRange],
        finest: Finest,
    ) -> Result<Vec<DayRange>, TimeFault> {
        let wide = |(first, last): DayRange| match finest {
            Finest::Hour | Finest::Day => Ok((first, last)),
            Finest::Week => {
                let back = i64::from(jiff::civil::Weekday::Monday.until(first.weekday()));
                let on = i64::from(last.weekday().until(jiff::civil::Weekday::Sunday));
                first.checked_sub(back.days()).and_then(|first| Ok((first, last.checked_add(on.days())?)))
            }
            Finest::Month => Ok((first.first_of_month(), last.last_of_month())),
        };
        let mut out: Vec<DayRange> = Vec::new();
        for range in ranges {
            let (first, last) = wide(*range).map_err(|_| DayFault::TooFar)?;
            let first = first.max(self.today);
            match out.last_mut() {
                Some(previous) if previous.1 >= first => previous.1 = previous.1.max(last),
                _ => out.push((first, last)),
            }
        }
        if out != ranges {
            let whole = if finest == Finest::Week { "week" } else { "month" };
            let text = format!("This series has one value a {whole}, so the whole {whole} is taken.");
            self.assume(Slot::When, text, Vec::new());
        }
        Ok(out)
    }

    /// Until four in the morning `tonight` is the night that is under way, when enough of it is left.
    pub(super) fn with_night_under_way(
        &self,
        mut ranges: Vec<DayRange>,
        day: &DayHours,
        said: &Said,
        first: &Zoned,
    ) -> Result<Vec<DayRange>, TimeFault> {
        let (Some(range), Ok(yesterday)) = (ranges.first_mut(), self.today.yesterday()) else {
            return Ok(ranges);
        };
        let night = said.hours.iter().any(|hours| matches!(hours, Hours::Part(super::Daypart::Night)));
        if !night || self.now.hour() >= 4 || day.to <= 24 || range.0 != self.today {
            return Ok(ranges);
        }
        let left = first.duration_until(&self.moment(yesterday, day.to)?).as_hours();
        if left >= i64::from(day.length.unwrap_or(1)) {
            *range = (yesterday, if range.1 == self.today { yesterday } else { range.1 });
        }
        Ok(ranges)
    }

    /// Today when enough of it is left, else tomorrow.
    pub(super) fn default_day(
        &mut self,
        day: &DayHours,
        routine: &Routine,
        first: &Zoned,
    ) -> Result<DayRange, TimeFault> {
        let tomorrow = self.today.tomorrow().map_err(|_| DayFault::TooFar)?;
        let (start, end) = (self.moment(self.today, day.from)?, self.moment(self.today, day.to)?);
        let from = if start < *first { first.clone() } else { start.clone() };
        let left = from.duration_until(&end).as_hours();
        let enough = match day.length {
            Some(length) => left >= i64::from(length),
            None if day.said => left >= 1,
            None => left >= 3,
        };
        let enough = enough && (!day.moment || start >= *first);
        let today = enough && !routine.tomorrow;
        let taken = if today { self.today } else { tomorrow };
        let other = if today { tomorrow } else { self.today };
        let weekend = self
            .today
            .checked_add(i64::from(self.today.weekday().until(jiff::civil::Weekday::Saturday)).days());
        let mut alternatives = Vec::new();
        if today || enough {
            alternatives.push(Alternative {
                label: if today { "Tomorrow" } else { "Today" }.to_owned(),
                edits: Edits { from_date: Some(other), to_date: Some(other), ..self.edits.clone() },
            });
        }
        if let Ok(saturday) = weekend
            && let Some(sunday) = saturday.tomorrow().ok().filter(|_| saturday > tomorrow)
        {
            alternatives.push(self.other_days((saturday, sunday)));
        }
        let text = if today { "No day was said: took today." } else { "No day was said: took tomorrow." };
        self.assume(Slot::When, text.to_owned(), alternatives);
        Ok((taken, taken))
    }
}
