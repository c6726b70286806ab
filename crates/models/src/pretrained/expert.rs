use super::Pretrained;
use crate::{Plan, line::Line};

/// Past origins that the network is run from besides the present: each costs as much as the present does.
const PAST_RUNS: usize = 6;

/// Medians of a pre-trained network (origins x leads) from the present and a few past origins; NaN from the others. `None` where
/// the leads go beyond its horizon.
pub(crate) fn paths(network: &dyn Pretrained, line: &Line, plan: &Plan) -> Option<Vec<f64>> {
    if plan.horizon() > network.horizon() || line.values.is_empty() {
        return None;
    }
    let past = plan.past().len();
    let every = past.div_ceil(PAST_RUNS).max(1);
    let run: Vec<usize> =
        (0..plan.origins.len()).filter(|index| (past - index).is_multiple_of(every)).collect();
    let known: Vec<&[f64]> = run.iter().map(|index| &line.values[..=plan.origins[*index]]).collect();
    let levels = network.levels();
    let median = levels.iter().position(|level| *level >= 0.5)?;
    let mut out = vec![f64::NAN; plan.origins.len() * plan.leads.len()];
    for (index, said) in run.iter().zip(network.predict(&known)) {
        if said.len() < plan.horizon() * levels.len() {
            continue;
        }
        let row = &mut out[index * plan.leads.len()..(index + 1) * plan.leads.len()];
        for (value, lead) in row.iter_mut().zip(&plan.leads) {
            *value = said[(lead - 1) * levels.len() + median];
        }
    }
    Some(out)
}
