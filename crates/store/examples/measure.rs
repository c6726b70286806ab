//! Measures what the store costs: `cargo run --release -p store --example measure [FOLDER]`. The folder decides which
//! disk is measured; it is made and removed again.
#![expect(clippy::print_stdout, reason = "its purpose")]

#[path = "../tests/store/sample.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod sample;

use domain::{AnswerId, Import, Observation, SeriesId, SourceQuality, Store as _, StoreError};
use jiff::Timestamp;
use sample::{at, forecast, series};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use store::{FILE_NAME, SqliteStore};

fn main() -> Result<(), StoreError> {
    let folder =
        std::env::args_os().nth(1).map_or_else(|| std::env::temp_dir().join("store-measure"), PathBuf::from);
    let clean = |folder: &Path| drop(fs::remove_dir_all(folder));
    clean(&folder);
    let size = || fs::metadata(folder.join(FILE_NAME)).map_or(0, |metadata| metadata.len());

    let begun = Instant::now();
    let store = SqliteStore::open(&folder)?;
    println!("first open, file made         {:>10.2?}", begun.elapsed());
    drop(store);
    println!("open, empty                   {:>10.2?}", median(20, || SqliteStore::open(&folder).map(drop))?);

    let store = SqliteStore::open(&folder)?;
    let issued = forecast("tomorrow's picnic", 24);
    let before = size();
    let mut times = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        store.save_forecast(&issued)?;
        times.push(begun.elapsed());
    }
    times.sort();
    println!("save a forecast, p50 and p95  {:>10.2?} {:>10.2?}", times[100], times[190]);
    println!("history of 50                 {:>10.2?}", median(50, || store.history(50).map(drop))?);
    println!(
        "read a forecast               {:>10.2?}",
        median(50, || store.forecast(AnswerId(100)).map(drop))?
    );
    println!("read a setting                {:>10.2?}", median(50, || store.setting("units").map(drop))?);
    let mut number = 0;
    let write = || {
        number += 1;
        store.set_setting("units", &number.into())
    };
    println!("write a setting               {:>10.2?}", median(50, write)?);
    println!("forget                        {:>10.2?}", median(1, || store.forget(AnswerId(7)))?);
    drop(store);
    println!("bytes per forecast            {:>10}", (size() - before) / 200);

    for (name, rows) in [("a million", 1_000_000), ("five million", 5_000_000)] {
        clean(&folder);
        let store = SqliteStore::open(&folder)?;
        let before = size();
        let rate = |what: &str, shift: f64| -> Result<(), StoreError> {
            let observations = &mut (0..rows).map(|minute| {
                Ok(Observation { valid_time: at(minute * 60), value: (minute % 997) as f64 * 0.1 + shift })
            });
            let begun = Instant::now();
            store.import(Import {
                series: &series("meter"),
                origin: "measure",
                quality: SourceQuality::MEASURED,
                observations,
            })?;
            let elapsed = begun.elapsed();
            println!(
                "import {name}, {what:<10} {:>10.2?} {:>8.0} rows/s",
                elapsed,
                rows as f64 / elapsed.as_secs_f64()
            );
            Ok(())
        };
        rate("new", 0.0)?;
        drop(SqliteStore::open(&folder)?.health()?);
        println!("bytes per observation         {:>10.1}", (size() - before) as f64 / rows as f64);
        rate("unchanged", 0.0)?;
        rate("changed", 0.5)?;
        println!("peak memory so far            {:>10}", peak_memory());
        let year = || store.observations(&SeriesId("meter".into()), at(0), at(8760 * 60)).map(drop);
        println!("read 8,760 observations       {:>10.2?}", median(20, year)?);
        let all = || store.observations(&SeriesId("meter".into()), Timestamp::MIN, Timestamp::MAX).map(drop);
        println!("read all of them              {:>10.2?}", median(1, all)?);
        drop(store);
        println!("size                          {:>10} MiB", size() >> 20);
        println!(
            "open                          {:>10.2?}",
            median(20, || SqliteStore::open(&folder).map(drop))?
        );
        let store = SqliteStore::open(&folder)?;
        println!("full check                    {:>10.2?}", median(3, || store.health().map(drop))?);
    }
    clean(&folder);
    Ok(())
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
