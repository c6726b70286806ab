//! Any bytes, read as the form of file they seem to have.

#![no_main]

libfuzzer_sys::fuzz_target!(|content: &[u8]| fuzz::import(None, content));
