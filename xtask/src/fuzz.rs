//! `cargo xtask fuzz`: feeds the parser, or what reads files and replies, whatever makes it take new ways, and stops at the first panic.

use crate::{
    process::{output, run, workspace},
    tools::CARGO_FUZZ,
};
use eyre::{Result, WrapErr, eyre};
use std::{fs, process::Command};

/// No text may take longer than this many seconds, in a build that checks every access.
const SLOWEST: u32 = 10;
/// The target that reads questions.
const QUESTIONS: &str = "interpret";
/// In bytes: somewhat more than the longest question that is read.
const LONGEST: u32 = 1500;
/// In bytes, of a file or a reply: room for a few pages of a database.
const LONGEST_FILE: u32 = 20_000;
/// What the names of targets begin with that take the whole engine.
const SERVICE: &str = "service_";
/// Small files to begin with, by the ending of their names.
const SAMPLES: &str = "crates/context/src/import/samples";

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
    let corpus = folder.join("corpus").join(target);
    fs::create_dir_all(&corpus).wrap_err("the corpus has no folder")?;
    for sample in fs::read_dir(workspace().join(SAMPLES))?.flatten().map(|entry| entry.path()) {
        let is_own =
            sample.extension().is_some_and(|ending| target == format!("import_{}", ending.display()));
        if is_own && let Some(name) = sample.file_name() {
            fs::copy(&sample, corpus.join(name)).wrap_err("a sample can't be copied into the corpus")?;
        }
    }
    let mut command = Command::new(CARGO_FUZZ.path());
    // The compiler that xtask itself was started with is the stable one.
    for name in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTC", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME"] {
        command.env_remove(name);
    }
    command.env("RUSTUP_TOOLCHAIN", "nightly").current_dir(&folder);
    command.args(["run", "--fuzz-dir", "."]);
    if target.starts_with(SERVICE) {
        command.args(["--features", "service"]);
    }
    command.args([target, "--"]).arg(format!("-max_total_time={seconds}"));
    let longest = if target == QUESTIONS { LONGEST } else { LONGEST_FILE };
    command.arg(format!("-timeout={SLOWEST}")).arg(format!("-max_len={longest}")).arg("-len_control=5");
    let dictionary = format!("{target}.dict");
    if folder.join(&dictionary).is_file() {
        command.arg(format!("-dict={dictionary}"));
    }
    run(&mut command)
}
