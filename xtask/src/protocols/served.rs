//! A server that a check talks to, and that ends with it.

use crate::process::shown;
use eyre::{Result, WrapErr, eyre};
use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

/// A running server.
pub(super) struct Served {
    child: Child,
    /// The address it told.
    pub(super) url: String,
    _output: BufReader<ChildStdout>,
}

impl Served {
    /// Starts a program that tells its address in its first line. It runs in this folder and takes it for the user's home.
    pub(super) fn start(command: &mut Command, folder: &Path) -> Result<Self> {
        println!("      $ {} &", shown(command));
        let log = File::create(folder.join("server.log")).wrap_err("the server's log can't be made")?;
        at_home(command, folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut child =
            command.spawn().wrap_err_with(|| format!("`{}` could not be started", shown(command)))?;
        let mut output = BufReader::new(child.stdout.take().expect("standard output is piped"));
        let mut line = String::new();
        output.read_line(&mut line).wrap_err("the server told nothing")?;
        let url = line.split_whitespace().find(|word| word.starts_with("http"));
        let Some(url) = url.map(|url| url.trim_end_matches('.').to_owned()) else {
            let _already_ended = child.wait();
            return Err(eyre!("the server did not start: see {}", folder.join("server.log").display()));
        };
        Ok(Self { child, url, _output: output })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _already_ended = self.child.kill();
        let _already_ended = self.child.wait();
    }
}

/// Forecastle's HTTP server with a data folder of its own, and a token that opens all of it but what a check may not do.
pub(super) struct Forecastle {
    pub(super) served: Served,
    pub(super) token: String,
}

impl Forecastle {
    pub(super) fn start(program: &Path, folder: &Path, permissions: &str) -> Result<Self> {
        let data = folder.join("data");
        let mut create = Command::new(program);
        create.arg("--data").arg(&data).args(["--json", "tokens", "create", "test", "--may", permissions]);
        let made = at_home(&mut create, folder).output().wrap_err("Forecastle could not be started")?;
        let made: serde_json::Value =
            serde_json::from_slice(&made.stdout).wrap_err("no token could be made")?;
        let token = made["secret"].as_str().ok_or_else(|| eyre!("no token was made"))?.to_owned();
        let mut serve = Command::new(program);
        serve.arg("--data").arg(&data).args(["serve", "--port", "0"]);
        Ok(Self { served: Served::start(&mut serve, folder)?, token })
    }
}

fn at_home<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_DOWNLOAD_DIR", "FORECASTLE_DATA"] {
        command.env_remove(name);
    }
    command.current_dir(folder).env("HOME", folder).env("USERPROFILE", folder)
}
