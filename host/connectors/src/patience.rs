//! Reading the bodies of a call with bounded patience. The clock of the engine stops a guest that
//! takes too long, but not the host while it reads for that guest: a disk or a lock that hangs would
//! hold the step, and the thread it runs on, for ever.
//!
//! So a step reads through a thread of its own, begun at its first read, and gives up waiting when
//! its time is over. A thread that was given up on is counted until it comes back, and when there are
//! too many of them, no step reads any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use wasmtime::{Error, Result};

use crate::inside::Blobs;

/// Time beyond that of the step; by then the clock has stopped every guest that does not read.
const MARGIN: Duration = Duration::from_millis(500);

/// Threads given up on that have not come back, in the whole process. So many at once mean that the
/// disk is gone, and each holds a stack.
const MOST_GIVEN_UP: usize = 16;

type Range = (u64, u64, u32);
type Read = std::result::Result<Vec<u8>, String>;

/// Threads that were given up on and have not come back yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenUp(Arc<AtomicUsize>);

/// The bodies of one call, read with the patience of one step.
pub(crate) struct PatientBlobs {
    blobs: Arc<dyn Blobs>,
    given_up: GivenUp,
    deadline: Instant,
    reader: Option<Reader>,
}

/// The thread that reads.
struct Reader {
    ask: Sender<Range>,
    answers: Receiver<Read>,
    abandoned: Arc<AtomicBool>,
}

/// Ends a step whose read did not come back in time.
#[derive(Debug, thiserror::Error)]
#[error("het lezen van het bericht kwam niet op tijd terug")]
pub(crate) struct Hangs;

/// Ends a step that would read while reading is of no use.
#[derive(Debug, thiserror::Error)]
#[error("het lezen van berichten hangt")]
pub(crate) struct ReadingHangs;

impl PatientBlobs {
    /// For a step that begins now and may take `step_time`.
    pub(crate) fn new(
        blobs: Arc<dyn Blobs>,
        given_up: GivenUp,
        step_time: Duration,
    ) -> PatientBlobs {
        let deadline = Instant::now() + step_time + MARGIN;
        PatientBlobs { blobs, given_up, deadline, reader: None }
    }

    /// Reads a range, or tells the guest why it cannot.
    ///
    /// # Errors
    /// Those that end the step: [`Hangs`] and [`ReadingHangs`].
    pub(crate) fn read(&mut self, handle: u64, offset: u64, length: u32) -> Result<Read> {
        let reader = match self.reader.take() {
            Some(reader) => reader,
            None => self.begin()?,
        };
        let _ = reader.ask.send((handle, offset, length)); // a thread that ended gives no answer
        let left = self.deadline.saturating_duration_since(Instant::now());
        match reader.answers.recv_timeout(left) {
            Ok(answer) => {
                self.reader = Some(reader);
                Ok(answer)
            }
            Err(RecvTimeoutError::Disconnected) => Ok(Err("het bericht is niet te lezen".into())),
            Err(RecvTimeoutError::Timeout) => {
                self.given_up.0.fetch_add(1, Ordering::SeqCst);
                reader.abandoned.store(true, Ordering::SeqCst);
                Err(Error::new(Hangs))
            }
        }
    }

    fn begin(&self) -> Result<Reader> {
        if self.given_up.0.load(Ordering::SeqCst) >= MOST_GIVEN_UP {
            return Err(Error::new(ReadingHangs));
        }
        let (ask, asked) = mpsc::channel::<Range>();
        let (answer, answers) = mpsc::channel();
        let abandoned = Arc::new(AtomicBool::new(false));
        let back = Back { abandoned: Arc::clone(&abandoned), given_up: self.given_up.clone() };
        let blobs = Arc::clone(&self.blobs);
        thread::Builder::new().name("plugin-lezen".into()).spawn(move || {
            let _back = back;
            for (handle, offset, length) in asked {
                if answer.send(blobs.read(handle, offset, length)).is_err() {
                    return;
                }
            }
        })?;
        Ok(Reader { ask, answers, abandoned })
    }
}

/// Takes a thread off the count when it ends after all, also by a panic.
struct Back {
    abandoned: Arc<AtomicBool>,
    given_up: GivenUp,
}

impl Drop for Back {
    fn drop(&mut self) {
        if self.abandoned.load(Ordering::SeqCst) {
            self.given_up.0.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Condvar, Mutex};

    use super::*;

    /// Blobs that wait for a gate, and bytes behind it.
    #[derive(Default)]
    struct Gated {
        open: Mutex<bool>,
        opened: Condvar,
    }

    impl Blobs for Gated {
        fn read(&self, _: u64, _: u64, length: u32) -> Read {
            let open = self.open.lock().unwrap();
            drop(self.opened.wait_while(open, |open| !*open).unwrap());
            Ok(vec![7; length as usize])
        }
    }

    impl Gated {
        fn open(&self) {
            *self.open.lock().unwrap() = true;
            self.opened.notify_all();
        }
    }

    /// A reader whose time is over at once.
    fn hasty(blobs: &Arc<Gated>, given_up: &GivenUp) -> PatientBlobs {
        let blobs = Arc::clone(blobs) as Arc<dyn Blobs>;
        PatientBlobs { deadline: Instant::now(), ..patient(blobs, given_up) }
    }

    fn patient(blobs: Arc<dyn Blobs>, given_up: &GivenUp) -> PatientBlobs {
        PatientBlobs::new(blobs, given_up.clone(), Duration::from_secs(60))
    }

    #[test]
    fn threads_that_hang_are_counted_until_they_come_back() {
        let (blobs, given_up) = (Arc::new(Gated::default()), GivenUp::default());
        for _ in 0..MOST_GIVEN_UP {
            assert!(hasty(&blobs, &given_up).read(1, 0, 3).unwrap_err().is::<Hangs>());
        }
        assert!(hasty(&blobs, &given_up).read(1, 0, 3).unwrap_err().is::<ReadingHangs>());
        blobs.open();
        let began = Instant::now();
        while given_up.0.load(Ordering::SeqCst) > 0 {
            assert!(began.elapsed() < Duration::from_secs(20), "they never came back");
            thread::yield_now();
        }
        let mut reads = patient(blobs, &given_up);
        assert_eq!(reads.read(1, 0, 3).unwrap(), Ok(vec![7; 3]));
        assert_eq!(reads.read(1, 0, 2).unwrap(), Ok(vec![7; 2]));
    }

    /// Blobs with a mistake in them.
    struct Broken;

    impl Blobs for Broken {
        fn read(&self, _: u64, _: u64, _: u32) -> Read {
            panic!("a mistake")
        }
    }

    #[test]
    fn a_mistake_in_reading_is_an_error_for_the_guest() {
        let mut reads = patient(Arc::new(Broken), &GivenUp::default());
        assert_eq!(reads.read(1, 0, 3).unwrap(), Err("het bericht is niet te lezen".into()));
    }
}
