//! Bytes an observation of the ways there are to keep them: `cargo run --release -p store --example encodings [FILE...]`.
//! Ten years hourly of six made-up variables, and each file given: one value a line, taken as hourly.
#![expect(clippy::print_stdout, reason = "its purpose")]

#[path = "../../tests/store/sample.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod sample;

#[path = "../../src/block/mod.rs"]
#[expect(dead_code, reason = "the store uses the rest")]
mod block;

#[path = "../measure/weather.rs"]
mod weather;

use domain::{Import, Observation, SourceQuality, Store as _};
use rusqlite::Connection;
use std::{fs, time::Instant};
use store::{FILE_NAME, SqliteStore};

/// Seconds and values.
type Rows = Vec<(i64, f64)>;

fn main() {
    let mut samples: Vec<(String, Rows)> = Vec::new();
    for variable in weather::VARIABLES {
        let hours = (0..).map(|hour| hour * 3600).zip(variable.hours(7, 87_600));
        samples.push((variable.name.to_owned(), hours.collect()));
    }
    let mut holes = samples[3].1.clone();
    holes.retain(|(time, _)| sample::noise(*time) < 0.97);
    samples.push(("wind, 3 % missing".to_owned(), holes));
    let noise = (0..87_600).map(|hour| (hour * 3600, sample::noise(hour)));
    samples.push(("noise".to_owned(), noise.collect()));
    for path in std::env::args().skip(1) {
        let text = fs::read_to_string(&path).expect("a file of values");
        let values = text.lines().map(|line| line.trim().parse::<f64>().expect("a value a line"));
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        samples.push((
            name,
            (0..).map(|hour| hour * 3600).zip(values).filter(|(_, value)| value.is_finite()).collect(),
        ));
    }
    print!("{:<42}", "bytes an observation");
    samples.iter().for_each(|(name, _)| print!("{:>9.9}", name.replace(' ', "_")));
    println!("{:>9}", "µs/block");
    row("row a value in SQLite (the old schema)", &samples, row_table);
    row("columns of 8 + 8 bytes", &samples, |rows| rows.len() * 16);
    row("the same, zstd level 3", &samples, |rows| by_block(rows, |chunk| zstd_of(&plain(chunk), 3)));
    row("the same, zstd level 19", &samples, |rows| by_block(rows, |chunk| zstd_of(&plain(chunk), 19)));
    row("Gorilla: delta of delta, XOR", &samples, |rows| by_block(rows, gorilla));
    row("regular times; XOR, planes, zstd 3", &samples, |rows| {
        by_block(rows, |chunk| zstd_of(&planes(chunk), 3))
    });
    row("decimal, changes bit-packed (8 if none)", &samples, |rows| by_block(rows, bit_packed));
    row("payloads of the store", &samples, |rows| {
        let mut encoder = block::Encoder::new().expect("memory");
        by_block(rows, |chunk| {
            let (times, values): (Vec<i64>, Vec<f64>) = chunk.iter().copied().unzip();
            encoder.encode(&times, &values).payload.len()
        })
    });
    row("file of the store", &samples, file);
}

fn row(name: &str, samples: &[(String, Rows)], mut bytes: impl FnMut(&[(i64, f64)]) -> usize) {
    print!("{name:<42}");
    let (mut blocks, begun) = (0, Instant::now());
    for (_, rows) in samples {
        print!("{:>9.2}", bytes(rows) as f64 / rows.len() as f64);
        blocks += rows.len() / block::FULL;
    }
    println!("{:>9.0}", begun.elapsed().as_secs_f64() * 1e6 / blocks as f64);
}

fn by_block(rows: &[(i64, f64)], bytes: impl FnMut(&[(i64, f64)]) -> usize) -> usize {
    rows.chunks(block::FULL).map(bytes).sum()
}

fn zstd_of(bytes: &[u8], level: i32) -> usize {
    zstd::bulk::compress(bytes, level).expect("memory").len()
}

