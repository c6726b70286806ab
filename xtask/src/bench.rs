//! `cargo xtask bench`: figures for a person to read, never a pass or a fail.

use crate::{
    install::ensure_packages,
    interface::ensure_interface,
    node::ensure_interface_packages,
    packages::Purpose,
    process::{cargo, run, target},
    session::Screen,
    window::{EMBEDDED, WINDOW},
};
use eyre::{Result, WrapErr};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// What can be measured.
#[derive(Debug, Clone, PartialEq, Eq, clap::Subcommand)]
pub(crate) enum Bench {
    /// How long a full ask takes, how much memory the command line needs, how soon the window paints.
    Ask,
    /// Whether the probabilities can be trusted: New York 2013 without looking ahead.
    Replay,
    /// How long it takes to replay a year of a place and to verify 10,000 stored forecasts, and how many bytes they take.
    Record {
        /// The replay only.
        #[arg(long)]
        replay: bool,
    },
    /// Whether learning from outcomes pays: all sample places and series walked through, with three questions a day.
    Learning {
        /// These only, separated by commas: New York,traffic
        #[arg(long, value_name = "NAMES")]
        only: Option<String>,
    },
    /// What weather guidance is worth, with synthetic guidance made from the embedded weather.
    Guidance,
    /// Live updates at 2,000 a second through a real broker.
    Live,
    /// How well post-processed ensembles forecast the test part of a file, walking forward.
    Ensemble {
        /// A CSV with dates, observations and an ensemble; see `tests/benches/ensemble.rs`.
        file: PathBuf,
        /// First day of the test part, YYYY-MM-DD.
        #[arg(long)]
        test_from: String,
        /// Folder for the quantiles, as FILE's name with `.quantiles.csv`.
        #[arg(long)]
        out: Option<PathBuf>,
        /// temperature, wind, rain or cloud, where the columns do not tell.
        #[arg(long)]
        variable: Option<String>,
        /// Hours from the issue to the valid time, where no column tells.
        #[arg(long)]
        lead: Option<u32>,
    },
    /// How well series are forecast, and how fast.
    Series {
        /// Files of series; see `tests/benches/series/read.rs`.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Steps in a season, where the file does not tell.
        #[arg(long)]
        season: Option<usize>,
        /// Folder for the quantiles and times of each file.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Forecast the last K horizons of the training part in place of the test part.
        #[arg(long, value_name = "K")]
        hold_out: Option<usize>,
        /// Take every Nth series only.
        #[arg(long, value_name = "N")]
        every: Option<usize>,
        /// Ask the pre-trained network too.
        #[arg(long)]
        pretrained: bool,
        /// Forecast by one expert alone, without blend and calibration: ridge, ets, theta, mstl, ...
        #[arg(long, value_name = "EXPERT")]
        only: Option<String>,
    },
    /// What holidays, covariates and the year before are worth, from rolling origins.
    Covariates {
        /// A CSV with times in UTC, values and covariates; see `tests/benches/covariates.rs`. The built-in traffic without one.
        file: Option<PathBuf>,
        /// Time zone whose days the values are lived by.
        #[arg(long)]
        zone: Option<String>,
    },
    /// How fast what is known is put together with ten million observations in the data file, and how soon answers open that were
    /// worked out ahead.
    Context,
    /// How fast the HTTP API is, how it takes three times what it can do, whether it stays the same over time, and whether anything is
    /// lost when it is killed.
    Serve {
        /// A file of series; see `tests/benches/serve/payload.rs`. Made-up ones without it.
        #[arg(long)]
        series: Option<PathBuf>,
        /// Minutes of mixed load.
        #[arg(long, default_value_t = 1)]
        soak: u32,
    },
    /// How fast places are found and questions completed, and what the gazetteer takes.
    Places,
    /// How well questions are understood, on files of labelled phrases.
    Intent {
        /// Files of labelled phrases; see `tests/benches/intent/main.rs`.
        #[arg(required_unless_present = "growth")]
        files: Vec<PathBuf>,
        /// Write the readings here, one JSON object a line.
        #[arg(long, value_name = "OUT")]
        pred: Option<PathBuf>,
        /// Take the even or the odd lines of each file only.
        #[arg(long, value_name = "even|odd")]
        half: Option<String>,
        /// Print how the time grows with the length of a text.
        #[arg(long)]
        growth: bool,
    },
    /// Time and memory of each expert, and how a track's cost grows with its history.
    Models,
}

