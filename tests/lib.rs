//! What crosses crates lives in the test files beside this one.
