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

#[cfg(test)]
mod tests {
    use super::*;

    /// A method whose only parameter is the mean of what it was fitted to.
    fn means(values: &[f64], plan: &Plan) -> Vec<f64> {
        let mean = |known: &[f64]| known.iter().sum::<f64>() / known.len() as f64;
        let fit = |known: &[f64]| (known.len() > 20).then(|| mean(known));
        let repeat = |mean: &f64, plan: &Plan| vec![*mean; plan.origins.len() * plan.leads.len()];
        with_refits(values, plan, |known| fit(known), |mean, _, plan| repeat(mean, plan))
            .expect("long enough")
    }

    #[test]
    fn what_comes_later_changes_no_past_forecast() {
        let values: Vec<f64> = (0..100_u32).map(|step| f64::from(step * 37 % 11)).collect();
        let plan = Plan::over(values.len(), 1, vec![1, 2, 3]);
        let plain = means(&values, &plan);
        assert_eq!(plain.len(), plan.origins.len() * 3);
        for changed_from in [50, 70, 99] {
            let mut changed = values.clone();
            changed[changed_from..].fill(1e6);
            let changed = means(&changed, &plan);
            for (index, origin) in plan.origins.iter().enumerate() {
                let same = plain[index * 3..(index + 1) * 3] == changed[index * 3..(index + 1) * 3];
                assert!(same || *origin >= changed_from, "from {changed_from}: {origin}");
            }
            assert!(changed[changed.len() - 1] > 1e3, "the present knows all");
        }
    }

    #[test]
    fn what_cannot_be_fitted_says_nothing() {
        let values = vec![1.0; 40];
        let plan = Plan { origins: vec![5, 30, 39], leads: vec![1] };
        let paths = means(&values, &plan);
        assert!(paths[0].is_nan() && (paths[1] - 1.0).abs() < 1e-12 && (paths[2] - 1.0).abs() < 1e-12);
        assert_eq!(with_refits(&values, &plan, |_| None::<()>, |(), _, _| Vec::new()), None);
    }

    #[test]
    fn a_long_line_is_fitted_once() {
        let values = vec![1.0; 2000];
        let plan = Plan { origins: vec![1000, 1999], leads: vec![1] };
        let fits = std::cell::Cell::new(0);
        let fit = |_: &[f64]| {
            fits.set(fits.get() + 1);
            Some(())
        };
        let paths = with_refits(&values, &plan, fit, |(), _, plan| vec![0.0; plan.origins.len()]);
        assert_eq!((paths, fits.get()), (Some(vec![0.0; 2]), 1));
    }
}
