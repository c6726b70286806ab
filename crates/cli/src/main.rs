//! The command line of Forecastle.

fn main() {}
