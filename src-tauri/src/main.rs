//! The desktop window of Forecastle.

fn main() {}
