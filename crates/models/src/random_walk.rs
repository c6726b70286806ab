use crate::Plan;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Returns looked back on.
const WINDOW: usize = 750;
/// The fewest returns to tell a distribution from.
pub(crate) const FEWEST_RETURNS: usize = 20;
/// Decay of the moving variance (J. P. Morgan's risk metrics, Technical Document, 1996, for daily data).
const DECAY: f64 = 0.94;
/// How fast the variance of the coming steps returns to its long-run value.
const RETURN_TO_LONG_RUN: f64 = 0.97;
/// Simulated paths from one origin, each of which stands for its mirror image too.
const PATHS: usize = 2000;
/// Paths from many origins together, so that the past costs a few times the present: the quantiles of 200 paths and their mirror
/// images lose less than a percent by chance.
const PATHS_TOGETHER: usize = 12_000;
/// Steps simulated one by one; from there on the sum of many steps is near to normal and only its spread grows.
const LONGEST_PATH: usize = 130;
/// A return no price ever made; `exp` of it keeps a horizon of centuries finite.
const LARGEST_LOG_RETURN: f64 = 25.0;

/// A random walk without drift for prices: the latest price, with past returns scaled to today's volatility
/// drawn again and summed.
///
/// Filtered historical simulation (Barone-Adesi, Giannopoulos and Vosper, Journal of Futures Markets 19, 1999). Returns are
/// logarithmic for prices that were never zero or below, and plain differences else. Claims no direction: the returns are drawn
/// with either sign, and every path counts with its mirror image, so that the median is the latest price.
#[derive(Debug, Clone, Copy)]
pub struct RandomWalk;

impl RandomWalk {
    /// Quantiles of the price (origins x leads x levels) at rising `levels`, from complete, finite `values`; NaN from origins with
    /// fewer than 20 returns, empty for no values.
    ///
    /// An origin knows only the values up to it.
    #[must_use]
    pub fn quantiles(&self, values: &[f64], plan: &Plan, levels: &[f64], seed: u64) -> Vec<f64> {
        let mut quantiles = Vec::with_capacity(plan.origins.len() * plan.leads.len() * levels.len());
        let Some(last) = values.len().checked_sub(1) else { return quantiles };
        let mut random = Pcg64::seed_from_u64(seed);
        let paths = (PATHS_TOGETHER / plan.origins.len().max(1)).clamp(1, PATHS);
        for origin in &plan.origins {
            let known = &values[..=*origin.min(&last)];
            let logarithmic = known.iter().all(|price| *price > 0.0);
            let Some(returns) = Returns::of(known, logarithmic) else {
                quantiles.extend(std::iter::repeat_n(f64::NAN, plan.leads.len() * levels.len()));
                continue;
            };
            let newest = known[known.len() - 1];
            let horizon = plan.horizon().min(LONGEST_PATH);
            let changes = returns.changes(horizon, &plan.leads, paths, &mut random);
            for lead in &plan.leads {
                let told = (*lead).min(horizon);
                let growth = (*lead as f64 / told as f64).sqrt();
                quantiles.extend(levels.iter().map(|level| {
                    let change = growth * mirrored_quantile(&changes[told - 1], *level);
                    if logarithmic {
                        newest * change.clamp(-LARGEST_LOG_RETURN, LARGEST_LOG_RETURN).exp()
                    } else {
                        newest + change
                    }
                }));
            }
        }
        quantiles
    }
}

/// Past returns, each in units of the volatility before it (their mean square is 1), and the variance now and in the long run.
struct Returns {
    standardised: Vec<f64>,
    now: f64,
    long_run: f64,
}

impl Returns {
    /// Of complete prices; `None` for too few.
    fn of(prices: &[f64], logarithmic: bool) -> Option<Self> {
        let recent = &prices[prices.len().saturating_sub(WINDOW + 1)..];
        if recent.len() <= FEWEST_RETURNS {
            return None;
        }
        let levels: Vec<f64> =
            recent.iter().map(|price| if logarithmic { price.ln() } else { *price }).collect();
        let returns: Vec<f64> = levels.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let long_run = returns.iter().map(|r| r * r).sum::<f64>() / returns.len() as f64;
        // A price that never moved may yet.
        let size = if logarithmic { 1.0 } else { recent.iter().map(|v| v.abs()).fold(0.0, f64::max) };
        let floor = (1e-4 * size).powi(2).max(1e-30);
        let (long_run, mut variance) = (long_run.max(floor), long_run.max(floor));
        let mut standardised: Vec<f64> = returns
            .iter()
            .map(|r| {
                let standardised = r / variance.sqrt();
                variance = (DECAY * variance + (1.0 - DECAY) * r * r).max(floor);
                standardised
            })
            .collect();
        // Over a variance that errs, returns come out too large; they are drawn with the variance that is told.
        let size = (standardised.iter().map(|r| r * r).sum::<f64>() / standardised.len() as f64).sqrt();
        if size > 0.0 {
            standardised.iter_mut().for_each(|r| *r /= size);
        }
        Some(Self { standardised, now: variance, long_run })
    }

    /// For each step up to `horizon` that is among the `leads` (or the last), how far the paths have come by then: without
    /// direction, in order. Empty for other steps.
    fn changes(&self, horizon: usize, leads: &[usize], paths: usize, random: &mut Pcg64) -> Vec<Vec<f64>> {
        let mut sums = vec![0.0_f64; paths];
        let mut variance = self.now;
        (1..=horizon)
            .map(|step| {
                let deviation = variance.sqrt();
                for sum in &mut sums {
                    let drawn = random.random_range(0..2 * self.standardised.len());
                    let size = deviation * self.standardised[drawn / 2];
                    *sum += if drawn % 2 == 0 { size } else { -size };
                }
                variance = self.long_run + RETURN_TO_LONG_RUN * (variance - self.long_run);
                if step < horizon && !leads.contains(&step) {
                    return Vec::new();
                }
                let mut distances: Vec<f64> = sums.iter().map(|sum| sum.abs()).collect();
                distances.sort_unstable_by(f64::total_cmp);
                distances
            })
            .collect()
    }
}

