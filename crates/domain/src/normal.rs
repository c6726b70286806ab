use std::f64::consts::TAU;

/// The inverse of the standard normal distribution function; `level` strictly between 0 and 1.
///
/// Source: Acklam's rational approximation (2003), relative error below 1.15e-9.
#[must_use]
pub fn standard_normal_quantile(level: f64) -> f64 {
    const A: [f64; 6] = [
        -39.696_830_286_653_8,
        220.946_098_424_521,
        -275.928_510_446_969,
        138.357_751_867_269,
        -30.664_798_066_147_2,
        2.506_628_277_459_24,
    ];
    const B: [f64; 5] = [
        -54.476_098_798_224_1,
        161.585_836_858_041,
        -155.698_979_859_887,
        66.801_311_887_719_7,
        -13.280_681_552_885_7,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_29e-3,
        -0.322_396_458_041_136,
        -2.400_758_277_161_84,
        -2.549_732_539_343_73,
        4.374_664_141_464_97,
        2.938_163_982_698_78,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_46e-3, 0.322_467_129_070_04, 2.445_134_137_143, 3.754_408_661_907_42];
    let polynomial = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    if level < 0.024_25 {
        let q = (-2.0 * level.ln()).sqrt();
        polynomial(&C, q) / (polynomial(&D, q) * q + 1.0)
    } else if level > 1.0 - 0.024_25 {
        -standard_normal_quantile(1.0 - level)
    } else {
        let q = level - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / (polynomial(&B, r) * r + 1.0)
    }
}

/// The density of the standard normal distribution.
#[must_use]
pub fn standard_normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / TAU.sqrt()
}

/// The probability that a standard normal variable is below `z`.
///
/// Source: Hart's rational approximation as given by West ("Better approximations to cumulative normal functions", Wilmott Magazine,
/// 2005), absolute error below 1e-14.
#[must_use]
pub fn standard_normal_probability(z: f64) -> f64 {
    const NUMERATOR: [f64; 7] = [
        3.526_249_659_989_11e-2,
        0.700_383_064_443_688,
        6.373_962_203_531_65,
        33.912_866_078_383,
        112.079_291_497_871,
        221.213_596_169_931,
        220.206_867_912_376,
    ];
    const DENOMINATOR: [f64; 8] = [
        8.838_834_764_831_84e-2,
        1.755_667_163_182_64,
        16.064_177_579_207,
        86.780_732_202_946_1,
        296.564_248_779_674,
        637.333_633_378_831,
        793.826_512_519_948,
        440.413_735_824_752,
    ];
    let size = z.abs();
    let polynomial = |coefficients: &[f64]| coefficients.iter().fold(0.0, |sum, c| sum * size + c);
    let tail = if size > 37.0 {
        0.0
    } else if size < 7.071_067_811_865_47 {
        (-0.5 * z * z).exp() * polynomial(&NUMERATOR) / polynomial(&DENOMINATOR)
    } else {
        let fraction = (1..5).rev().fold(size + 0.65, |below, n| size + f64::from(n) / below);
        standard_normal_density(z) / fraction
    };
    if z > 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_quantile_has_its_tabled_values() {
        for (level, z) in
            [(0.5, 0.0), (0.9, 1.281_551_565_5), (0.975, 1.959_963_984_5), (0.001, -3.090_232_306_2)]
        {
            assert!((standard_normal_quantile(level) - z).abs() < 1e-8, "{level}");
        }
    }

    #[test]
    fn the_normal_distribution_is_that_of_scipy() {
        // scipy.stats.norm.cdf
        for (z, expected) in [
            (-8.0, 6.220_960_574_271_786e-16),
            (-3.0, 1.349_898_031_630_094_6e-3),
            (-2.5, 0.006_209_665_325_776_132),
            (-0.5, 0.308_537_538_725_986_9),
            (0.0, 0.5),
            (0.3, 0.617_911_422_188_952_6),
            (1.7, 0.955_434_537_241_457),
            (1.959_963_984_540_054, 0.975),
        ] {
            let got = standard_normal_probability(z);
            assert!((got / expected - 1.0).abs() < 1e-8, "{z} {got} {expected}");
            assert!((got - expected).abs() < 1e-14, "{z} {got} {expected}");
            if z > -4.0 {
                assert!((standard_normal_quantile(got) - z).abs() < 1e-8, "{z}");
            }
        }
    }
}
