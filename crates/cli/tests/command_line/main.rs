//! The command line as a person would use it, well and badly.

mod assistants;
mod bad_input;
mod data_file;
mod exit_status;
mod export;
mod imports;
mod json;
mod kill;
mod kill_at_work;
mod moments;
mod progress;
mod record;
mod saved;
mod serve;
mod sources;
mod terminal;
