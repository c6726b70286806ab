use domain::Support;

/// Share of values at the largest (smallest) one from which it is taken for a bound of the instrument.
const CENSORED_SHARE: f64 = 0.02;
/// Values it takes to tell.
const CENSORED_LENGTH: usize = 200;

/// The scale a variable is modelled on, with the bounds that its values show.
///
/// The square root makes wind speeds near to normal (its errors grow with its size: Thorarinsdottir and Gneiting,
/// Journal of the Royal Statistical Society A 173, 2010, who truncate at zero for the same reason).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    support: Support,
    /// The smallest and largest value that make sense: those of the support, or of an instrument that reports no
    /// more (visibility is reported up to 16 km only).
    lower: f64,
    upper: f64,
}

impl Scale {
    /// The scale of values with this support, of which `values` were observed.
    pub(crate) fn of(support: &Support, values: &[f64]) -> Self {
        let mut lower = support.lower.unwrap_or(f64::NEG_INFINITY);
        let mut upper = support.upper.unwrap_or(f64::INFINITY);
        let (mut count, mut least, mut most) =
            (0_usize, (f64::INFINITY, 0_usize), (f64::NEG_INFINITY, 0_usize));
        for value in values.iter().copied().filter(|value| value.is_finite()) {
            count += 1;
            match value.total_cmp(&least.0) {
                std::cmp::Ordering::Less => least = (value, 1),
                std::cmp::Ordering::Equal => least.1 += 1,
                std::cmp::Ordering::Greater => {}
            }
            match value.total_cmp(&most.0) {
                std::cmp::Ordering::Greater => most = (value, 1),
                std::cmp::Ordering::Equal => most.1 += 1,
                std::cmp::Ordering::Less => {}
            }
        }
        // A constant says nothing of bounds.
        if count >= CENSORED_LENGTH && least.0 < most.0 {
            let censored = |held: usize| held as f64 >= CENSORED_SHARE * count as f64;
            if censored(least.1) {
                lower = lower.max(least.0);
            }
            if censored(most.1) {
                upper = upper.min(most.0);
            }
        }
        Self { support: *support, lower, upper }
    }

    /// From the variable's unit to the model scale; NaN for what is no finite number.
    pub(crate) fn forward(&self, value: f64) -> f64 {
        if !value.is_finite() {
            f64::NAN
        } else if self.support.square_root {
            (value - self.support.lower.unwrap_or(0.0)).max(0.0).sqrt()
        } else {
            value
        }
    }

    /// From the model scale to a possible value in the variable's unit.
    pub(crate) fn back(&self, value: f64) -> f64 {
        let mut values = [value];
        self.back_all(&mut values);
        values[0]
    }

    /// As [`Scale::back`], for many at once.
    pub(crate) fn back_all(&self, values: &mut [f64]) {
        if self.support.square_root {
            let lower = self.support.lower.unwrap_or(0.0);
            values.iter_mut().for_each(|value| *value = lower + value.max(0.0).powi(2));
        }
        // These lie within the bounds of the support.
        values.iter_mut().for_each(|value| *value = value.max(self.lower).min(self.upper));
        if self.support.integer {
            values.iter_mut().for_each(|value| *value = value.round());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Variable;

    #[test]
    fn an_instrument_that_reports_no_more_bounds_the_forecast() {
        let values: Vec<f64> = (0..400).map(|hour| f64::from(hour % 20).min(16.0)).collect();
        let scale = Scale::of(&Variable::Visibility.support(), &values);
        for (value, possible) in [(20.0, 16.0), (3.0, 3.0), (-2.0, 0.0)] {
            assert!((scale.back(value) - possible).abs() < 1e-12, "{value}");
        }
    }

    #[test]
    fn wind_goes_through_the_square_root_and_back() {
        let scale = Scale::of(&Variable::WindSpeed.support(), &[1.0, 2.0]);
        assert!((scale.back(scale.forward(6.25)) - 6.25).abs() < 1e-12);
        assert!(scale.back(-1.0).abs() < 1e-12, "below calm there is nothing");
        assert!(scale.forward(f64::INFINITY).is_nan());
    }

    #[test]
    fn counts_are_whole() {
        let support = Support { lower: Some(0.0), integer: true, ..Support::REAL };
        assert!((Scale::of(&support, &[]).back(2.6) - 3.0).abs() < 1e-12);
    }
}