/// The quantile of a sample that holds each of `distances` (rising) with either sign, linear between Hazen's positions.
fn mirrored_quantile(distances: &[f64], level: f64) -> f64 {
    let outwards = 2.0 * level - 1.0;
    let position = outwards.abs() * distances.len() as f64 - 0.5;
    if position <= 0.0 {
        // Between the nearest on either side.
        return outwards.signum() * distances[0] * (2.0 * position + 1.0);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "above zero, below the count"
    )]
    let below = (position.floor() as usize).min(distances.len() - 1);
    let above = (below + 1).min(distances.len() - 1);
    outwards.signum() * (distances[below] + (distances[above] - distances[below]) * position.fract())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        returns::tests::{LEVELS, deviates, prices},
        sample::{Weighted, quantiles},
    };

    fn steady(count: usize) -> Vec<f64> {
        prices(&deviates(count, 1e6, 5).iter().map(|z| 0.01 * z).collect::<Vec<_>>())
    }

    #[test]
    fn steady_returns_give_the_quantiles_of_their_normal_sum() {
        let prices = steady(3000);
        // Today's volatility is one of about thirty returns: right on the average of many days.
        let plan = Plan { origins: (800..=3000).step_by(50).collect(), leads: vec![1, 4, 16, 400] };
        let found = RandomWalk.quantiles(&prices, &plan, &LEVELS, 1);
        for (lead, steps) in plan.leads.iter().enumerate() {
            let ratios = plan.origins.iter().enumerate().map(|(index, origin)| {
                let row = &found[(index * plan.leads.len() + lead) * LEVELS.len()..][..LEVELS.len()];
                (row[5] / prices[*origin]).ln() / (1.96 * 0.01 * (*steps as f64).sqrt())
            });
            let ratio = ratios.sum::<f64>() / plan.origins.len() as f64;
            assert!((ratio - 1.0).abs() < 0.08, "{steps}: {ratio}");
        }
    }

    #[test]
    fn the_median_is_the_latest_price_and_up_is_as_likely_as_down() {
        let prices = steady(400);
        let plan = Plan { origins: vec![300, 400], leads: vec![1, 20, 200] };
        let found = RandomWalk.quantiles(&prices, &plan, &LEVELS, 3);
        for (index, row) in found.chunks(LEVELS.len()).enumerate() {
            let newest = prices[plan.origins[index / 3]];
            assert!((row[3] / newest - 1.0).abs() < 1e-12, "{row:?}");
            for (low, high) in [(0, 6), (1, 5), (2, 4)] {
                assert!(((row[low] / newest).ln() + (row[high] / newest).ln()).abs() < 1e-12, "{row:?}");
            }
        }
    }

    #[test]
    fn what_comes_after_an_origin_changes_nothing() {
        let prices = steady(400);
        let plan = Plan { origins: vec![10, 100, 250], leads: vec![1, 5] };
        let found = RandomWalk.quantiles(&prices, &plan, &LEVELS, 3);
        let mut changed = prices.clone();
        // Below zero even: whether returns are logarithmic is told by what was known, too.
        changed[251..].fill(-1e6);
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&found), bits(&RandomWalk.quantiles(&changed, &plan, &LEVELS, 3)));
        assert!(found[..2 * LEVELS.len()].iter().all(|value| value.is_nan()), "ten returns tell nothing");
        assert!(found[2 * LEVELS.len()..].iter().all(|value| value.is_finite()));
    }

    #[test]
    fn past_intervals_hold_what_they_promise() {
        let returns: Vec<f64> = deviates(3000, 5.0, 9)
            .iter()
            .enumerate()
            // Volatility that doubles and halves in spells.
            .map(|(step, z)| 0.01 * z * (0.7 * (step as f64 / 150.0).sin()).exp())
            .collect();
        let prices = prices(&returns);
        let plan = Plan { origins: (300..2980).step_by(20).collect(), leads: vec![1, 5, 10] };
        let found = RandomWalk.quantiles(&prices, &plan, &[0.1, 0.9], 2);
        let mut inside = 0.0;
        for (index, row) in found.chunks(2).enumerate() {
            let observed = prices[plan.origins[index / 3] + plan.leads[index % 3]];
            inside += f64::from(u8::from((row[0]..=row[1]).contains(&observed)));
        }
        let share = inside / (found.len() / 2) as f64;
        assert!((0.74..0.86).contains(&share), "{share}");
    }

    #[test]
    fn quantiles_of_distances_are_those_of_the_sample_with_both_signs() {
        let distances = [0.5, 1.0, 4.0];
        let levels = [0.01, 0.1, 0.4, 0.45, 0.5, 0.55, 0.7, 0.9, 0.99];
        let mut sample: Vec<Weighted> = distances.iter().flat_map(|d| [(*d, 1.0), (-d, 1.0)]).collect();
        let mut expected = Vec::new();
        quantiles(&mut sample, &levels, &mut expected);
        for (level, expected) in levels.iter().zip(expected) {
            let found = mirrored_quantile(&distances, *level);
            assert!((found - expected).abs() < 1e-12, "{level}: {found} {expected}");
        }
    }
}
