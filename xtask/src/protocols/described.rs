//! Whether the HTTP API does what its own description says, whatever is sent.

use super::{folder, scratch, served::Forecastle, suites};
use crate::{
    process::{built, cargo, run},
    test::{EVERYTHING, build_everything},
};
use eyre::Result;

/// How long the check in the tests may take.
const SECONDS: u32 = 90;
/// The same cases each time, as far as it gets.
const SEED: &str = "1";

/// Runs schemathesis on all of the OpenAPI document, for a minute and a half.
pub(crate) fn api() -> Result<()> {
    suites::python()?;
    build_everything(&["--bins", "--test", "surfaces"])?;
    try_out(SECONDS, Some(SEED))
}

/// Serves a mix of requests for half a minute, more than can be had before and `kill -9` after it; see `tests/benches/serve`.
pub(crate) fn soak() -> Result<()> {
    build_everything(&["--bins", "--test", "surfaces"])?;
    let mut soak = cargo(["bench", "--profile", "dev", "--bench", "serve"]);
    soak.args(EVERYTHING).args(["--", "--soak", "0.5", "--program"]).arg(built("forecastle"));
    run(&mut soak)
}

/// Runs schemathesis for longer, with other cases each time.
pub(crate) fn fuzz_api(seconds: u32) -> Result<()> {
    suites::ensure_python_suites()?;
    run(&mut cargo(["build", "--package", "cli"]))?;
    try_out(seconds, None)
}

fn try_out(seconds: u32, seed: Option<&str>) -> Result<()> {
    let scratch = scratch("api")?;
    let forecastle = Forecastle::start(&built("forecastle"), &scratch, "ask,read,write,admin")?;
    let mut command = suites::python()?;
    command.args(["-m", "schemathesis.cli", "--config-file"]).arg(folder().join("schemathesis.toml"));
    command.args(["run", &format!("{}/openapi.json", forecastle.served.url)]);
    command.args(["--max-time", &seconds.to_string()]);
    if let Some(seed) = seed {
        command.args(["--seed", seed]);
    }
    command.env("FORECASTLE_TOKEN", &forecastle.token);
    command.env("SCHEMATHESIS_HOOKS", "hooks").env("PYTHONPATH", folder());
    run(command.current_dir(&scratch))
}
