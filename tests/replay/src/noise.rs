//! Noise that is the same every time: a value for every moment of every named line.

/// A number that is always the same for these words (FNV-1a, then mixed as in `SplitMix64`).
pub(crate) fn hash(words: &[u64]) -> u64 {
    let mut hash = words
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// About normal with mean 0 and variance 1: twelve uniform numbers added up.
fn normal(words: &[u64]) -> f64 {
    let mut seed = hash(words);
    let sum: f64 = (0..12)
        .map(|_| {
            seed = hash(&[seed]);
            f64::from(u32::try_from(seed >> 32).unwrap_or(0)) / f64::from(u32::MAX)
        })
        .sum();
    sum - 6.0
}

/// A smooth line of variance about 1 by the hour: what changes within half a day, and what stays for days.
pub(crate) fn line(name: &[u64], hour: i64) -> f64 {
    0.6 * knots(name, hour, 12) + 0.8 * knots(name, hour, 60)
}

/// Normal numbers every `every` hours, a straight line between, stretched so that the variance between isn't less.
fn knots(name: &[u64], hour: i64, every: i64) -> f64 {
    let knot = |index: i64| normal(&[name, &[every.cast_unsigned(), index.cast_unsigned()]].concat());
    let (index, within) = (hour.div_euclid(every), hour.rem_euclid(every));
    #[expect(clippy::cast_precision_loss, reason = "some dozens")]
    let share = within as f64 / every as f64;
    let variance = (1.0 - share).powi(2) + share.powi(2);
    (knot(index) * (1.0 - share) + knot(index + 1) * share) / variance.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_mean_0_and_variance_1_and_neighbours_are_alike() {
        let values: Vec<f64> = (0..40_000).map(|hour| line(&[1, 2], hour)).collect();
        let mean = values.iter().sum::<f64>() / 40_000.0;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 40_000.0;
        let next: f64 =
            values.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum::<f64>() / 40_000.0;
        assert!(mean.abs() < 0.1 && (variance - 1.0).abs() < 0.1, "{mean} {variance}");
        assert!(next / variance > 0.95);
        assert_eq!(line(&[1, 2], 5).to_bits(), line(&[1, 2], 5).to_bits());
    }
}
