//! Any bytes, read as this form of file. The library that reads it panics at some; the product catches that.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: fuzz::let_the_product_catch_panics(),
    |content: &[u8]| fuzz::import_guarded(Some(domain::FileFormat::Parquet), content)
);
