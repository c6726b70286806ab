//! Dew point and humidity into each other.

/// Coefficients of the Magnus formula over water, after Alduchov and Eskridge (1996), Journal of Applied Meteorology 35.
const A: f64 = 17.625;
const B: f64 = 243.04;

fn exponent(celsius: f64) -> f64 {
    A * celsius / (B + celsius)
}

/// Relative humidity in per cent, from 0 to 100, of air at `temperature` with `dew_point`, both °C. NaN in, NaN out.
#[must_use]
pub(crate) fn relative_humidity(temperature: f64, dew_point: f64) -> f64 {
    (100.0 * (exponent(dew_point) - exponent(temperature)).exp()).clamp(0.0, 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabled_humidities_hold() {
        for (temperature, dew_point, expected) in [(20.0, 20.0, 100.0), (20.0, 9.3, 50.0), (30.0, 0.0, 14.4)]
        {
            assert!((relative_humidity(temperature, dew_point) - expected).abs() < 0.5);
        }
        assert!(relative_humidity(f64::NAN, 3.0).is_nan());
    }
}
