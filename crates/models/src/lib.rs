//! One file per forecasting model. Pure: no I/O, no clock, and every random draw is seeded.
//!
//! A [`Model`] turns what is known of one variable ([`Prepared`]) into a [`RollingForecast`]: what it says now, and what it would
//! have said from past origins ([`Plan`]), or stands aside and says why ([`ModelError`]). Which models compete for which variable is
//! the table in [`experts`]: adding a model is one file here and one row there.
//!
//! All of them work on the *model scale* (square root for wind). Those for series work on the values or their logarithms, those
//! for weather on *standardised anomalies*: what is left when the usual for the time of year, the hour and the weekday is taken away (`normal`). That is worked out once
//! per track by [`prepare`] and shared.

mod analog;
mod autoregression;
mod calendar;
mod climatology;
mod covariates;
mod damped_anomaly;
mod demand;
mod departure;
mod dressing;
mod error;
mod events;
mod gamma;
mod garch;
pub mod guidance;
mod har;
mod intermittent;
mod line;
mod line_expert;
mod model_output;
mod multi_seasonal;
mod naive;
mod nelder_mead;
mod normal;
mod plan;
mod prepared;
mod pretrained;
mod quantile_expert;
mod random_walk;
mod refits;
mod returns;
mod ridge;
mod rolling;
mod routing;
mod sample;
mod scale;
mod series_experts;
mod smoothing;
mod student;
mod task;
#[cfg(test)]
mod testing;
mod trend;
mod typical_week;
mod wet_spell;

pub use climatology::Climatology;
pub use damped_anomaly::DampedAnomaly;
pub use demand::{Demand, DemandPattern};
pub use departure::Departure;
pub use error::ModelError;
pub use garch::Garch;
pub use har::Har;
pub use intermittent::{Croston, Tsb};
pub use model_output::WeatherGuidance;
pub use plan::Plan;
pub use prepared::{Prepared, prepare};
pub use pretrained::{Fracast, Pretrained, WeightsError};
pub use random_walk::RandomWalk;
pub use rolling::RollingForecast;
pub use routing::{experts, pretrained_expert, series_experts};
pub use task::{Model, Reach, Task};
pub use wet_spell::WetSpell;
