//! Work on several cores whose results come in order.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Does `work` on every unit and hands the results to `take` in the order of the units, whichever is done first.
///
/// Each thread makes its own units, one thread at a time, so that what is read stays on the core where it is worked on. A
/// result that is early is kept, and taken by the thread that has the one before it, so that nobody waits for another thread
/// to be woken unless as many are kept as there are threads.
///
/// # Errors
/// That of `take`, which ends it all.
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
    let run = || {
        let _watch = Watch { results: &results, taken: &taken };
        loop {
            let unit = locked(&units).next();
            let Some((index, unit)) = unit else { break };
            let result = work(unit);
            let mut results = locked(&results);
            if results.add(index, result) {
                taken.notify_all();
            }
            let are_many = |results: &mut ResultSink<'_, _, _>| {
                results.ended.is_ok() && results.early.len() >= threads.get()
            };
            let waited = taken.wait_while(results, are_many);
            if waited.unwrap_or_else(PoisonError::into_inner).ended.is_err() {
                break;
            }
        }
    };
    thread::scope(|scope| {
        // Where no more threads can be started, those that there are do all the work.
        for _ in 1..threads.get() {
            if thread::Builder::new().spawn_scoped(scope, run).is_err() {
                break;
            }
        }
        run();
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner).ended
}

/// What happens to results.
struct ResultSink<'t, T, R> {
    /// The unit whose result is to be taken next.
    next: usize,
    /// Results of later units.
    early: BTreeMap<usize, R>,
    take: &'t mut T,
    ended: io::Result<()>,
}

impl<R, T: FnMut(R) -> io::Result<()>> ResultSink<'_, T, R> {
    /// Adds the result of a unit, and takes those whose turn it is. Says whether there were any.
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

/// Ends the run if a thread panics: the others would wait for its result for ever.
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

/// What a lock guards. A thread that panics ends the run, so nobody sees what it has left behind.
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
