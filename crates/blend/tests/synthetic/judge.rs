//! How well members hang together: functionals of whole trajectories and the variogram score.

use domain::{Scenarios, Variable};
use rand::{SeedableRng, seq::SliceRandom};
use rand_pcg::Pcg64;

/// A number read off one trajectory of one variable.
pub(crate) type Functional = (&'static str, fn(&[f64]) -> f64);

/// What people ask of a variable over a span.
pub(crate) fn functionals(variable: &Variable) -> Vec<Functional> {
    fn highest(hours: &[f64]) -> f64 {
        hours.iter().copied().fold(f64::MIN, f64::max)
    }
    fn lowest(hours: &[f64]) -> f64 {
        hours.iter().copied().fold(f64::MAX, f64::min)
    }
    fn sum(hours: &[f64]) -> f64 {
        hours.iter().sum()
    }
    fn longest_dry(hours: &[f64]) -> f64 {
        hours.split(|value| *value > 0.0).map(<[f64]>::len).max().unwrap_or(0) as f64
    }
    fn wet_hours(hours: &[f64]) -> f64 {
        hours.iter().filter(|value| **value > 0.0).count() as f64
    }
    match variable {
        Variable::Precipitation => {
            vec![("sum", sum), ("maximum", highest), ("dry spell", longest_dry), ("wet hours", wet_hours)]
        }
        Variable::RainReported => vec![("dry spell", longest_dry), ("wet hours", wet_hours)],
        _ => vec![("sum", sum), ("maximum", highest), ("minimum", lowest)],
    }
}

/// The same marginals in another order: `shuffle` is given the members of one variable at one time.
pub(crate) fn reordered(scenarios: &Scenarios, mut shuffle: impl FnMut(&mut [f64])) -> Scenarios {
    let (members, times) = (scenarios.members(), scenarios.valid_times().len());
    let mut values = vec![0.0; scenarios.variables().len() * members * times];
    for (variable, block) in values.chunks_exact_mut(members * times).enumerate() {
        for time in 0..times {
            let mut column: Vec<f64> = scenarios.across_members(variable, time).collect();
            shuffle(&mut column);
            for (member, value) in column.into_iter().enumerate() {
                block[member * times + time] = value;
            }
        }
    }
    Scenarios::new(scenarios.variables().to_vec(), scenarios.valid_times().clone(), members, values)
        .expect("the same shape")
}

/// Every variable at every time on its own.
pub(crate) fn independent(scenarios: &Scenarios, seed: u64) -> Scenarios {
    let mut random = Pcg64::seed_from_u64(seed);
    reordered(scenarios, |column| column.shuffle(&mut random))
}

/// The first member has the lowest value of everything, the last the highest.
pub(crate) fn comonotone(scenarios: &Scenarios) -> Scenarios {
    reordered(scenarios, |column| column.sort_by(f64::total_cmp))
}

/// How much of the central 80 % the outcome takes up: 1 inside, 0 outside, and in between where members equal to the
/// outcome lie across a bound (the expectation of a randomised probability integral transform; Czado, Gneiting and
/// Held, Biometrics 65, 2009).
pub(crate) fn covered(members: &[f64], outcome: f64) -> f64 {
    let count = members.len() as f64;
    let below = members.iter().filter(|member| **member < outcome).count() as f64 / count;
    let up_to = members.iter().filter(|member| **member <= outcome).count() as f64 / count;
    if up_to - below < 1e-9 {
        return if (0.1..=0.9).contains(&below) { 1.0 } else { 0.0 };
    }
    (up_to.min(0.9) - below.max(0.1)).max(0.0) / (up_to - below)
}

/// The variogram score of order 1/2 (Scheuerer and Hamill, Monthly Weather Review 143, 2015), the mean over all pairs of
/// components: `members[member][component]`.
pub(crate) fn variogram(members: &[Vec<f64>], outcome: &[f64]) -> f64 {
    let (mut score, mut pairs) = (0.0, 0.0);
    for i in 0..outcome.len() {
        for j in 0..i {
            let expected = members.iter().map(|member| (member[i] - member[j]).abs().sqrt()).sum::<f64>();
            score += ((outcome[i] - outcome[j]).abs().sqrt() - expected / members.len() as f64).powi(2);
            pairs += 1.0;
        }
    }
    score / f64::max(pairs, 1.0)
}

/// Sums over many forecasts of how one way of coupling did.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) count: f64,
    /// Of each variable on its own, on the scale of its spread.
    pub(crate) variograms: Vec<f64>,
    /// Of all variables together.
    pub(crate) variogram: f64,
    /// Functionals in the order of variables: coverage of the 80 % interval and CRPS.
    pub(crate) functionals: Vec<(String, f64, f64)>,
}

impl Tally {
    /// Adds a forecast with its outcome `[variable][time]`; `spreads` makes variables comparable.
    pub(crate) fn add(&mut self, scenarios: &Scenarios, outcome: &[Vec<f64>], spreads: &[f64]) {
        self.count += 1.0;
        let mut all: Vec<Vec<f64>> = vec![Vec::new(); scenarios.members()];
        let mut all_outcome = Vec::new();
        self.variograms.resize(outcome.len(), 0.0);
        let mut place = 0;
        for (variable, (observed, spread)) in outcome.iter().zip(spreads).enumerate() {
            let scaled = |hours: &[f64]| hours.iter().map(|value| value / spread).collect::<Vec<f64>>();
            let members: Vec<Vec<f64>> = (0..scenarios.members())
                .map(|member| scaled(scenarios.trajectory(variable, member)))
                .collect();
            self.variograms[variable] += variogram(&members, &scaled(observed));
            for (all, member) in all.iter_mut().zip(&members) {
                all.extend(member);
            }
            all_outcome.extend(scaled(observed));
            let name = &scenarios.variables()[variable];
            let hours = observed.iter().enumerate().map(|(time, observed)| {
                let members: Vec<f64> = scenarios.across_members(variable, time).collect();
                (covered(&members, *observed), blend::scores::crps_of_members(&members, *observed))
            });
            let (covered_hours, crps) = hours.fold((0.0, 0.0), |sum, hour| (sum.0 + hour.0, sum.1 + hour.1));
            let count = observed.len() as f64;
            self.functional(place, &format!("{} hour", name.name()), covered_hours / count, crps / count);
            place += 1;
            for (label, functional) in functionals(name) {
                let values: Vec<f64> = (0..scenarios.members())
                    .map(|member| functional(scenarios.trajectory(variable, member)))
                    .collect();
                self.functional(
                    place,
                    &format!("{} {label}", name.name()),
                    covered(&values, functional(observed)),
                    blend::scores::crps_of_members(&values, functional(observed)),
                );
                place += 1;
            }
        }
        self.variogram += variogram(&all, &all_outcome);
    }

    fn functional(&mut self, place: usize, name: &str, covered: f64, crps: f64) {
        if self.functionals.len() <= place {
            self.functionals.push((name.to_owned(), 0.0, 0.0));
        }
        self.functionals[place].1 += covered;
        self.functionals[place].2 += crps;
    }
}
