use crate::{QualityFlag, QualityFlags, Variable};
use jiff::{SignedDuration, Timestamp};

/// How far ahead of this machine's clock a stamp may lie before it is doubted.
const CLOCK_ERROR: SignedDuration = SignedDuration::from_mins(10);
/// Values further apart than this say nothing of each other.
const LONGEST_STEP: SignedDuration = SignedDuration::from_hours(3);
const HOUR: f64 = 3600.0;

/// What is believable of a variable, in its canonical unit.
struct Believable {
    /// Lowest and highest value: the validity checks of MADIS (NOAA), level 1, rounded outwards, so that a record of the world passes.
    range: (f64, f64),
    /// The largest change within a minute (WMO-No. 8, volume V, chapter 1: limits for erroneous values) and within an hour (MADIS,
    /// temporal consistency).
    change: Option<(f64, f64)>,
    /// How long it may stand still.
    still: Option<SignedDuration>,
}

fn believable(variable: &Variable) -> Option<Believable> {
    let hours = SignedDuration::from_hours;
    let (range, change, still) = match variable {
        Variable::Temperature => ((-90.0, 60.0), Some((3.0, 20.0)), Some(hours(12))),
        Variable::DewPoint => ((-90.0, 36.0), Some((4.0, 20.0)), Some(hours(12))),
        Variable::RelativeHumidity => ((0.0, 100.0), Some((15.0, 50.0)), Some(hours(24))),
        Variable::Pressure => ((500.0, 1100.0), Some((2.0, 15.0)), Some(hours(12))),
        Variable::Precipitation => ((0.0, 400.0), None, None),
        Variable::RainReported => ((0.0, 1.0), None, None),
        Variable::WindSpeed => ((0.0, 110.0), Some((20.0, 25.0)), Some(hours(12))),
        Variable::WindGust => ((0.0, 120.0), None, Some(hours(12))),
        Variable::CloudCover => ((0.0, 100.0), None, None),
        Variable::Visibility => ((0.0, 500.0), None, None),
        Variable::ParticulateMatter | Variable::InhalableParticulateMatter => {
            ((0.0, 5000.0), None, Some(hours(12)))
        }
        Variable::Ozone => ((0.0, 1500.0), None, Some(hours(12))),
        Variable::UltravioletIndex => ((0.0, 45.0), None, None),
        Variable::Series(_) => return None,
    };
    Some(Believable { range, change, still })
}

/// Values of a bound at which a variable may well stay: no wind, no rain, saturated air.
fn rests_at(variable: &Variable, value: f64) -> bool {
    value == 0.0 || (*variable == Variable::RelativeHumidity && value >= 99.0)
}

/// Looks at the values of one series as they arrive, in the order of their times, and says which of them to doubt. It never
/// changes one and never holds one back.
#[derive(Debug, Clone)]
pub struct QualityControl {
    variable: Option<Variable>,
    before: Option<(Timestamp, f64)>,
    last: Option<(Timestamp, f64)>,
    still_since: Option<Timestamp>,
}

impl QualityControl {
    /// For a weather variable; of any other series only the stamps can be doubted.
    #[must_use]
    pub const fn new(variable: Option<Variable>) -> Self {
        Self { variable, before: None, last: None, still_since: None }
    }

    /// The doubts about a value that arrives at `now`, and, where it shows that the one before was a spike, that one's time.
    pub fn check(
        &mut self,
        valid_time: Timestamp,
        value: f64,
        now: Timestamp,
    ) -> (QualityFlags, Option<Timestamp>) {
        let mut flags = QualityFlags::NONE;
        if valid_time > now.saturating_add(CLOCK_ERROR).unwrap_or(now) {
            return (flags.with(QualityFlag::FutureStamp), None);
        }
        if let Some((time, last)) = self.last
            && time == valid_time
            && last.total_cmp(&value).is_ne()
        {
            flags = flags.with(QualityFlag::Duplicate);
        }
        // Late values are not compared with those that came before them.
        if self.last.is_some_and(|(time, _)| valid_time <= time) {
            return (self.out_of_range(value, flags), None);
        }
        flags = self.out_of_range(value, flags);
        let spike = self.spike(value);
        if spike.is_none() && self.jumps(valid_time, value) {
            flags = flags.with(QualityFlag::Step);
        }
        if self.stands_still(valid_time, value) {
            flags = flags.with(QualityFlag::Stuck);
        }
        self.before = self.last.filter(|_| spike.is_none()).or(self.before);
        self.last = Some((valid_time, value));
        (flags, spike)
    }

    fn limits(&self) -> Option<(&Variable, Believable)> {
        let variable = self.variable.as_ref()?;
        Some((variable, believable(variable)?))
    }

    fn out_of_range(&self, value: f64, flags: QualityFlags) -> QualityFlags {
        match self.limits() {
            Some((_, Believable { range, .. })) if !(range.0..=range.1).contains(&value) => {
                flags.with(QualityFlag::OutOfRange)
            }
            _ => flags,
        }
    }

    /// The largest believable change over `elapsed`.
    fn largest_change(&self, elapsed: SignedDuration) -> Option<f64> {
        let (minute, hour) = self.limits()?.1.change?;
        (elapsed <= LONGEST_STEP).then(|| minute + (hour - minute) * (elapsed.as_secs_f64() / HOUR).min(1.0))
    }

