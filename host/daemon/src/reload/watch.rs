//! Waiting until something changed on disk, and then until nothing does any more: whoever saves, or
//! copies a folder, is given the time to finish.

use std::{
    path::PathBuf,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};

/// For so long nothing must have changed.
const QUIET: Duration = Duration::from_millis(80);

/// A change is not kept waiting longer than this by those that follow it.
const LONGEST: Duration = Duration::from_secs(2);

/// One looks for oneself this often: watching misses a folder that is put in the place of another,
/// and file systems of other machines.
const PERIOD: Duration = Duration::from_secs(2);

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// Something changed, at this moment first.
    Changed(Instant),
    /// Nothing, for a while: look for yourself.
    Nothing,
    /// The host stops.
    Stop,
}

enum Signal {
    Changed(Instant),
    Stop,
}

/// Folders that are watched.
pub(crate) struct Watch {
    folders: Vec<(PathBuf, RecursiveMode)>,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    /// None when watching does not work here; then one looks from time to time.
    watcher: Option<RecommendedWatcher>,
}

/// Ends a [`Watch`].
pub(crate) struct Stopper(Sender<Signal>);

impl Stopper {
    /// Says stop; one that stopped already is fine.
    pub(crate) fn stop(&self) {
        drop(self.0.send(Signal::Stop));
    }
}

impl Watch {
    /// Begins to watch.
    pub(crate) fn new(folders: Vec<(PathBuf, RecursiveMode)>) -> (Watch, Stopper) {
        let (sender, signals) = mpsc::channel();
        let mut watch = Watch { folders, signals, sender: sender.clone(), watcher: None };
        watch.renew();
        (watch, Stopper(sender))
    }

    /// Begins anew: the folders may be others by now.
    pub(crate) fn renew(&mut self) {
        self.watcher = self
            .begin()
            .inspect_err(|error| {
                tracing::debug!(%error, "wijzigingen worden niet gemeld; er wordt zelf gekeken");
            })
            .ok();
    }

    /// Whether changes are told.
    pub(crate) fn is_told(&self) -> bool {
        self.watcher.is_some()
    }

    fn begin(&self) -> notify::Result<RecommendedWatcher> {
        let sender = self.sender.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // An error may stand for changes that were lost.
            if event.map_or(true, |event| is_change(event.kind)) {
                drop(sender.send(Signal::Changed(Instant::now()))); // nobody waits any more: fine
            }
        })?;
        for (folder, mode) in &self.folders {
            watcher.watch(folder, *mode)?;
        }
        Ok(watcher)
    }

    /// Waits until something changed and it is quiet again, or until it is time to look.
    pub(crate) fn wait(&self) -> Heard {
        let first = match self.signals.recv_timeout(PERIOD) {
            Ok(Signal::Changed(at)) => at,
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return Heard::Stop,
            Err(RecvTimeoutError::Timeout) => return Heard::Nothing,
        };
        loop {
            let left = (first + LONGEST).saturating_duration_since(Instant::now());
            match self.signals.recv_timeout(QUIET.min(left)) {
                Ok(Signal::Changed(_)) if !left.is_zero() => {}
                Ok(Signal::Changed(_)) | Err(RecvTimeoutError::Timeout) => {
                    return Heard::Changed(first);
                }
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return Heard::Stop,
            }
        }
    }
}

/// Reading a file is no change; we do it ourselves.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_change_is_heard_once_it_is_quiet_and_reading_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        fs::write(&file, "een").unwrap();
        let (watch, stopper) =
            Watch::new(vec![(folder.path().to_owned(), RecursiveMode::Recursive)]);
        assert!(watch.is_told());
        for text in ["twee", "drie"] {
            fs::write(&file, text).unwrap();
        }
        assert!(matches!(watch.wait(), Heard::Changed(_)));
        fs::read(&file).unwrap();
        assert_eq!(watch.wait(), Heard::Nothing);
        stopper.stop();
        assert_eq!(watch.wait(), Heard::Stop);
    }

    #[test]
    fn a_folder_that_is_not_there_is_looked_for() {
        let (watch, _stopper) = Watch::new(vec![("/er/niet".into(), RecursiveMode::Recursive)]);
        assert!(!watch.is_told());
    }
}
