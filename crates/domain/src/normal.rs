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
}
