//! First guesses of the states before the first value.

use super::{
    super::decomposition::seasonal_indices,
    recursion::{Season, State},
};

/// Level, slope and seasons before the first value, and the root mean square of the changes without the season: the
/// seasons by classical decomposition, level and slope by regression on the first ten values or two seasons without
/// them (Hyndman, Koehler, Ord & Snyder 2008, section 2.6.1). None where the season can't be had.
pub(super) fn start(values: &[f64], period: usize, season: Season) -> Option<(State, f64)> {
    let seasons = match season {
        Season::None => Vec::new(),
        Season::Additive => seasonal_indices(values, period, false)?,
        Season::Multiplicative => {
            let mut indices = seasonal_indices(values, period, true)?;
            indices.iter_mut().for_each(|index| *index = index.max(0.01));
            indices
        }
    };
    let adjusted = adjusted(values, season, &seasons);
    let (level, slope) = line(&adjusted[..first(seasons.len()).min(adjusted.len())]);
    let changes: f64 = adjusted.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum();
    let unit = (changes / (adjusted.len() - 1) as f64).sqrt();
    Some((State { level, slope, seasons }, unit))
}

/// The states before values that end where a model with the states `fitted` begins; those of the seasons are taken over.
/// Looks at the [`first`] values, which must be there.
pub(super) fn earlier(values: &[f64], season: Season, fitted: &State) -> State {
    let mut seasons = fitted.seasons.clone();
    if !seasons.is_empty() {
        let period = seasons.len();
        seasons.rotate_left((period - values.len() % period) % period);
    }
    let (level, slope) = line(&adjusted(&values[..first(seasons.len())], season, &seasons));
    State { level, slope, seasons }
}

/// How many values the first level and slope are guessed from.
pub(super) fn first(period: usize) -> usize {
    (2 * period).max(10)
}

/// The values without their season.
fn adjusted(values: &[f64], season: Season, seasons: &[f64]) -> Vec<f64> {
    let pairs = values.iter().zip(seasons.iter().cycle());
    match season {
        Season::None => values.to_vec(),
        Season::Additive => pairs.map(|(y, s)| y - s).collect(),
        Season::Multiplicative => pairs.map(|(y, s)| y / s.max(0.01)).collect(),
    }
}

/// The regression line on time at the time before the first value, and its slope.
fn line(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let middle = (count + 1.0) / 2.0;
    let (mut products, mut squares) = (0.0, 0.0);
    for (index, value) in values.iter().enumerate() {
        let time = (index + 1) as f64 - middle;
        products += time * (value - mean);
        squares += time * time;
    }
    let slope = if squares > 0.0 { products / squares } else { 0.0 };
    (mean - slope * middle, slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_a_season_is_taken_apart() {
        let season = [1.0, -2.0, 4.0, -3.0];
        let values: Vec<f64> = (0..24).map(|t| 5.0 + 0.5 * (t + 1) as f64 + season[t % 4]).collect();
        let (state, unit) = start(&values, 4, Season::Additive).unwrap();
        assert!((state.level - 5.0).abs() < 1e-9 && (state.slope - 0.5).abs() < 1e-9, "{state:?}");
        assert!(state.seasons.iter().zip(season).all(|(got, expected)| (got - expected).abs() < 1e-9));
        assert!((unit - 0.5).abs() < 1e-9);
        // The same from the third value on, whose season comes first.
        let later = State { seasons: vec![4.0, -3.0, 1.0, -2.0], ..state.clone() };
        let values: Vec<f64> = values.iter().copied().take(22).collect();
        let earlier = earlier(&values, Season::Additive, &later);
        assert!((earlier.level - 5.0).abs() < 1e-9, "{earlier:?}");
        assert_eq!(earlier.seasons, season);
    }
}
