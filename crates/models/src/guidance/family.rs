//! Standard quantiles of the families of predictive distributions.

/// A location-scale family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Normal,
    Logistic,
}

impl Family {
    /// The quantile at a level inside (0, 1), in units of the standard deviation.
    pub(super) fn quantile(self, level: f64) -> f64 {
        match self {
            Self::Normal => normal_quantile(level),
            // The standard logistic has the standard deviation pi / sqrt(3).
            Self::Logistic => (level / (1.0 - level)).ln() * 3.0_f64.sqrt() / std::f64::consts::PI,
        }
    }
}

/// The standard normal quantile: Acklam's rational approximation (relative error below 1.2e-9).
pub(super) fn normal_quantile(level: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    let polynomial = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let level = level.clamp(1e-12, 1.0 - 1e-12);
    let tail = |p: f64| {
        let q = (-2.0 * p.ln()).sqrt();
        polynomial(&C, q) / (polynomial(&D, q) * q + 1.0)
    };
    if level < 0.024_25 {
        tail(level)
    } else if level > 1.0 - 0.024_25 {
        -tail(1.0 - level)
    } else {
        let q = level - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantiles_are_those_of_scipy() {
        // scipy.stats.norm.ppf
        for (level, expected) in [
            (0.001, -3.090_232_306_167_813_5),
            (0.1, -1.281_551_565_544_600_4),
            (0.5, 0.0),
            (0.99, 2.326_347_874_040_840_8),
        ] {
            assert!((normal_quantile(level) - expected).abs() < 1e-8, "{level}");
        }
    }

    #[test]
    fn logistic_quantiles_have_unit_deviation() {
        let square: f64 =
            (0..100_000_u32).map(|i| Family::Logistic.quantile((f64::from(i) + 0.5) / 1e5).powi(2)).sum();
        assert!((square / 1e5 - 1.0).abs() < 1e-3, "{square}");
    }
}
