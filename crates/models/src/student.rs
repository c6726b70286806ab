//! Student's t distribution, scaled to variance 1.

use crate::gamma::ln_gamma;
use domain::standard_normal_quantile;
use std::f64::consts::{FRAC_PI_2, PI};

/// Above this many degrees of freedom the t distribution is taken for normal.
pub(crate) const NEARLY_NORMAL: f64 = 1e4;

/// A t distribution scaled to variance 1, ready to give quantiles.
///
/// Hill's expansion (Communications of the ACM 13, 1970, algorithm 396); relative error below 1e-3 from 2.1 degrees of freedom up,
/// below 2e-5 from 3 up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StandardisedStudent {
    degrees: f64,
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    to_unit_variance: f64,
}

impl StandardisedStudent {
    /// `degrees` of freedom above 2.
    pub(crate) fn new(degrees: f64) -> Self {
        let a = 1.0 / (degrees - 0.5);
        let b = 48.0 / (a * a);
        let c = ((20_700.0 * a / b - 98.0) * a - 16.0) * a + 96.36;
        let d = ((94.5 / (b + c) - 3.0) / b + 1.0) * (a * FRAC_PI_2).sqrt() * degrees;
        Self { degrees, a, b, c, d, to_unit_variance: ((degrees - 2.0) / degrees).sqrt() }
    }

    /// The quantile at `level`, strictly between 0 and 1.
    pub(crate) fn quantile(&self, level: f64) -> f64 {
        let z = standard_normal_quantile(level.min(1.0 - level));
        if self.degrees > NEARLY_NORMAL {
            return if level < 0.5 { z } else { -z };
        }
        let n = self.degrees;
        let y = (self.d * 2.0 * level.min(1.0 - level)).powf(2.0 / n);
        let squared = if y > 0.05 + self.a {
            let (mut c, y) = (self.c, z * z);
            if n < 5.0 {
                c += 0.3 * (n - 4.5) * (z + 0.6);
            }
            let c = (((0.05 * self.d * z - 5.0) * z - 7.0) * z - 2.0) * z + self.b + c;
            let y = (((((0.4 * y + 6.3) * y + 36.0) * y + 94.5) / c - y - 3.0) / self.b + 1.0) * z;
            (self.a * y * y).exp_m1()
        } else {
            let inner = ((n + 6.0) / (n * y) - 0.089 * self.d - 0.822) * (n + 2.0) * 3.0;
            ((1.0 / inner + 0.5 / (n + 4.0)) * y - 1.0) * (n + 1.0) / (n + 2.0) + 1.0 / y
        };
        let size = (n * squared).max(0.0).sqrt() * self.to_unit_variance;
        if level < 0.5 { -size } else { size }
    }
}

/// Excess kurtosis of a t distribution; beyond 4 degrees of freedom only, where it exists.
pub(crate) fn excess_kurtosis(degrees: f64) -> f64 {
    6.0 / (degrees - 4.0)
}

/// The degrees of freedom whose excess kurtosis is `excess`; nearly normal for none.
pub(crate) fn degrees_of_excess(excess: f64) -> f64 {
    4.0 + 6.0 / excess.max(6.0 / NEARLY_NORMAL)
}

/// The logarithm of the constant in the density of a t distribution scaled to variance 1:
/// `density(x) = exp(constant) (1 + x^2 / (degrees - 2))^(-(degrees + 1) / 2)`.
pub(crate) fn ln_density_constant(degrees: f64) -> f64 {
    ln_gamma(f64::midpoint(degrees, 1.0)) - ln_gamma(degrees / 2.0) - 0.5 * (PI * (degrees - 2.0)).ln()
}

/// A sum of logarithms as the logarithm of products: a quarter of the time where the terms are many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogarithmOfProduct {
    product: f64,
    logarithm: f64,
}

impl LogarithmOfProduct {
    pub(crate) const fn new() -> Self {
        Self { product: 1.0, logarithm: 0.0 }
    }

    /// Multiplies by a factor above zero.
    pub(crate) fn multiply(&mut self, factor: f64) {
        self.product *= factor;
        if !(1e-100..1e100).contains(&self.product) {
            self.logarithm += self.product.ln();
            self.product = 1.0;
        }
    }

    pub(crate) fn logarithm(self) -> f64 {
        self.logarithm + self.product.ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_scipy() {
        // scipy.stats.t.ppf(level, degrees) * sqrt((degrees - 2) / degrees)
        for (degrees, level, expected, tolerance) in QUANTILES {
            let got = StandardisedStudent::new(degrees).quantile(level);
            assert!(
                (got - expected).abs() < tolerance * expected.abs(),
                "{degrees} {level}: {got} {expected}"
            );
            let mirrored = StandardisedStudent::new(degrees).quantile(1.0 - level);
            assert!((got + mirrored).abs() < 1e-9 * got.abs(), "{degrees} {level}");
        }
        assert!(StandardisedStudent::new(5.0).quantile(0.5).abs() < 1e-3);
    }

    /// Degrees of freedom, level, quantile, relative tolerance.
    const QUANTILES: [(f64, f64, f64, f64); 24] = [
        (2.1, 0.001, -4.335_944_919, 1e-3),
        (2.1, 0.025, -0.897_345_299, 1e-3),
        (2.1, 0.1, -0.402_982_002, 1e-3),
        (2.1, 0.4, -0.062_618_605, 1e-3),
        (3.0, 0.001, -5.897_362_715, 1e-3),
        (3.0, 0.025, -1.837_386_231, 1e-3),
        (3.0, 0.1, -0.945_552_143, 1e-3),
        (3.0, 0.4, -0.159_735_881, 1e-3),
        (4.5, 0.001, -4.786_111_863, 1e-3),
        (4.5, 0.025, -1.981_836_252, 1e-3),
        (4.5, 0.1, -1.118_693_865, 1e-3),
        (4.5, 0.4, -0.200_315_791, 1e-3),
        (8.0, 0.001, -3.897_799_286, 1e-3),
        (8.0, 0.025, -1.997_058_162, 1e-3),
        (8.0, 0.1, -1.209_677_543, 1e-3),
        (8.0, 0.4, -0.226_830_324, 1e-3),
        (40.0, 0.001, -3.223_145_700, 1e-3),
        (40.0, 0.025, -1.969_900_618, 1e-3),
        (40.0, 0.1, -1.270_082_405, 1e-3),
        (40.0, 0.4, -0.248_580_963, 1e-3),
        (1e6, 0.001, -3.090_237_366, 1e-3),
        (1e6, 0.025, -1.959_964_397, 1e-3),
        (1e6, 0.1, -1.281_551_131, 1e-3),
        (1e6, 0.4, -0.253_346_917, 1e-3),
    ];

    #[test]
    fn a_product_keeps_the_sum_of_logarithms() {
        let factors = [1e-80, 1e-60, 3.0, 1e90, 1e70, 0.5];
        let mut product = LogarithmOfProduct::new();
        factors.iter().for_each(|factor| product.multiply(*factor));
        let expected: f64 = factors.iter().map(|factor| factor.ln()).sum();
        assert!((product.logarithm() - expected).abs() < 1e-9);
    }
}
