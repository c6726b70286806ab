//! What is known for a question: observations, climatology, their age and origin.

pub mod assets;
pub mod gazetteer;
