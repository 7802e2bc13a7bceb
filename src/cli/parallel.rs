//! Work on several cores whose results come in order.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::mpsc::channel;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many units may be on their way for each thread. With blocks of some size, this bounds the memory of a run.
const ON_THEIR_WAY: usize = 4;

/// Does `work` on every unit and hands the results to `take` in the order of the units, whichever is done first.
///
/// Each thread makes its units itself, one thread at a time, so that a block is read where it is worked on; results are
/// taken on the caller's thread, while others wait for the next unit.
///
/// # Errors
/// That of `take`, which ends it all.
pub(super) fn in_order<U, R: Send>(
    threads: NonZeroUsize,
    units: impl Iterator<Item = U> + Send,
    work: impl Fn(U) -> R + Sync,
    mut take: impl FnMut(R) -> io::Result<()>,
) -> io::Result<()> {
    if threads == NonZeroUsize::MIN {
        return units.map(work).try_for_each(take);
    }
    let window = Window { end: Mutex::new(threads.get() * ON_THEIR_WAY), moved: Condvar::new() };
    let units = Mutex::new(units.enumerate().fuse());
    let next_unit = || {
        let mut units = locked(&units);
        let (index, unit) = units.next()?;
        window.wait_for(index);
        Some((index, unit))
    };
    thread::scope(|scope| {
        let (done, results) = channel();
        for _ in 0..threads.get() {
            let (done, next_unit, work) = (done.clone(), &next_unit, &work);
            scope.spawn(move || {
                while let Some((index, unit)) = next_unit() {
                    if done.send((index, work(unit))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        // However this ends, nobody is left waiting.
        let _open = Opened(&window);
        let mut early = BTreeMap::new();
        let mut next = 0;
        for (index, result) in results {
            early.insert(index, result);
            while let Some(result) = early.remove(&next) {
                take(result)?;
                next += 1;
                window.move_to(next + threads.get() * ON_THEIR_WAY);
            }
        }
        Ok(())
    })
}

/// Keeps units that are far ahead from being worked on before those behind them are taken.
struct Window {
    /// The first unit that has to wait.
    end: Mutex<usize>,
    moved: Condvar,
}

impl Window {
    fn wait_for(&self, index: usize) {
        let is_ahead = |end: &mut usize| index >= *end;
        drop(self.moved.wait_while(locked(&self.end), is_ahead).unwrap_or_else(PoisonError::into_inner));
    }

    fn move_to(&self, end: usize) {
        *locked(&self.end) = end;
        self.moved.notify_one();
    }
}

/// Opens the window for good when it goes.
struct Opened<'w>(&'w Window);

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.0.move_to(usize::MAX);
    }
}

/// What a lock guards. No thread panics while it holds one, so nothing is ever half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(threads: usize, units: u32) -> Vec<u32> {
        let mut taken = Vec::new();
        let work = |unit: u32| {
            // The later the unit, the sooner it is done.
            thread::sleep(std::time::Duration::from_micros(u64::from(units - unit) * 50));
            unit * unit
        };
        let threads = NonZeroUsize::new(threads).unwrap();
        in_order(threads, 0..units, work, |result| {
            taken.push(result);
            Ok(())
        })
        .unwrap();
        taken
    }

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        for units in [0, 1, 2, 3, 50] {
            let expected: Vec<u32> = (0..units).map(|unit| unit * unit).collect();
            for threads in [1, 2, 3, 7, 60] {
                assert_eq!(squares(threads, units), expected, "{threads} threads");
            }
        }
    }

    #[test]
    fn an_error_ends_even_what_never_ends() {
        for threads in [1, 3] {
            let threads = NonZeroUsize::new(threads).unwrap();
            let mut taken = 0;
            let ended = in_order(
                threads,
                0..,
                |unit: u64| unit,
                |_| {
                    taken += 1;
                    if taken == 10 { Err(io::Error::other("enough")) } else { Ok(()) }
                },
            );
            assert_eq!((ended.unwrap_err().to_string(), taken), ("enough".to_owned(), 10));
        }
    }
}
