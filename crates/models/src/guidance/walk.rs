//! A walk through a record as it would have been lived.

use super::{GuidanceCase, GuidanceError, GuidanceForecast, GuidanceKind, PostProcessor};

/// The forecast of every case of one station, variable and lead with what was known at its issue, in the order of `cases`.
///
/// They may come in any order; they are walked through by valid day.
#[must_use]
pub fn walk_forward(
    kind: GuidanceKind,
    cases: &[GuidanceCase],
) -> Vec<Result<GuidanceForecast, GuidanceError>> {
    let mut order: Vec<usize> = (0..cases.len()).collect();
    order.sort_by_key(|index| cases[*index].valid_day);
    let mut processor = PostProcessor::new(kind);
    let mut forecasts = vec![Err(GuidanceError::Empty); cases.len()];
    let mut learnt = 0;
    for index in &order {
        let case = &cases[*index];
        while learnt < order.len() && cases[order[learnt]].valid_day <= case.known_until() {
            processor.learn(&cases[order[learnt]]);
            learnt += 1;
        }
        forecasts[*index] = processor.forecast(case);
        processor.learn(&GuidanceCase { observed: None, ..case.clone() });
    }
    forecasts
}
