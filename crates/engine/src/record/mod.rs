//! Keeping score: what is kept of a forecast when it is issued, holding it against what came, and telling how it did.

mod erase;
mod insight;
mod issued;
mod keeping;
mod learning;
mod observed;
mod proposals;
mod report;
mod verify;
mod went;

pub(crate) use erase::{erase_everything, erase_place};
pub(crate) use insight::{Seen, insight};
pub(crate) use issued::verifiable;
pub(crate) use keeping::{Keeping, keep_score};
pub(crate) use proposals::{answer_proposal, proposals};
pub(crate) use report::{charts, draw, report};
pub(crate) use verify::{after_import, catch_up};
pub(crate) use went::{outcome_of, record_outcome};
