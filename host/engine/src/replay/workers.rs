//! The threads of a replay: a few, and never more than there are processors.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use host_store::{Logged, Reads, Snapshot, StoreError};

use crate::error::Fault;

/// More threads would only take from those who do the work of the day.
const WORKERS_MAX: usize = 4;

fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(WORKERS_MAX)
}

/// The events from `first` to `last`, opened and read side by side.
pub(crate) fn decode(view: &Snapshot, first: u64, last: u64) -> Result<Vec<Logged>, Fault> {
    let piece = ((last - first) / workers() as u64 + 1).max(1);
    let pieces: Vec<(u64, u64)> = (first..=last)
        .step_by(usize::try_from(piece).unwrap_or(usize::MAX))
        .map(|from| (from, (last - from + 1).min(piece)))
        .collect();
    let read = |(from, count): (u64, u64)| -> Result<Vec<Logged>, StoreError> {
        view.events_from(from, usize::try_from(count).unwrap_or(usize::MAX))
    };
    thread::scope(|scope| {
        let running: Vec<_> =
            pieces.into_iter().map(|piece| scope.spawn(move || read(piece))).collect();
        let mut all = Vec::new();
        for one in running {
            all.extend(one.join().map_err(|_| died())??);
        }
        Ok(all)
    })
}

/// Does `work` on each item, side by side.
pub(crate) fn each<T: Send>(items: &[Mutex<T>], work: impl Fn(&mut T) + Sync) {
    let next = AtomicUsize::new(0);
    let take = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(&mut item.lock().unwrap_or_else(PoisonError::into_inner));
        }
    };
    thread::scope(|scope| {
        for _ in 1..workers() {
            scope.spawn(take);
        }
        take();
    });
}

fn died() -> Fault {
    Fault::Unknown("het lezen van de gebeurtenissen liep vast".to_owned())
}
