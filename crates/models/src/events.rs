//! Days that are not as usual, and are known to come: public holidays.
//!
//! Their values are taken out of a line before methods see it, so that the week after a holiday isn't told by the holiday, and
//! put on again where one lies ahead: what the days differed by from the usual of their weekday, as far as that was known at an origin.

use crate::{Plan, covariates::Regressor, line::Line};

/// Weight of a past event at the same time of the year next to one at another: it is mostly the same holiday.
const SAME: f64 = 8.0;
/// Days within which two events lie at the same time of the year.
const NEAR: f64 = 5.0;
/// Weight of the belief that the day is as a Sunday, in events.
const BELIEF: f64 = 2.0;
/// How much of the way to a Sunday that belief goes.
const AS_SUNDAY: f64 = 0.7;
/// Days in a year.
const YEAR: f64 = 365.2425;

/// A value that belongs to an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    /// Its index counted from the first of the earlier values of the line.
    place: usize,
    /// Steps from the beginning of the day.
    slot: usize,
    /// The value itself, on the scale of the line.
    pub(crate) value: f64,
}

impl Event {
    pub(crate) fn logarithm(&self) -> Self {
        Self { value: self.value.ln(), ..*self }
    }
}

impl Line {
    /// Steps in a day and in a week, for lines that can tell days.
    fn day(&self) -> Option<usize> {
        self.year.map(|year| year / 364)
    }

    /// The covariates that say on which days something is so, long before.
    pub(crate) fn is_event(&self, covariate: &Regressor) -> bool {
        self.year.is_some() && covariate.is_flag() && covariate.is_known_ahead()
    }

    fn happens(&self, place: usize) -> bool {
        // An index of the history; what is known ahead is known from any origin.
        let index = (self.offset + place).checked_sub(self.earlier.len());
        index.is_some_and(|index| {
            self.covariates
                .iter()
                .filter(|covariate| self.is_event(covariate))
                .any(|covariate| covariate.at(index, index).is_some_and(|value| value > 0.5))
        })
    }

    /// Steps from the beginning of the event day that `place` lies in.
    fn slot(&self, place: usize, day: usize) -> usize {
        let begin = (0..=place).rev().take_while(|place| self.happens(*place)).last().unwrap_or(place);
        (place - begin) % day
    }

    fn complete(&self, place: usize) -> Option<f64> {
        match place.checked_sub(self.earlier.len()) {
            None => self.earlier.get(place).copied(),
            Some(index) => self.values.get(index).copied(),
        }
    }

    /// This line with the usual of their weekday in place of the values of events. `sunday` is the place of the first midnight
    /// before a Sunday.
    pub(crate) fn apart_from_events(mut self, sunday: usize) -> Self {
        self.sunday = sunday;
        let Some(day) = self.day() else { return self };
        if !self.covariates.iter().any(|covariate| self.is_event(covariate)) {
            return self;
        }
        let mut slot = None;
        for place in 0..self.earlier.len() + self.values.len() {
            if !self.happens(place) {
                slot = None;
                continue;
            }
            let steps = slot.map_or(0, |slot: usize| (slot + 1) % day);
            slot = Some(steps);
            let Some(value) = self.complete(place) else { continue };
            // From what came before only, itself without events.
            let weeks =
                [7 * day, 14 * day].map(|back| place.checked_sub(back).and_then(|at| self.complete(at)));
            let [Some(one), Some(two)] = weeks else { continue };
            self.events.push(Event { place, slot: steps, value });
            let usual = (one + two) / 2.0;
            match place.checked_sub(self.earlier.len()) {
                None => self.earlier[place] = usual,
                Some(index) => self.values[index] = usual,
            }
        }
        self
    }

    /// What events ahead of the origins of `plan` add to the usual (origins x leads), as far as was known at each origin.
    pub(crate) fn add_events(&self, plan: &Plan, paths: &mut [f64]) {
        let Some(day) = self.day() else { return };
        let leads = plan.leads.len();
        if self.events.is_empty() {
            return;
        }
        for (row, origin) in paths.chunks_mut(leads.max(1)).zip(&plan.origins) {
            for (path, lead) in row.iter_mut().zip(&plan.leads) {
                let target = self.earlier.len() + origin + lead;
                if self.happens(target) {
                    *path += self.effect(self.earlier.len() + origin, target, day);
                }
            }
        }
    }