fn plain(rows: &[(i64, f64)]) -> Vec<u8> {
    let times = rows.iter().flat_map(|(time, _)| time.to_le_bytes());
    times.chain(rows.iter().flat_map(|(_, value)| value.to_le_bytes())).collect()
}

fn planes(rows: &[(i64, f64)]) -> Vec<u8> {
    let mut before = 0;
    let changed: Vec<u64> = rows
        .iter()
        .map(|(_, value)| value.to_bits() ^ std::mem::replace(&mut before, value.to_bits()))
        .collect();
    (0..8).flat_map(|plane| changed.iter().map(move |bits| bits.to_le_bytes()[plane])).collect()
}

/// The length of what section 4.1 of Pelkonen et al. (2015) would write.
fn gorilla(rows: &[(i64, f64)]) -> usize {
    let mut bits = 64 + 64;
    let (mut distance, mut window) = (rows.get(1).map_or(0, |second| second.0 - rows[0].0), (65u32, 0u32));
    for pair in rows.windows(2) {
        let next = pair[1].0 - pair[0].0;
        bits += match next - distance {
            0 => 1,
            -63..=64 => 2 + 7,
            -255..=256 => 3 + 9,
            -2047..=2048 => 4 + 12,
            _ => 4 + 32,
        };
        distance = next;
        let changed = pair[1].1.to_bits() ^ pair[0].1.to_bits();
        let (leading, trailing) = (changed.leading_zeros().min(31), changed.trailing_zeros());
        bits += if changed == 0 {
            1
        } else if leading >= window.0 && trailing >= window.1 {
            2 + 64 - window.0 - window.1
        } else {
            window = (leading, trailing);
            2 + 5 + 6 + 64 - leading - trailing
        };
    }
    bits.div_ceil(8) as usize
}

/// Changes of `k` where all values are `k / 10^e`, each in as many bits as the largest change needs; eight bytes else.
fn bit_packed(rows: &[(i64, f64)]) -> usize {
    for exponent in 0..=10 {
        let power = 10f64.powi(exponent);
        let whole: Vec<i64> = rows.iter().map(|(_, value)| (value * power).round() as i64).collect();
        if rows
            .iter()
            .zip(&whole)
            .all(|((_, value), whole)| (*whole as f64 / power).to_bits() == value.to_bits())
        {
            let largest = whole.windows(2).map(|pair| (pair[1] - pair[0]).unsigned_abs()).max().unwrap_or(0);
            return 16 + (rows.len() * (65 - largest.leading_zeros() as usize)).div_ceil(8);
        }
    }
    rows.len() * 8
}

fn row_table(rows: &[(i64, f64)]) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.sqlite");
    let mut file = Connection::open(&path).expect("a database");
    file.execute_batch(
        "CREATE TABLE observation (series INTEGER NOT NULL, valid_time INTEGER NOT NULL, value REAL NOT NULL,
         import INTEGER NOT NULL, PRIMARY KEY (series, valid_time)) STRICT, WITHOUT ROWID",
    )
    .expect("a table");
    let transaction = file.transaction().expect("begun");
    {
        let mut insert = transaction.prepare("INSERT INTO observation VALUES (77, ?1, ?2, 77)").expect("SQL");
        for row in rows {
            insert.execute(rusqlite::params![row.0 + 1_300_000_000, row.1]).expect("written");
        }
    }
    transaction.commit().expect("written");
    size(&path)
}

fn file(rows: &[(i64, f64)]) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let path = folder.path().join(FILE_NAME);
    drop(store);
    let before = size(&path);
    let store = SqliteStore::open(folder.path()).expect("opens");
    let observations = &mut rows
        .iter()
        .map(|(time, value)| Ok(Observation { valid_time: sample::at(*time), value: *value }));
    let series = &sample::series("sample");
    let quality = SourceQuality::MEASURED;
    store
        .import(Import { series, origin: "encodings", quality, observations, flags: &Vec::new })
        .expect("written");
    drop(store);
    size(&path) - before
}

fn size(path: &std::path::Path) -> usize {
    usize::try_from(fs::metadata(path).expect("there").len()).expect("small")
}
