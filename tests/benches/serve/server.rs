//! The server under load: its own process.

use eyre::{OptionExt, Result, WrapErr};
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// Clock ticks in a second, as Linux counts the CPU time of processes.
const TICKS: f64 = 100.0;

/// `forecastle serve`, ended with this value.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    /// Opens all there is.
    pub(crate) token: String,
}

impl Server {
    pub(crate) fn start(program: &Path, data: &Path) -> Result<Self> {
        let token = Command::new(program)
            .arg("--data")
            .arg(data)
            .args(["--json", "tokens", "create", "a benchmark", "--may", "predict,ask,read,write"])
            .output()
            .wrap_err_with(|| format!("{} doesn't run", program.display()))?;
        let token: serde_json::Value = serde_json::from_slice(&token.stdout)
            .wrap_err_with(|| String::from_utf8_lossy(&token.stderr).into_owned())?;
        let token = token["secret"].as_str().ok_or_eyre("no secret was told")?.to_owned();
        let mut child = Command::new(program)
            .args(["serve", "--port", "0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut first = String::new();
        BufReader::new(child.stdout.take().ok_or_eyre("it is piped")?).read_line(&mut first)?;
        let url = first.split_whitespace().find(|word| word.starts_with("http")).ok_or_eyre("no address")?;
        let url = url.trim_end_matches('.').to_owned();
        Ok(Self { child, url, token })
    }

    /// Its CPU time so far, in seconds, where the system tells.
    pub(crate) fn cpu(&self) -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let mut fields = stat.rsplit(')').next()?.split_whitespace().skip(11);
        let mut ticks = || fields.next()?.parse::<f64>().ok();
        Some((ticks()? + ticks()?) / TICKS)
    }

    /// Its memory, in MiB, where the system tells.
    pub(crate) fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
    }

    /// Ends it as `kill -9` does.
    pub(crate) fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.kill();
    }
}
