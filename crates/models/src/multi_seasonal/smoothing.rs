//! The recursion of exponential smoothing with any number of additive seasons and autocorrelated errors.

/// What the recursion is run with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parameters {
    /// Share of an error that the level takes on.
    pub(crate) level: f64,
    /// Share of an error that the slope takes on; no slope at all at 0.
    pub(crate) slope: f64,
    /// First-order autocorrelation of the residual.
    pub(crate) autocorrelation: f64,
    /// Share of an error that each season takes on once it has settled.
    pub(crate) seasons: Vec<f64>,
    /// How much of each season is believed in, 0 to 1.
    pub(crate) shares: Vec<f64>,
}

/// What a slope keeps of itself each step.
const DAMPING: f64 = 0.95;
/// An error beyond this many usual ones is cut before a season takes it on.
const CUT: f64 = 5.0;
/// Share of an error that the usual size of an error takes on.
const USUAL_SHARE: f64 = 0.03;

/// Most seasons at once.
const MOST_SEASONS: usize = 2;

/// The states after every value, and those before the first.
#[derive(Debug, Clone, Default)]
pub(crate) struct States {
    /// How many values the initial states were taken from.
    start: usize,
    levels: Vec<f64>,
    slopes: Vec<f64>,
    residuals: Vec<f64>,
    seasons: Vec<Season>,
    initial_error: f64,
}

/// The states of one season.
#[derive(Debug, Clone)]
struct Season {
    period: usize,
    /// Its indices, by time from one period before the first value that is run over.
    indices: Vec<f64>,
    /// Share of an error that an average of all cycles so far takes on, for each value that is run over.
    averaging: Vec<f64>,
}

impl States {
    /// Takes the initial states from the first two of the longest of the rising `periods` (from the first few values, without any).
    pub(crate) fn new(values: &[f64], periods: &[usize]) -> Self {
        Self::from_first(2 * periods.last().copied().unwrap_or(1), values, periods)
    }

    /// Takes the initial states from the first `start` values; at most two periods are used.
    pub(crate) fn from_first(start: usize, values: &[f64], periods: &[usize]) -> Self {
        let start = start.max(4).min(values.len());
        let steps = values.len() - start;
        let first = &values[..start];
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let (early, late) = first.split_at(start / 2);
        let rise = if start < 4 { 0.0 } else { (mean(late) - mean(early)) / (start as f64 / 2.0) };
        let middle = (start as f64 - 1.0) / 2.0;
        let centre = mean(first);
        let mut rest: Vec<f64> = first
            .iter()
            .enumerate()
            .map(|(index, value)| value - centre - rise * (index as f64 - middle))
            .collect();
        let mut seasons = Vec::with_capacity(periods.len());
        for period in periods.iter().take(MOST_SEASONS) {
            let mut sums = vec![(0.0, 0.0); *period];
            for (index, value) in rest.iter().enumerate() {
                sums[index % period].0 += value;
                sums[index % period].1 += 1.0;
            }
            let mut indices: Vec<f64> = sums.iter().map(|(sum, count)| sum / f64::max(*count, 1.0)).collect();
            for (index, value) in rest.iter_mut().enumerate() {
                *value -= indices[index % period];
            }
            // From the index that belongs to `start - period` on.
            indices.rotate_left(start % period);
            indices.resize(period + steps, 0.0);
            let averaging = (start..values.len()).map(|at| 1.0 / (at / period + 1) as f64).collect();
            seasons.push(Season { period: *period, indices, averaging });
        }
        let initial_error = mean(&rest.iter().map(|value| value.abs()).collect::<Vec<_>>());
        let states = |first: f64| {
            let mut states = vec![0.0; steps + 1];
            states[0] = first;
            states
        };
        Self {
            start,
            levels: states(centre + rise * middle),
            slopes: states(rise),
            residuals: states(0.0),
            seasons,
            initial_error,
        }
    }

    /// Runs over all values from `start` on, as many as the initial states were made for, forgetting an earlier run.
    pub(crate) fn run(&mut self, values: &[f64], parameters: &Parameters) {
        let mut seasons = std::mem::take(&mut self.seasons);
        match seasons.as_mut_slice() {
            [] => self.run_with([], values, parameters),
            [one] => self.run_with([one], values, parameters),
            [one, another, ..] => self.run_with([one, another], values, parameters),
        }
        self.seasons = seasons;
    }

    /// The number of seasons is known when this is compiled: it is run some hundred times for each series.
    fn run_with<const SEASONS: usize>(
        &mut self,
        mut seasons: [&mut Season; SEASONS],
        values: &[f64],
        parameters: &Parameters,
    ) {
        let values = &values[self.start..];
        let steps = values.len();
        let Parameters { level: by_level, slope: by_slope, autocorrelation, .. } = *parameters;
        let damping = if by_slope > 0.0 { DAMPING } else { 0.0 };
        let shares: [f64; SEASONS] = std::array::from_fn(|index| parameters.shares[index]);
        let learnt: [f64; SEASONS] = std::array::from_fn(|index| parameters.seasons[index]);
        let mut drift = damping * self.slopes[0];
        // The level and its drift, and that with what is left of the residual: each from the error before, so that the next error
        // waits for as few operations as can be.
        let mut base = self.levels[0] + drift;
        let mut expected = base;
        let by_base = by_level + damping * by_slope;
        let by_expected = by_base - autocorrelation * by_level;
        let mut usual = self.initial_error;
        let levels = &mut self.levels[1..=steps];
        let slopes = &mut self.slopes[1..=steps];
        let residuals = &mut self.residuals[1..=steps];
        for step in 0..steps {
            let mut season = 0.0;
            for (states, share) in seasons.iter().zip(shares) {
                season += share * states.indices[step];
            }
            let rest = values[step] - season;
            let (off, error) = (rest - base, rest - expected);
            levels[step] = base + by_level * error;
            slopes[step] = drift + by_slope * error;
            residuals[step] = off - by_level * error;
            let on = base + damping * drift;
            expected = on + autocorrelation * off + by_expected * error;
            base = on + by_base * error;
            drift = damping * slopes[step];
            if SEASONS == 0 {
                continue;
            }
            let bound = CUT * usual;
            let cut = error.max(-bound).min(bound);
            // Towards the error, but for that towards twice the bound at most.
            let kept = (1.0 - USUAL_SHARE) * usual;
            usual = (kept + USUAL_SHARE * error.abs()).min(kept + USUAL_SHARE * 2.0 * bound);
            for ((states, share), learnt) in seasons.iter_mut().zip(shares).zip(learnt) {
                // An average of all cycles at first, until the share of the newest falls to the fitted one.
                let learns = states.averaging[step].max(learnt);
                let before = states.indices[step];
                states.indices[step + states.period] = before + learns * (cut - (1.0 - share) * before);
            }
        }
    }

