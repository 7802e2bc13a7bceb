//! Work on several cores whose results come in order.

use std::io;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// How many units may wait for a worker, and how many of its results may wait to be taken. With blocks of some size,
/// this is what bounds the memory of a run.
const WAITING: usize = 2;

/// Does `work` on every unit and hands the results to `take` in the order of the units, whichever is done first.
/// Units are made on a thread of their own, so that results are taken while the next unit is waited for.
///
/// # Errors
/// That of `take`, which ends it all.
pub(super) fn in_order<U: Send, R: Send>(
    threads: NonZeroUsize,
    units: impl Iterator<Item = U> + Send,
    work: impl Fn(U) -> R + Sync,
    mut take: impl FnMut(R) -> io::Result<()>,
) -> io::Result<()> {
    if threads == NonZeroUsize::MIN {
        return units.map(work).try_for_each(take);
    }
    thread::scope(|scope| {
        let mut to_workers: Vec<SyncSender<U>> = Vec::new();
        let mut results: Vec<Receiver<R>> = Vec::new();
        for _ in 0..threads.get() {
            let (to_worker, own) = sync_channel(WAITING);
            let (done, results_of_one) = sync_channel(WAITING);
            let work = &work;
            scope.spawn(move || own.iter().map(work).try_for_each(|result| done.send(result)));
            to_workers.push(to_worker);
            results.push(results_of_one);
        }
        // Each worker has its turn, so the results are in order if they are taken in turn as well.
        scope.spawn(move || {
            units.zip(to_workers.iter().cycle()).try_for_each(|(unit, worker)| worker.send(unit))
        });
        results.iter().cycle().map_while(|results_of_one| results_of_one.recv().ok()).try_for_each(&mut take)
    })
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
