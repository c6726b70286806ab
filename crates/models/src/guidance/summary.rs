//! What the post-processors look at in one case, on the working scale.

use super::{Ensemble, GuidanceCase, GuidanceError, working_scale::WorkingScale};

/// Levels of the members whose distances from the mean tell of the ensemble's shape.
const SHAPE_LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// One case in numbers. Distances are from `mean`; what is missing has the distance 0.
#[derive(Debug, Clone)]
pub(super) struct Summary {
    pub(super) day: i64,
    pub(super) known_until: i64,
    pub(super) mean: f64,
    pub(super) deviation: f64,
    pub(super) shape: [f64; SHAPE_LEVELS.len()],
    /// Share of the members above the trace.
    pub(super) share: f64,
    pub(super) high_resolution: f64,
    pub(super) control: f64,
    /// Working scale of the mean of the members on the own scale.
    pub(super) own_mean: f64,
    pub(super) extra: Vec<f64>,
}

impl Summary {
    pub(super) fn of(case: &GuidanceCase, scale: WorkingScale) -> Result<Self, GuidanceError> {
        let run = |value: Option<f64>| value.filter(|value| WorkingScale::usable(*value));
        let (high, control) = (run(case.high_resolution), run(case.control));
        let single = high.or(control);
        let mut shape = [0.0; SHAPE_LEVELS.len()];
        let (mean, deviation, share, own_mean) = match &case.ensemble {
            Ensemble::Moments { mean, standard_deviation } if WorkingScale::usable(*mean) => {
                let own =
                    if WorkingScale::usable(*standard_deviation) { standard_deviation.abs() } else { 0.0 };
                let (working, deviation) = scale.moments(*mean, own);
                (working, deviation, f64::from(u8::from(*mean > scale.trace)), scale.to_working(*mean))
            }
            Ensemble::Members(members) if members.iter().any(|value| WorkingScale::usable(*value)) => {
                let own: Vec<f64> =
                    members.iter().copied().filter(|value| WorkingScale::usable(*value)).collect();
                let count = own.len() as f64;
                let mut working: Vec<f64> = own.iter().map(|value| scale.to_working(*value)).collect();
                working.sort_unstable_by(f64::total_cmp);
                let mean = working.iter().sum::<f64>() / count;
                let squares: f64 = working.iter().map(|value| (value - mean).powi(2)).sum();
                for (distance, level) in shape.iter_mut().zip(SHAPE_LEVELS) {
                    let index = ((level * count) as usize).min(working.len() - 1);
                    *distance = working[index] - mean;
                }
                let share = own.iter().filter(|value| **value > scale.trace).count() as f64 / count;
                let own_mean = scale.to_working(own.iter().sum::<f64>() / count);
                (mean, (squares / (count - 1.0).max(1.0)).sqrt(), share, own_mean)
            }
            _ => {
                let own = single.ok_or(GuidanceError::Empty)?;
                let working = scale.to_working(own);
                (working, 0.0, f64::from(u8::from(own > scale.trace)), working)
            }
        };
        let distance = |value: Option<f64>| value.map_or(0.0, |value| scale.to_working(value) - mean);
        Ok(Self {
            day: case.valid_day,
            known_until: case.known_until(),
            mean,
            deviation,
            shape,
            share,
            high_resolution: distance(high),
            control: distance(control),
            own_mean: own_mean - mean,
            extra: case.extra.clone(),
        })
    }
}
