//! From the experts' distributions to one, and from one to scenarios; and the scores that judge both. Pure.
//!
//! [`aggregate`] blends the experts' marginals with weights learnt on past origins, [`conform`] gives the blend the coverage it
//! promises, [`Calibration`] keeps it so as outcomes arrive, [`couple`] makes joint members of the marginals, and the functions in [`scores`] hold any of these against what was
//! observed.

mod aggregate;
mod calibration;
mod combine;
mod condition;
mod conformal;
mod couple;
mod distribution;
mod error;
mod error_dependence;
mod forecast_errors;
mod guidance;
mod learning;
mod lookup;
mod never_changed;
mod online;
mod order;
mod pinned;
#[cfg(test)]
mod rehearsals;
pub mod scores;
mod stretch;
mod templates;
#[cfg(test)]
mod testing;
mod trajectory;
mod weights;

pub use aggregate::{Aggregate, Expert, Rehearsal, aggregate};
pub use calibration::Calibration;
pub use combine::combine;
pub use condition::conditioned;
pub use conformal::conform;
pub use couple::{MEMBERS, couple};
pub use error::BlendError;
pub use error_dependence::ErrorDependence;
pub use learning::{
    Candidates, Checked, EventAsked, EventIssued, ExpertsSaid, Features, Issued, Learning, LearningOptions,
    LearntPart, Scope,
};
pub use never_changed::never_changed;
pub use pinned::pinned;
pub use templates::TemplateSource;
pub use weights::Weights;
