//! Experts with a past for the tests of this crate.

use crate::{Expert, Rehearsal};
use domain::{
    Hindcast, ModelId, QuantileForecast, QuantileLevels, Support, Variable, standard_normal_quantile,
};
use jiff::{SignedDuration, Timestamp};

/// Standard normal noise, the same for the same arguments: a hash of them through the normal quantile.
pub(crate) fn noise(seed: u64, index: usize) -> f64 {
    let mut hash =
        (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ seed.wrapping_mul(0xd1b5_4a32_d192_ed03);
    for _ in 0..3 {
        hash = (hash ^ (hash >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    standard_normal_quantile(((hash >> 11) as f64 + 0.5) / (1_u64 << 53) as f64)
}

/// Origins `stride` apart; `outcome` gets the step they speak of.
pub(crate) fn rehearsal(
    origins: usize,
    stride: usize,
    leads: usize,
    outcome: impl Fn(usize) -> f64,
) -> Rehearsal {
    let origins: Vec<usize> = (0..origins).map(|origin| origin * stride).collect();
    let leads: Vec<usize> = (1..=leads).collect();
    let outcomes =
        origins.iter().flat_map(|origin| leads.iter().map(move |lead| origin + lead)).map(outcome).collect();
    Rehearsal { leads, origins, outcomes }
}

/// Normal quantiles about `median` (of the step spoken of) with the spread `spread`, in the past.
pub(crate) fn hindcast(rehearsal: &Rehearsal, spread: f64, median: impl Fn(usize) -> f64) -> Hindcast {
    let levels = Hindcast::usual_levels();
    let mut values = Vec::new();
    for origin in &rehearsal.origins {
        for lead in &rehearsal.leads {
            let median = median(origin + lead);
            values.extend(
                levels.as_slice().iter().map(|level| median + spread * standard_normal_quantile(*level)),
            );
        }
    }
    Hindcast::new(rehearsal.origins.len(), rehearsal.leads.len(), levels, values).expect("the shape")
}

/// The same quantile function at each of `times` hours.
pub(crate) fn present(times: usize, support: &Support, quantile: impl Fn(f64) -> f64) -> QuantileForecast {
    let levels = QuantileLevels::percentiles();
    let times: Vec<Timestamp> = (0..times)
        .map(|hour| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::try_from(hour).expect("few")))
        .collect();
    let values = times.iter().flat_map(|_| levels.as_slice().iter().map(|level| quantile(*level))).collect();
    QuantileForecast::new(Variable::Temperature, times.into(), levels.clone(), values, support)
        .expect("finite quantiles")
}

/// An expert that says a normal distribution about `now`, and said `past`.
pub(crate) fn expert(
    name: &'static str,
    now: f64,
    spread: f64,
    leads: usize,
    past: Option<Hindcast>,
) -> Expert {
    Expert {
        model: ModelId::new(name),
        present: present(leads, &Support::REAL, |level| now + spread * standard_normal_quantile(level)),
        past,
        prior: vec![1.0; leads],
    }
}
