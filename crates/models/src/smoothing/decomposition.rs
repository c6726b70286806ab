//! Classical decomposition and the test for a season that goes before it.

/// Whether the autocorrelation at the lag of a season is beyond its 90 % limits, as Bartlett's formula gives them when
/// the autocorrelations at shorter lags are real (the test of Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016
/// and of the M4 competition). Needs two whole seasons.
pub(super) fn is_seasonal(values: &[f64], period: usize) -> bool {
    if period < 2 || values.len() < 2 * period {
        return false;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let variance: f64 = centred.iter().map(|value| value * value).sum();
    if variance <= 0.0 {
        return false;
    }
    let correlation = |lag: usize| {
        let products = centred[lag..].iter().zip(&centred).map(|(a, b)| a * b);
        products.sum::<f64>() / variance
    };
    let shorter: f64 = (1..period).map(|lag| correlation(lag).powi(2)).sum();
    let limit = 1.645 * ((1.0 + 2.0 * shorter) / values.len() as f64).sqrt();
    correlation(period).abs() > limit
}

/// The seasonal indices of the classical decomposition, the first that of the first value: differences from the centred
/// moving average, or ratios to it, averaged by phase and normalised to the mean 0 or 1.
///
/// None with less than two whole seasons or, for ratios, where the moving average isn't positive.
pub(super) fn seasonal_indices(values: &[f64], period: usize, ratios: bool) -> Option<Vec<f64>> {
    let count = values.len();
    if period < 2 || count < 2 * period {
        return None;
    }
    let half = period / 2;
    let mut total: f64 = values[..period].iter().sum();
    let (mut sums, mut counts) = (vec![0.0; period], vec![0.0; period]);
    for middle in half..count - half {
        // With an even period the window has one value more, whose two ends count half.
        let first = middle - half;
        let trend = if period.is_multiple_of(2) {
            (total + 0.5 * (values[first + period] - values[first])) / period as f64
        } else {
            total / period as f64
        };
        if ratios && trend <= 0.0 {
            return None;
        }
        let phase = middle % period;
        sums[phase] += if ratios { values[middle] / trend } else { values[middle] - trend };
        counts[phase] += 1.0;
        if first + period < count {
            total += values[first + period] - values[first];
        }
    }
    let mut indices: Vec<f64> = sums.iter().zip(&counts).map(|(sum, count)| sum / count).collect();
    let mean = indices.iter().sum::<f64>() / period as f64;
    if ratios && mean <= 0.0 {
        return None;
    }
    for index in &mut indices {
        *index = if ratios { *index / mean } else { *index - mean };
    }
    Some(indices)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 24] = [
        112.0, 118.0, 132.0, 129.0, 121.0, 135.0, 148.0, 148.0, 136.0, 119.0, 104.0, 118.0, 115.0, 126.0,
        141.0, 135.0, 125.0, 149.0, 170.0, 170.0, 158.0, 133.0, 114.0, 140.0,
    ];

    #[test]
    fn indices_are_those_of_statsmodels() {
        // statsmodels 0.15, seasonal_decompose(y, period=m, model=...).seasonal[:m]
        let cases: [(usize, bool, &[f64]); 3] = [
            (4, false, &[-4.9875, -3.4125, 4.4625, 3.9375]),
            (4, true, &[0.963_794_239_8, 0.976_488_940_6, 1.030_501_560_9, 1.029_215_258_7]),
            (5, false, &[-2.71, -5.26, 2.44, 4.39, 1.14]),
        ];
        for (period, ratios, expected) in cases {
            let indices = seasonal_indices(&VALUES, period, ratios).unwrap();
            for (got, expected) in indices.iter().zip(expected) {
                assert!((got - expected).abs() < 1e-9, "{period} {ratios} {indices:?}");
            }
        }
        assert!(seasonal_indices(&VALUES, 13, false).is_none());
        assert!(seasonal_indices(&[-1.0; 8], 4, true).is_none());
    }

    #[test]
    fn a_season_is_told_from_noise() {
        let wave: Vec<f64> = (0..40).map(|step: usize| (step % 4) as f64).collect();
        assert!(is_seasonal(&wave, 4));
        // statsmodels' acf: the ratio to the standard error is 1.007 at the lag 12, below 1.645.
        assert!(!is_seasonal(&VALUES, 12));
        assert!(!is_seasonal(&[1.0; 40], 4) && !is_seasonal(&wave, 1) && !is_seasonal(&wave[..7], 4));
    }
}
