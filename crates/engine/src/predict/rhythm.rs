use domain::Step;

/// Seasons that tell the distance between values, in steps: hours of a day, days of a week, months of a year, quarters of a year.
const SEASONS: [(usize, Step); 4] =
    [(24, Step::HOUR), (7, Step::DAY), (12, Step::Months(1)), (4, Step::Months(3))];
/// How strongly changes must go together with those a season before for it to count.
const STRONG: f64 = 0.3;
/// Of a longer history the newest values are looked at.
const LOOKED_AT: usize = 4000;

/// What the values alone tell of the distance between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rhythm {
    /// The likeliest distance; a day where nothing tells.
    pub(super) step: Step,
    /// The season it was told by, in steps; `None` where nothing tells.
    pub(super) season: Option<usize>,
}

impl Rhythm {
    /// The season at which changes repeat themselves most.
    pub(super) fn of(values: &[f64]) -> Self {
        let values = &values[values.len().saturating_sub(LOOKED_AT)..];
        let strongest = SEASONS
            .into_iter()
            .filter(|(season, _)| values.len() > 2 * season)
            .map(|(season, step)| (repeats(values, season), season, step))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match strongest {
            Some((strength, season, step)) if strength > STRONG => Self { step, season: Some(season) },
            _ => Self { step: Step::DAY, season: None },
        }
    }
}

/// The autocorrelation of the changes of a series at a lag, over what is there: how far it repeats itself, whatever its trend.
pub(super) fn repeats(values: &[f64], lag: usize) -> f64 {
    let changes: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let known: Vec<f64> = changes.iter().copied().filter(|change| change.is_finite()).collect();
    if known.is_empty() {
        return 0.0;
    }
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    let energy: f64 = known.iter().map(|change| (change - mean).powi(2)).sum();
    let pairs = changes.iter().zip(changes.iter().skip(lag));
    let products = pairs.map(|(a, b)| (a - mean) * (b - mean)).filter(|product| product.is_finite());
    let together: f64 = products.sum();
    if energy > 0.0 { together / energy } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_told_by_what_repeats() {
        let wave = |period: f64, count: usize| -> Vec<f64> {
            (0..count)
                .map(|index| {
                    let phase = std::f64::consts::TAU * index as f64 / period;
                    // Two harmonics, so that no shorter season fits as well.
                    phase.sin() + 0.5 * (2.0 * phase).cos() + 0.01 * index as f64
                })
                .collect()
        };
        assert_eq!(Rhythm::of(&wave(24.0, 300)), Rhythm { step: Step::HOUR, season: Some(24) });
        assert_eq!(Rhythm::of(&wave(7.0, 100)), Rhythm { step: Step::DAY, season: Some(7) });
        assert_eq!(Rhythm::of(&wave(12.0, 60)), Rhythm { step: Step::Months(1), season: Some(12) });
        let line: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(Rhythm::of(&line), Rhythm { step: Step::DAY, season: None });
        assert_eq!(Rhythm::of(&[f64::NAN; 50]), Rhythm { step: Step::DAY, season: None });
    }
}
