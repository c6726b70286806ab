//! Measures what the store costs: `cargo run --release -p store --example measure [FOLDER]`. The folder decides which
//! disk is measured; it is made and removed again.
#![expect(clippy::print_stdout, reason = "its purpose")]

#[path = "../../tests/store/sample.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod sample;

mod weather;

use domain::{
    AnswerId, Append, Import, Observation, RegularGrid, SeriesId, SourceQuality, Store, StoreError,
};
use jiff::Timestamp;
use sample::{at, forecast, series};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};
use store::{FILE_NAME, SqliteStore};

/// Set for the child that reads in a process of its own.
const COLD: &str = "FORECASTLE_MEASURE_COLD";

/// Hours in ten years.
const HOURS: i64 = 87_600;
const PLACES: i64 = 20;

fn main() -> Result<(), StoreError> {
    if let Some(folder) = std::env::var_os(COLD) {
        return cold(Path::new(&folder));
    }
    let folder =
        std::env::args_os().nth(1).map_or_else(|| std::env::temp_dir().join("store-measure"), PathBuf::from);
    clean(&folder);
    questions(&folder)?;
    clean(&folder);
    ten_million(&folder)?;
    clean(&folder);
    imports(&folder)?;
    clean(&folder);
    live(&folder)?;
    clean(&folder);
    Ok(())
}

fn clean(folder: &Path) {
    drop(fs::remove_dir_all(folder));
}

fn size(folder: &Path) -> u64 {
    fs::metadata(folder.join(FILE_NAME)).map_or(0, |metadata| metadata.len())
}

fn questions(folder: &Path) -> Result<(), StoreError> {
    let begun = Instant::now();
    let store = SqliteStore::open(folder)?;
    println!("first open, file made           {:>10.2?}", begun.elapsed());
    drop(store);
    println!(
        "open, empty                     {:>10.2?}",
        median(20, || SqliteStore::open(folder).map(drop))?
    );
    let store = SqliteStore::open(folder)?;
    let issued = forecast("tomorrow's picnic", 24);
    let before = size(folder);
    let mut times = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        store.save_forecast(&issued)?;
        times.push(begun.elapsed());
    }
    times.sort();
    println!("save a forecast, p50 and p95    {:>10.2?} {:>10.2?}", times[100], times[190]);
    println!("history of 50                   {:>10.2?}", median(50, || store.history(50).map(drop))?);
    let read = || store.forecast(AnswerId(100)).map(drop);
    println!("read a forecast                 {:>10.2?}", median(50, read)?);
    println!("read a setting                  {:>10.2?}", median(50, || store.setting("units").map(drop))?);
    let mut number = 0;
    let write = || {
        number += 1;
        store.set_setting("units", &number.into())
    };
    println!("write a setting                 {:>10.2?}", median(50, write)?);
    println!("forget                          {:>10.2?}", median(1, || store.forget(AnswerId(7)))?);
    drop(store);
    println!("bytes per forecast              {:>10}", (size(folder) - before) / 200);
    Ok(())
}

/// Ten years hourly of six variables at twenty places.
fn ten_million(folder: &Path) -> Result<(), StoreError> {
    println!();
    let store = SqliteStore::open(folder)?;
    let before = size(folder);
    let begun = Instant::now();
    for place in 0..PLACES {
        for variable in weather::VARIABLES {
            let values = variable.hours(place, HOURS);
            import(&store, &format!("{} {place}", variable.name), values.into_iter().zip(0..).map(hourly))?;
        }
    }
    let rows = PLACES * HOURS * weather::VARIABLES.len() as i64;
    println!("ten years x 6 variables x 20 places, {rows} rows: {}", rate(begun, rows));
    drop(store);
    let bytes = size(folder) - before;
    println!("bytes per observation           {:>10.2} ({} MiB)", bytes as f64 / rows as f64, bytes >> 20);
    println!(
        "open                            {:>10.2?}",
        median(20, || SqliteStore::open(folder).map(drop))?
    );
    let store = SqliteStore::open(folder)?;
    println!("list of 120 series              {:>10.2?}", median(20, || store.series().map(drop))?);
    println!("full check                      {:>10.2?}", median(3, || store.health().map(drop))?);

    let ids: Vec<SeriesId> = weather::VARIABLES.iter().map(|of| SeriesId(format!("{} 7", of.name))).collect();
    let newest = || {
        ids.iter().try_for_each(|id| {
            store
                .observations(id, at((HOURS - 60 * 24) * 3600), Timestamp::MAX)
                .map(|all| assert_eq!(all.len(), 1440))
        })
    };
    println!("warm: newest 60 days of 6       {:>10.2?}", median(50, newest)?);
    let one = || store.observations(&ids[0], at((HOURS - 60 * 24) * 3600), Timestamp::MAX).map(drop);
    println!("warm: newest 60 days of 1       {:>10.2?}", median(50, one)?);
    println!("warm: ten years of 6, grid      {:>10.2?}", median(20, || read_grid(&store))?);
    println!("warm: ten years of 6, rows      {:>10.2?}", median(20, || read_rows(&store))?);
    drop(store);
    for _ in 0..3 {
        let program = std::env::current_exe().expect("a running program has a file");
        let output = Command::new(program).env(COLD, folder).output().expect("started again");
        println!("{}", String::from_utf8_lossy(&output.stdout).trim_end());
    }
    Ok(())
}

