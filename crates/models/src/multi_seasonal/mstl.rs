//! Forecasts from a decomposition: the seasons of late again, and exponential smoothing of the rest.

use super::{
    decomposition::Decomposition,
    fitting::{
        AUTOCORRELATIONS, LEADS, LEVELS, SHARES, SLOPES, STARTS, error, usable, weights, without_seasons,
    },
    search::coordinate_search,
    smoothing::{Ahead, Parameters, States},
    stl::Stl,
    transform::{Transform, sensible},
};
use crate::Plan;

/// Cycles that a season is smoothed over.
const SEASONAL_WINDOW: usize = 11;
/// Decompositions besides that of all values.
const BLOCKS: usize = 3;
/// Evaluations of each search.
const BUDGET: usize = 24;
/// Newest values used, in longest periods and at least.
const WINDOW_CYCLES: usize = 8;
const WINDOW_LEAST: usize = 1000;
/// In blocks longer than this, the loss is taken at every fifth origin.
const SHORT_BLOCK: usize = 20;
const STRIDE: usize = 5;
/// Errors needed at a lead for it to count.
const FEWEST_ERRORS: f64 = 8.0;

/// Forecasts by MSTL: the last cycle of each season again, and a level with a damped slope and AR(1) residuals for the rest.
///
/// The values up to each of a few origins are decomposed, and an origin between two of them knows the seasons of the one
/// before it; so the errors that the parameters make small, and those of [`Mstl::paths`] at past origins, are those of
/// seasons that had not seen the outcome. (The remainder of one decomposition of all values is far too small.) The season may count in
/// half or not at all. As in `DoubleSeasonal`, two optima on each of two scales are averaged.
#[derive(Debug, Clone)]
pub(crate) struct Mstl {
    periods: Vec<usize>,
    /// Values before the window that was fitted to.
    skipped: usize,
    /// How many values the first states of the rest are taken from.
    settling: usize,
    scales: Vec<Scale>,
}

/// What was fitted on one scale.
#[derive(Debug, Clone)]
struct Scale {
    transform: Transform,
    blocks: Vec<Block>,
    fits: Vec<Fit>,
}

#[derive(Debug, Clone)]
struct Fit {
    parameters: Parameters,
    /// How much of the season is believed in.
    share: f64,
    weight: f64,
}

/// The sum of the seasons as known at an origin.
#[derive(Debug, Clone)]
struct Block {
    /// The newest value it knows.
    base: usize,
    /// For all values up to there and the steps after it that the loss needs, at least one longest period.
    season: Vec<f64>,
}

/// Where the decompositions end: at the newest value, and at others evenly before it.
struct Bases {
    spacing: usize,
    /// Each with the smoothers for its number of values.
    smoothers: Vec<(usize, Vec<Stl>)>,
}

impl Bases {
    fn new(count: usize, periods: &[usize]) -> Self {
        let longest = periods.last().copied().unwrap_or(1);
        let first = (2 * longest).max(count / 3).max(8);
        let spacing = ((count - 1).saturating_sub(first) / BLOCKS).max(1);
        let smoothers = (0..=BLOCKS)
            .rev()
            .filter_map(|back| (count - 1).checked_sub(back * spacing))
            .filter(|base| base + 1 >= 2 * longest)
            .map(|base| (base, Decomposition::smoothers(base + 1, periods, SEASONAL_WINDOW)))
            .collect();
        Self { spacing, smoothers }
    }
}

impl Mstl {
    /// Fits to complete values at a regular step; `periods` in steps, of which at most two are used, and only those seen two and a
    /// half times. `None` with fewer than ten values or values that aren't finite.
    pub(crate) fn fit(values: &[f64], periods: &[usize]) -> Option<Self> {
        let periods = usable(values, periods)?;
        let length = (WINDOW_CYCLES * periods.last().copied().unwrap_or(1)).max(WINDOW_LEAST);
        let skipped = values.len().saturating_sub(length);
        let values = &values[skipped..];
        let bases = Bases::new(values.len(), &periods);
        let settling = (bases.smoothers.first()?.0 + 1) / 3;
        let transforms = Some(Transform::Identity).into_iter().chain(Transform::stabilising(values));
        let mut scales: Vec<Scale> =
            transforms.map(|transform| fit_on(transform, values, &periods, &bases, settling)).collect();
        let losses: Vec<(Transform, f64)> = scales
            .iter()
            .flat_map(|scale| scale.fits.iter().map(|fit| (scale.transform, fit.weight)))
            .collect();
        let weights = weights(&losses)?;
        for (fit, weight) in scales.iter_mut().flat_map(|scale| &mut scale.fits).zip(weights) {
            fit.weight = weight;
        }
        Some(Self { periods, skipped, settling, scales })
    }

