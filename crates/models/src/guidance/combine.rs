//! Weights of several forecasters, learnt online.

/// Cases after which what was learnt counts half.
const HALF_LIFE: f64 = 500.0;
/// The learning rate before there are losses to tell it from.
const LARGEST_RATE: f64 = 0.5;
/// Smaller weights are left out of the average.
const LEAST: f64 = 0.005;

/// Bernstein online aggregation with the gradient trick (Wintenberger 2017; for the CRPS Berrisch and Ziel 2021): the average of the
/// forecasters' quantiles comes to be about as good as the best fixed average, not only as the best forecaster. Old regrets are
/// forgotten.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    prior: Vec<f64>,
    /// Factor of the learning rate.
    pace: f64,
    regrets: Vec<f64>,
    squares: Vec<f64>,
    weights: Vec<f64>,
}

impl Weights {
    /// Starts from weights that need not sum to one, and learns at `pace` times the rate of the theory, which is 1.
    pub(super) fn new(prior: &[f64], pace: f64) -> Self {
        let total: f64 = prior.iter().sum();
        let prior: Vec<f64> = prior.iter().map(|weight| weight / total).collect();
        let zeros = vec![0.0; prior.len()];
        Self { weights: prior.clone(), regrets: zeros.clone(), squares: zeros, prior, pace }
    }

    /// The weights as they are used: without the smallest, sum one.
    pub(super) fn used(&self) -> Vec<f64> {
        let kept: Vec<f64> =
            self.weights.iter().map(|weight| if *weight < LEAST { 0.0 } else { *weight }).collect();
        let total: f64 = kept.iter().sum();
        kept.iter().map(|weight| weight / total).collect()
    }

    /// `quantiles[forecaster][level]` against what was observed; `size` makes the losses of the order of one.
    pub(super) fn learn(&mut self, quantiles: &[Vec<f64>], levels: &[f64], observed: f64, size: f64) {
        let mut losses = vec![0.0; quantiles.len()];
        for (index, level) in levels.iter().enumerate() {
            let average: f64 =
                self.weights.iter().zip(quantiles).map(|(weight, one)| weight * one[index]).sum();
            let slope = if observed > average { -level } else { 1.0 - level };
            for (loss, one) in losses.iter_mut().zip(quantiles) {
                *loss += 2.0 * slope * (one[index] - average) / (levels.len() as f64 * size);
            }
        }
        let keep = 0.5_f64.powf(1.0 / HALF_LIFE);
        let count = self.prior.len() as f64;
        let mut scores = Vec::with_capacity(losses.len());
        for (index, loss) in losses.iter().enumerate() {
            let regret = -loss.clamp(-20.0, 20.0);
            self.squares[index] = keep * self.squares[index] + regret * regret;
            let rate = (count.ln() / self.squares[index].max(1e-12)).sqrt().min(LARGEST_RATE) * self.pace;
            self.regrets[index] = keep * self.regrets[index] + regret - rate * regret * regret;
            scores.push((rate, rate * self.regrets[index]));
        }
        let top = scores.iter().map(|(_, score)| *score).fold(f64::NEG_INFINITY, f64::max);
        let top_rate = scores.iter().map(|(rate, _)| *rate).fold(f64::MIN_POSITIVE, f64::max);
        for ((weight, prior), (rate, score)) in self.weights.iter_mut().zip(&self.prior).zip(&scores) {
            *weight = prior * rate / top_rate * (score - top).exp();
        }
        let total: f64 = self.weights.iter().sum();
        if total > 0.0 && total.is_finite() {
            self.weights.iter_mut().for_each(|weight| *weight /= total);
        } else {
            self.weights.clone_from(&self.prior);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_forecaster_comes_to_weigh_more() {
        let levels = [0.25, 0.5, 0.75];
        let mut weights = Weights::new(&[1.0, 1.0], 1.0);
        for case in 0..200_u32 {
            let observed = f64::from(case * 37 % 11) / 10.0;
            weights.learn(&[vec![0.25, 0.5, 0.75], vec![1.25, 1.5, 1.75]], &levels, observed, 1.0);
        }
        assert!(weights.used()[0] > 0.9, "{:?}", weights.used());
    }
}
