use crate::Plan;

/// The newest value again: origins x leads.
pub(crate) fn naive(values: &[f64], plan: &Plan) -> Vec<f64> {
    plan.origins.iter().flat_map(|origin| plan.leads.iter().map(|_| values[*origin])).collect()
}

/// The same place of the newest season again: origins x leads, NaN from origins without a whole season.
///
/// The benchmark of Hyndman and Athanasopoulos, Forecasting: Principles and Practice, section 5.2.
pub(crate) fn seasonal_naive(values: &[f64], period: usize, plan: &Plan) -> Vec<f64> {
    let at = |origin: usize, lead: usize| {
        (origin + lead).checked_sub(period * lead.div_ceil(period)).map_or(f64::NAN, |index| values[index])
    };
    plan.origins.iter().flat_map(|origin| plan.leads.iter().map(|lead| at(*origin, *lead))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_value_or_season_comes_again() {
        let values: Vec<f64> = (0..10_u32).map(f64::from).collect();
        let plan = Plan { origins: vec![1, 5, 9], leads: vec![1, 3, 4, 8] };
        assert_eq!(naive(&values, &plan), [1.0, 1.0, 1.0, 1.0, 5.0, 5.0, 5.0, 5.0, 9.0, 9.0, 9.0, 9.0]);
        let seasonal = seasonal_naive(&values, 3, &plan);
        assert!(seasonal[0].is_nan() && (seasonal[1] - 1.0).abs() < 1e-12 && seasonal[2].is_nan());
        assert_eq!(seasonal[4..], [3.0, 5.0, 3.0, 4.0, 7.0, 9.0, 7.0, 8.0]);
        assert_eq!(seasonal_naive(&values, 1, &plan), naive(&values, &plan));
    }
}
