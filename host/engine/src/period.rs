//! Something that is done from time to time.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

/// When it was last begun.
#[derive(Debug, Default)]
pub(crate) struct Period(Mutex<Option<Timestamp>>);

impl Period {
    /// Whether it is time to do it again; who is told so is taken to begin now, also when it fails:
    /// it would do so again right away.
    pub(crate) fn is_due(&self, now: Timestamp, period: Duration) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let since = last.map(|last| now.duration_since(last).unsigned_abs());
        let due = since.is_none_or(|since| since >= period);
        if due {
            *last = Some(now);
        }
        due
    }
}
