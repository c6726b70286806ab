//! The limits of the maintainers for free use, kept by us so that they never have to be by them:
//! 600 requests a minute, 5,000 an hour, 10,000 a day (<https://open-meteo.com/en/terms>).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// How much may be spent. What we keep below leaves room for other programs behind the same address.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Requests within any minute.
    pub minute: f64,
    /// Requests within any hour.
    pub hour: f64,
    /// Requests within any day.
    pub day: f64,
}

impl Limits {
    /// Nine tenths of what the maintainers allow.
    pub const FREE: Self = Self { minute: 540.0, hour: 4_500.0, day: 9_000.0 };
    /// Those of a server of one's own.
    pub const NONE: Self = Self { minute: f64::INFINITY, hour: f64::INFINITY, day: f64::INFINITY };
}

/// What was spent within the last day, by the second. Kept in the store, so that starting anew doesn't forget it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Spent {
    /// Seconds since 1970 and the weight spent in that second, in order.
    spent: VecDeque<(i64, f64)>,
}

impl Spent {
    /// Spends `weight` at `now`, unless a limit would be passed: then nothing is spent, and the period and the moment at which
    /// there is room are told. A weight above a limit itself is let through when nothing else was spent in its period.
    ///
    /// # Errors
    /// When there is no room yet.
    pub fn take(
        &mut self,
        weight: f64,
        now: Timestamp,
        limits: &Limits,
    ) -> Result<(), (&'static str, Timestamp)> {
        const DAY: i64 = 86_400;
        let now = now.as_second();
        // A clock that was set back would else block everything until it is caught up.
        self.spent.retain(|(second, _)| *second > now - DAY && *second <= now);
        for (period, seconds, limit) in
            [("day", DAY, limits.day), ("hour", 3600, limits.hour), ("minute", 60, limits.minute)]
        {
            let within = self.spent.iter().filter(|(second, _)| *second > now - seconds);
            let mut total: f64 = within.clone().map(|(_, weight)| weight).sum();
            if total == 0.0 || total + weight <= limit {
                continue;
            }
            // As the oldest fall out of the period, room comes.
            let free_at = within
                .clone()
                .find(|(_, old)| {
                    total -= old;
                    total + weight <= limit
                })
                .or(self.spent.back())
                .map_or(now, |(second, _)| second + seconds);
            return Err((period, Timestamp::from_second(free_at).unwrap_or(Timestamp::MAX)));
        }
        match self.spent.back_mut() {
            Some((second, spent)) if *second == now => *spent += weight,
            _ => self.spent.push_back((now, weight)),
        }
        Ok(())
    }

    /// All that was spent within the day before `now`.
    #[must_use]
    pub fn within_a_day(&self, now: Timestamp) -> f64 {
        let since = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
        self.spent.iter().filter(|(second, _)| *second > since.as_second()).map(|(_, weight)| weight).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a moment")
    }

    #[test]
    fn each_period_has_its_limit_and_tells_when_there_is_room() {
        let limits = Limits { minute: 10.0, hour: 15.0, day: 18.0 };
        let mut spent = Spent::default();
        assert_eq!(spent.take(6.0, at(0), &limits), Ok(()));
        assert_eq!(spent.take(4.0, at(10), &limits), Ok(()));
        assert_eq!(spent.take(1.0, at(20), &limits), Err(("minute", at(60))));
        assert_eq!(spent.take(5.0, at(60), &limits), Ok(()));
        assert_eq!(spent.take(1.0, at(130), &limits), Err(("hour", at(3600))));
        assert_eq!(spent.take(3.0, at(3600), &limits), Ok(()));
        assert_eq!(spent.take(1.0, at(4000), &limits), Err(("day", at(86_400))));
        assert_eq!(spent.take(6.0, at(86_400), &limits), Ok(()));
    }

    proptest! {
        /// Whatever is asked when, no minute, hour or day holds more than its limit, and none that could be let through is held.
        #[test]
        fn no_period_is_overspent(asked in prop::collection::vec((0..4000i64, 0.1..5.0f64), 1..200)) {
            let limits = Limits { minute: 10.0, hour: 40.0, day: 100.0 };
            let (mut spent, mut let_through, mut now) = (Spent::default(), Vec::new(), 0);
            for (later, weight) in asked {
                now += later;
                let sum = |seconds: i64| let_through.iter().filter(|(second, _)| *second > now - seconds).map(|(_, weight)| weight).sum::<f64>();
                let fits = sum(60) + weight <= limits.minute && sum(3600) + weight <= limits.hour && sum(86_400) + weight <= limits.day;
                match spent.take(weight, at(now), &limits) {
                    Ok(()) => { prop_assert!(fits); let_through.push((now, weight)); }
                    Err((_, until)) => { prop_assert!(!fits); prop_assert!(until > at(now)); }
                }
            }
        }
    }
}
