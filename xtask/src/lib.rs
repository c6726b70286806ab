//! What the project's own commands are made of: starting programs and telling how far they are.

#![expect(clippy::print_stdout, reason = "talks to the person at the terminal")]

pub mod process;
pub mod progress;
