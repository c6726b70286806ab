//! A screen and a message bus of our own, for machines without either.

use crate::process::{run, shown};
use eyre::{Result, WrapErr, bail};
use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

/// A virtual screen that ends with this value.
pub(crate) struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    /// Starts Xvfb on the first free display.
    pub(crate) fn start() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        // Xvfb writes the number of the display it took to this file descriptor once it is ready.
        command.args(["-displayfd", "1", "-screen", "0", "1400x2400x24", "-nolisten", "tcp"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server =
            command.spawn().wrap_err_with(|| format!("`{}` could not be started", shown(&command)))?;
        let mut number = String::new();
        let stdout = server.stdout.take().expect("standard output is piped");
        BufReader::new(stdout).read_line(&mut number).wrap_err("Xvfb did not tell its display")?;
        let number = number.trim();
        if number.is_empty() {
            let _already_ended = server.wait();
            bail!("Xvfb ended at once: run `{}` to see why", shown(&command));
        }
        Ok(Self { display: format!(":{number}"), server })
    }

    /// Runs a command on this screen with a message bus of its own.
    pub(crate) fn run(&self, command: &Command) -> Result<()> {
        let mut session = Command::new("dbus-run-session");
        session.arg("--").arg(command.get_program()).args(command.get_args()).env("DISPLAY", &self.display);
        // GTK would prefer a Wayland screen, and the accessibility bus is not there.
        session.env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1").env_remove("WAYLAND_DISPLAY");
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => session.env(name, value),
                None => session.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            session.current_dir::<&OsStr>(folder.as_ref());
        }
        run(&mut session)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _already_ended = self.server.kill();
        let _already_ended = self.server.wait();
    }
}
