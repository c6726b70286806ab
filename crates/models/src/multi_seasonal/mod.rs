//! Methods for regular series with one season or several nested ones, such as the day and the week of hourly values.
//!
//! Each is fitted once and forecasts from the present and from past origins, where it knows only the values up to the origin
//! apart from a few fitted parameters.

mod decomposition;
mod double_seasonal;
mod fitting;
mod loess;
mod mstl;
mod search;
mod smoothing;
mod stl;
mod transform;

pub(crate) use double_seasonal::DoubleSeasonal;
pub(crate) use mstl::Mstl;

#[cfg(test)]
mod tests {
    use crate::Plan;

    type Method = fn(&[f64], &[usize], &Plan) -> Option<Vec<f64>>;

    /// A day and a week in values around 100, with a little noise.
    pub(super) fn nested(count: usize) -> Vec<f64> {
        let wave = |step: usize, period: f64| (step as f64 / period * std::f64::consts::TAU).sin();
        (0..count)
            .map(|step| {
                let weekend = if step / 24 % 7 > 4 { 15.0 } else { 0.0 };
                100.0 + 20.0 * wave(step, 24.0) - weekend + (step * 7919 % 101) as f64 / 500.0
            })
            .collect()
    }

    /// Finite paths (or none) of the right size on values of every kind, and twice the values give twice the forecasts.
    pub(super) fn assert_well_behaved(method: Method) {
        let nested = nested(500);
        let mut outliers = nested.clone();
        (outliers[333], outliers[499]) = (1e12, -1e12);
        let mut shift = nested.clone();
        shift[480..].iter_mut().for_each(|value| *value += 1e6);
        let growing: Vec<f64> = (0..200).map(|step| f64::from(step).exp2().min(1e12)).collect();
        let cases = [
            vec![],
            vec![3.0],
            vec![3.0, -4.0],
            nested[..10].to_vec(),
            nested[..61].to_vec(),
            vec![7.0; 400],
            vec![0.0; 400],
            nested.iter().map(|value| value * 1e-14).collect(),
            nested.iter().map(|value| value * 1e10).collect(),
            nested.iter().map(|value| value - 200.0).collect(),
            (0..400).map(|step| if step % 9 == 0 { f64::from(step) } else { 0.0 }).collect(),
            outliers,
            shift,
            growing,
        ];
        for (index, values) in cases.iter().enumerate() {
            for periods in [&[24, 168][..], &[7], &[1], &[], &[usize::MAX]] {
                let last = values.len().saturating_sub(1);
                let plan =
                    Plan { origins: vec![last / 2, last * 9 / 10, last], leads: vec![1, 2, 30, 200, 1000] };
                let paths = method(values, periods, &plan);
                assert_eq!(paths.is_some(), values.len() >= 10, "case {index} {periods:?}");
                let Some(paths) = paths else { continue };
                assert_eq!(paths.len(), 15);
                assert!(
                    paths[10..].iter().all(|value| value.is_finite()),
                    "case {index} {periods:?} {paths:?}"
                );
                assert!(paths.iter().all(|value| !value.is_infinite()), "case {index} {periods:?} {paths:?}");
                let twice: Vec<f64> = values.iter().map(|value| 2.0 * value).collect();
                for (one, two) in paths.iter().zip(method(&twice, periods, &plan).unwrap()) {
                    let size = one.abs().max(1e-12);
                    let same = (two - 2.0 * one).abs() <= 1e-6 * size || one.is_nan() && two.is_nan();
                    assert!(same, "case {index} {periods:?} {one} {two}");
                }
            }
        }
        assert_eq!(method(&[f64::NAN; 50], &[7], &Plan { origins: vec![49], leads: vec![1] }), None);
    }
}
