//! Prices as returns, and the distribution of the return over several steps as one of the price.

use crate::{
    Plan,
    student::{NEARLY_NORMAL, StandardisedStudent},
};

/// A return no price ever made; `exp` of it keeps a horizon of centuries finite.
const LARGEST_LOG_RETURN: f64 = 25.0;

/// The returns of complete, finite prices: logarithmic where all prices are above zero, else plain differences.
pub(crate) struct Returns {
    pub(crate) logarithmic: bool,
    /// The root mean square return, above zero unless every price is zero.
    pub(crate) scale: f64,
    /// `values[t + 1]` against `values[t]` in units of the scale: mean square 1, unless the price (nearly) never moved.
    pub(crate) scaled: Vec<f64>,
    /// Whether there is any movement to learn from.
    pub(crate) moved: bool,
}

impl Returns {
    pub(crate) fn of(prices: &[f64]) -> Self {
        let logarithmic = prices.iter().all(|price| *price > 0.0);
        let mut scaled: Vec<f64> = prices
            .windows(2)
            .map(|pair| if logarithmic { pair[1].ln() - pair[0].ln() } else { pair[1] - pair[0] })
            .collect();
        let mean_square = scaled.iter().map(|r| r * r).sum::<f64>() / scaled.len().max(1) as f64;
        // A price that never moved may yet.
        let size = if logarithmic { 1.0 } else { prices.iter().map(|price| price.abs()).fold(0.0, f64::max) };
        let floor = 1e-4 * size;
        let moved = mean_square.sqrt() > floor;
        let scale = mean_square.sqrt().max(floor);
        for value in &mut scaled {
            *value = if scale > 0.0 { *value / scale } else { 0.0 };
        }
        Self { logarithmic, scale, scaled, moved }
    }

    /// The price after a `change` in units of the scale.
    fn price(&self, from: f64, change: f64) -> f64 {
        let change = change * self.scale;
        if self.logarithmic {
            from * change.clamp(-LARGEST_LOG_RETURN, LARGEST_LOG_RETURN).exp()
        } else {
            from + change
        }
    }
}

/// The return over the steps up to a lead: its variance in units of the squared scale, and the degrees of freedom of
/// the t distribution that it has about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlook {
    pub(crate) variance: f64,
    pub(crate) degrees: f64,
}

