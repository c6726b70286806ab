//! Forecasts held against what came. Pure: state in, state out.
//!
//! [`score`] scores one variable of a forecast exactly as it was issued; [`Report::of`] adds such scores up: how often things
//! happened that were given a chance, skill against references, by how far ahead and what for. [`sentences`] and [`charts`] tell of
//! it. [`proposals`] learns from how outings went what this person calls good enough, [`insight`] says what the record shows that is
//! worth knowing.

mod bootstrap;
mod call;
mod charts;
mod criteria;
mod events;
mod filter;
mod insights;
mod persistence;
mod report;
mod scores;
mod sentences;
mod significance;
mod skill;
mod tables;
#[cfg(test)]
mod testing;
mod threshold;

pub use call::{Call, happened};
pub use charts::charts;
pub use criteria::{Edge, Outing, ThresholdProposal, accepted, proposals};
pub use events::{ChanceBin, Events};
pub use filter::{Filter, UseCase};
pub use insights::{Checked, Insight, checked, insight};
pub use persistence::persistence;
pub use report::{Amounts, Report};
pub use scores::{COVERAGES, LeadScores, ModelScores, PIT_BINS, read_scores, score, write_scores};
pub use sentences::sentences;
pub use skill::{Group, Interval, Skill, SkillRow};
pub use tables::tables;
