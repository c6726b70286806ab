//! The gamma function and the gamma distribution.

use domain::standard_normal_quantile;
use std::f64::consts::TAU;

/// From this shape on the approximation that quantiles start from is exact enough (relative error below 1e-5).
const LARGE_SHAPE: f64 = 500.0;

/// The natural logarithm of the gamma function, for arguments above 0. Stirling's series after moving the argument beyond 8
/// (Abramowitz and Stegun, Handbook of Mathematical Functions, 6.1.41); absolute error below 1e-12 near 1.
pub(crate) fn ln_gamma(argument: f64) -> f64 {
    let (mut x, mut product) = (argument, 1.0);
    while x < 10.0 {
        product *= x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * TAU.ln() + series - product.ln()
}

/// The gamma distribution function with `shape` (and scale 1) at `x`: the regularised lower incomplete gamma function, by its series
/// below `shape + 1` and by Lentz's continued fraction above (Press et al., Numerical Recipes, 3rd edition, section 6.2).
pub(crate) fn distribution(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let factor = (shape * x.ln() - x - ln_gamma(shape)).exp();
    if x < shape + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
        while term > sum * 1e-15 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (factor * sum).min(1.0);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut fraction = d;
    for i in 1..500 {
        let an = -f64::from(i) * (f64::from(i) - shape);
        b += 2.0;
        d = an * d + b;
        d = 1.0 / if d.abs() < tiny { tiny } else { d };
        c = b + an / c;
        c = if c.abs() < tiny { tiny } else { c };
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (1.0 - factor * fraction).max(0.0)
}

/// The quantile at `level` of the gamma distribution with `shape` above 0 and scale 1: from the cube of a normal quantile
/// (Wilson and Hilferty, Proceedings of the National Academy of Sciences 17, 1931) or, for small shapes, the power law at zero,
/// improved by bisecting Newton steps.
pub(crate) fn quantile(shape: f64, level: f64) -> f64 {
    let ninth = 1.0 / (9.0 * shape);
    let cube = 1.0 - ninth + standard_normal_quantile(level) * ninth.sqrt();
    if shape >= LARGE_SHAPE {
        return shape * cube.max(0.0).powi(3);
    }
    // Near zero the distribution function is x^shape / gamma(shape + 1).
    let power_law = ((level.ln() + ln_gamma(shape + 1.0)) / shape).exp();
    let mut x = if cube > 0.3 { shape * cube.powi(3) } else { power_law };
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let ln_gamma_of_shape = ln_gamma(shape);
    for _ in 0..60 {
        let error = distribution(shape, x) - level;
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = ((shape - 1.0) * x.ln() - x - ln_gamma_of_shape).exp();
        let newton = x - error / density;
        let next = if newton > low && newton < high {
            newton
        } else if high.is_finite() {
            f64::midpoint(low, high)
        } else {
            2.0 * x
        };
        if (next - x).abs() <= 1e-10 * x {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ln_gamma_is_that_of_scipy() {
        // scipy.special.gammaln
        for (x, expected) in [
            (0.5, 0.572_364_942_924_7),
            (1.0, 0.0),
            (3.7, 1.428_072_326_665_387_9),
            (120.5, 455.417_600_446_234_5),
        ] {
            assert!((ln_gamma(x) - expected).abs() < 1e-11, "{x}: {}", ln_gamma(x));
        }
    }

    #[test]
    fn quantiles_are_those_of_scipy() {
        // scipy.stats.gamma.ppf(level, shape)
        for (shape, level, expected) in QUANTILES {
            let got = quantile(shape, level);
            assert!((got / expected - 1.0).abs() < 2e-5, "{shape} {level}: {got} {expected}");
        }
    }

    /// Shape, level, quantile.
    const QUANTILES: [(f64, f64, f64); 30] = [
        (0.05, 0.01, 5.8446320573e-41),
        (0.05, 0.3, 2.0378971887e-11),
        (0.05, 0.5, 5.5738784407e-07),
        (0.05, 0.9, 7.6317113909e-02),
        (0.05, 0.999, 2.7364585987e+00),
        (0.3, 0.01, 1.5022226552e-07),
        (0.3, 0.3, 1.2726657770e-02),
        (0.3, 0.5, 7.3131135867e-02),
        (0.3, 0.9, 8.8481077336e-01),
        (0.3, 0.999, 4.6189360428e+00),
        (1.0, 0.01, 1.0050335854e-02),
        (1.0, 0.3, 3.5667494394e-01),
        (1.0, 0.5, 6.9314718056e-01),
        (1.0, 0.9, 2.3025850930e+00),
        (1.0, 0.999, 6.9077552790e+00),
        (2.5, 0.01, 2.7714903836e-01),
        (2.5, 0.3, 1.4999540664e+00),
        (2.5, 0.5, 2.1757300955e+00),
        (2.5, 0.9, 4.6181784499e+00),
        (2.5, 0.999, 1.0257502826e+01),
        (40.0, 0.01, 2.6770038646e+01),
        (40.0, 0.3, 3.6457671157e+01),
        (40.0, 0.5, 3.9667165011e+01),
        (40.0, 0.9, 4.8289101808e+01),
        (40.0, 0.999, 6.2419612008e+01),
        (700.0, 0.01, 6.3992493337e+02),
        (700.0, 0.3, 6.8588772580e+02),
        (700.0, 0.5, 6.9966669490e+02),
        (700.0, 0.9, 7.3411357714e+02),
        (700.0, 0.999, 7.8461741859e+02),
    ];
}
