//! The real clock: the one place that asks the machine for the time.

use host_engine::ports::Clock;
use jiff::Timestamp;

/// The clock of the machine.
#[derive(Debug)]
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[allow(clippy::disallowed_methods, reason = "this is the clock that all others are given")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
