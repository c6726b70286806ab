use domain::{QuantileForecast, QuantileLevels, Series, Step, Support, Variable};
use jiff::Timestamp;
use std::sync::Arc;

/// Past changes that the spread is read off.
const CHANGES: usize = 90;
/// Fewer tell nothing of a spread.
const FEWEST: usize = 8;

/// The reference called persistence: the newest value of the same hour of the day again (of steps that don't divide a day, the
/// newest value), with the spread of how much values changed over as long a time in the last 90 such stretches. Wilks,
/// *Statistical Methods in the Atmospheric Sciences*, section 9.1.4, has it as the least that a forecast must better.
///
/// On the levels of [`QuantileLevels::verified`]; `None` where too little is known at the end of `history`, which must hold nothing
/// learnt later than the issue time.
#[must_use]
pub fn persistence(
    variable: &Variable,
    history: &Series,
    valid_times: &Arc<[Timestamp]>,
    support: &Support,
) -> Option<QuantileForecast> {
    let newest = history.newest_index()?;
    let values = history.values();
    let period = match history.step() {
        Step::Minutes(minutes) if 1440 % minutes == 0 => (1440 / minutes) as usize,
        Step::Minutes(_) | Step::Days(_) | Step::Months(_) => 1,
    };
    let levels = QuantileLevels::verified();
    let mut all = Vec::with_capacity(valid_times.len() * levels.len());
    for time in valid_times.iter() {
        let target = history.index_at(*time);
        let lead = target.checked_sub(newest).filter(|lead| *lead > 0)?;
        let lag = period * lead.div_ceil(period);
        let mut source = target.checked_sub(lag)?;
        // The newest day may have a gap at this hour.
        while values.get(source)?.is_nan() {
            source = source.checked_sub(period)?;
        }
        let lag = target - source;
        let mut changes: Vec<f64> = (0..CHANGES)
            .map_while(|back| {
                let later = source.checked_sub(back * period)?;
                Some((values[later], values[later.checked_sub(lag)?]))
            })
            .map(|(later, earlier)| later - earlier)
            .filter(|change| !change.is_nan())
            .collect();
        if changes.len() < FEWEST {
            return None;
        }
        changes.sort_by(f64::total_cmp);
        all.extend(levels.as_slice().iter().map(|level| values[source] + at_level(&changes, *level)));
    }
    QuantileForecast::new(variable.clone(), Arc::clone(valid_times), levels, all, support).ok()
}

/// The quantile of a sorted sample, linear between its values (Hyndman and Fan 1996, type 7).
pub(crate) fn at_level(sorted: &[f64], level: f64) -> f64 {
    let place = level * (sorted.len() - 1) as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the sample")]
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    fn hours(values: Vec<f64>) -> Series {
        Series::new("2013-06-01T00:00[UTC]".parse().expect("a moment"), Step::HOUR, values).expect("a step")
    }

    fn ahead(history: &Series, leads: &[i64]) -> Arc<[Timestamp]> {
        let end = history.time(history.len() - 1);
        leads.iter().map(|lead| end + SignedDuration::from_hours(*lead)).collect()
    }

    #[test]
    fn the_same_hour_of_the_newest_day_comes_again() {
        // Each day is the one before and one more, so the change over a day is always 1, and over two days 2.
        let history = hours((0..24 * 20).map(|hour| f64::from(hour % 24) + f64::from(hour / 24)).collect());
        let times = ahead(&history, &[1, 24, 25]);
        let said = persistence(&Variable::Temperature, &history, &times, &Support::REAL).expect("enough");
        for (at, expected) in [(0, 20.0), (1, 43.0), (2, 21.0)] {
            assert!(said.at(at).iter().all(|value| (value - expected).abs() < 1e-9), "{:?}", said.at(at));
        }
    }

    #[test]
    fn the_spread_is_that_of_past_changes() {
        let history = hours((0..24 * 95).map(|hour| if hour / 24 % 2 == 0 { 0.0 } else { 10.0 }).collect());
        let times = ahead(&history, &[3]);
        let said = persistence(&Variable::Temperature, &history, &times, &Support::REAL).expect("enough");
        // The newest day is 0, and days change by 10 up or down.
        assert!((said.at(0)[0] + 10.0).abs() < 1e-9 && (said.at(0)[22] - 10.0).abs() < 1e-9);
        let floor = Support { lower: Some(0.0), ..Support::REAL };
        let said = persistence(&Variable::WindSpeed, &history, &times, &floor).expect("enough");
        assert!(said.at(0)[0].abs() < 1e-9);
    }

    #[test]
    fn too_short_a_history_says_nothing() {
        let history = hours(vec![1.0; 24 * 7]);
        let times = ahead(&history, &[1]);
        assert!(persistence(&Variable::Temperature, &history, &times, &Support::REAL).is_none());
        assert!(
            persistence(&Variable::Temperature, &hours(vec![f64::NAN; 9]), &times, &Support::REAL).is_none()
        );
    }

    #[test]
    fn quantiles_of_a_sample_are_those_of_numpy() {
        // numpy.quantile([1, 2, 4, 8], [0, 0.1, 0.5, 0.9, 1])
        for (level, expected) in [(0.0, 1.0), (0.1, 1.3), (0.5, 3.0), (0.9, 6.8), (1.0, 8.0)] {
            assert!((at_level(&[1.0, 2.0, 4.0, 8.0], level) - expected).abs() < 1e-12);
        }
    }
}