/// Quantiles (origins x leads x levels) of the price; `outlooks` gives one outlook for each lead of an origin. Without
/// drift: the median is the latest price.
pub(crate) fn price_quantiles(
    prices: &[f64],
    returns: &Returns,
    plan: &Plan,
    levels: &[f64],
    mut outlooks: impl FnMut(usize) -> Vec<Outlook>,
) -> Vec<f64> {
    let mut quantiles = Vec::with_capacity(plan.origins.len() * plan.leads.len() * levels.len());
    let Some(last) = prices.len().checked_sub(1) else { return quantiles };
    for origin in &plan.origins {
        let origin = (*origin).min(last);
        for outlook in outlooks(origin) {
            let shape = StandardisedStudent::new(outlook.degrees.min(10.0 * NEARLY_NORMAL));
            let deviation = outlook.variance.max(0.0).sqrt();
            let row =
                levels.iter().map(|level| returns.price(prices[origin], deviation * shape.quantile(*level)));
            quantiles.extend(row);
        }
    }
    quantiles
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::random_walk::FEWEST_RETURNS;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64;

    /// What every model of prices keeps to, whatever it is given.
    type Method = fn(&[f64], &Plan, &[f64]) -> Vec<f64>;

    /// With the fewest returns from which it says anything.
    const METHODS: [(Method, usize); 3] = [
        (|values, plan, levels| crate::Garch.quantiles(values, plan, levels), 0),
        (|values, plan, levels| crate::Har.quantiles(values, plan, levels), 0),
        (|values, plan, levels| crate::RandomWalk.quantiles(values, plan, levels, 1), FEWEST_RETURNS),
    ];

    pub(crate) const LEVELS: [f64; 7] = [0.001, 0.025, 0.25, 0.5, 0.75, 0.975, 0.999];

    /// Standard t deviates with `degrees` of freedom, scaled to variance 1.
    pub(crate) fn deviates(count: usize, degrees: f64, seed: u64) -> Vec<f64> {
        let (mut random, shape) = (Pcg64::seed_from_u64(seed), StandardisedStudent::new(degrees));
        (0..count).map(|_| shape.quantile(random.random_range(1e-9..1.0 - 1e-9))).collect()
    }

    /// Prices whose logarithm is the sum of `returns`.
    pub(crate) fn prices(returns: &[f64]) -> Vec<f64> {
        let mut logarithm = 4.0_f64;
        let mut prices = vec![logarithm.exp()];
        prices.extend(returns.iter().map(|r| {
            logarithm += r;
            logarithm.exp()
        }));
        prices
    }

    fn check_odd(method: Method, fewest: usize) {
        let wave =
            |size: f64| (0..300).map(|i| size * (1.0 + f64::from(i * 7919 % 101) / 50.0)).collect::<Vec<_>>();
        let mut outlier = wave(1.0);
        outlier[150] = 1e12;
        let negative: Vec<f64> = wave(1.0).iter().map(|value| value - 2.0).collect();
        let odd = [
            vec![],
            vec![3.0],
            vec![3.0, 4.0],
            vec![0.0, 0.0],
            wave(1.0)[..10].to_vec(),
            vec![5.0; 200],
            vec![0.0; 200],
            vec![-5.0; 30],
            wave(1e-12),
            wave(1e12),
            negative,
            outlier,
        ];
        for values in odd {
            let last = values.len().saturating_sub(1);
            let plan = Plan { origins: vec![last / 2, last], leads: vec![1, 2, 20, 400] };
            let quantiles = method(&values, &plan, &LEVELS);
            let expected = if values.is_empty() { 0 } else { 2 * 4 * LEVELS.len() };
            assert_eq!(quantiles.len(), expected);
            for (index, row) in quantiles.chunks(LEVELS.len()).enumerate() {
                if plan.origins[index / plan.leads.len()] < fewest {
                    assert!(row.iter().all(|value| value.is_nan()), "{values:?}: {row:?}");
                    continue;
                }
                assert!(row.iter().all(|value| value.is_finite()), "{values:?}: {row:?}");
                assert!(row.windows(2).all(|pair| pair[0] <= pair[1]), "{values:?}: {row:?}");
            }
        }
    }

    fn check_past(method: Method) {
        // The parameters know the whole stretch; the quantiles of a past origin move with them only. After the window, nothing does.
        let past = prices(&deviates(400, 5.0, 3).iter().map(|z| 0.01 * z).collect::<Vec<_>>());
        let plan = |origin: usize| Plan { origins: vec![origin], leads: vec![1, 5] };
        let now = method(&past, &plan(400), &LEVELS);
        let mut longer = past.clone();
        longer.push(past[400]);
        for (now, then) in now.iter().zip(method(&longer, &plan(400), &LEVELS)) {
            assert!((now / then - 1.0).abs() < 0.01, "{now} {then}");
        }
    }

    fn check_scale(method: Method, size: f64, shift: f64) {
        let plan = Plan { origins: vec![100, 250], leads: vec![1, 7] };
        let same = |a: f64, b: f64, unit: f64| (a - b).abs() < 1e-5 * unit;
        let walk: Vec<f64> = prices(&deviates(250, 5.0, 1).iter().map(|z| 0.01 * z).collect::<Vec<_>>());
        let scaled: Vec<f64> = walk.iter().map(|price| price * size).collect();
        let both = (method(&walk, &plan, &LEVELS), method(&scaled, &plan, &LEVELS));
        assert!(both.0.iter().zip(&both.1).all(|(a, b)| same(a * size, *b, 100.0 * size)), "scale");
        // Below zero there are differences only, which a shift leaves alone.
        let low: Vec<f64> = walk.iter().map(|price| price - 100.0).collect();
        let lower: Vec<f64> = low.iter().map(|price| price - shift).collect();
        let both = (method(&low, &plan, &LEVELS), method(&lower, &plan, &LEVELS));
        assert!(both.0.iter().zip(&both.1).all(|(a, b)| same(a - shift, *b, 100.0)), "shift");
    }

    #[test]
    fn odd_prices_give_finite_rising_quantiles() {
        METHODS.iter().for_each(|(method, fewest)| check_odd(*method, *fewest));
    }

    #[test]
    fn a_past_origin_hardly_sees_what_came_later() {
        METHODS.iter().for_each(|(method, _)| check_past(*method));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]
        #[test]
        fn quantiles_move_with_the_unit(exponent in -6..6i32, shift in 1.0..50.0f64) {
            METHODS.iter().for_each(|(method, _)| check_scale(*method, 10.0_f64.powi(exponent) * 1.7, shift));
        }
    }
}
