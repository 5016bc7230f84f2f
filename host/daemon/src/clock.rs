//! The real clock: the one place that asks the machine for the time.

use host_engine::ports::Clock;
use jiff::Timestamp;

/// The clock of the machine. In debug builds, which nobody runs for real, `SCHAKEL_KLOK` sets it: it
/// shows that moment when it is first looked at, and goes on from there. Scenarios let days pass so.
#[derive(Debug)]
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    fn now(&self) -> Timestamp {
        let now = machine();
        // A moment outside the years that there are is no shift.
        now.checked_add(shift(now)).unwrap_or(now)
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the clock that all others are given")]
fn machine() -> Timestamp {
    Timestamp::now()
}

/// How far the clock is ahead of the machine's.
#[cfg(not(debug_assertions))]
fn shift(_now: Timestamp) -> jiff::SignedDuration {
    jiff::SignedDuration::ZERO
}

/// How far the clock is ahead of the machine's.
#[cfg(debug_assertions)]
fn shift(now: Timestamp) -> jiff::SignedDuration {
    use std::sync::OnceLock;

    static SHIFT: OnceLock<jiff::SignedDuration> = OnceLock::new();

    *SHIFT.get_or_init(|| {
        let wanted = std::env::var("SCHAKEL_KLOK").ok();
        let wanted = wanted.and_then(|text| text.parse::<Timestamp>().ok());
        wanted.map_or(jiff::SignedDuration::ZERO, |wanted| wanted.duration_since(now))
    })
}