fn read_grid(store: &SqliteStore) -> Result<(), StoreError> {
    let grid = RegularGrid { start: at(0), step_seconds: 3600, steps: HOURS as usize };
    for variable in weather::VARIABLES {
        let values = store.observations_on_grid(&SeriesId(format!("{} 7", variable.name)), grid)?;
        assert!(values.iter().all(|value| value.is_finite()));
    }
    Ok(())
}

fn read_rows(store: &SqliteStore) -> Result<(), StoreError> {
    for variable in weather::VARIABLES {
        let id = SeriesId(format!("{} 7", variable.name));
        let all = store.observations(&id, Timestamp::MIN, Timestamp::MAX)?;
        assert_eq!(all.len(), HOURS as usize);
    }
    Ok(())
}

/// In a process of its own: opening, then reading all of one place.
fn cold(folder: &Path) -> Result<(), StoreError> {
    let begun = Instant::now();
    let store = SqliteStore::open(folder)?;
    let opened = begun.elapsed();
    read_grid(&store)?;
    println!("cold: ten years of 6, grid      {:>10.2?} (of which open {opened:.2?})", begun.elapsed());
    Ok(())
}

fn imports(folder: &Path) -> Result<(), StoreError> {
    let minute = |value: fn(i64) -> f64| move |index: i64| (index * 60, value(index));
    let tenths: fn(i64) -> f64 = |index| (index % 997) as f64 / 10.0;
    let others: fn(i64) -> f64 = |index| (index % 997) as f64 / 10.0 + 0.5;
    for rows in [1_000_000i64, 30_000_000] {
        clean(folder);
        let store = SqliteStore::open(folder)?;
        println!("\n{rows} rows into one series");
        let run =
            |what: &str, id: &str, all: &mut dyn Iterator<Item = (i64, f64)>| -> Result<(), StoreError> {
                let begun = Instant::now();
                import(&store, id, all)?;
                println!("{what:<32}{}", rate(begun, rows));
                Ok(())
            };
        run("new, rising", "meter", &mut (0..rows).map(minute(tenths)))?;
        run("unchanged", "meter", &mut (0..rows).map(minute(tenths)))?;
        run("all changed", "meter", &mut (0..rows).map(minute(others)))?;
        run("new, falling", "falling", &mut (0..rows).rev().map(minute(tenths)))?;
        // A step that has no divisor in common with the number of rows: every time once, in no order.
        run(
            "new, in no order",
            "shuffled",
            &mut (0..rows).map(|row| (row * 7_368_787) % rows).map(minute(tenths)),
        )?;
        run("new, noise", "noise", &mut (0..rows).map(minute(sample::noise)))?;
        println!("peak memory so far              {:>10}", peak_memory());
        println!(
            "undo of the newest              {:>10.2?}",
            median(1, || {
                let newest = store.imports()?[0].import;
                store.undo_import(newest).map(drop)
            })?
        );
    }
    Ok(())
}

/// Live updates in batches of a hundred, each durable before the next, of a hundred series in turns.
fn live(folder: &Path) -> Result<(), StoreError> {
    println!();
    let store = SqliteStore::open(folder)?;
    let ids: Vec<SeriesId> = (0..100).map(|number| SeriesId(format!("sensor {number}"))).collect();
    for id in &ids {
        store.save_series(&series(&id.0))?;
    }
    for (what, of_each) in [("of one series", 100usize), ("of a hundred series", 1)] {
        let batches = 600;
        let mut slowest = Duration::ZERO;
        let begun = Instant::now();
        for batch in 0..batches {
            let all: Vec<Observation> = (0..100)
                .map(|row| Observation {
                    valid_time: at((batch * 100 + row) * 10),
                    value: sample::noise(row),
                })
                .collect();
            let updates: Vec<Append<'_>> = all
                .chunks(of_each)
                .zip(&ids)
                .map(|(observations, series)| Append {
                    series,
                    source: "mqtt",
                    quality: SourceQuality::MEASURED,
                    observations,
                    flags: &[],
                })
                .collect();
            let one = Instant::now();
            store.append(&updates)?;
            slowest = slowest.max(one.elapsed());
        }
        println!(
            "append, batches of 100 {what:<20} {} slowest batch {slowest:.2?}",
            rate(begun, batches * 100)
        );
    }
    Ok(())
}

fn hourly((value, hour): (f64, i64)) -> (i64, f64) {
    (hour * 3600, value)
}

fn import(store: &dyn Store, id: &str, rows: impl Iterator<Item = (i64, f64)>) -> Result<(), StoreError> {
    let observations = &mut rows.map(|(time, value)| Ok(Observation { valid_time: at(time), value }));
    let quality = SourceQuality::MEASURED;
    store
        .import(Import { series: &series(id), origin: "measure", quality, observations, flags: &Vec::new })
        .map(drop)
}

fn rate(begun: Instant, rows: i64) -> String {
    let elapsed = begun.elapsed();
    format!("{elapsed:>10.2?} {:>11.0} rows/s", rows as f64 / elapsed.as_secs_f64())
}

fn median(times: usize, mut run: impl FnMut() -> Result<(), StoreError>) -> Result<Duration, StoreError> {
    let mut all = Vec::with_capacity(times);
    for _ in 0..times {
        let begun = Instant::now();
        run()?;
        all.push(begun.elapsed());
    }
    all.sort();
    Ok(all[times / 2])
}

/// As Linux tells it; nothing elsewhere.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_once(':'))
        .map_or_else(|| "unknown".into(), |(_, size)| size.trim().into())
}
