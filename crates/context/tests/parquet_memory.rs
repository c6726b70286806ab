//! Alone in its process, so that the memory it measures is its own.

#![expect(clippy::unwrap_used, reason = "what the test stands on: a failure shows the line")]

use context::import::{Surroundings, open};
use domain::ImportOptions;
use jiff::{Timestamp, tz::TimeZone};
use parquet::{
    data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};
use std::{fs::File, path::Path, sync::Arc};

const SCHEMA: &str = "message table { required int64 time (TIMESTAMP(MILLIS, true)); required double power; required binary remark (STRING); }";

/// One row group of minutes with remarks of this many bytes that nothing can compress.
fn write(path: &Path, rows: i64, remark: usize, properties: WriterProperties) {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let times: Vec<i64> = (0..rows).map(|row| 1_400_000_000_000 + row * 60_000).collect();
    column.typed::<Int64Type>().write_batch(&times, None, None).unwrap();
    column.close().unwrap();
    drop(times);
    let mut column = group.next_column().unwrap().unwrap();
    let values: Vec<f64> = (0..rows).map(|row| (row * 7919 % 10_007) as f64 / 7.0).collect();
    column.typed::<DoubleType>().write_batch(&values, None, None).unwrap();
    column.close().unwrap();
    drop(values);
    let mut column = group.next_column().unwrap().unwrap();
    let mut state = 5_u64;
    for _ in 0..rows {
        let text: Vec<u8> = (0..remark)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                b'a' + u8::try_from((state >> 33) % 26).unwrap()
            })
            .collect();
        column.typed::<ByteArrayType>().write_batch(&[ByteArray::from(text)], None, None).unwrap();
    }
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
}

fn read(path: &Path) -> Result<usize, String> {
    let now = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
    let options = ImportOptions::of_column("power");
    let mut reading = open(path, &options, &Surroundings::at(now))
        .and_then(context::import::Opened::read)
        .map_err(|error| error.to_string())?;
    let mut count = 0;
    for incoming in reading.by_ref() {
        incoming.map_err(|error| error.to_string())?;
        count += 1;
    }
    Ok(count)
}

#[test]
fn a_table_of_one_large_row_group_is_read_in_little_memory_and_one_of_a_large_page_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.parquet");
    let rows = 500_000;
    let plain = || WriterProperties::builder().set_dictionary_enabled(false);
    write(&path, rows, 300, plain().build());
    assert!(std::fs::metadata(&path).unwrap().len() > 150_000_000);
    reset_peak_memory();
    let before = memory_kb("VmRSS:");
    assert_eq!(read(&path), Ok(usize::try_from(rows).unwrap()));
    if let (Some(before), Some(after)) = (before, memory_kb("VmHWM:")) {
        assert!(after.saturating_sub(before) < 40_000, "memory grew by {} kB", after - before);
    }

    let page = 1 << 30;
    let one_page = plain()
        .set_data_page_size_limit(page)
        .set_data_page_row_count_limit(page)
        .set_write_batch_size(page)
        .build();
    write(&path, 250_000, 300, one_page);
    let error = read(&path).unwrap_err();
    assert!(
        error.contains("a page of it takes 72 MB, and no more than 64 MB are read at once; write the table with smaller pages"),
        "{error}"
    );
}

/// Forgets what the most memory was, where the system lets it.
fn reset_peak_memory() {
    // Where it can't be forgotten the writer's is measured too, which is more.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
}

/// What the system says of this process's memory, where it does.
fn memory_kb(what: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(what))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
