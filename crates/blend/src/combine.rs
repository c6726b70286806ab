use crate::{BlendError, Weights};
use domain::{ModelId, QuantileForecast, Support};

/// One distribution out of the experts'.
///
/// Quantile averaging (Vincentization: Ratcliff, Psychological Bulletin 86, 1979; Lichtendahl, Grushka-Cockayne and Winkler,
/// Management Science 59, 2013): the value at a level is the weighted mean of the experts' values there. It keeps the
/// shape and, unlike an average of probabilities, does not blur distributions that agree but for a shift.
///
/// Where an expert sees a mass at a bound (no rain, an overcast sky, sight as far as is reported) they are pooled linearly
/// instead: probabilities are averaged. Of two experts who say rain with 10 and 30 in 100, the average of the quantiles would
/// say 30 in 100 of very little; the pool says 20.
///
/// Experts that say nothing at a valid time can't be left out of it alone: leave them out altogether.
///
/// # Errors
/// When there is no forecast, or they differ in variable, valid times or levels.
pub fn combine(
    forecasts: &[(ModelId, QuantileForecast)],
    weights: &Weights,
    support: &Support,
) -> Result<QuantileForecast, BlendError> {
    let (_, first) = forecasts.first().ok_or(BlendError::Nothing)?;
    for (_, other) in forecasts {
        let what = if other.variable() != first.variable() {
            "variable"
        } else if other.valid_times() != first.valid_times() {
            "valid times"
        } else if other.levels() != first.levels() {
            "levels"
        } else {
            continue;
        };
        return Err(BlendError::Mismatch { what });
    }
    let models: Vec<&ModelId> = forecasts.iter().map(|(model, _)| model).collect();
    let levels = first.levels().as_slice();
    let mut values = Vec::with_capacity(first.valid_times().len() * levels.len());
    let mut pool = Vec::new();
    for (index, time) in first.valid_times().iter().enumerate() {
        let weights = weights.at(*time, &models);
        let quantiles = forecasts.iter().map(|(_, forecast)| forecast.at(index)).zip(weights);
        let has_mass = |forecast: &QuantileForecast| mass_at_an_end(forecast.at(index));
        if support.zero_inflated || forecasts.iter().any(|(_, forecast)| has_mass(forecast)) {
            linear_pool(quantiles, levels, &mut pool, &mut values);
            continue;
        }
        let start = values.len();
        values.resize(start + levels.len(), 0.0);
        for (quantiles, weight) in quantiles {
            for (value, quantile) in values[start..].iter_mut().zip(quantiles) {
                *value += weight * quantile;
            }
        }
    }
    if support.integer {
        values.iter_mut().for_each(|value| *value = value.round());
    }
    Ok(QuantileForecast::new(
        first.variable().clone(),
        first.valid_times().clone(),
        first.levels().clone(),
        values,
        support,
    )?)
}

/// Whether a tenth of the probability or more is at the lowest or the highest quantile.
pub(crate) fn mass_at_an_end(quantiles: &[f64]) -> bool {
    let reach = quantiles.len() / 10;
    let same = |a: usize, b: usize| quantiles[a].total_cmp(&quantiles[b]).is_eq();
    reach > 0 && (same(0, reach) || same(quantiles.len() - 1, quantiles.len() - 1 - reach))
}

