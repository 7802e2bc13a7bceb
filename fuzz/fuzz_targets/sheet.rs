#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| jobeval_fuzz::sheet(bytes));