    fn jumps(&self, valid_time: Timestamp, value: f64) -> bool {
        self.last.is_some_and(|(time, last)| {
            self.largest_change(valid_time.duration_since(time))
                .is_some_and(|most| (value - last).abs() > most)
        })
    }

    /// The time of the last value, where it lies far from the one before and this one, which agree.
    fn spike(&self, value: f64) -> Option<Timestamp> {
        let ((before_time, before), (time, last)) = self.before.zip(self.last)?;
        let most = self.largest_change(time.duration_since(before_time))?;
        let out = (last - before).abs() > most && (last - value).abs() > most;
        (out && (value - before).abs() < most / 2.0).then_some(time)
    }

    fn stands_still(&mut self, valid_time: Timestamp, value: f64) -> bool {
        let Some((variable, Believable { still: Some(longest), .. })) = self.limits() else { return false };
        let same = !rests_at(variable, value)
            && self.last.is_some_and(|(time, last)| {
                // Daily values are often alike.
                last.total_cmp(&value).is_eq() && valid_time.duration_since(time) <= LONGEST_STEP
            });
        if !same {
            self.still_since = Some(valid_time);
            return false;
        }
        self.still_since.is_some_and(|since| valid_time.duration_since(since) >= longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).expect("a moment")
    }

    /// The flags of each value, spikes added to the value they belong to, for `(minute, value)`.
    fn flagged(variable: Option<Variable>, values: &[(i64, f64)]) -> Vec<Vec<QualityFlag>> {
        let mut control = QualityControl::new(variable);
        let mut flags: Vec<(Timestamp, Vec<QualityFlag>)> = Vec::new();
        for (minute, value) in values {
            let (own, spike) = control.check(at(*minute), *value, at(10_000));
            for (time, flags) in &mut flags {
                if spike == Some(*time) {
                    flags.push(QualityFlag::Spike);
                }
            }
            flags.push((at(*minute), own.iter().collect()));
        }
        flags.into_iter().map(|(_, flags)| flags).collect()
    }

    #[test]
    fn what_cannot_be_is_doubted() {
        use QualityFlag::{Duplicate, FutureStamp, OutOfRange, Spike, Step};
        let temperature = Some(Variable::Temperature);
        for (values, expected) in [
            (vec![(0, 20.0), (1, 20.5), (2, 21.0)], vec![vec![], vec![], vec![]]),
            (vec![(0, 20.0), (1, 85.0)], vec![vec![], vec![OutOfRange, Step]]),
            // A jump that stays is a step; one that goes back is a spike.
            (vec![(0, 20.0), (1, 30.0), (2, 30.0)], vec![vec![], vec![Step], vec![]]),
            (
                vec![(0, 20.0), (1, 30.0), (2, 20.1), (3, 20.2)],
                vec![vec![], vec![Step, Spike], vec![], vec![]],
            ),
            // A front may bring ten degrees in an hour.
            (vec![(0, 20.0), (60, 10.0)], vec![vec![], vec![]]),
            (vec![(0, 20.0), (0, 21.0)], vec![vec![], vec![Duplicate]]),
            (vec![(0, 20.0), (0, 20.0)], vec![vec![], vec![]]),
            (vec![(20_000, 20.0), (0, 20.0)], vec![vec![FutureStamp], vec![]]),
            // A day without a word, then another season.
            (vec![(0, 20.0), (1440, -10.0)], vec![vec![], vec![]]),
        ] {
            assert_eq!(flagged(temperature.clone(), &values), expected, "{values:?}");
        }
        assert_eq!(
            flagged(None, &[(0, 1.0), (1, 1e9)]),
            [vec![], vec![]],
            "of a series of its own nothing is known"
        );
    }

    #[test]
    fn a_sensor_that_stands_still_is_doubted_after_half_a_day() {
        let hours = |value: f64| (0..20).map(|hour| (hour * 60, value)).collect::<Vec<_>>();
        let stuck = |variable, value| {
            flagged(Some(variable), &hours(value)).iter().filter(|flags| !flags.is_empty()).count()
        };
        assert_eq!(stuck(Variable::Temperature, 21.3), 8, "from the hour on at which it had stood for 12");
        assert_eq!(stuck(Variable::WindSpeed, 0.0), 0, "calm");
        assert_eq!(stuck(Variable::RelativeHumidity, 100.0), 0, "fog");
        assert_eq!(stuck(Variable::Precipitation, 0.0), 0);
        let days: Vec<(i64, f64)> = (0..6).map(|day| (day * 1440, 21.0)).collect();
        assert_eq!(flagged(Some(Variable::Temperature), &days), vec![vec![]; 6], "days may be alike");
    }

    proptest! {
        #[test]
        fn any_values_at_any_times_are_looked_at(values in proptest::collection::vec((0i64..20_000, any::<f64>()), 0..60)) {
            let mut control = QualityControl::new(Some(Variable::Temperature));
            for (minute, value) in values {
                let (flags, spike) = control.check(at(minute), value, at(10_000));
                prop_assert!(spike.is_none_or(|time| time < at(minute)));
                prop_assert_eq!(flags.has(QualityFlag::FutureStamp), minute > 10_010);
            }
        }
    }
}
