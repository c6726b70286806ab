//! Any answer of a connected program: wherever rows are found, they can be read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sources::{SourcesError, found, rows_at};

const NOW: &str = "2024-01-01T00:00:00Z";

fuzz_target!(|answer: &[u8]| {
    let Ok(document) = serde_json::from_slice(answer) else { return };
    for place in found(&document) {
        match rows_at(&document, &place.path, NOW) {
            Ok(_) | Err(SourcesError::TooManyRows) => {}
            Err(error) => panic!("{}: {error}", place.path),
        }
    }
    let _no_such_place = rows_at(&document, "/0/rows", NOW);
});
