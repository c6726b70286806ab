//! `cargo xtask fuzz`: feeds the parser whatever makes it take new ways, and stops at the first panic.

use crate::{
    process::{output, run, workspace},
    tools::CARGO_FUZZ,
};
use eyre::{Result, WrapErr, eyre};
use std::{fs, process::Command};

/// No text may take longer than this many seconds, in a build that checks every access.
const SLOWEST: u32 = 10;
/// In bytes: somewhat more than the longest text that is read.
const LONGEST: u32 = 1500;

/// Sets up what is missing and fuzzes `target` of `fuzz/fuzz_targets` for so many seconds.
pub(crate) fn fuzz(target: &str, seconds: u32) -> Result<()> {
    let rustup = |arguments: &[&str]| output(Command::new("rustup").args(arguments));
    let toolchains = rustup(&["toolchain", "list"]).ok_or_else(|| {
        eyre!("fuzzing needs the nightly compiler, and rustup to get it: see https://rustup.rs")
    })?;
    if !toolchains.lines().any(|line| line.starts_with("nightly")) {
        run(Command::new("rustup").args(["toolchain", "install", "nightly", "--profile", "minimal"]))?;
    }
    CARGO_FUZZ.ensure()?;
    let folder = workspace().join("fuzz");
    // cargo-fuzz puts what it finds beside the targets; libFuzzer wants the folder of its corpus to be there.
    fs::create_dir_all(folder.join("corpus").join(target)).wrap_err("the corpus has no folder")?;
    let mut command = Command::new(CARGO_FUZZ.path());
    // The compiler that xtask itself was started with is the stable one.
    for name in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTC", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME"] {
        command.env_remove(name);
    }
    command.env("RUSTUP_TOOLCHAIN", "nightly").current_dir(&folder);
    command.args(["run", "--fuzz-dir", ".", target, "--"]).arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-timeout={SLOWEST}")).arg(format!("-max_len={LONGEST}"));
    run(command.args(["-dict=words.dict", "-len_control=5"]))
}
