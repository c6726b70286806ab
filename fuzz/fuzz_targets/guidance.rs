//! Any bytes as a reply of a weather service: nothing panics, and every column has a value for each of its hours.

#![no_main]

use context::open_meteo::parse;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    if let Ok(reply) = parse(body, "example.org") {
        for column in reply.columns {
            assert!(!column.values.is_empty());
        }
    }
});
