//! How far a long run has come, for whoever watches the terminal.

use std::fs;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use jobeval::finding::Finding;

use super::input::InputFile;
use super::unpack;

/// How long a run lasts before anything is shown of it.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long what is shown stays as it is.
const BETWEEN: Duration = Duration::from_millis(100);

/// A bar on standard error, if that is a terminal and the run lasts.
pub(super) struct Progress {
    /// None where nobody watches.
    began: Option<Instant>,
    /// All bytes that there are to be read; none where that is not known.
    size: Option<u64>,
    rows: u64,
    bytes: u64,
    /// How long the run has lasted when something is to be shown next.
    due: Duration,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn new(files: &[Result<InputFile, Finding>], shown: bool) -> Progress {
        // How much there is in a compressed file, nothing says.
        let size = |file: &InputFile| {
            let known = fs::metadata(&file.path).ok().filter(fs::Metadata::is_file)?;
            unpack::name_inside(&file.path).is_none().then_some(known.len())
        };
        Progress {
            began: shown.then(Instant::now),
            size: if shown { files.iter().flatten().map(size).sum() } else { None },
            rows: 0,
            bytes: 0,
            due: PATIENCE,
            bar: None,
        }
    }

    /// Adds so many rows and bytes to what has been done.
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

    /// Takes away what is shown.
    pub(super) fn end(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(size: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::stderr());
    let template = if size.is_some() { "{bar:30} {percent}%  {msg}" } else { "{spinner} {msg}" };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// How many come in a second, if so many came in a time.
fn per_second(count: u64, time: Duration) -> u64 {
    let rate = u128::from(count) * 1000 / time.as_millis().max(1);
    u64::try_from(rate).unwrap_or(u64::MAX)
}
