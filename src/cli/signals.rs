//! Removal of the temporary file when a signal ends the run.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// Temporary file of the run, which writes one at a time.
static FILE: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Removes a temporary file if a signal ends the run. If the file has been renamed by then, nothing is removed.
///
/// # Errors
/// No thread can be started to watch for signals. They end the run as usual.
pub(super) fn remove_on_signal(file: PathBuf) -> io::Result<()> {
    static IS_WATCHED: AtomicBool = AtomicBool::new(false);
    *temporary_file() = Some(file);
    if IS_WATCHED.swap(true, Ordering::Relaxed) { Ok(()) } else { watch() }
}

fn temporary_file() -> MutexGuard<'static, Option<PathBuf>> {
    FILE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a thread that waits for a signal.
fn watch() -> io::Result<()> {
    let (give, given) = mpsc::channel::<Signals>();
    thread::Builder::new().spawn(move || {
        if let Ok(mut signals) = given.recv()
            && let Some(signal) = signals.forever().next()
        {
            let _ = temporary_file().take().map(fs::remove_file);
            // The signal then ends the run as usual.
            let _ = emulate_default_handler(signal);
        }
    })?;
    // Registered only once the thread runs: without it, a signal would not end the run.
    let signals = Signals::new([SIGHUP, SIGINT, SIGTERM].into_iter().filter(|&signal| !is_ignored(signal)))?;
    give.send(signals).map_err(io::Error::other)
}

/// Returns true if the parent process made this one ignore a signal, as `nohup` does, or if that is not known.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_none_or(|ignored| ignored & (1 << (signal - 1)) != 0)
}
