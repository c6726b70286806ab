//! What the targets for imports share: a file of any bytes, read as one form.

use context::import::{Surroundings, open};
use domain::{FileFormat, ImportOptions};
use jiff::{Timestamp, tz::TimeZone};
use std::{path::PathBuf, sync::LazyLock};

/// The file of this process; in memory where there is a place for that.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
    folder.join(format!("forecastle-fuzz-{}", std::process::id()))
});

/// Reads the bytes as a file of this form, or of the form they seem to have: nothing panics, values are finite, and every series has as many
/// as were told.
pub fn import(format: Option<FileFormat>, content: &[u8]) {
    std::fs::write(&*FILE, content).expect("there is room for a file");
    let now: Timestamp = "2024-06-15T12:00Z".parse().expect("a moment");
    let surroundings = Surroundings::at(now.to_zoned(TimeZone::get("Europe/Lisbon").expect("a zone")));
    let options = ImportOptions { format, all: true, ..ImportOptions::default() };
    if let Ok(opened) = open(&FILE, &options, &surroundings) {
        if let Some(calendar) = opened.calendar() {
            let until = now + jiff::SignedDuration::from_hours(24 * 400);
            let zone = surroundings.now.time_zone();
            let coming = context::calendar::upcoming(&calendar.appointments, now, until, zone);
            assert!(coming.is_sorted_by(|one, other| one.start <= other.start));
        }
        let _ = opened.preview();
    }
    let Ok(mut reading) = open(&FILE, &options, &surroundings).and_then(context::import::Opened::read) else {
        return;
    };
    let mut counts = vec![0; reading.infos().len()];
    for incoming in reading.by_ref() {
        let Ok((series, observation)) = incoming else { break };
        assert!(observation.value.is_finite(), "{observation:?}");
        counts[series] += 1;
    }
    for (series, count) in counts.into_iter().enumerate() {
        assert_eq!(reading.observations_of(series), count);
        assert!(reading.doubts_of(series).len() as u64 <= count);
    }
    let _ = reading.notes();
}