    /// Point forecasts from the origins of the plan at its leads, origins x leads. An origin before the first decomposition (a
    /// third of the values, or two of the longest seasons) or that isn't among the values gets NaN. `values` are those
    /// fitted to.
    pub(crate) fn paths(&self, values: &[f64], plan: &Plan) -> Vec<f64> {
        let width = plan.leads.len();
        let mut out = vec![0.0; plan.origins.len() * width];
        let values = values.get(self.skipped..).unwrap_or_default();
        let mut rest = Vec::new();
        for scale in &self.scales {
            let transformed = scale.transform.apply(values);
            let (low, high) = sensible(&transformed);
            for Fit { parameters, share, weight } in &scale.fits {
                let ahead: Vec<Ahead> =
                    plan.leads.iter().map(|lead| Ahead::new(*lead, &[], parameters)).collect();
                let mut run: Option<(usize, States)> = None;
                for (origin, row) in plan.origins.iter().zip(out.chunks_exact_mut(width.max(1))) {
                    let origin = origin.checked_sub(self.skipped);
                    let block =
                        origin.and_then(|origin| scale.blocks.iter().rposition(|block| block.base <= origin));
                    let (Some(origin), Some(at)) = (origin, block) else {
                        row.fill(f64::NAN);
                        continue;
                    };
                    let block = &scale.blocks[at];
                    let states = match run.take() {
                        Some((of, states)) if of == at => states,
                        _ => {
                            let end = scale.blocks.get(at + 1).map_or(values.len(), |next| next.base);
                            block.rest(&transformed[..end.min(values.len())], *share, &mut rest);
                            let mut states = States::from_first(self.settling, &rest, &[]);
                            states.run(&rest, parameters);
                            states
                        }
                    };
                    match states.at(origin) {
                        Some(from) => {
                            for ((lead, ahead), out) in plan.leads.iter().zip(&ahead).zip(row) {
                                let season = share * block.season(origin + lead, &self.periods);
                                let forecast = season + from.forecast(ahead, parameters);
                                *out += weight * scale.transform.invert(forecast.clamp(low, high));
                            }
                        }
                        None => row.fill(f64::NAN),
                    }
                    run = Some((at, states));
                }
            }
        }
        out
    }
}

impl Block {
    /// From the values up to `base`, with the seasons carried on before `until`.
    fn new(transformed: &[f64], base: usize, smoothers: &[Stl], periods: &[usize], until: usize) -> Self {
        let decomposition = Decomposition::new(&transformed[..=base], smoothers);
        let mut season = vec![0.0; base + 1];
        for one in &decomposition.seasons {
            season.iter_mut().zip(one).for_each(|(sum, season)| *sum += season);
        }
        season.extend((1..until - base).map(|ahead| decomposition.season_ahead(ahead, periods)));
        Self { base, season }
    }

    /// The sum of the seasons at a step; the periods are taken to be nested where it lies beyond those kept.
    fn season(&self, at: usize, periods: &[usize]) -> f64 {
        let longest = periods.last().copied().unwrap_or(1);
        let cycles = (at + 1).saturating_sub(self.season.len()).div_ceil(longest);
        self.season[at - cycles * longest]
    }

    /// The values without that share of the season.
    fn rest(&self, transformed: &[f64], share: f64, out: &mut Vec<f64>) {
        out.clear();
        out.extend(transformed.iter().zip(&self.season).map(|(value, season)| value - share * season));
    }
}

/// What the searches from both starts find on one scale; their losses stand in place of the weights.
fn fit_on(transform: Transform, values: &[f64], periods: &[usize], bases: &Bases, settling: usize) -> Scale {
    let transformed = transform.apply(values);
    let longest = periods.last().copied().unwrap_or(1);
    let reach = (bases.spacing + LEADS[LEADS.len() - 1]).max(longest + 1);
    let blocks: Vec<Block> = bases
        .smoothers
        .iter()
        .map(|(base, smoothers)| Block::new(&transformed, *base, smoothers, periods, base + reach))
        .collect();
    let shares = if periods.is_empty() { &SHARES[..1] } else { &SHARES[..] };
    let mut walk = Walk {
        transformed: &transformed,
        blocks: &blocks,
        spacing: bases.spacing,
        settling,
        rests: vec![None; shares.len() * blocks.len()],
    };
    let lengths = [LEVELS.len(), AUTOCORRELATIONS.len(), SLOPES.len(), shares.len()];
    let fits = STARTS.map(|[level, autocorrelation]| {
        let start = [level, autocorrelation, 0, shares.len() - 1];
        let absolute = |actual: f64, forecast: f64| (actual - forecast).abs();
        let [level, autocorrelation, slope, share] = coordinate_search(start, lengths, BUDGET, |position| {
            let [level, autocorrelation, slope, share] = *position;
            let parameters = without_seasons([level, autocorrelation, slope]);
            walk.loss(&parameters, share, absolute)
        });
        let parameters = without_seasons([level, autocorrelation, slope]);
        let error = |actual, forecast| error(transform, actual, forecast);
        let weight = walk.loss(&parameters, share, error);
        Fit { parameters, share: shares[share], weight }
    });
    Scale { transform, blocks, fits: fits.to_vec() }
}

