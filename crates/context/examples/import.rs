//! How fast files are read, in a release build (`cargo run --release -p context --example import -- ...`):
//!
//! - `FILE [COLUMN...]` reads a file;
//! - `--into FOLDER FILE [COLUMN]` writes its one series to a data file in that folder, as an import does;
//! - `--make MB FILE` makes a table of regular times and few digits of that many megabytes to do so with;
//! - `--noisy MB FILE` makes one of irregular times and random digits, which nothing can compress.

use context::import::{Reading, Surroundings, open};
use domain::{Import, ImportOptions, SeriesChoice, SourceQuality, Store as _};
use jiff::{Timestamp, Zoned};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;
use std::{
    error::Error,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    sync::mpsc::sync_channel,
    time::Instant,
};

/// Values that go from the thread that reads to the one that writes at once.
const BATCH: usize = 4096;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--make", megabytes, path] => make(megabytes.parse()?, Path::new(path)),
        ["--noisy", megabytes, path] => make_noisy(megabytes.parse()?, Path::new(path)),
        ["--into", folder, path, columns @ ..] => write(Path::new(folder), Path::new(path), columns),
        [path, columns @ ..] => measure(Path::new(path), columns),
        [] => Err("name a file".into()),
    }
}

fn make(megabytes: usize, path: &Path) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut written = file.write(b"time,power (W),voltage (V)\n")?;
    let start = "2000-01-01T00:00Z".parse::<Timestamp>()?.as_second();
    let mut row = 0_i64;
    while written < megabytes * 1_000_000 {
        let time = Timestamp::from_second(start + row * 20)?.strftime("%Y-%m-%d %H:%M:%S").to_string();
        let line = format!("{time},{}.{:02},{}.{}\n", 200 + row % 1777, row % 97, 228 + row % 5, row % 10);
        written += file.write(line.as_bytes())?;
        row += 1;
    }
    file.flush()?;
    writeln!(std::io::stdout(), "{row} rows")?;
    Ok(())
}

/// Steps of 1 to 40 seconds, and values with all their digits.
fn make_noisy(megabytes: usize, path: &Path) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut written = file.write(b"time,power (W)\n")?;
    let mut second = "2000-01-01T00:00Z".parse::<Timestamp>()?.as_second();
    let mut chance = Pcg64Mcg::seed_from_u64(5);
    let mut rows = 0_u64;
    while written < megabytes * 1_000_000 {
        second += chance.random_range(1..=40);
        let time = Timestamp::from_second(second)?.strftime("%Y-%m-%d %H:%M:%S").to_string();
        let line = format!("{time},{}\n", chance.random::<f64>() * 4000.0 - 500.0);
        written += file.write(line.as_bytes())?;
        rows += 1;
    }
    file.flush()?;
    writeln!(std::io::stdout(), "{rows} rows")?;
    Ok(())
}

fn opened(path: &Path, columns: &[&str]) -> Result<Reading, Box<dyn Error>> {
    let series = columns
        .iter()
        .map(|column| SeriesChoice { column: (*column).to_owned(), ..SeriesChoice::default() })
        .collect();
    let options = ImportOptions { all: columns.is_empty(), series, ..ImportOptions::default() };
    Ok(open(path, &options, &Surroundings::at(Zoned::now()))?.read()?)
}

fn write(folder: &Path, path: &Path, columns: &[&str]) -> Result<(), Box<dyn Error>> {
    let store = store::SqliteStore::open(folder)?;
    let begun = Instant::now();
    let mut reading = opened(path, columns)?;
    let [info] = reading.infos() else { return Err("name one column".into()) };
    let info = info.clone();
    let report = std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(8);
        let reading = &mut reading;
        scope.spawn(move || {
            let mut values = reading.values();
            loop {
                let batch: Vec<_> = values.by_ref().take(BATCH).collect();
                if batch.is_empty() || sender.send(batch).is_err() {
                    return;
                }
            }
        });
        let observations = &mut receiver.into_iter().flatten();
        store.import(Import {
            series: &info,
            origin: "import",
            quality: SourceQuality::MEASURED,
            observations,
            flags: &Vec::new,
        })
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    let health = store.health()?;
    writeln!(
        std::io::stdout(),
        "{} rows into SQLite in {seconds:.2} s: {:.0} rows a second; {:.2} bytes a value on disk; peak memory {} MB",
        report.inserted,
        f64::from(report.inserted) / seconds,
        health.bytes as f64 / f64::from(report.inserted),
        peak_memory_kb().map_or_else(|| "unknown".to_owned(), |peak| (peak / 1000).to_string()),
    )?;
    for note in reading.notes() {
        writeln!(std::io::stdout(), "  {note}")?;
    }
    Ok(())
}

/// The most memory this process has held, where the system tells.
fn peak_memory_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn measure(path: &Path, columns: &[&str]) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let mut reading = opened(path, columns)?;
    let opened = begun.elapsed();
    let mut sum = 0.0;
    for incoming in reading.by_ref() {
        sum += incoming?.1.value;
    }
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "shown only")]
    let values = reading.observations() as f64;
    writeln!(
        std::io::stdout(),
        "{values} values of {} series in {seconds:.2} s ({:.0} a second; opened in {:.0} ms); sum {sum}; peak memory {} MB",
        reading.infos().len(),
        values / seconds,
        opened.as_secs_f64() * 1e3,
        peak_memory_kb().map_or_else(|| "unknown".to_owned(), |peak| (peak / 1000).to_string()),
    )?;
    for note in reading.notes() {
        writeln!(std::io::stdout(), "  {note}")?;
    }
    Ok(())
}
