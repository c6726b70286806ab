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