/// Walking forward over the values.
struct Walk<'a> {
    transformed: &'a [f64],
    blocks: &'a [Block],
    spacing: usize,
    settling: usize,
    /// What each share of the season leaves of the values that each block is tried on, and the states it starts with: shares x
    /// blocks, made when first asked for.
    rests: Vec<Option<(Vec<f64>, States)>>,
}

impl Walk<'_> {
    /// Mean absolute error over the origins, added up over the leads, with one of the shares.
    fn loss(&mut self, parameters: &Parameters, share: usize, error: impl Fn(f64, f64) -> f64) -> f64 {
        let values = self.transformed;
        let ahead = LEADS.map(|lead| Ahead::new(lead, &[], parameters));
        let mut sums = [(0.0, 0.0); LEADS.len()];
        let stride = if self.spacing > SHORT_BLOCK { STRIDE } else { 1 };
        let rests = self.rests.chunks_exact_mut(self.blocks.len()).nth(share).unwrap_or_default();
        let share = SHARES[share];
        for (block, rest) in self.blocks[..self.blocks.len().saturating_sub(1)].iter().zip(rests) {
            let end = (block.base + self.spacing).min(values.len() - 1);
            let (rest, states) = rest.get_or_insert_with(|| {
                let mut rest = Vec::with_capacity(end);
                block.rest(&values[..end], share, &mut rest);
                let states = States::from_first(self.settling, &rest, &[]);
                (rest, states)
            });
            states.run(rest, parameters);
            for origin in (block.base..end).step_by(stride) {
                let Some(from) = states.at(origin) else { continue };
                for ((lead, ahead), sum) in LEADS.iter().zip(&ahead).zip(&mut sums) {
                    let target = origin + lead;
                    if target >= values.len() {
                        break;
                    }
                    let forecast = from.forecast(ahead, parameters) + share * block.season[target];
                    sum.0 += error(values[target], forecast);
                    sum.1 += 1.0;
                }
            }
        }
        sums.iter().filter(|(_, count)| *count >= FEWEST_ERRORS).map(|(sum, count)| sum / count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multi_seasonal::tests::{assert_well_behaved, nested};

    #[test]
    fn behaves_on_any_values() {
        assert_well_behaved(|values, periods, plan| Some(Mstl::fit(values, periods)?.paths(values, plan)));
    }

    #[test]
    fn carries_nested_seasons_on() {
        let values = nested(7 * 168 + 48);
        let (known, actual) = values.split_at(7 * 168);
        let plan = Plan { origins: vec![known.len() - 1], leads: (1..=48).collect() };
        let path = Mstl::fit(known, &[24, 168]).unwrap().paths(known, &plan);
        for (forecast, actual) in path.iter().zip(actual) {
            assert!((forecast - actual).abs() < 1.0, "{forecast} {actual}");
        }
    }

    #[test]
    fn nothing_after_an_origin_matters_to_it_but_the_parameters() {
        let values = nested(900);
        let plan = Plan { origins: vec![100, 500, 700], leads: vec![1, 24, 30, 200] };
        let mut other = values.clone();
        other[701..].iter_mut().for_each(|value| *value = 117.0);
        let fits = [&values, &other].map(|values| Mstl::fit(values, &[24, 168]).unwrap());
        let before = fits[0].paths(&values, &plan);
        let mut after = fits[1].clone();
        for (scale, fitted) in after.scales.iter_mut().zip(&fits[0].scales) {
            scale.fits.clone_from(&fitted.fits);
        }
        let after = after.paths(&other, &plan);
        assert!(before[..4].iter().all(|value| value.is_nan()), "two weeks aren't over yet");
        assert!(before[4..].iter().all(|value| value.is_finite()));
        assert_eq!(before[4..], after[4..]);
    }
}
