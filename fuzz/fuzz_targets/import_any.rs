//! Any bytes, read as the form of file they seem to have.

#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::let_the_product_catch_panics(), |content: &[u8]| fuzz::import_guarded(None, content));
