//! The likelihood of a logistic distribution that is censored from below (Messner et al. 2014).

use std::f64::consts::PI;

/// Minus the log-likelihood and its derivatives by location and log deviation, all on the working scale: of `value`, or of lying
/// below `limit` where `value` does.
pub(super) fn score(location: f64, deviation: f64, value: f64, limit: f64) -> [f64; 3] {
    let scale = deviation * 3.0_f64.sqrt() / PI;
    let below = value < limit;
    let z = (value.max(limit) - location) / scale;
    // ln(1 + exp(-z)) and 1 / (1 + exp(z)), neither of which overflows.
    let softplus = (-z).max(0.0) + (-z.abs()).exp().ln_1p();
    let above = if z > 0.0 { (-z).exp() / (1.0 + (-z).exp()) } else { 1.0 / (1.0 + z.exp()) };
    if below {
        return [softplus, above / scale, above * z];
    }
    let by_z = 1.0 - 2.0 * above;
    [z + 2.0 * softplus + scale.ln(), -by_z / scale, 1.0 - by_z * z]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likelihoods_are_those_of_scipy() {
        // -scipy.stats.logistic.logcdf(0.2, 1, 0.7 sqrt(3) / pi) and -scipy.stats.logistic.logpdf(2.5, 1, 0.7 sqrt(3) / pi)
        assert!((score(1.0, 0.7, 0.0, 0.2)[0] - BELOW).abs() < 1e-9);
        assert!((score(1.0, 0.7, 2.5, 0.2)[0] - ABOVE).abs() < 1e-9);
    }

    #[test]
    fn derivatives_are_differences() {
        let step = 1e-6;
        for location in [-40.0, -1.0, 0.3, 60.0] {
            for value in [0.0, 0.5, 9.0] {
                let at = |by: f64, by_log: f64| score(location + by, 0.7 * by_log.exp(), value, 0.2)[0];
                let [_, by_location, by_log] = score(location, 0.7, value, 0.2);
                let numeric = (at(step, 0.0) - at(-step, 0.0)) / (2.0 * step);
                assert!((by_location - numeric).abs() < 1e-5, "{location} {value}");
                let numeric = (at(0.0, step) - at(0.0, -step)) / (2.0 * step);
                assert!((by_log - numeric).abs() < 1e-4, "{location} {value}");
            }
        }
    }

    const BELOW: f64 = 2.191424034163;
    const ABOVE: f64 = 2.975224459638;
}