    /// The first origin that the states know.
    pub(crate) fn first_origin(&self) -> usize {
        self.start.saturating_sub(1)
    }

    /// The forecaster as of the value at `origin`; `None` before the states begin.
    pub(crate) fn at(&self, origin: usize) -> Option<Origin<'_>> {
        let state = (origin + 1).checked_sub(self.start).filter(|state| *state < self.levels.len())?;
        Some(Origin { states: self, state })
    }
}

/// One origin of the forecasts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    states: &'a States,
    state: usize,
}

impl Origin<'_> {
    /// The forecast so far ahead.
    #[inline]
    pub(crate) fn forecast(&self, ahead: &Ahead, parameters: &Parameters) -> f64 {
        let Self { states, state } = *self;
        let mut season = 0.0;
        for ((states, share), within) in states.seasons.iter().zip(&parameters.shares).zip(ahead.within) {
            season += share * states.indices[state + within];
        }
        states.levels[state]
            + ahead.slope * states.slopes[state]
            + ahead.residual * states.residuals[state]
            + season
    }
}

/// What is the same of a lead from any origin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ahead {
    /// What it leaves of the slope, summed over the steps.
    slope: f64,
    /// What it leaves of the residual.
    residual: f64,
    /// Its step less one within each season: the index of a season's first cycle that is known at the origin.
    within: [usize; MOST_SEASONS],
}

impl Ahead {
    /// At a lead of at least 1.
    pub(crate) fn new(lead: usize, periods: &[usize], parameters: &Parameters) -> Self {
        let within =
            std::array::from_fn(|season| periods.get(season).map_or(0, |period| (lead - 1) % period));
        let lead = i32::try_from(lead).unwrap_or(i32::MAX);
        let slope =
            if parameters.slope > 0.0 { DAMPING * (1.0 - DAMPING.powi(lead)) / (1.0 - DAMPING) } else { 0.0 };
        Self { slope, residual: parameters.autocorrelation.powi(lead), within }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_seasons_it_is_simple_exponential_smoothing() {
        // Hyndman and Athanasopoulos, Forecasting: Principles and Practice, equation 8.1, from the mean of the first four values.
        let values = [3.0, 5.0, 4.0, 4.0, 9.0, 1.0, 6.0];
        let parameters = Parameters {
            level: 0.5,
            slope: 0.0,
            autocorrelation: 0.0,
            seasons: Vec::new(),
            shares: Vec::new(),
        };
        let mut states = States::new(&values, &[]);
        states.run(&values, &parameters);
        let forecast =
            |origin| states.at(origin).unwrap().forecast(&Ahead::new(5, &[], &parameters), &parameters);
        let start = 4.0;
        let expected = [start, (start + 9.0) / 2.0, (start + 9.0) / 4.0 + 0.5, (start + 9.0) / 8.0 + 3.25];
        for (origin, expected) in (3..7).zip(expected) {
            assert!((forecast(origin) - expected).abs() < 1e-12, "{origin}");
        }
        assert!(states.at(2).is_none() && states.at(7).is_none());
    }

    #[test]
    fn a_residual_dies_out_with_the_lead() {
        let mut values = vec![10.0; 30];
        values[29] = 14.0;
        let parameters = Parameters {
            level: 0.0,
            slope: 0.0,
            autocorrelation: 0.5,
            seasons: Vec::new(),
            shares: Vec::new(),
        };
        let mut states = States::new(&values, &[]);
        states.run(&values, &parameters);
        for (lead, expected) in [(1, 12.0), (2, 11.0), (3, 10.5)] {
            let forecast = states.at(29).unwrap().forecast(&Ahead::new(lead, &[], &parameters), &parameters);
            assert!((forecast - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn a_season_is_repeated_from_the_right_phase() {
        let values: Vec<f64> = (0..50).map(|step| [1.0, 5.0, 0.0, 2.0, 7.0][step % 5]).collect();
        let parameters = Parameters {
            level: 0.1,
            slope: 0.0,
            autocorrelation: 0.0,
            seasons: vec![0.1],
            shares: vec![1.0],
        };
        let mut states = States::new(&values, &[5]);
        states.run(&values, &parameters);
        for origin in [9, 20, 48] {
            for lead in 1..14 {
                let forecast =
                    states.at(origin).unwrap().forecast(&Ahead::new(lead, &[5], &parameters), &parameters);
                assert!((forecast - values[(origin + lead) % 5]).abs() < 1e-9, "{origin} {lead} {forecast}");
            }
        }
    }
}
