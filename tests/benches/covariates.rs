//! What holidays, covariates and the year before are worth: `cargo xtask bench covariates [FILE --zone ZONE]`.
//!
//! FILE is a CSV: times in UTC, values, and further columns as covariates, numbers or True and False; without one, the hourly traffic that is
//! built in, with the public holidays of its country. The newest values are forecast from rolling origins a few days apart,
//! each time from nothing but what came before, with and without what goes along. Covariates are taken as known ahead: a measured
//! one stands in for a perfect forecast of it.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use blend::scores::pinball;
use domain::{
    Covariate, Hindcast, Known, Origin, OriginKind, Series, SeriesId, SeriesKind, Step, Support, Track, Unit,
    Variable,
};
use eyre::{Result, WrapErr, eyre};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use std::{path::Path, sync::Arc, time::Instant};

const DAYS_AHEAD: usize = 7;
/// Days between origins: no whole number of weeks, so that all weekdays take their turn.
const DAYS_APART: usize = 5;
const ORIGINS: usize = 70;
const MEDIAN: usize = 5;

struct Data {
    series: Series,
    covariates: Vec<Covariate>,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (mut file, mut zone) = (None, "UTC".to_owned());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--zone" => zone = arguments.next().ok_or_else(|| eyre!("--zone needs a value"))?,
            path => file = Some(path.to_owned()),
        }
    }
    let data = match &file {
        Some(path) => read(Path::new(path), &TimeZone::get(&zone)?)?,
        None => traffic()?,
    };
    let names: Vec<&str> = data.covariates.iter().map(|covariate| covariate.name.as_str()).collect();
    println!("{} values, covariates: {}", data.series.len(), names.join(", "));
    println!(
        "{:<34} {:>9} {:>9} {:>9} {:>10} {:>9} {:>8} {:>8}",
        "from", "MAE", "pinball", "in 80 %", "on events", "pinball", "in 80 %", "ms"
    );
    let is_flag = |covariate: &&Covariate| {
        covariate.series.values().iter().all(|value| value.is_nan() || [0.0, 1.0].contains(value))
    };
    let flags: Vec<Covariate> = data.covariates.iter().filter(is_flag).cloned().collect();
    let all = data.covariates.clone();
    let mut variants = vec![("half a year", true, Vec::new()), ("all history", false, Vec::new())];
    variants.push(("all history, holidays", false, flags.clone()));
    if all.len() > flags.len() {
        let others: Vec<Covariate> = all.iter().filter(|one| !flags.contains(one)).cloned().collect();
        variants.push(("all history, covariates", false, others));
        variants.push(("all history, both", false, all));
    }
    for (name, short, covariates) in variants {
        measure(name, &data.series, short, &covariates, &flags)?;
    }
    Ok(())
}

fn measure(
    name: &str,
    series: &Series,
    short: bool,
    covariates: &[Covariate],
    flags: &[Covariate],
) -> Result<()> {
    let day = (1440 / series.step().nominal_minutes().min(1440)) as usize;
    let levels = Hindcast::usual_levels();
    // All, and on events: absolute error, pinball loss, inside, count.
    let mut sums = [[0.0; 4]; 2];
    let start = Instant::now();
    let mut asked = 0.0;
    for origin in (0..ORIGINS).rev() {
        let end = series.len().checked_sub((origin * DAYS_APART + DAYS_AHEAD) * day);
        let Some(end) = end.filter(|end| *end > 60 * day) else { continue };
        let from = if short { end.saturating_sub(180 * day) } else { 0 };
        let history = series.slice(from..end);
        let valid_times: Arc<[Timestamp]> =
            (end..end + DAYS_AHEAD * day).map(|index| series.time(index)).collect();
        let track = track(history, covariates.to_vec());
        let marginal = engine::forecast_track(&track, series.time(end), &valid_times, &levels, &[])
            .wrap_err("there is no forecast")?;
        asked += 1.0;
        for (step, time) in valid_times.iter().enumerate() {
            let observed = series.values()[end + step];
            if observed.is_nan() {
                continue;
            }
            let said = marginal.forecast.at(step);
            let loss: f64 =
                (1..10).map(|level| pinball(levels.as_slice()[level], said[level], observed)).sum();
            let event = flags.iter().any(|flag| flag.series.value_at(*time) == Some(1.0));
            for sums in sums.iter_mut().take(1 + usize::from(event)) {
                sums[0] += (observed - said[MEDIAN]).abs();
                sums[1] += 2.0 * loss / 9.0;
                sums[2] += f64::from(u8::from((said[1]..=said[9]).contains(&observed)));
                sums[3] += 1.0;
            }
        }
    }
    let of = |group: usize, which: usize| sums[group][which] / sums[group][3];
    println!(
        "{name:<34} {:>9.2} {:>9.2} {:>9.3} {:>10.2} {:>9.2} {:>8.3} {:>8.1}",
        of(0, 0),
        of(0, 1),
        of(0, 2),
        of(1, 0),
        of(1, 1),
        of(1, 2),
        1000.0 * start.elapsed().as_secs_f64() / asked
    );
    Ok(())
}

