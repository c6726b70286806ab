//! Alone in its process, so that the memory it measures is its own.

use context::import::{Surroundings, open};
use domain::ImportOptions;
use jiff::{Timestamp, tz::TimeZone};
use std::{fs::File, io::Write};

#[test]
fn a_file_of_200_mb_is_read_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.csv");
    let mut file = std::io::BufWriter::new(File::create(&path).unwrap());
    writeln!(file, "time,power (kW),remark").unwrap();
    let remark = "x".repeat(160);
    let start = 1_400_000_000_i64;
    let rows = 1_100_000_i64;
    for row in 0..rows {
        writeln!(file, "{},{}.5,{remark}", start + row * 60, row % 97).unwrap();
    }
    file.into_inner().unwrap().sync_all().unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() > 190_000_000);
    let before = peak_memory_kb();
    let now = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
    let mut import = open(&path, &ImportOptions::default(), &Surroundings::at(now)).unwrap().read().unwrap();
    assert_eq!(import.by_ref().filter(Result::is_ok).count(), usize::try_from(rows).unwrap());
    if let (Some(before), Some(after)) = (before, peak_memory_kb()) {
        assert!(after - before < 40_000, "memory grew by {} kB", after - before);
    }
}

/// The most memory this process has held, where the system tells.
fn peak_memory_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