    /// What an event at `target` adds, known from `origin`, both places.
    fn effect(&self, origin: usize, target: usize, day: usize) -> f64 {
        let slot = self.slot(target, day);
        let week = 7 * day;
        // The newest week that was complete.
        let same = target - week * (target - origin).div_ceil(week);
        let weekday = (same + week - self.sunday % week) % week / day;
        let sunday = same.checked_sub(weekday * day);
        let as_sunday = match (sunday.and_then(|place| self.complete(place)), self.complete(same)) {
            (Some(sunday), Some(same)) => AS_SUNDAY * (sunday - same),
            _ => 0.0,
        };
        let (mut sum, mut weight) = (BELIEF * as_sunday, BELIEF);
        for event in self.events.iter().filter(|event| event.place <= origin && event.slot == slot) {
            let Some(usual) = self.complete(event.place) else { continue };
            let days = (target - event.place) as f64 / day as f64;
            let apart = (days - YEAR * (days / YEAR).round()).abs();
            let counts = if apart <= NEAR { SAME } else { 1.0 };
            sum += counts * (event.value - usual);
            weight += counts;
        }
        sum / weight
    }
}

#[cfg(test)]
mod tests {
    use crate::{Plan, line::Measure, prepare, testing::level};
    use domain::{Covariate, Known, Series, Step, Track};

    const DAYS: usize = 800;

    /// Weekends are low, holidays lower; every 50th day is one.
    fn value(day: usize) -> f64 {
        let weekend = if day % 7 > 4 { 40.0 } else { 0.0 };
        if day % 50 == 49 { 20.0 } else { 100.0 - weekend }
    }

    fn track(values: &[f64]) -> Track {
        let track = level(values, Step::DAY);
        let start = track.history.first_time().to_zoned(track.history.time_zone().clone());
        let flags: Vec<f64> = (0..values.len() + 60).map(|day| f64::from(u8::from(day % 50 == 49))).collect();
        let series = Series::new(start, Step::DAY, flags).expect("a step");
        Track {
            covariates: vec![Covariate { name: "holiday".to_owned(), series, known: Known::Ahead }],
            ..track
        }
    }

    #[test]
    fn the_week_after_a_holiday_knows_nothing_of_it_and_the_next_one_does() {
        let values: Vec<f64> = (0..DAYS).map(value).collect();
        let track = track(&values);
        let prepared = prepare(&track, track.history.time(DAYS));
        let line = prepared.line(Measure::Values).expect("values");
        assert!((line.values[99] - (100.0 - if 99 % 7 > 4 { 40.0 } else { 0.0 })).abs() < 1e-9);
        // Day 849 is a holiday.
        let plan = Plan { origins: vec![100, DAYS - 1], leads: vec![49, 50, 51] };
        let mut paths = vec![0.0; 6];
        line.add_events(&plan, &mut paths);
        assert!(paths[0].abs() > 0.0 && paths[1..3] == [0.0, 0.0], "{paths:?}");
        assert!(paths[3].abs() < 1e-12 && paths[5].abs() < 1e-12 && paths[4] < -40.0, "{paths:?}");
    }

    #[test]
    fn an_effect_knows_nothing_of_later_holidays() {
        let values: Vec<f64> = (0..DAYS).map(value).collect();
        let mut changed = values.clone();
        changed[320..].fill(1000.0);
        let plan = Plan { origins: vec![310, 319], leads: (1..60).collect() };
        let said = |values: &[f64]| {
            let track = track(values);
            let prepared = prepare(&track, track.history.time(DAYS));
            let mut paths = vec![0.0; 2 * 59];
            prepared.line(Measure::Values).expect("values").add_events(&plan, &mut paths);
            paths
        };
        assert!(said(&values) == said(&changed));
    }
}
