use crate::Plan;

/// Values fitted to over all refits together: what the past of a method may cost next to its present.
const VALUES_REFITTED: usize = 1500;
/// Most refits on the way to the present.
const MOST_REFITS: usize = 8;

/// Point forecasts (origins x leads) of a method with fitted parameters, the past ones with parameters fitted to what was known.
///
/// Parameters fitted to the whole line know the outcomes that past forecasts are held against. For a long line that is
/// next to nothing; for a short one it would promise far too narrow a spread. So short lines are fitted anew at up to
/// eight origins (as in rolling-origin evaluation; Tashman, International Journal of Forecasting 16, 2000), and the origins
/// after each take its parameters.
///
/// `fit` gets the values known; `paths` the parameters, all values, and the origins to forecast from.
pub(crate) fn with_refits<Fitted>(
    values: &[f64],
    plan: &Plan,
    fit: impl Fn(&[f64]) -> Option<Fitted>,
    paths: impl Fn(&Fitted, &[f64], &Plan) -> Vec<f64>,
) -> Option<Vec<f64>> {
    let now = fit(values)?;
    let refits = (VALUES_REFITTED / values.len().max(1)).min(MOST_REFITS).min(plan.past().len());
    if refits == 0 {
        return Some(paths(&now, values, plan));
    }
    let mut out = Vec::with_capacity(plan.origins.len() * plan.leads.len());
    for origins in plan.past().chunks(plan.past().len().div_ceil(refits)) {
        let part = Plan { origins: origins.to_vec(), leads: plan.leads.clone() };
        match fit(&values[..=origins[0]]) {
            Some(fitted) => out.extend(paths(&fitted, values, &part)),
            None => out.extend(std::iter::repeat_n(f64::NAN, origins.len() * plan.leads.len())),
        }
    }
    let present = Plan { origins: plan.origins[plan.past().len()..].to_vec(), leads: plan.leads.clone() };
    out.extend(paths(&now, values, &present));
    Some(out)
}
