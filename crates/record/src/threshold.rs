use crate::criteria::Edge;

/// Values that a threshold may lie at, on each side of the one believed in, in half steps.
const HALF_STEPS: i32 = 40;
/// The standard deviation of the prior, in steps.
const SPREAD: f64 = 4.0;
/// How sharply an outing goes from bad to fine around the threshold, in steps.
const SLOPES: [f64; 3] = [0.25, 1.0, 2.0];
/// Chances that an outing goes fine well within the threshold, and well outside it: people err, and there are other reasons.
const FINE_WITHIN: [f64; 3] = [0.85, 0.92, 0.97];
const FINE_OUTSIDE: [f64; 3] = [0.03, 0.12, 0.25];
/// Chances that an outing goes fine where the variable has nothing to do with it, which is believed this much beforehand.
const FINE_ANYHOW: [f64; 5] = [0.3, 0.4, 0.5, 0.6, 0.7];
const NOTHING_TO_DO_WITH_IT: f64 = 0.2;

/// What is believed of a threshold after outings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Threshold {
    /// Values and their probabilities, which sum to the probability that the variable has to do with it at all.
    grid: Vec<(f64, f64)>,
}

impl Threshold {
    /// The posterior on a grid: a psychometric function with lapse rates (Wichmann and Hill, Perception and Psychophysics 63, 2001),
    /// against the variable not mattering. The prior of the threshold is normal around `current` with a deviation of four steps.
    /// `outings` are a value and whether it went fine; `possible` tells which thresholds make sense.
    pub(crate) fn of(
        outings: &[(f64, bool)],
        current: f64,
        step: f64,
        edge: Edge,
        possible: impl Fn(f64) -> bool,
    ) -> Self {
        let mut grid: Vec<(f64, f64)> = (-HALF_STEPS..=HALF_STEPS)
            .map(|half| current + 0.5 * f64::from(half) * step)
            .filter(|threshold| possible(*threshold))
            .map(|threshold| {
                let distance = (threshold - current) / (SPREAD * step);
                (threshold, (-0.5 * distance * distance).exp())
            })
            .collect();
        let believed: f64 = grid.iter().map(|(_, prior)| prior).sum();
        for (threshold, weight) in &mut grid {
            let within: Vec<(f64, bool)> =
                outings.iter().map(|(value, fine)| (edge.within(*value, *threshold) / step, *fine)).collect();
            *weight *= (1.0 - NOTHING_TO_DO_WITH_IT) / believed * likelihood(&within);
        }
        let fine = outings.iter().filter(|(_, fine)| *fine).count() as f64;
        let badly = outings.len() as f64 - fine;
        let anyhow: f64 =
            FINE_ANYHOW.iter().map(|chance| (fine * chance.ln() + badly * (1.0 - chance).ln()).exp()).sum();
        let anyhow = NOTHING_TO_DO_WITH_IT * anyhow / FINE_ANYHOW.len() as f64;
        let all = anyhow + grid.iter().map(|(_, weight)| weight).sum::<f64>();
        // So many outings that every likelihood vanishes say nothing that could be told apart.
        let scale = if all > 0.0 { 1.0 / all } else { 0.0 };
        for (_, weight) in &mut grid {
            *weight *= scale;
        }
        Self { grid }
    }

    /// The probability that the threshold lies where `holds` says.
    pub(crate) fn probability(&self, holds: impl Fn(f64) -> bool) -> f64 {
        self.grid.iter().filter(|(threshold, _)| holds(*threshold)).map(|(_, weight)| weight).sum()
    }

    /// Its median, given that the variable has to do with it.
    pub(crate) fn median(&self) -> Option<f64> {
        let half = 0.5 * self.probability(|_| true);
        let mut sum = 0.0;
        self.grid
            .iter()
            .find(|(_, weight)| {
                sum += weight;
                sum >= half && half > 0.0
            })
            .map(|(threshold, _)| *threshold)
    }
}

/// Of outings this many steps within a threshold, averaged over slopes and lapse rates.
fn likelihood(within: &[(f64, bool)]) -> f64 {
    let mut sum = 0.0;
    for slope in SLOPES {
        let shares: Vec<(f64, bool)> =
            within.iter().map(|(steps, fine)| (1.0 / (1.0 + (-steps / slope).exp()), *fine)).collect();
        for inside in FINE_WITHIN {
            for outside in FINE_OUTSIDE {
                // Two hundred factors of at least 0.03 don't vanish.
                sum += shares.iter().fold(1.0, |product, (share, fine)| {
                    let chance = outside + (inside - outside) * share;
                    product * if *fine { chance } else { 1.0 - chance }
                });
            }
        }
    }
    sum / (SLOPES.len() * FINE_WITHIN.len() * FINE_OUTSIDE.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn with_nothing_seen_the_threshold_is_the_one_believed_in() {
        let prior = Threshold::of(&[], 18.0, 1.0, Edge::Lower, |_| true);
        assert!((prior.probability(|_| true) - 0.8).abs() < 1e-12);
        assert_eq!(prior.median(), Some(18.0));
        // The half step below 14 ends at 13.75: a normal distribution with a deviation of four steps holds 0.1440 below it.
        let below = prior.probability(|threshold| threshold < 14.0) / 0.8;
        assert!((below - 0.1440).abs() < 0.002, "{below}");
    }

    #[test]
    fn outings_that_went_fine_outside_make_a_laxer_threshold_the_likelier_the_more_there_are() {
        let laxer = |count: usize| {
            let outings: Vec<(f64, bool)> = (0..count).map(|_| (14.0, true)).collect();
            Threshold::of(&outings, 18.0, 1.0, Edge::Lower, |_| true)
                .probability(|threshold| threshold < 17.0)
        };
        let chances: Vec<f64> = (0..12).map(laxer).collect();
        assert!(chances.windows(2).all(|pair| pair[0] < pair[1]), "{chances:?}");
        assert!(chances[11] > 0.9, "{chances:?}");
    }

    proptest! {
        #[test]
        fn probabilities_stay_probabilities(
            outings in prop::collection::vec((0.0..40.0_f64, any::<bool>()), 0..80),
            upper in any::<bool>(),
        ) {
            let edge = if upper { Edge::Upper } else { Edge::Lower };
            let seen = Threshold::of(&outings, 18.0, 1.0, edge, |threshold| threshold >= 0.0);
            let all = seen.probability(|_| true);
            prop_assert!((0.0..=1.0 + 1e-9).contains(&all), "{all}");
            if let Some(median) = seen.median() {
                prop_assert!((0.0..=38.0).contains(&median));
            }
        }
    }
}
