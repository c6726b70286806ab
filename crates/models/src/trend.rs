use crate::{
    calendar::{Position, YEAR},
    normal::Located,
};

/// The fewest whole years that a trend is told from.
const FEWEST_YEARS: usize = 6;
/// The share of a year's steps that have to be observed for its mean to count.
const OBSERVED_SHARE: f64 = 0.8;
/// Days after the newest observation over which a trend dies away: what drove it for years won't for ever.
const FADING_DAYS: f64 = 2.0 * YEAR;

/// How the level drifts from year to year: a line through the means of whole years, as far as it stands out from their scatter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Trend {
    /// Change of the level in a day.
    slope: f64,
    /// The day at which it adds nothing.
    centre: f64,
    /// The day of the newest observation.
    newest: f64,
}

impl Trend {
    pub(crate) const NONE: Self = Self { slope: 0.0, centre: 0.0, newest: 0.0 };

    /// From values with their places, in order of time.
    ///
    /// Years are counted back from the newest value, so each holds every season once and no season is taken for a trend. The slope
    /// of the least-squares line through their means is drawn towards none by the factor (1 - 2 s² / b²), never below zero, where
    /// b is the slope and s² its variance under Student's distribution: the positive-part estimator of James and Stein, with the
    /// penalty of Akaike's criterion for one more parameter.
    pub(crate) fn of(located: &Located) -> Self {
        let (Some(first), Some(last)) = (located.positions.first(), located.positions.last()) else {
            return Self::NONE;
        };
        let newest = f64::from(last.day);
        let steps_of_year = located.positions.len() as f64 * YEAR / f64::from(last.day - first.day + 1);
        // Sum and count of each year back, the newest first.
        let mut years: Vec<(f64, f64)> = Vec::new();
        for (value, position) in located.values.iter().zip(&located.positions) {
            if value.is_nan() {
                continue;
            }
            let back = years_back(last.day - position.day);
            if years.len() <= back {
                years.resize(back + 1, (0.0, 0.0));
            }
            years[back].0 += value;
            years[back].1 += 1.0;
        }
        let means: Vec<(f64, f64)> = years
            .iter()
            .enumerate()
            .filter(|(_, (_, count))| *count >= OBSERVED_SHARE * steps_of_year)
            .map(|(back, (sum, count))| (newest - (back as f64 + 0.5) * YEAR, sum / count))
            .collect();
        if means.len() < FEWEST_YEARS {
            return Self::NONE;
        }
        let count = means.len() as f64;
        let centre = means.iter().map(|(day, _)| day).sum::<f64>() / count;
        let level = means.iter().map(|(_, mean)| mean).sum::<f64>() / count;
        let spread: f64 = means.iter().map(|(day, _)| (day - centre).powi(2)).sum();
        let slope = means.iter().map(|(day, mean)| (day - centre) * (mean - level)).sum::<f64>() / spread;
        let rest: f64 = means.iter().map(|(day, mean)| (mean - level - slope * (day - centre)).powi(2)).sum();
        // Variance of the slope, times that of Student's distribution with as many degrees of freedom.
        let variance = rest / (count - 2.0) / spread * (count - 2.0) / (count - 4.0);
        if slope * slope <= 2.0 * variance {
            return Self::NONE;
        }
        Self { slope: slope * (1.0 - 2.0 * variance / (slope * slope)), centre, newest }
    }

    /// What it adds to the level on the day of `position`.
    pub(crate) fn at(self, position: Position) -> f64 {
        let day = f64::from(position.day);
        let ahead = (day - self.newest).max(0.0);
        let faded = FADING_DAYS * (1.0 - (-ahead / FADING_DAYS).exp());
        self.slope * (day.min(self.newest) - self.centre + faded)
    }
}

fn years_back(days: i32) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positions are in order, so no day is after the newest, and the calendar ends in the year 9999"
    )]
    let years = (f64::from(days.max(0)) / YEAR) as usize;
    years
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Days with a season, a slope a year and weather that differs from year to year.
    fn days(years: i32, slope: f64, scatter: f64) -> Located {
        let count = (f64::from(years) * YEAR).ceil() as i32;
        let positions: Vec<Position> = (0..count)
            .map(|day| Position {
                day,
                season: u16::try_from(day.rem_euclid(365)).expect("below 365"),
                slot: 0,
            })
            .collect();
        let values = positions
            .iter()
            .map(|position| {
                let years = f64::from(position.day) / YEAR;
                10.0 - 12.0 * (std::f64::consts::TAU * years).cos()
                    + slope * years
                    + scatter * (7.3 * years.floor()).sin()
            })
            .collect();
        Located { values, positions }
    }

    fn position(day: i32) -> Position {
        Position { day, season: 0, slot: 0 }
    }

    #[test]
    fn a_clear_trend_is_found_and_dies_away() {
        let trend = Trend::of(&days(12, 0.5, 0.1));
        let change = |from: i32, to: i32| trend.at(position(to)) - trend.at(position(from));
        let (year, newest) = (365, 4382);
        assert!((change(newest - year, newest) - 0.5).abs() < 0.03, "{trend:?}");
        let next = change(newest, newest + year);
        assert!(next > 0.35 && next < 0.45, "{next}");
        // All that is still to come is what two more years would have brought.
        assert!((change(newest, newest + 100 * year) - 1.0).abs() < 0.06, "{trend:?}");
    }

    #[test]
    fn a_season_scatter_and_few_years_are_no_trend() {
        assert_eq!(Trend::of(&days(5, 3.0, 0.1)), Trend::NONE, "too few years");
        let slope = |trend: Trend| (trend.slope * YEAR).abs();
        assert!(slope(Trend::of(&days(12, 0.0, 1.0))) < 0.02);
        assert!(slope(Trend::of(&days(12, 0.0, 0.0))) < 1e-6, "whole years hold every season once");
        assert_eq!(Trend::of(&Located::default()), Trend::NONE);
        let mut gaps = days(12, 0.5, 0.1);
        gaps.values.fill(f64::NAN);
        assert_eq!(Trend::of(&gaps), Trend::NONE);
    }

    proptest! {
        #[test]
        fn a_shift_changes_nothing_and_a_factor_goes_through(shift in -1e3..1e3f64, factor in 1e-3..1e3f64) {
            let plain = days(8, 0.3, 0.2);
            let mut moved = plain.clone();
            moved.values.iter_mut().for_each(|value| *value = shift + factor * *value);
            let (plain, moved) = (Trend::of(&plain), Trend::of(&moved));
            prop_assert!((plain.slope * factor - moved.slope).abs() < 1e-7 * factor.max(1.0));
        }
    }
}