/// Quantiles of the mixture. Each expert's quantile stands for the probability from half-way to the level below to half-way
/// to the level above.
pub(crate) fn linear_pool<'a>(
    experts: impl Iterator<Item = (&'a [f64], f64)>,
    levels: &[f64],
    pool: &mut Vec<(f64, f64)>,
    out: &mut Vec<f64>,
) {
    pool.clear();
    for (quantiles, weight) in experts {
        for (index, quantile) in quantiles.iter().enumerate() {
            let below = if index == 0 { 0.0 } else { f64::midpoint(levels[index - 1], levels[index]) };
            let above = levels.get(index + 1).map_or(1.0, |next| f64::midpoint(levels[index], *next));
            pool.push((*quantile, weight * (above - below)));
        }
    }
    pool.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut atoms = pool.iter();
    let (mut value, mut up_to) = atoms.next().copied().unwrap_or((0.0, 1.0));
    for level in levels {
        while up_to < *level
            && let Some((next, weight)) = atoms.next()
        {
            value = *next;
            up_to += weight;
        }
        out.push(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{QuantileLevels, Variable};
    use jiff::Timestamp;
    use proptest::prelude::*;
    use std::sync::Arc;

    const NAMES: [ModelId; 3] = [ModelId::new("a"), ModelId::new("b"), ModelId::new("c")];

    fn forecast(variable: Variable, quantile: impl Fn(f64) -> f64) -> QuantileForecast {
        let levels = QuantileLevels::percentiles();
        let times: Arc<[Timestamp]> = Arc::from([Timestamp::UNIX_EPOCH]);
        let values = levels.as_slice().iter().map(|level| quantile(*level)).collect();
        let support = variable.support();
        QuantileForecast::new(variable, times, levels, values, &support).expect("finite")
    }

    fn blend(forecasts: Vec<QuantileForecast>) -> QuantileForecast {
        let support = forecasts[0].variable().support();
        let named: Vec<_> = NAMES.into_iter().zip(forecasts).collect();
        combine(&named, &Weights::equal(Timestamp::UNIX_EPOCH), &support).expect("blends")
    }

    #[test]
    fn quantiles_are_averaged_level_by_level() {
        let cold = forecast(Variable::Temperature, |level| 10.0 * level);
        let warm = forecast(Variable::Temperature, |level| 10.0 + 20.0 * level);
        for (level, value) in blend(vec![cold, warm]).at(0).iter().enumerate() {
            let level = (level + 1) as f64 / 100.0;
            assert!((value - (5.0 + 15.0 * level)).abs() < 1e-9);
        }
    }

    #[test]
    fn chances_of_rain_are_averaged_and_amounts_are_kept() {
        let rain = |chance: f64| {
            forecast(
                Variable::Precipitation,
                move |level| if level > 1.0 - chance + 0.005 { 2.0 } else { 0.0 },
            )
        };
        let blended = blend(vec![rain(0.1), rain(0.3)]);
        let wet: Vec<f64> = blended.at(0).iter().copied().filter(|amount| *amount > 0.0).collect();
        assert!((19..=21).contains(&wet.len()), "{} in 100", wet.len());
        assert!(wet.iter().all(|amount| (amount - 2.0).abs() < 1e-12));
    }

    #[test]
    fn one_expert_comes_back_unchanged() {
        let rain = forecast(Variable::Precipitation, |level| (20.0 * (level - 0.6)).max(0.0));
        assert_eq!(blend(vec![rain.clone()]), rain);
    }

    #[test]
    fn nothing_to_blend_is_told() {
        let weights = Weights::equal(Timestamp::UNIX_EPOCH);
        assert_eq!(combine(&[], &weights, &Support::REAL), Err(BlendError::Nothing));
        let (rain, warm) =
            (forecast(Variable::Precipitation, |_| 0.0), forecast(Variable::Temperature, |_| 0.0));
        let [a, b, _] = NAMES;
        assert_eq!(
            combine(&[(a, rain), (b, warm)], &weights, &Support::REAL),
            Err(BlendError::Mismatch { what: "variable" })
        );
    }

    proptest! {
        #[test]
        fn a_blend_lies_between_its_experts(
            shifts in prop::collection::vec(-50.0..50.0f64, 1..4),
            rainy in any::<bool>(),
        ) {
            let variable = if rainy { Variable::Precipitation } else { Variable::Temperature };
            let experts: Vec<_> =
                shifts.iter().map(|shift| forecast(variable.clone(), move |level| shift + 9.0 * level)).collect();
            let blended = blend(experts.clone());
            for (index, value) in blended.at(0).iter().enumerate() {
                let of = experts.iter().map(|expert| expert.at(0)[index]);
                prop_assert!(*value >= of.clone().fold(f64::INFINITY, f64::min) - 1e-9);
                prop_assert!(*value <= of.fold(f64::NEG_INFINITY, f64::max) + 1e-9);
            }
        }
    }
}
