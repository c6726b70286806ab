//! Any bytes, read as this form of file.

#![no_main]

libfuzzer_sys::fuzz_target!(|content: &[u8]| fuzz::import(
    Some(domain::FileFormat::IntegratedSurface),
    content
));
