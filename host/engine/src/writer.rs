//! Group commit: one thread writes; whatever is waiting when it begins goes into one transaction.
//!
//! A lone piece of work is not delayed; under load many share one flush to disk. A piece of work
//! that fails is undone without harm to its neighbours: the batch is rolled back and its pieces are
//! run again one by one. Work may thus run more than once before it holds, so it must have no
//! effect but on the session.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use host_store::{Session, Store};

use crate::{error::Fault, failpoint, wake::Wakes};

/// Pieces of work in one transaction; more would make a failed one costly.
const BATCH_MAX: usize = 128;

type Work = Box<dyn FnMut(&mut Session<'_>) -> Result<(), Fault> + Send>;

struct Job {
    work: Work,
    done: mpsc::SyncSender<Result<(), Fault>>,
}

/// The one way to change the store.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the thread; it ends when all handles are gone.
    /// When it ends for any other reason, a failed commit or a panic, all stages stop: nothing can be
    /// kept any more.
    pub(crate) fn start(store: Store, wakes: Arc<Wakes>) -> std::io::Result<Writer> {
        let (jobs, queue) = mpsc::channel();
        thread::Builder::new().name("writer".into()).spawn(move || {
            let _stop = StopAll(wakes);
            run(&store, &queue);
        })?;
        Ok(Writer { jobs })
    }

    /// Runs `work` in a transaction and returns when its outcome is on disk.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Session<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let slot = Arc::new(Mutex::new(None));
        let filled = Arc::clone(&slot);
        let work: Work = Box::new(move |session| {
            let made = work(session)?;
            *filled.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
            Ok(())
        });
        let (done, outcome) = mpsc::sync_channel(1);
        self.jobs.send(Job { work, done }).map_err(|_| Fault::Stopped)?;
        outcome.recv().map_err(|_| Fault::Stopped)??;
        slot.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or(Fault::Stopped)
    }
}

/// Stops all stages when the writer ends, however it ends.
struct StopAll(Arc<Wakes>);

impl Drop for StopAll {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn run(store: &Store, queue: &mpsc::Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let mut batch = vec![first];
        batch.extend(queue.try_iter().take(BATCH_MAX - 1));
        failpoint::hit("voor-schrijven");
        if !write_together(store, &mut batch)
            && batch.into_iter().any(|job| write_alone(store, job) == Next::Stop)
        {
            return;
        }
        failpoint::hit("na-schrijven");
    }
}

/// One transaction for all. False when it was rolled back and nobody was told yet.
fn write_together(store: &Store, batch: &mut Vec<Job>) -> bool {
    if batch.len() < 2 {
        return false;
    }
    let all = |session: &mut Session<'_>| batch.iter_mut().try_for_each(|job| (job.work)(session));
    if store.write(all).is_err() {
        return false;
    }
    // A receiver that is gone no longer cares; its work is done all the same.
    batch.drain(..).for_each(|job| drop(job.done.send(Ok(()))));
    true
}

fn write_alone(store: &Store, mut job: Job) -> Next {
    let outcome = store.write(|session| (job.work)(session));
    let fatal = outcome.as_ref().is_err_and(Fault::is_fatal);
    if fatal {
        tracing::error!("the store failed to commit; the program stops rather than guesses");
    }
    drop(job.done.send(outcome));
    if fatal { Next::Stop } else { Next::GoOn }
}

/// Whether the writer can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Stop,
}
