use domain::{Series, Step};
use jiff::{Timestamp, tz::TimeZone};

/// Steps beyond the span asked about that are looked at to tell how near it was to rain.
pub(crate) const MARGIN: usize = 24;

/// A series addressed by valid time and shift.
pub(crate) struct Lookup {
    pub(crate) series: Series,
    zone: TimeZone,
    first_valid: Timestamp,
    /// Index of each valid time in the series, were it long enough.
    pub(crate) indices: Vec<i64>,
    pub(crate) steps_per_unit: i64,
    /// Whole years that follow on themselves.
    pub(crate) circular: bool,
}

impl Lookup {
    pub(crate) fn new(series: Series, valid_times: &[Timestamp], circular: bool) -> Option<Self> {
        let first_valid = *valid_times.first()?;
        if series.is_empty() {
            return None;
        }
        let zone = series.time_zone().clone();
        let start = series.first_time();
        let date = |time: Timestamp| zone.to_datetime(time).date();
        let index = |time: Timestamp| match series.step() {
            Step::Minutes(minutes) => {
                (time.as_second() - start.as_second()).div_euclid(i64::from(minutes) * 60)
            }
            Step::Days(days) => {
                let apart = date(time).duration_since(date(start)).as_hours() / 24;
                apart.div_euclid(i64::from(days))
            }
            Step::Months(months) => {
                let number = |time: Timestamp| {
                    let date = date(time);
                    i64::from(date.year()) * 12 + i64::from(date.month())
                };
                (number(time) - number(start)).div_euclid(i64::from(months))
            }
        };
        let indices = valid_times.iter().map(|time| index(*time)).collect();
        let steps_per_unit = match series.step() {
            Step::Minutes(minutes) => i64::from(1440 / minutes.clamp(1, 1440)),
            Step::Days(_) | Step::Months(_) => 1,
        };
        Some(Self { series, zone, first_valid, indices, steps_per_unit, circular })
    }

    /// Units in a year, and whether weeks can be told apart.
    pub(crate) fn units_per_year(&self) -> (f64, bool) {
        match self.series.step() {
            Step::Minutes(_) => (365.2425, true),
            Step::Days(days) => (365.2425 / f64::from(days), days == 1),
            Step::Months(months) => (12.0 / f64::from(months), false),
        }
    }

    /// Steps that the clock moved between the span asked about and `shift` units before, so that the hour stays the same.
    fn clock_change(&self, shift: i64) -> i64 {
        let Step::Minutes(minutes) = self.series.step() else { return 0 };
        let offset = |time: Timestamp| i64::from(self.zone.to_offset(time).seconds());
        let then = self.first_valid.as_second().saturating_sub(shift.saturating_mul(86_400));
        let then = Timestamp::from_second(then).unwrap_or(self.first_valid);
        (offset(self.first_valid) - offset(then)) / (i64::from(minutes) * 60)
    }

    /// The value at an index, `None` where there is none.
    pub(crate) fn value(&self, index: i64) -> Option<f64> {
        let length = i64::try_from(self.series.len()).ok()?;
        let index = if self.circular { index.rem_euclid(length) } else { index };
        self.series.values().get(usize::try_from(index).ok()?).copied().filter(|value| !value.is_nan())
    }

    /// The whole span `shift` units before lies in what is known.
    pub(crate) fn holds(&self, shift: i64) -> bool {
        let moved = self.moved(shift);
        let (first, last) = (self.indices[0] - moved, self.indices[self.indices.len() - 1] - moved);
        self.circular || (first >= 0 && usize::try_from(last).is_ok_and(|last| last < self.series.len()))
    }

    /// The value at most a few steps before and up to the one `gap` steps before the span, `shift` units back, and the mean of
    /// the day (of five steps, where a unit is one) that ends there; NaN where nothing is known.
    pub(crate) fn state(&self, shift: i64, gap: i64) -> (f64, f64) {
        let end = self.indices[0] - gap - self.moved(shift);
        let known = |steps: i64| (0..steps).filter_map(move |back| self.value(end - back));
        let (mut sum, mut count) = (0.0, 0.0);
        for value in known(self.steps_per_unit.max(5)) {
            sum += value;
            count += 1.0;
        }
        (known(3).next().unwrap_or(f64::NAN), sum / count)
    }

    /// Steps since the last value above `dry`, counted at `gap` steps before the span, `shift` units back; at most `MARGIN`.
    pub(crate) fn steps_since_above(&self, dry: f64, shift: i64, gap: i64) -> usize {
        let end = self.indices[0] - gap - self.moved(shift);
        let wet = |back: &usize| {
            i64::try_from(*back).ok().and_then(|back| self.value(end - back)).is_some_and(|value| value > dry)
        };
        (0..MARGIN).find(wet).unwrap_or(MARGIN)
    }

    /// Steps from the newest value to the first valid time.
    pub(crate) fn gap(&self) -> Option<i64> {
        Some(self.indices[0] - i64::try_from(self.series.newest_index()?).ok()?)
    }

    /// Steps that lie in `shift` units.
    fn moved(&self, shift: i64) -> i64 {
        shift * self.steps_per_unit - self.clock_change(shift)
    }

    /// Values over the span and `MARGIN` steps on either side.
    pub(crate) fn values(&self, shift: i64) -> Vec<Option<f64>> {
        let moved = self.moved(shift);
        let margin = i64::try_from(MARGIN).unwrap_or(0);
        let (first, last) = (self.indices[0], self.indices[self.indices.len() - 1]);
        let before = (first - margin..first).map(|index| self.value(index - moved));
        let within = self.indices.iter().map(|index| self.value(index - moved));
        let after = (last + 1..=last + margin).map(|index| self.value(index - moved));
        before.chain(within).chain(after).collect()
    }
}
