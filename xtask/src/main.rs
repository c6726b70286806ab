//! The project's own commands: run, test, bench, data.

fn main() {}
