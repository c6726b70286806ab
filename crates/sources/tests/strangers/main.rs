//! Programs and servers that mean no good, or do none: each conversation ends in time, in bounds, and in words.

mod http;
#[cfg(unix)]
mod programs;
