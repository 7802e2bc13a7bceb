//! Which mutant is on: what `scripts/mutants` gives the crate to ask. Given a file instead of a number, it notes there which
//! mutants it is asked for.

use std::io::Write;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::{fs, process};

/// Tests may run commands without the environment, even through a shell: it is then that of a process further up.
static ON: LazyLock<String> = LazyLock::new(|| {
    let mut process = process::id().to_string();
    while process != "0" {
        let environment = fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
        let text = String::from_utf8_lossy(&environment).into_owned();
        if let Some(value) = text.split('\0').find_map(|entry| entry.strip_prefix("JOBEVAL_MUTANT=")) {
            return value.to_owned();
        }
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        process = status.lines().find_map(|line| line.strip_prefix("PPid:")).unwrap_or("0").trim().to_owned();
    }
    String::new()
});
static NUMBER: LazyLock<Option<usize>> = LazyLock::new(|| ON.parse().ok());
static ASKED: [AtomicBool; 100_000] = [const { AtomicBool::new(false) }; 100_000];

/// Whether it is this one.
pub fn is_on(number: usize) -> bool {
    if NUMBER.is_none() && !ASKED[number].load(Relaxed) && !ASKED[number].swap(true, Relaxed) {
        if let Ok(mut file) = fs::File::options().append(true).open(&*ON) {
            let _ = file.write_all(format!("{number}\n").as_bytes());
        }
    }
    *NUMBER == Some(number)
}