/// Builds for release and measures.
pub(crate) fn bench(what: &Bench) -> Result<()> {
    match what {
        Bench::Ask => {
            harness("ask", &[])?;
            command_line()?;
            first_paint()
        }
        Bench::Replay => harness("replay", &[]),
        Bench::Record { replay } => {
            let only = replay.then(|| "--replay".into());
            harness("record", &only.into_iter().collect::<Vec<_>>())
        }
        Bench::Learning { only } => {
            let only = only.iter().flat_map(|only| ["--only".into(), only.into()]);
            harness("learning", &only.collect::<Vec<_>>())
        }
        Bench::Guidance => harness("guidance", &[]),
        Bench::Live => live(),
        Bench::Ensemble { file, test_from, out, variable, lead } => {
            let mut arguments = vec![absolute(file)?, "--test-from".into(), test_from.into()];
            if let Some(out) = out {
                arguments.extend(["--out".into(), absolute(out)?]);
            }
            if let Some(variable) = variable {
                arguments.extend(["--variable".into(), variable.into()]);
            }
            if let Some(lead) = lead {
                arguments.extend(["--lead".into(), lead.to_string().into()]);
            }
            harness("ensemble", &arguments)
        }
        Bench::Series { files, season, out, hold_out, every, pretrained, only } => {
            let mut arguments = files.iter().map(|file| absolute(file)).collect::<Result<Vec<_>>>()?;
            if let Some(out) = out {
                arguments.extend(["--out".into(), absolute(out)?]);
            }
            for (name, value) in [("--season", season), ("--hold-out", hold_out), ("--every", every)] {
                if let Some(value) = value {
                    arguments.extend([name.into(), value.to_string().into()]);
                }
            }
            if let Some(only) = only {
                arguments.extend(["--only".into(), only.into()]);
            }
            if *pretrained {
                arguments.push("--pretrained".into());
            }
            harness("series", &arguments)
        }
        Bench::Covariates { file, zone } => {
            let mut arguments = file.iter().map(|file| absolute(file)).collect::<Result<Vec<_>>>()?;
            if let Some(zone) = zone {
                arguments.extend(["--zone".into(), zone.into()]);
            }
            harness("covariates", &arguments)
        }
        Bench::Serve { series, soak } => {
            run(&mut cargo(["build", "--release", "--package", "cli"]))?;
            let mut arguments = vec![
                "--program".into(),
                released("forecastle").into(),
                "--soak".into(),
                soak.to_string().into(),
            ];
            if let Some(series) = series {
                arguments.extend(["--series".into(), absolute(series)?]);
            }
            harness("serve", &arguments)
        }
        Bench::Context => harness("context", &[]),
        Bench::Places => harness("places", &[]),
        Bench::Intent { files, pred, half, growth } => {
            let mut arguments = files.iter().map(|file| absolute(file)).collect::<Result<Vec<_>>>()?;
            if let Some(pred) = pred {
                arguments.extend(["--pred".into(), absolute(pred)?]);
            }
            if let Some(half) = half {
                arguments.extend(["--half".into(), half.into()]);
            }
            if *growth {
                arguments.push("--growth".into());
            }
            harness("intent", &arguments)
        }
        Bench::Models => {
            run(&mut cargo(["bench", "--package", "models", "--bench", "models"]))?;
            harness("growth", &[])
        }
    }
}

/// A path as seen from here: benchmarks run in the folder of their package.
fn absolute(path: &Path) -> Result<OsString> {
    Ok(std::path::absolute(path).wrap_err_with(|| format!("{} is no path", path.display()))?.into())
}

/// Runs a benchmark of the package `tests` with `arguments` of its own.
fn harness(name: &str, arguments: &[OsString]) -> Result<()> {
    let mut command = cargo(["bench", "--package", "tests", "--bench", name]);
    if !arguments.is_empty() {
        command.arg("--").args(arguments);
    }
    run(&mut command)
}

fn live() -> Result<()> {
    ensure_packages(&[Purpose::BrokerTests])?;
    harness("live", &[])
}

fn released(name: &str) -> std::path::PathBuf {
    target().join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Time and memory of the command line, started anew for each question.
fn command_line() -> Result<()> {
    run(&mut cargo(["build", "--release", "--package", "cli"]))?;
    let data = scratch("bench-cli")?;
    println!("\n{:<44} {:>10} {:>14}", "forecastle, a new process", "ms", "peak memory MB");
    for (place, as_of) in [
        ("New York", "2013-06-14T18:00"),
        ("Washington DC", "2019-06-14T18:00"),
        ("Lisbon", "2026-11-22T12:00"),
    ] {
        let words = format!("tomorrow's picnic in {place}");
        let mut command = Command::new(released("forecastle"));
        command.arg("--data").arg(&data).args(["ask", "--as-of", as_of, &words]);
        command.arg("--chart").arg(data.join("chart.png"));
        let (took, peak) = measured(&mut command)?;
        let peak = peak.map_or_else(
            || "not known here".to_owned(),
            |kilobytes| format!("{:.0}", kilobytes as f64 / 1024.0),
        );
        println!("{words:<44} {:>10.0} {peak:>14}", took.as_secs_f64() * 1000.0);
    }
    Ok(())
}

/// How long a command runs, and the most memory it held at once in kB, where the system tells.
fn measured(command: &mut Command) -> Result<(Duration, Option<u64>)> {
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .wrap_err("the command line could not be started")?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().wrap_err("the command line could not be waited for")?.is_none() {
        let line = std::fs::read_to_string(&status).unwrap_or_default();
        let now = line
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        peak = peak.max(now);
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok((start.elapsed(), peak))
}

/// From the start of the window's process to its first paint, five times.
fn first_paint() -> Result<()> {
    ensure_packages(&[Purpose::Window, Purpose::WindowTests])?;
    ensure_interface_packages()?;
    ensure_interface()?;
    run(&mut cargo(["build", "--release", "--package", WINDOW, "--features", EMBEDDED]))?;
    let data = scratch("bench-window")?;
    let screen = Screen::start()?;
    println!("\nthe window, from the start of its process to its first paint:");
    for _ in 0..5 {
        let mut window = Command::new(released(WINDOW));
        window.arg("--data").arg(&data).arg("--print-first-paint");
        screen.run(&window)?;
    }
    Ok(())
}

/// An empty folder under the build folder.
fn scratch(name: &str) -> Result<std::path::PathBuf> {
    let folder = target().join(name);
    if Path::exists(&folder) {
        std::fs::remove_dir_all(&folder).wrap_err("an old scratch folder could not be removed")?;
    }
    std::fs::create_dir_all(&folder).wrap_err("a scratch folder could not be made")?;
    Ok(folder)
}
