//! Any values of a series, as lines and as an Arrow stream that was damaged on its way: nothing panics, and what is read is written and
//! read again as it was.

#![no_main]

use arbitrary::Arbitrary;
use fuzz::{guarded, let_the_product_catch_panics};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
enum Input<'a> {
    Lines(&'a [u8]),
    Stream(&'a [u8]),
    Damaged { values: u8, changes: Vec<(u16, u8)>, cut: u16 },
}

/// A stream of so many values, with bytes of it changed and some of its end cut off.
fn damaged(values: u8, changes: Vec<(u16, u8)>, cut: u16) -> Vec<u8> {
    let lines: String = (0..values)
        .map(|hour| {
            format!(
                "{{\"time\": \"2024-01-01T{:02}:00:{:02}Z\", \"value\": {hour}.5}}\n",
                hour / 60,
                hour % 60
            )
        })
        .collect();
    let mut stream = api::read_and_write(false, lines.into_bytes()).expect("these are values");
    for (at, byte) in changes {
        let at = usize::from(at) % stream.len();
        stream[at] ^= byte;
    }
    stream.truncate(stream.len().saturating_sub(usize::from(cut) % 64));
    stream
}

fuzz_target!(init: let_the_product_catch_panics(), |input: Input<'_>| {
    guarded(|| {
        let (is_arrow, body) = match input {
            Input::Lines(body) => (false, body.to_vec()),
            Input::Stream(body) => (true, body.to_vec()),
            Input::Damaged { values, changes, cut } => (true, damaged(values, changes, cut)),
        };
        if let Ok(written) = api::read_and_write(is_arrow, body) {
            let again = api::read_and_write(true, written.clone()).expect("it was written by ourselves");
            assert_eq!(again, written);
        }
    });
});
