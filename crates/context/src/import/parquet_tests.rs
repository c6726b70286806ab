//! Parquet tables that pyarrow 26 wrote.

#![expect(clippy::float_cmp, reason = "values are read from decimals, so they are exact")]

use super::{Surroundings, open};
use domain::{FileFormat, ImportOptions, SeriesInfo};
use jiff::{Timestamp, tz::TimeZone};
use std::path::{Path, PathBuf};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/import/samples").join(name)
}

fn surroundings() -> Surroundings<'static> {
    let now: Timestamp = "2026-01-01T00:00Z".parse().unwrap();
    Surroundings::at(now.to_zoned(TimeZone::get("Europe/Lisbon").unwrap()))
}

/// A series, and its values by their times.
type Seen = (SeriesInfo, Vec<(String, f64)>);

fn all(path: &Path) -> Result<Vec<Seen>, String> {
    let options = ImportOptions { all: true, ..ImportOptions::default() };
    let opened = open(path, &options, &surroundings()).map_err(|error| error.to_string())?;
    assert_eq!(opened.format(), FileFormat::Parquet);
    let mut reading = opened.read().map_err(|error| error.to_string())?;
    let mut values = vec![Vec::new(); reading.infos().len()];
    for incoming in reading.by_ref() {
        let (series, observation) = incoming.map_err(|error| error.to_string())?;
        values[series].push((observation.valid_time.to_string(), observation.value));
    }
    Ok(reading.infos().iter().cloned().zip(values).collect())
}

#[test]
fn columns_of_every_kind_are_read_over_row_groups() {
    let series = all(&sample("universal_snappy.parquet")).unwrap();
    let titles: Vec<(&str, &str)> =
        series.iter().map(|(info, _)| (info.title.as_str(), info.unit.symbol())).collect();
    assert_eq!(titles, [("Power", "W"), ("Voltage", "V"), ("Cost", "EUR"), ("Heater", "")]);
    let [power, voltage, cost, heater] = [0, 1, 2, 3].map(|at| &series[at].1);
    assert_eq!((power.len(), voltage.len()), (2450, 2500), "every fiftieth is missing");
    assert_eq!(power[0], ("2024-06-15T12:00:00Z".into(), 0.05));
    assert_eq!(power[2449], ("2024-06-17T05:39:00Z".into(), 2499.0 * 0.1 + 0.05));
    assert_eq!(voltage[1001].1, 232.0);
    assert_eq!((cost[0].1, cost[2499].1), (-1.0, 1.499));
    assert_eq!((heater[0].1, heater[1].1), (1.0, 0.0));
}

#[test]
fn days_clocks_and_old_stamps_are_read() {
    let days = all(&sample("days_zstd_v2.parquet")).unwrap();
    assert_eq!((days[0].1.len(), days[0].1[59].clone()), (60, ("2024-02-29T00:00:00Z".into(), 6.0)));
    assert_eq!(days[0].0.step_minutes, 1440);
    let rooms = all(&sample("long_local_gzip.parquet")).unwrap();
    assert_eq!(
        rooms.iter().map(|(info, values)| (info.title.as_str(), values.len())).collect::<Vec<_>>().len(),
        2
    );
    assert_eq!(rooms[1].1[49], ("2024-03-03T01:00:00Z".into(), 20.5));
    let old = all(&sample("int96_lz4.parquet")).unwrap();
    assert_eq!(old[0].1[49], ("2024-03-03T01:00:00Z".into(), 73.5));
}

#[test]
fn a_damaged_table_is_refused_in_words() {
    let whole = std::fs::read(sample("int96_lz4.parquet")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.parquet");
    for (bytes, what) in [
        (whole[..whole.len() / 2].to_vec(), "cut off"),
        (b"PAR1".to_vec(), "a head alone"),
        ([&whole[..40], &[0xff; 200], &whole[240..]].concat(), "overwritten"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let error = all(&path).unwrap_err();
        assert!(error.contains("can't be read: it is a damaged Parquet table"), "{what}: {error}");
    }
}

/// What the library panics at says so; that is how it is told from what the library refuses itself.
const PANICKED: &str = "its pages contradict each other";

/// The sample with one byte changed, read to its end or to the first error.
fn read_with_wrong_byte(name: &str, at: usize, mask: u8, path: &Path) -> Result<(), String> {
    let mut bytes = std::fs::read(sample(name)).unwrap();
    bytes[at] ^= mask;
    std::fs::write(path, bytes).unwrap();
    let options = ImportOptions { all: true, format: Some(FileFormat::Parquet), ..ImportOptions::default() };
    open(path, &options, &surroundings())
        .and_then(super::Opened::read)
        .and_then(|mut reading| reading.by_ref().try_for_each(|incoming| incoming.map(drop)))
        .map_err(|error| error.to_string())
}

#[test]
fn whatever_byte_of_a_table_is_wrong_it_is_read_or_refused_in_words() {
    // What is caught is to be told by nobody; the other tests tell of theirs.
    let (own, others) = (std::thread::current().id(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |information| {
        if std::thread::current().id() != own {
            others(information);
        }
    }));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.parquet");
    // At these the library panics (version 60.1.0).
    for (name, at) in
        [("days_zstd_v2.parquet", 475), ("int96_lz4.parquet", 878), ("long_local_gzip.parquet", 821)]
    {
        let error = read_with_wrong_byte(name, at, 0x80, &path).unwrap_err();
        assert!(
            error.contains("it is a damaged Parquet table") && error.contains(PANICKED),
            "{name}: {error}"
        );
    }
    let mut refused = 0;
    for name in ["days_zstd_v2.parquet", "int96_lz4.parquet", "long_local_gzip.parquet"] {
        let length = std::fs::read(sample(name)).unwrap().len();
        for (at, mask) in (0..length).step_by(5).zip([0x01, 0x80, 0xff].into_iter().cycle()) {
            if let Err(error) = read_with_wrong_byte(name, at, mask, &path) {
                refused += 1;
                assert!(error.len() < 1000, "{name} {at} {mask}: {error}");
            }
        }
    }
    assert!(refused > 300, "most bytes of so small a table matter: {refused}");
}
