//! When and how the host stops: on a signal in good order, within a deadline; and at once when the
//! store failed, because from then on nobody knows what is on disk.

use std::{io, time::Duration};

use host_engine::Engine;
use tokio::{
    signal::unix::{SignalKind, signal},
    time::{interval, timeout},
};

/// How long stopping may take. What is not done by then is taken up again after the next start.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

/// How often the engine is asked whether it stopped by itself.
const LOOK: Duration = Duration::from_millis(250);

/// Why the host stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Somebody asked for it.
    Asked,
    /// The store failed.
    StoreFailed,
}

/// Waits until there is a reason to stop.
pub(crate) async fn reason(engine: &Engine) -> io::Result<Reason> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut look = interval(LOOK);
    loop {
        tokio::select! {
            _ = interrupt.recv() => return Ok(Reason::Asked),
            _ = terminate.recv() => return Ok(Reason::Asked),
            _ = look.tick() => if engine.is_closed() {
                return Ok(Reason::StoreFailed);
            },
        }
    }
}

/// Waits for `work`, but not beyond the deadline. False when it was not done by then.
pub(crate) async fn within_deadline(work: impl Future<Output = ()>) -> bool {
    timeout(DEADLINE, work).await.is_ok()
}
