//! One predictive distribution, given by its quantiles, as a function of the level.

use domain::{Support, standard_normal_probability, standard_normal_quantile};

/// Level beside the outermost from which the slope of the tail is taken.
const INNER_TAIL: f64 = 0.05;

/// The quantile function of one variable at one valid time.
///
/// Between the levels given it is linear; beyond the outermost it goes on as a normal tail through the outermost quantile
/// and the one at 5 % (95 %), which grows without end but ever more slowly. Where the lower bound is a common value (no rain),
/// the mass there ends half-way to the next level, and rises to that level's value at once: a straight line between no rain and
/// some would be drizzle that no expert forecast.
pub(crate) struct Distribution<'a> {
    levels: &'a [f64],
    quantiles: &'a [f64],
    support: &'a Support,
    /// The first index above the mass at the lower bound, where there is such a mass.
    first_above: Option<usize>,
}

impl<'a> Distribution<'a> {
    /// `levels` and `quantiles` rise and are as many.
    pub(crate) fn new(levels: &'a [f64], quantiles: &'a [f64], support: &'a Support) -> Self {
        let bound = support.lower.filter(|_| support.zero_inflated);
        let first_above = bound.map(|bound| quantiles.partition_point(|quantile| *quantile <= bound));
        Self { levels, quantiles, support, first_above }
    }

    /// The quantiles at the middles of `count` equal parts of the levels, rising: what members are made of.
    pub(crate) fn of_ranks(&self, count: usize) -> impl Iterator<Item = f64> {
        let mut above = 0;
        (0..count).map(move |rank| {
            let level = (rank as f64 + 0.5) / count as f64;
            while self.levels.get(above).is_some_and(|known| *known < level) {
                above += 1;
            }
            self.between(level, above)
        })
    }

    /// The quantile at the level of which `score` is the normal score, however far out.
    pub(crate) fn at_score(&self, score: f64) -> f64 {
        let level = standard_normal_probability(score);
        self.at(level, score, self.levels.partition_point(|known| *known < level))
    }

    /// The quantile at `level`, strictly between 0 and 1, of which `above` is the index of the next known one.
    fn between(&self, level: f64, above: usize) -> f64 {
        let is_tail = above == 0 || above == self.levels.len();
        self.at(level, if is_tail { standard_normal_quantile(level) } else { 0.0 }, above)
    }

    /// The quantile at `level`, whose normal score counts in the tails.
    fn at(&self, level: f64, score: f64, above: usize) -> f64 {
        let last = self.levels.len() - 1;
        let value = if above == 0 {
            if self.first_above.is_some_and(|first| first > 0) {
                self.quantiles[0]
            } else {
                self.tail(score, 0, self.levels.partition_point(|known| *known < INNER_TAIL))
            }
        } else if above > last {
            if self.first_above.is_some_and(|first| first > last) {
                // Wet with less than the last level's chance: no amount is known for it.
                self.quantiles[last]
            } else {
                let inner = self.levels.partition_point(|known| *known <= 1.0 - INNER_TAIL).saturating_sub(1);
                self.tail(score, last, inner.max(self.first_above.unwrap_or(0)))
            }
        } else if self.first_above == Some(above) {
            let middle = f64::midpoint(self.levels[above - 1], self.levels[above]);
            self.quantiles[if level <= middle { above - 1 } else { above }]
        } else {
            let (low, high) = (self.levels[above - 1], self.levels[above]);
            let share = (level - low) / (high - low);
            self.quantiles[above - 1] + share * (self.quantiles[above] - self.quantiles[above - 1])
        };
        let value = self.support.clamp(value);
        if self.support.integer { value.round() } else { value }
    }

    /// A normal tail through the quantiles at the indices `outer` and `inner`.
    fn tail(&self, z: f64, outer: usize, inner: usize) -> f64 {
        let inner = inner.min(self.levels.len() - 1);
        let (outer_z, inner_z) =
            (standard_normal_quantile(self.levels[outer]), standard_normal_quantile(self.levels[inner]));
        if (outer_z - inner_z).abs() < 1e-9 {
            return self.quantiles[outer];
        }
        let slope = (self.quantiles[outer] - self.quantiles[inner]) / (outer_z - inner_z);
        self.quantiles[outer] + slope * (z - outer_z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{QuantileLevels, Variable};

    #[test]
    fn a_normal_distribution_keeps_its_tails() {
        let levels = QuantileLevels::percentiles();
        let quantiles: Vec<f64> =
            levels.as_slice().iter().map(|level| standard_normal_quantile(*level)).collect();
        let distribution = Distribution::new(levels.as_slice(), &quantiles, &Support::REAL);
        // scipy.stats.norm.ppf
        for (level, z) in [(0.001, -3.090_232), (0.01, -2.326_348), (0.5, 0.0), (0.9985, 2.967_738)] {
            let above = levels.as_slice().partition_point(|known| *known < level);
            assert!((distribution.between(level, above) - z).abs() < 1e-3, "{level}");
        }
    }

    #[test]
    fn no_drizzle_lies_between_dry_and_wet() {
        let levels = QuantileLevels::percentiles();
        // Dry with 93 in 100; wet hours bring 0.5 mm or more.
        let quantiles: Vec<f64> = levels
            .as_slice()
            .iter()
            .map(|level| if *level < 0.935 { 0.0 } else { 40.0 * (level - 0.9275) })
            .collect();
        let support = Variable::Precipitation.support();
        let rain = Distribution::new(levels.as_slice(), &quantiles, &support);
        let members: Vec<f64> = rain.of_ranks(400).collect();
        let wet: Vec<f64> = members.iter().copied().filter(|amount| *amount > 0.0).collect();
        assert_eq!(wet.len(), 26, "6.5 in 100 of 400 members");
        assert!(wet.iter().all(|amount| *amount >= 0.499), "{wet:?}");
    }
}
