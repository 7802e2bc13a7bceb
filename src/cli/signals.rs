//! What is left behind by a run that a signal ends: nothing.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// The temporary file at hand: a run writes one at a time.
static FILE: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Takes a temporary file away if a signal ends the run. Once it is renamed there is nothing to take away.
///
/// # Errors
/// That no thread can be started for it. Signals end the run as they always do then.
pub(super) fn leave_no(file: PathBuf) -> io::Result<()> {
    static IS_WATCHED: AtomicBool = AtomicBool::new(false);
    *file_at_hand() = Some(file);
    if IS_WATCHED.swap(true, Ordering::Relaxed) { Ok(()) } else { watch() }
}

fn file_at_hand() -> MutexGuard<'static, Option<PathBuf>> {
    FILE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the thread that waits for a signal.
fn watch() -> io::Result<()> {
    let (give, given) = mpsc::channel::<Signals>();
    thread::Builder::new().spawn(move || {
        if let Ok(mut signals) = given.recv()
            && let Some(signal) = signals.forever().next()
        {
            let _ = file_at_hand().take().map(fs::remove_file);
            // The run ends as it would have without all this.
            let _ = emulate_default_handler(signal);
        }
    })?;
    // Asked for only once somebody waits for them: nobody else would end the run.
    let signals = Signals::new([SIGHUP, SIGINT, SIGTERM].into_iter().filter(|&signal| !is_ignored(signal)))?;
    give.send(signals).map_err(io::Error::other)
}

/// Whether whoever started the program wants it to go on in spite of a signal, as `nohup` does. Where that cannot be told,
/// the signal is left as it is.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(u64::MAX);
    ignored & (1 << (signal - 1)) != 0
}
