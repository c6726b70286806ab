use crate::BlendError;
use domain::{QuantileForecast, Series, Support};

/// `forecast` with certainty where `known` has an observation: an hour of today that has passed needs no forecast.
///
/// `known` must be cut at the issue time already.
///
/// # Errors
/// When an observation isn't finite.
pub fn pinned(
    forecast: &QuantileForecast,
    known: &Series,
    support: &Support,
) -> Result<QuantileForecast, BlendError> {
    let mut values = Vec::with_capacity(forecast.valid_times().len() * forecast.levels().len());
    for (index, time) in forecast.valid_times().iter().enumerate() {
        match known.value_at(*time) {
            Some(observed) => values.extend(std::iter::repeat_n(observed, forecast.levels().len())),
            None => values.extend_from_slice(forecast.at(index)),
        }
    }
    Ok(QuantileForecast::new(
        forecast.variable().clone(),
        forecast.valid_times().clone(),
        forecast.levels().clone(),
        values,
        support,
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{QuantileLevels, Step, Variable};
    use jiff::Zoned;
    use std::sync::Arc;

    #[test]
    fn what_was_observed_is_certain_and_the_rest_stays() {
        let start: Zoned = "2013-06-14T00:00[UTC]".parse().expect("a time");
        let known = Series::new(start, Step::HOUR, vec![18.0, f64::NAN]).expect("a step");
        let times: Arc<[_]> = (0..3).map(|hour| known.time(hour)).collect();
        let levels = QuantileLevels::try_from(vec![0.1, 0.9]).expect("rising");
        let values = vec![10.0, 20.0, 11.0, 21.0, 12.0, 22.0];
        let support = Variable::Temperature.support();
        let forecast =
            QuantileForecast::new(Variable::Temperature, times, levels, values, &support).expect("finite");
        let pinned = pinned(&forecast, &known, &support).expect("finite");
        assert_eq!([pinned.at(0), pinned.at(1), pinned.at(2)], [[18.0, 18.0], [11.0, 21.0], [12.0, 22.0]]);
    }
}
