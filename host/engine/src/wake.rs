//! Wake-ups. They carry no data: a nudge says "look", and the loop re-reads the store, so that a
//! restart and normal running share one code path.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

/// One wake per stage.
#[derive(Debug, Default)]
pub(crate) struct Wakes {
    /// A message was received, or one that others wait for was finished.
    pub(crate) receive: Wake,
    /// An event was recorded.
    pub(crate) decide: Wake,
    /// A delivery became due.
    pub(crate) dispatch: Wake,
    /// A poll became due.
    pub(crate) poll: Wake,
    /// A day may have begun.
    pub(crate) day: Wake,
    /// Nobody nudges this one: it looks by the clock.
    pub(crate) housekeeping: Wake,
}

impl Wakes {
    /// Says "stop" to every stage.
    pub(crate) fn close(&self) {
        let Wakes { receive, decide, dispatch, poll, day, housekeeping } = self;
        [receive, decide, dispatch, poll, day, housekeeping].into_iter().for_each(Wake::close);
    }
}

/// Something that can be nudged, waited for, and closed.
#[derive(Debug, Default)]
pub struct Wake {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    nudges: u64,
    closed: bool,
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// A nudge, or the period went by: look.
    Look,
    /// The engine stops.
    Stop,
}

impl Wake {
    /// Says "look" to all who wait.
    pub fn nudge(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).nudges += 1;
        self.changed.notify_all();
    }

    /// Says "stop" to all who wait, now and later.
    pub fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_all();
    }

    /// How many nudges there were; to hand to [`Wake::wait`] after looking.
    pub fn seen(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).nudges
    }

    /// Waits until there was a nudge after `seen`, for `period` at most. A nudge given while the
    /// caller was looking is not lost.
    pub fn wait(&self, seen: u64, period: Duration) -> Woken {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let quiet = |state: &mut State| state.nudges == seen && !state.closed;
        let waited = self.changed.wait_timeout_while(state, period, quiet);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if state.closed { Woken::Stop } else { Woken::Look }
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nudge_during_work_is_kept() {
        let wake = Wake::default();
        let seen = wake.seen();
        wake.nudge();
        assert_eq!(wake.wait(seen, Duration::from_secs(60)), Woken::Look);
    }

    #[test]
    fn a_period_goes_by_and_a_close_stops() {
        let wake = Wake::default();
        assert_eq!(wake.wait(wake.seen(), Duration::from_millis(1)), Woken::Look);
        wake.close();
        assert_eq!(wake.wait(wake.seen(), Duration::from_secs(60)), Woken::Stop);
    }
}
