//! How long to wait before a delivery is tried again, and when trying ends. Pure.

use std::time::Duration;

/// Waits before attempt 2, 3, …; after the last one the delivery is given up. In all about a day.
const WAITS: [Duration; 8] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(2 * 60),
    Duration::from_secs(10 * 60),
    Duration::from_secs(60 * 60),
    Duration::from_secs(3 * 60 * 60),
    Duration::from_secs(6 * 60 * 60),
    Duration::from_secs(12 * 60 * 60),
];

/// A partner cannot make us wait longer than this, whatever it asks.
const ASKED_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// The wait after `attempt` (from 1) failed; `None` when trying ends. `asked` is what the other
/// side asked for. `seed` spreads the waits of many deliveries by up to a fifth.
pub(crate) fn wait_after(attempt: u32, asked: Option<Duration>, seed: u64) -> Option<Duration> {
    let index = usize::try_from(attempt.saturating_sub(1)).ok()?;
    let planned = *WAITS.get(index)?;
    let spread = u32::try_from(seed % 200).unwrap_or(0);
    let jittered = planned + planned * spread / 1_000;
    Some(jittered.max(asked.unwrap_or_default().min(ASKED_MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let shown: Vec<String> = (1..=9)
            .map(|attempt| {
                wait_after(attempt, None, 0).map_or("end".into(), |w| format!("{}s", w.as_secs()))
            })
            .collect();
        assert_eq!(shown.join(" "), "5s 30s 120s 600s 3600s 10800s 21600s 43200s end");
    }

    #[test]
    fn the_other_side_may_ask_for_more_but_not_for_ever() {
        let hour = Duration::from_secs(3_600);
        assert_eq!(wait_after(1, Some(hour), 0), Some(hour));
        assert_eq!(wait_after(1, Some(hour * 1_000), 0), Some(ASKED_MAX));
        assert_eq!(wait_after(1, None, 199).map(|w| w.as_millis()), Some(5_995));
    }
}
