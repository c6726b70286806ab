//! Post-processing of numerical weather guidance: an ensemble in, calibrated quantiles out.
//!
//! A [`PostProcessor`] walks through the past of one station, variable and lead. For each case it first forecasts with what was
//! known at the issue, then learns from the outcome. Its layers, from the ensemble to the answer:
//!
//! 1. `recursive`: recursive ridge regressions of the error of the ensemble mean, with several memories, on the
//!    ensemble's shape, the season, the other runs and the errors known at the issue (`predictors`, `history`);
//! 2. `emos`: distributions of minimum CRPS, whose location takes up those corrections and whose scale the spread;
//! 3. `combine`: an average of the quantiles of all of them, and of the raw and the dressed ensemble, with
//!    weights learnt online, which is also the gate: what doesn't earn its place loses its weight;
//! 4. `recalibrate`: a monotone map of the levels from the probability integral transforms so far.
//!
//! All of it is worked out on the *working scale* of the [`GuidanceKind`]: square roots for wind, the power 2/3 for rain.
//! Truncated normals (wind) and shifted gammas (rain) are fitted on the variable's own scale.

mod bfgs;
mod case;
mod censored_logistic;
mod combine;
mod dressed;
mod emos;
mod family;
mod forecast;
mod history;
mod post_processor;
mod predictors;
mod quantile_mapping;
mod raw;
mod recalibrate;
mod recursive;
mod shifted_gamma;
mod state;
mod summary;
#[cfg(test)]
mod tests;
mod truncated_normal;
mod walk;
mod working_scale;

pub use case::{Ensemble, GuidanceCase, GuidanceError, GuidanceKind};
pub use forecast::GuidanceForecast;
pub use post_processor::PostProcessor;
pub use walk::walk_forward;
