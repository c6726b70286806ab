//! The standard normal distribution: what levels are measured on.

/// The probability below `z`.
///
/// Source: Hart's algorithm 5666 as given by West, "Better approximations to cumulative normal functions" (Wilmott Magazine, 2005);
/// good to about 15 digits after the point, and to 7 of the value itself in the far tail.
pub(crate) fn probability_below(z: f64) -> f64 {
    const ABOVE: [f64; 7] = [
        0.035_262_496_599_891_1,
        0.700_383_064_443_688,
        6.373_962_203_531_65,
        33.912_866_078_383,
        112.079_291_497_871,
        221.213_596_169_931,
        220.206_867_912_376,
    ];
    const BELOW: [f64; 8] = [
        0.088_388_347_648_318_4,
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
        (-0.5 * size * size).exp() * polynomial(&ABOVE) / polynomial(&BELOW)
    } else {
        let continued = size + 1.0 / (size + 2.0 / (size + 3.0 / (size + 4.0 / (size + 0.65))));
        (-0.5 * size * size).exp() / continued / (2.0 * std::f64::consts::PI).sqrt()
    };
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// The density at `z`.
pub(crate) fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_those_of_the_tables() {
        // scipy.stats.norm.cdf
        for (z, expected) in [
            (-8.0, 6.220_960_574_271_785e-16),
            (-2.5, 0.006_209_665_325_776_132),
            (0.0, 0.5),
            (0.3, 0.617_911_422_188_952_6),
            (1.959_963_984_540_054, 0.975),
        ] {
            let got = probability_below(z);
            assert!((got - expected).abs() < 1e-14 && (got / expected - 1.0).abs() < 1e-7, "{z}: {got}");
        }
    }
}
