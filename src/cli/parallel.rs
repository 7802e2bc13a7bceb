//! Parallel work with results in order.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Does `work` on every unit, and hands the results to `take` in the order of the units.
///
/// Each thread reads its own units, one thread at a time, so that data stays on the core that works on it. An early result
/// is kept for the thread that has the one before it. A thread waits only if as many results are kept as there are threads.
///
/// # Errors
/// Returns the first error of `take`, which ends the work.
pub(super) fn in_order<U, R: Send>(
    threads: NonZeroUsize,
    units: impl Iterator<Item = U> + Send,
    work: impl Fn(U) -> R + Sync,
    mut take: impl FnMut(R) -> io::Result<()> + Send,
) -> io::Result<()> {
    if threads == NonZeroUsize::MIN {
        return units.map(work).try_for_each(take);
    }
    let units = Mutex::new(units.enumerate().fuse());
    let results = Mutex::new(ResultSink { next: 0, early: BTreeMap::new(), take: &mut take, ended: Ok(()) });
    let taken = Condvar::new();
    let run = || work_through(&units, &results, &taken, &work, threads.get());
    thread::scope(|scope| {
        // If the system refuses further threads, those that run do all the work.
        for _ in 1..threads.get() {
            if thread::Builder::new().spawn_scoped(scope, run).is_err() {
                break;
            }
        }
        run();
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner).ended
}

/// Works on units until the last one is taken or the work ends. Waits while `most_early` results are kept.
fn work_through<U, R, T: FnMut(R) -> io::Result<()>>(
    units: &Mutex<impl Iterator<Item = (usize, U)>>,
    results: &Mutex<ResultSink<'_, T, R>>,
    taken: &Condvar,
    work: impl Fn(U) -> R,
    most_early: usize,
) {
    let _watch = Watch { results, taken };
    loop {
        // A statement of its own, so that the lock ends with it.
        let next = locked(units).next();
        let Some((index, unit)) = next else { break };
        let result = work(unit);
        let mut sink = locked(results);
        if sink.add(index, result) {
            taken.notify_all();
        }
        let waited = taken.wait_while(sink, |sink| sink.ended.is_ok() && sink.early.len() >= most_early);
        if waited.unwrap_or_else(PoisonError::into_inner).ended.is_err() {
            break;
        }
    }
}

/// Results, handed on in order.
struct ResultSink<'t, T, R> {
    /// Index of the unit whose result is taken next.
    next: usize,
    /// Results of later units, by index.
    early: BTreeMap<usize, R>,
    take: &'t mut T,
    ended: io::Result<()>,
}

impl<R, T: FnMut(R) -> io::Result<()>> ResultSink<'_, T, R> {
    /// Adds the result of a unit, and takes all results whose turn it is. Returns true if there were any.
    fn add(&mut self, index: usize, result: R) -> bool {
        self.early.insert(index, result);
        let before = self.next;
        while self.ended.is_ok()
            && let Some(result) = self.early.remove(&self.next)
        {
            self.ended = (self.take)(result);
            self.next += 1;
        }
        self.next > before
    }
}

/// Guard that ends the run if its thread panics. Without it, the other threads would wait for ever.
struct Watch<'r, 't, T, R> {
    results: &'r Mutex<ResultSink<'t, T, R>>,
    taken: &'r Condvar,
}

impl<T, R> Drop for Watch<'_, '_, T, R> {
    fn drop(&mut self) {
        if thread::panicking() {
            locked(self.results).ended = Err(io::Error::other("a thread has panicked"));
            self.taken.notify_all();
        }
    }
}

/// Locks a mutex, even if a thread panicked with it. That ends the run, so its data is not used any more.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(threads: usize, units: u32) -> Vec<u32> {
        let mut taken = Vec::new();
        let work = |unit: u32| {
            // Later units take less time.
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
    fn a_panic_of_one_thread_ends_the_others() {
        let work = |unit: u64| if unit == 50 { panic!("{unit}") } else { unit };
        let run = || in_order(NonZeroUsize::new(3).unwrap(), 0.., work, |_| Ok(()));
        assert!(std::panic::catch_unwind(run).is_err());
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
