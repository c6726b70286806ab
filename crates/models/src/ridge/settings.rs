use super::{blocks::Blocks, predictors::Predictors, sums::Sums};
use nalgebra::DVector;

/// Penalties tried, in shares of the mean variance of a predictor.
const PENALTIES: [f64; 4] = [0.003, 0.03, 0.3, 3.0];
/// Half-lives of a row's weight tried, in spans of the longest season; the last is none at all.
const HALF_LIVES: [f64; 3] = [2.0, 6.0, f64::INFINITY];
/// Fewest rows a coefficient is fitted on for each coefficient.
const ROWS_PER_PREDICTOR: f64 = 1.5;
/// How steeply a setting's weight falls with its loss, summed over blocks in shares of the best belief's.
const STEEPNESS: f64 = 8.0;

/// How coefficients are fitted.
#[derive(Debug, Clone, Copy)]
struct Setting {
    /// One of the half-lives.
    half_life: usize,
    penalty: f64,
    /// What they are drawn towards: one of the beliefs.
    belief: usize,
    /// How many of the predictors are used, from the first on.
    size: usize,
}

/// Coefficients averaged over settings, as they were known at the beginning of each block and at the end.
pub(super) struct Choice {
    starts: Vec<usize>,
    coefficients: Vec<Coefficients>,
}

/// Coefficients for rows whose covariates are all known, and for others.
pub(super) struct Coefficients {
    pub(super) with_covariates: DVector<f64>,
    pub(super) without: DVector<f64>,
}

impl Choice {
    /// Fits as of each block's beginning for each setting, weighs the settings by the losses of blocks that were over by then, and
    /// averages. `span` is what half-lives are counted in, in steps.
    pub(super) fn over(blocks: &Blocks, predictors: &Predictors<'_>, span: f64) -> Self {
        let beliefs = predictors.beliefs();
        let settings = settings(predictors, beliefs.len());
        let fits: Vec<Vec<DVector<f64>>> = (0..blocks.starts.len())
            .map(|block| {
                let known = HALF_LIVES.map(|half_life| known_to(blocks, block, span * half_life));
                settings.iter().map(|setting| fit(&known, *setting, &beliefs)).collect()
            })
            .collect();
        // By block and setting, in shares of what the best belief loses.
        let losses: Vec<Vec<f64>> = blocks
            .sums
            .iter()
            .enumerate()
            .map(|(block, sums)| {
                let fits = &fits[honest_fit(blocks, block)];
                let naive = sums.loss(&DVector::zeros(predictors.count()));
                let scale = beliefs.iter().map(|belief| sums.loss(belief)).fold(naive, f64::min);
                let share =
                    |fit: &DVector<f64>| if scale > 0.0 { (sums.loss(fit) / scale).min(2.0) } else { 0.0 };
                fits.iter().map(share).collect()
            })
            .collect();
        let coefficients = fits
            .iter()
            .enumerate()
            .map(|(block, fits)| {
                let weights = weights(&losses[..block], settings.len());
                let average = |most: usize| {
                    let used = || {
                        settings
                            .iter()
                            .zip(&weights)
                            .zip(fits)
                            .filter(|((setting, _), _)| setting.size <= most)
                    };
                    let total: f64 = used().map(|((_, weight), _)| weight).sum();
                    let mut sum = DVector::zeros(predictors.count());
                    for ((_, weight), fit) in used() {
                        sum += fit * (weight / total);
                    }
                    sum
                };
                Coefficients {
                    with_covariates: average(predictors.count()),
                    without: average(predictors.without_covariates()),
                }
            })
            .collect();
        Self { starts: blocks.starts.clone(), coefficients }
    }

    /// The newest coefficients that had seen nothing after `origin`.
    pub(super) fn as_of(&self, origin: usize) -> &Coefficients {
        let block = self.starts.partition_point(|start| *start <= origin);
        &self.coefficients[block.saturating_sub(1)]
    }
}

fn settings(predictors: &Predictors<'_>, beliefs: usize) -> Vec<Setting> {
    let mut sizes = vec![predictors.own(), predictors.without_covariates(), predictors.count()];
    sizes.dedup();
    let mut settings = Vec::new();
    for size in sizes {
        for belief in 0..beliefs {
            for half_life in 0..HALF_LIVES.len() {
                settings.extend(PENALTIES.map(|penalty| Setting { half_life, penalty, belief, size }));
            }
        }
    }
    settings
}

/// The sums over the blocks before `block`, whose rows count half for each half-life (in steps) that they are older.
fn known_to(blocks: &Blocks, block: usize, half_life: f64) -> Sums {
    let mut total = Sums::zero(blocks.predictors);
    for (sums, start) in blocks.sums.iter().zip(&blocks.starts).take(block) {
        let age = (blocks.starts[block] - start) as f64 / half_life;
        total.add(sums, if half_life.is_finite() { 0.5_f64.powf(age) } else { 1.0 });
    }
    total
}

/// Coefficients from the sums for each half-life; the belief where these have too few rows.
fn fit(known: &[Sums; HALF_LIVES.len()], setting: Setting, beliefs: &[DVector<f64>]) -> DVector<f64> {
    let (belief, known) = (&beliefs[setting.belief], &known[setting.half_life]);
    if known.rows < ROWS_PER_PREDICTOR * setting.size as f64 {
        return belief.clone();
    }
    known.solve(setting.size, setting.penalty, belief).unwrap_or_else(|| belief.clone())
}

/// The block whose fit a block's losses are counted with: as of half a horizon before it, so that the outcomes of the nearer half
/// of the leads from the same origins aren't known to it.
fn honest_fit(blocks: &Blocks, block: usize) -> usize {
    let by = blocks.starts[block].saturating_sub(blocks.horizon / 2);
    blocks.starts.partition_point(|start| *start <= by).saturating_sub(1)
}

/// Weights of settings from their losses in the blocks that are over; later blocks count more.
fn weights(losses: &[Vec<f64>], settings: usize) -> Vec<f64> {
    let mut sums = vec![0.0; settings];
    for (block, by_setting) in losses.iter().enumerate() {
        let recency = 0.5 + block as f64 / losses.len() as f64;
        sums.iter_mut().zip(by_setting).for_each(|(sum, loss)| *sum += recency * loss);
    }
    let least = sums.iter().copied().fold(f64::INFINITY, f64::min);
    sums.into_iter().map(|sum| (-(sum - least) * STEEPNESS).exp()).collect()
}
