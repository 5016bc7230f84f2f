//! How long to wait before a delivery is tried again, and when trying ends. Pure.

use std::time::Duration;

use host_domain::Herhalen;

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
/// side asked for. `seed` spreads the waits of many deliveries by up to a fifth. `herhalen` is how the
/// link wants it.
pub(crate) fn wait_after(
    attempt: u32,
    asked: Option<Duration>,
    seed: u64,
    herhalen: Option<Herhalen>,
) -> Option<Duration> {
    let index = usize::try_from(attempt.saturating_sub(1)).ok()?;
    let planned = match herhalen {
        None => *WAITS.get(index)?,
        Some(herhalen) if attempt >= herhalen.pogingen => return None,
        Some(herhalen) => {
            let longest = Duration::from_secs(u64::from(herhalen.langste_pauze_seconden));
            WAITS.get(index).copied().unwrap_or(longest).min(longest)
        }
    };
    let spread = u32::try_from(seed % 200).unwrap_or(0);
    let jittered = planned + planned * spread / 1_000;
    Some(jittered.max(asked.unwrap_or_default().min(ASKED_MAX)))
}

/// Pauses of a link whose connector keeps failing; the last one is repeated.
const PAUSES: [Duration; 5] = [
    Duration::from_secs(60),
    Duration::from_secs(2 * 60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
    Duration::from_secs(60 * 60),
];

/// How long a link is paused, the `nth` time (from 0) in a row.
pub(crate) fn pause_after(nth: u32) -> Duration {
    let index = usize::try_from(nth).unwrap_or(usize::MAX).min(PAUSES.len() - 1);
    PAUSES.get(index).copied().unwrap_or_default()
}

/// How long a poll waits after it failed, the `nth` time (from 1) in a row: as long as usual, and
/// longer each time, up to an hour. `seed` spreads the polls of many links by up to a fifth.
pub(crate) fn poll_again_after(
    nth: u32,
    usual: Duration,
    asked: Option<Duration>,
    seed: u64,
) -> Duration {
    let longest = Duration::from_secs(60 * 60).max(usual);
    let doubled = usual.saturating_mul(1 << nth.saturating_sub(1).min(16)).min(longest);
    let spread = u32::try_from(seed % 200).unwrap_or(0);
    (doubled + doubled / 1_000 * spread).max(asked.unwrap_or_default().min(ASKED_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let shown: Vec<String> = (1..=9)
            .map(|attempt| {
                wait_after(attempt, None, 0, None)
                    .map_or("end".into(), |w| format!("{}s", w.as_secs()))
            })
            .collect();
        assert_eq!(shown.join(" "), "5s 30s 120s 600s 3600s 10800s 21600s 43200s end");
    }

    #[test]
    fn a_link_may_have_its_own_way() {
        let own = Some(Herhalen { pogingen: 4, langste_pauze_seconden: 20 });
        let shown: Vec<Option<u64>> =
            (1..=4).map(|nth| wait_after(nth, None, 0, own).map(|wait| wait.as_secs())).collect();
        assert_eq!(shown, [Some(5), Some(20), Some(20), None]);
    }

    #[test]
    fn pauses_grow_to_an_hour() {
        let shown: Vec<u64> = (0..7).map(|nth| pause_after(nth).as_secs()).collect();
        assert_eq!(shown, [60, 120, 300, 900, 3_600, 3_600, 3_600]);
    }

    #[test]
    fn polls_slow_down_while_they_fail() {
        let usual = Duration::from_secs(900);
        let shown: Vec<u64> =
            (1..5).map(|nth| poll_again_after(nth, usual, None, 0).as_secs()).collect();
        assert_eq!(shown, [900, 1_800, 3_600, 3_600]);
        let day = Duration::from_secs(86_400);
        assert_eq!(poll_again_after(9, day, None, 0), day, "never more often than is usual");
    }

    #[test]
    fn the_other_side_may_ask_for_more_but_not_for_ever() {
        let hour = Duration::from_secs(3_600);
        assert_eq!(wait_after(1, Some(hour), 0, None), Some(hour));
        assert_eq!(wait_after(1, Some(hour * 1_000), 0, None), Some(ASKED_MAX));
        assert_eq!(wait_after(1, None, 199, None).map(|w| w.as_millis()), Some(5_995));
    }
}
