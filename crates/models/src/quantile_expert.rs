use crate::{
    Model, ModelError, Plan, Prepared, RollingForecast, Task,
    line::{Line, Measure},
};
use domain::{Hindcast, ModelId, QuantileForecast};
use std::sync::Arc;

/// A method that says whole distributions of a [`Line`] of values, from every origin: an entry of a table.
pub(crate) struct QuantileExpert {
    /// Its name in the store.
    pub(crate) id: ModelId,
    /// As shown to a person.
    pub(crate) title: &'static str,
    /// Quantiles (origins x leads x levels) from the values, where every step counts, at the levels and with the seed given; NaN from
    /// origins in the past that are too early.
    pub(crate) quantiles: fn(&[f64], &Plan, &[f64], u64) -> Vec<f64>,
    /// Whether steps without a value didn't happen, as days without trade, instead of being gaps.
    pub(crate) skips_missing: bool,
    /// Values from which it has something to say.
    pub(crate) fewest: usize,
}

impl Model for QuantileExpert {
    fn id(&self) -> ModelId {
        self.id.clone()
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn vote(&self, _: &Prepared) -> f64 {
        1.0
    }

    fn forecast(&self, task: &Task<'_>) -> Result<RollingForecast, ModelError> {
        let prepared = task.prepared;
        let nothing =
            || ModelError::Short { needed: format!("{} values", self.fewest), found: "fewer".to_owned() };
        let line = prepared.line(Measure::Values).ok_or_else(nothing)?;
        let (values, plan) = if self.skips_missing {
            without_missing(line, task.plan)
        } else {
            (line.values.clone(), task.plan.clone())
        };
        if values.len() < self.fewest {
            return Err(nothing());
        }
        task.check()?;
        let track = prepared.track();
        let back = |quantiles: Vec<f64>| -> Vec<f64> {
            let back = |value: f64| if value.is_finite() { prepared.scale().back(value) } else { f64::NAN };
            quantiles.into_iter().map(back).collect()
        };
        let newest = Plan { origins: plan.origins[plan.past().len()..].to_vec(), leads: plan.leads.clone() };
        let present = QuantileForecast::new(
            track.variable.clone(),
            Arc::clone(&task.valid_times),
            task.levels.clone(),
            back((self.quantiles)(&values, &newest, task.levels.as_slice(), task.seed)),
            &track.support,
        )?;
        task.check()?;
        let earlier = Plan { origins: plan.past().to_vec(), leads: plan.leads.clone() };
        let levels = Hindcast::usual_levels();
        let past = if earlier.origins.is_empty() {
            Vec::new()
        } else {
            back((self.quantiles)(&values, &earlier, levels.as_slice(), task.seed))
        };
        let past = Hindcast::new(earlier.origins.len(), earlier.leads.len(), levels, past)?;
        Ok(RollingForecast { present, past: Some(past) })
    }
}

/// The values that were observed, and the plan counted in them: leads shrink by the share of steps with a value.
fn without_missing(line: &Line, plan: &Plan) -> (Vec<f64>, Plan) {
    let values: Vec<f64> = line.observed.iter().copied().filter(|value| !value.is_nan()).collect();
    let mut seen = 0_usize;
    let known: Vec<usize> = line
        .observed
        .iter()
        .map(|value| {
            seen += usize::from(!value.is_nan());
            seen.saturating_sub(1)
        })
        .collect();
    let share = values.len() as f64 / line.observed.len().max(1) as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive count of steps")]
    let leads = plan.leads.iter().map(|lead| ((*lead as f64 * share).round() as usize).max(1)).collect();
    (values, Plan { origins: plan.origins.iter().map(|origin| known[*origin]).collect(), leads })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_without_a_value_are_no_days() {
        let nan = f64::NAN;
        let line = |observed: &[f64]| Line::new(Measure::Values, observed, vec![7]).expect("a value");
        // Trade on five of seven days: a week ahead is five days of trade.
        let observed: Vec<f64> =
            (0..70_u32).map(|day| if day % 7 < 5 { f64::from(day) } else { nan }).collect();
        let (values, plan) =
            without_missing(&line(&observed), &Plan { origins: vec![7, 13, 69], leads: vec![1, 7, 70] });
        assert_eq!(values.len(), 50);
        assert_eq!(plan.leads, [1, 5, 50]);
        for (origin, newest) in plan.origins.iter().zip([7.0, 11.0, 67.0]) {
            assert!((values[*origin] - newest).abs() < 1e-12);
        }
        // Nothing is missing: nothing changes.
        let whole = Plan { origins: vec![3, 9], leads: vec![1, 4] };
        assert_eq!(without_missing(&line(&[1.0; 10]), &whole), (vec![1.0; 10], whole));
    }
}
