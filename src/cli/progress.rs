//! How far a long run has come, for whoever watches the terminal.

use std::fs;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use jobeval::finding::Finding;

use super::input::JobFile;
use super::stream::Done;

/// How long a run lasts before anything is shown of it.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on standard error, if that is a terminal and the run lasts.
pub(super) struct Progress {
    /// None where nobody watches.
    began: Option<Instant>,
    /// All bytes that there are to be read; none where that is not known.
    size: Option<u64>,
    rows: u64,
    bytes: u64,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn new(files: &[Result<JobFile, Finding>], shown: bool) -> Progress {
        let size = |file: &JobFile| {
            fs::metadata(&file.path).ok().filter(fs::Metadata::is_file).map(|known| known.len())
        };
        Progress {
            began: shown.then(Instant::now),
            size: if shown { files.iter().flatten().map(size).sum() } else { None },
            rows: 0,
            bytes: 0,
            bar: None,
        }
    }

    /// Takes note of what has been done.
    pub(super) fn add(&mut self, done: &Done<'_>) {
        let Some(began) = self.began else { return };
        let (rows, bytes) = done.size();
        self.rows += rows;
        self.bytes += bytes as u64;
        let elapsed = began.elapsed();
        if elapsed < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| bar(self.size, elapsed));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let rate = (self.rows as f64 / elapsed.as_secs_f64()) as u64;
        bar.set_message(format!("{} rows, {} a second", HumanCount(self.rows), HumanCount(rate)));
        bar.set_position(self.bytes);
    }

    /// Takes away what is shown.
    pub(super) fn end(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(size: Option<u64>, elapsed: Duration) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::stderr()).with_elapsed(elapsed);
    let template = match size {
        Some(_) => "{bar:30} {percent}%  {msg}, {eta} left",
        None => "{spinner} {msg}",
    };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}
