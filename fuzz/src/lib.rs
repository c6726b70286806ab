//! What targets share: a file of any bytes, read as one form, and panics that the product catches.

use context::import::{Surroundings, open};
use domain::{FileFormat, ImportOptions};
use jiff::{Timestamp, tz::TimeZone};
use std::{
    panic,
    path::PathBuf,
    sync::{LazyLock, Mutex, PoisonError},
};

/// The file of this process; in memory where there is a place for that.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
    folder.join(format!("forecastle-fuzz-{}", std::process::id()))
});

/// The last panic, told by nobody yet.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// For targets whose product catches the panics of a library. libFuzzer's own hook ends the process at the first panic, caught or not; in
/// place of it, what is said is kept, and told only of a panic that escapes: see [`guarded`].
pub fn let_the_product_catch_panics() {
    panic::set_hook(Box::new(|information| {
        *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = information.to_string();
    }));
}

/// [`import`], where panics that the product catches are no finding.
pub fn import_guarded(format: Option<FileFormat>, content: &[u8]) {
    guarded(|| import(format, content));
}

/// Does something of which panics that the product catches are no finding.
pub fn guarded(work: impl FnOnce()) {
    if panic::catch_unwind(panic::AssertUnwindSafe(work)).is_err() {
        eprintln!("{}", PANIC.lock().unwrap_or_else(PoisonError::into_inner));
        std::process::abort();
    }
}

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
