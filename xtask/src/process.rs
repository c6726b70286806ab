//! Starts other programs, shows what is started, and says plainly which one failed.

use eyre::{Result, WrapErr, bail};
use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The command as a person would type it.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let known = program.file_stem().filter(|name| *name == "cargo" || *name == "npm");
    std::iter::once(known.unwrap_or(command.get_program()))
        .chain(command.get_args())
        .map(|word| {
            let word = word.to_string_lossy();
            if word.is_empty() || word.contains([' ', '\'', '$', '*', '&', ';']) {
                format!("\"{word}\"")
            } else {
                word.into_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Shows the command, runs it with its output in plain view, and fails when it does.
pub fn run(command: &mut Command) -> Result<()> {
    println!("      $ {}", shown(command));
    let status = command.status().wrap_err_with(|| format!("`{}` could not be started", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// What the command prints, or nothing when it can't be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Where a program is, looking through `PATH` as a shell does.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let suffixes: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ""] } else { &[""] };
    env::split_paths(&env::var_os("PATH")?)
        .flat_map(|folder| suffixes.iter().map(move |suffix| folder.join(format!("{name}{suffix}"))))
        .find(|path| path.is_file())
}

/// A call of the cargo that runs this program, in the workspace.
pub fn cargo<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace());
    // Set by `cargo xtask` for this program only; a nested cargo that sees them rebuilds what reads them.
    let of_this_package = |name: &OsStr| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
    };
    for (name, _) in env::vars_os().filter(|(name, _)| of_this_package(name)) {
        command.env_remove(name);
    }
    command
}

/// The top folder of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the workspace")
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), |path| workspace().join(path))
}

/// A program that cargo built in the development profile.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = Command::new("forecastle");
        command.args(["ask", "tomorrow's picnic", "--json"]);
        assert_eq!(shown(&command), "forecastle ask \"tomorrow's picnic\" --json");
    }

    #[test]
    fn the_programs_everyone_has_are_shown_without_their_folder() {
        assert_eq!(shown(Command::new("/usr/bin/npm").arg("ci")), "npm ci");
        assert_eq!(shown(Command::new("/opt/rust/bin/cargo").arg("doc")), "cargo doc");
        assert_eq!(
            shown(&Command::new("/home/me/target/debug/forecastle")),
            "/home/me/target/debug/forecastle"
        );
    }

    #[test]
    fn a_failing_command_is_named_with_its_status() {
        let failure = run(cargo(["no-such-subcommand"]).stderr(Stdio::null())).expect_err("cargo refuses");
        assert!(failure.to_string().contains("no-such-subcommand` failed"), "{failure}");
    }

    #[test]
    fn a_program_that_is_not_there_is_not_found() {
        assert_eq!(find_program("surely-no-program-of-this-name"), None);
        assert!(output(&mut Command::new("surely-no-program-of-this-name")).is_none());
    }
}
