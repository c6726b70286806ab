//! Forecasts every series of a file and prints the scores: `cargo xtask bench series FILE... [--season M] [--out DIR]`.
//!
//! With `--out`, the quantiles of each file go to `DIR/<name>.csv` (`unique_id,h,q0.025,q0.1,...,q0.975`) and the time to
//! `DIR/<name>.time.csv`. With `--hold-out K`, the last K horizons of the training part are forecast in place of the test part,
//! which is what settings are chosen by. `--pretrained` adds the pre-trained network to the experts; `--every N` takes every Nth series.
//! `--only EXPERT` forecasts by one expert alone, without blend and calibration, over the series it has something to say of.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod alone;
mod read;
mod score;

use alone::forecast_alone;
use domain::{
    Hindcast, Origin, OriginKind, QuantileForecast, Scenarios, Series, SeriesId, SeriesKind, Support, Track,
    Unit,
};
use eyre::{Result, WrapErr, eyre};
use jiff::Zoned;
use read::{Group, Sample};
use score::Scores;
use std::{fmt::Write as _, path::PathBuf, sync::Arc, time::Instant};

/// Members that sums and maxima over the horizon are read off.
const MEMBERS: usize = 200;

struct Options {
    files: Vec<PathBuf>,
    season: Option<usize>,
    out: Option<PathBuf>,
    hold_out: usize,
    every: usize,
    pretrained: bool,
    only: Option<String>,
}

fn options() -> Result<Options> {
    let mut options = Options {
        files: Vec::new(),
        season: None,
        out: None,
        hold_out: 0,
        every: 1,
        pretrained: false,
        only: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| eyre!("{argument} needs a value"));
        match argument.as_str() {
            "--season" => options.season = Some(value()?.parse().wrap_err("--season takes a number")?),
            "--out" => options.out = Some(value()?.into()),
            "--hold-out" => options.hold_out = value()?.parse().wrap_err("--hold-out takes a number")?,
            "--every" => options.every = value()?.parse().wrap_err("--every takes a number")?,
            "--only" => options.only = Some(value()?),
            "--pretrained" => options.pretrained = true,
            // Cargo says so to every benchmark.
            "--bench" => {}
            file => options.files.push(file.into()),
        }
    }
    Ok(options)
}

fn main() -> Result<()> {
    let options = options()?;
    if options.files.is_empty() {
        return Err(eyre!("name the files of series to forecast: cargo xtask bench series FILE..."));
    }
    let beside: Vec<&dyn models::Model> =
        if options.pretrained { vec![models::pretrained_expert()] } else { Vec::new() };
    println!("{}", Scores::header());
    for file in &options.files {
        let mut table = format!("unique_id,h,{}\n", columns());
        let mut times = "unique_id,cpu_s\n".to_owned();
        for group in read::read(file, options.season)? {
            let mut scores = Scores::default();
            for sample in group.samples.iter().step_by(options.every.max(1)) {
                let Some(sample) = held_out(sample, options.hold_out) else { continue };
                let start = Instant::now();
                let track = track(&group, &sample)?;
                let Some(said) = forecast(&track, &sample, &beside, options.only.as_deref())? else {
                    continue;
                };
                let took = start.elapsed().as_secs_f64();
                let quantiles: Vec<Vec<f64>> =
                    (0..sample.test.len()).map(|time| said.forecast().at(time).to_vec()).collect();
                scores.add(&sample, group.season, &quantiles, took);
                if let Said::Together(marginal) = &said {
                    scores.add_whole(&sample, &members(&track, marginal)?);
                }
                for (step, quantiles) in quantiles.iter().enumerate() {
                    let cells: Vec<String> = quantiles.iter().map(|value| format!("{value:.8e}")).collect();
                    writeln!(table, "{},{},{}", sample.name, step + 1, cells.join(","))?;
                }
                writeln!(times, "{},{took:.6}", sample.name)?;
            }
            println!("{}", scores.row(&group.title));
        }
        if let Some(folder) = &options.out {
            std::fs::create_dir_all(folder)
                .wrap_err_with(|| format!("{} can't be made", folder.display()))?;
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            for (name, text) in [(format!("{name}.csv"), &table), (format!("{name}.time.csv"), &times)] {
                let path = folder.join(name);
                std::fs::write(&path, text)
                    .wrap_err_with(|| format!("{} can't be written", path.display()))?;
            }
        }
    }
    Ok(())
}

/// The sample with the last `horizons` horizons of its training part cut off and the first of them as what came.
fn held_out(sample: &Sample, horizons: usize) -> Option<Sample> {
    let horizon = sample.test.len();
    let end = sample.train.len().checked_sub(horizons * horizon)?;
    let test = if horizons == 0 { &sample.test } else { &sample.train[end..end + horizon] };
    // Too little would be left to forecast from.
    (horizons == 0 || end >= 2 * horizon + 5).then(|| Sample {
        name: sample.name.clone(),
        train: sample.train[..end].to_vec(),
        test: test.to_vec(),
    })
}

fn columns() -> String {
    let levels = Hindcast::usual_levels();
    let names: Vec<String> = levels.as_slice().iter().map(|level| format!("q{level}")).collect();
    names.join(",")
}

/// What is known of a sample when its training part ends.
fn track(group: &Group, sample: &Sample) -> Result<Track> {
    let start: Zoned = "2000-01-03T00:00[UTC]".parse().wrap_err("a start")?;
    let history = Series::new(start, group.step, sample.train.clone())?;
    let negative = sample.train.iter().any(|value| *value < 0.0);
    let support = if negative { Support::REAL } else { Support { lower: Some(0.0), ..Support::REAL } };
    let series = Track::of_series(
        SeriesId(sample.name.clone()),
        SeriesKind::Level,
        Unit::Named(String::new()),
        history,
        Origin::new(OriginKind::Yours, ""),
    );
    Ok(Track { support, ..series })
}

/// Who says what comes.
enum Said {
    /// The engine, as it would tell a user.
    Together(engine::Marginal),
    /// One expert by itself.
    Alone(QuantileForecast),
}

impl Said {
    fn forecast(&self) -> &QuantileForecast {
        match self {
            Self::Together(marginal) => &marginal.forecast,
            Self::Alone(forecast) => forecast,
        }
    }
}

/// What comes after the training part; as the expert named `only` tells it, if it does.
fn forecast(
    track: &Track,
    sample: &Sample,
    beside: &[&'static dyn models::Model],
    only: Option<&str>,
) -> Result<Option<Said>> {
    let history = &track.history;
    let valid_times: Arc<[_]> =
        (0..sample.test.len()).map(|step| history.time(history.len() + step)).collect();
    let issue_time = history.time(history.len());
    let levels = Hindcast::usual_levels();
    if let Some(expert) = only {
        return Ok(forecast_alone(expert, track, issue_time, &valid_times, &levels)?.map(Said::Alone));
    }
    let marginal = engine::forecast_track(track, issue_time, &valid_times, &levels, beside)
        .wrap_err_with(|| format!("{} has no forecast", sample.name))?;
    Ok(Some(Said::Together(marginal)))
}

/// Joint members of a forecast.
fn members(track: &Track, marginal: &engine::Marginal) -> Result<Scenarios> {
    let issue_time = track.history.time(track.history.len());
    engine::couple_track(track, issue_time, marginal, MEMBERS).wrap_err("it can't be coupled")
}
