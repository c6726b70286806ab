use crate::Prepared;
use domain::Step;

/// Hours of the newest observations that stand for the state as it is.
const NOW: usize = 3;
/// Hours of a day.
const DAY: usize = 24;
/// Observations older than this at the issue time, in minutes, tell nothing of the state: three days.
const STALE: i64 = 3 * 24 * 60;

/// How far a variable lay from what is usual for the season and the hour when a forecast was issued, in standard deviations of
/// the usual spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Departure {
    /// Over the newest three hours.
    pub now: f64,
    /// Over the newest 24 hours.
    pub day: f64,
    /// Over the 24 hours before those.
    pub day_before: f64,
}

impl Prepared {
    /// The departure of the newest observations; `None` where they are old, few or not by the hour.
    #[must_use]
    pub fn departure(&self) -> Option<Departure> {
        if self.step() != Step::HOUR || self.age_minutes()? > STALE {
            return None;
        }
        let anomalies = self.anomalies();
        let mean = |from: usize, to: usize| {
            let part = anomalies.get(anomalies.len().checked_sub(to)?..anomalies.len() - from)?;
            let known = || part.iter().filter(|anomaly| anomaly.is_finite());
            let count = known().count();
            (2 * count >= part.len()).then(|| known().sum::<f64>() / count as f64)
        };
        let newest = anomalies.iter().rev().find(|anomaly| anomaly.is_finite())?;
        let day = mean(0, DAY)?;
        Some(Departure {
            now: mean(0, NOW).unwrap_or(*newest),
            day,
            day_before: mean(DAY, 2 * DAY).unwrap_or(day),
        })
    }
}
