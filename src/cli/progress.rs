//! Progress of long runs, on a terminal.

use std::fs;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use jobeval::finding::Finding;

use super::input::InputFile;
use super::unpack;

/// Time before progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// Time between updates.
const BETWEEN: Duration = Duration::from_millis(100);

/// Progress bar on standard error.
pub(super) struct Progress {
    /// Start of the run, `None` if progress is not shown.
    began: Option<Instant>,
    /// Bytes of all files, `None` if not known.
    size: Option<u64>,
    rows: u64,
    bytes: u64,
    /// Time since the start of the run at which the bar is updated next.
    due: Duration,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn new(files: &[Result<InputFile, Finding>], shown: bool) -> Progress {
        Progress {
            began: shown.then(Instant::now),
            size: if shown { files.iter().flatten().map(size).sum() } else { None },
            rows: 0,
            bytes: 0,
            due: PATIENCE,
            bar: None,
        }
    }

    /// Adds rows and bytes that have been read, and updates the bar if it is time.
    pub(super) fn add(&mut self, rows: u64, bytes: usize) {
        let Some(began) = self.began else { return };
        self.rows += rows;
        self.bytes += bytes as u64;
        let elapsed = began.elapsed();
        if elapsed < self.due {
            return;
        }
        self.due = elapsed + BETWEEN;
        let bar = self.bar.get_or_insert_with(|| bar(self.size));
        let rate = per_second(self.rows, elapsed);
        let mut words = format!("{} rows, {} a second", HumanCount(self.rows), HumanCount(rate));
        if let Some(size) = self.size {
            let left = size.saturating_sub(self.bytes) / per_second(self.bytes, elapsed).max(1);
            words.push_str(&format!(", {left} s left"));
        }
        bar.set_position(self.bytes);
        bar.set_message(words);
    }

    /// Removes the bar.
    pub(super) fn end(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Returns the bytes of a file, `None` if it is compressed or not a regular file.
fn size(file: &InputFile) -> Option<u64> {
    let metadata = fs::metadata(&file.path).ok().filter(fs::Metadata::is_file)?;
    unpack::name_inside(&file.path).is_none().then_some(metadata.len())
}

fn bar(size: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::stderr());
    let template = if size.is_some() { "{bar:30} {percent}%  {msg}" } else { "{spinner} {msg}" };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Returns the rate per second of `count` things in `time`.
fn per_second(count: u64, time: Duration) -> u64 {
    let rate = u128::from(count) * 1000 / time.as_millis().max(1);
    u64::try_from(rate).unwrap_or(u64::MAX)
}
