//! Places where a crash test ends the process, between one stage and the next.
//!
//! Only in builds with the feature `failpoints`: `SCHAKEL_FAALPUNT=naam:n` aborts the process, as a
//! power cut would, the n-th time that place is passed.

/// Passes the place called `name`.
#[cfg(not(feature = "failpoints"))]
pub(crate) fn hit(_name: &str) {}

/// Passes the place called `name`.
#[cfg(feature = "failpoints")]
pub(crate) fn hit(name: &str) {
    use std::sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    };

    static CHOSEN: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static PASSED: AtomicU64 = AtomicU64::new(0);

    let chosen = CHOSEN.get_or_init(|| {
        let setting = std::env::var("SCHAKEL_FAALPUNT").ok()?;
        let (name, count) = setting.split_once(':')?;
        Some((name.to_owned(), count.parse().ok()?))
    });
    if let Some((place, count)) = chosen
        && place == name
        && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *count
    {
        std::process::abort();
    }
}