fn track(history: Series, covariates: Vec<Covariate>) -> Track {
    Track {
        variable: Variable::Series(SeriesId("bench".to_owned())),
        unit: Unit::Named(String::new()),
        support: Support { lower: Some(0.0), ..Support::REAL },
        kind: Some(SeriesKind::Amount),
        history,
        reference: None,
        origin: Origin {
            kind: OriginKind::Yours,
            title: String::new(),
            years: None,
            distance: None,
            elevation: None,
            credit: String::new(),
            caveats: Vec::new(),
        },
        reference_origin: None,
        covariates,
        guidance: None,
    }
}

/// The built-in traffic, by the hour, with the public holidays of the United States.
fn traffic() -> Result<Data> {
    let sample = context::assets::load_series("traffic-i94").ok_or_else(|| eyre!("no such sample"))?;
    let zone = TimeZone::get(&sample.summary.time_zone)?;
    let context::assets::TimeAxis::Hourly { start } = sample.axis else {
        return Err(eyre!("the sample isn't hourly"));
    };
    let values: Vec<f64> = sample.values.iter().map(|value| f64::from(*value)).collect();
    let series = Series::new(start.to_zoned(zone), Step::HOUR, values)?;
    let covariates = context::public_holidays(&series, None, series.time(series.len())).into_iter().collect();
    Ok(Data { series, covariates })
}

fn read(path: &Path, zone: &TimeZone) -> Result<Data> {
    let mut reader =
        csv::Reader::from_path(path).wrap_err_with(|| format!("{} can't be read", path.display()))?;
    let names: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let mut times: Vec<Timestamp> = Vec::new();
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
    for row in reader.records() {
        let row = row?;
        let time: DateTime = row.get(0).unwrap_or_default().parse()?;
        times.push(time.to_zoned(TimeZone::UTC)?.timestamp());
        for (column, cell) in columns.iter_mut().zip(&row).skip(1) {
            column.push(match cell {
                "True" | "TRUE" => 1.0,
                "False" | "FALSE" => 0.0,
                number => number.parse().unwrap_or(f64::NAN),
            });
        }
    }
    let (first, second) = times.first().zip(times.get(1)).ok_or_else(|| eyre!("too few rows"))?;
    let minutes = (second.as_second() - first.as_second()) / 60;
    let step = Step::Minutes(u32::try_from(minutes).wrap_err("the times don't rise")?);
    let series = |values: Vec<f64>| Series::new(first.to_zoned(zone.clone()), step, values);
    let mut columns = columns.into_iter().skip(1);
    let values = columns.next().ok_or_else(|| eyre!("the file has no second column"))?;
    let mut covariates = Vec::new();
    for (name, column) in names.into_iter().skip(2).zip(columns) {
        if column.iter().any(|value| value.is_finite()) {
            covariates.push(Covariate { name, series: series(column)?, known: Known::Ahead });
        }
    }
    Ok(Data { series: series(values)?, covariates })
}
