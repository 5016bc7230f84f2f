//! Places where a crash test ends the process, between one stage and the next.
//!
//! `SCHAKEL_FAALPUNT=naam:n` aborts the process, as a power cut would, the n-th time that place is
//! passed. Only in debug builds, which nobody runs for real, and in builds with the feature
//! `failpoints`; in any other build the places are empty.

use host_store::Lane;

/// Passes the place called `name` in a lane of the outbox; all but the first lane add their own name,
/// so that each can be chosen.
pub(crate) fn hit_in(lane: Lane, name: &str) {
    match lane {
        _ if !cfg!(any(debug_assertions, feature = "failpoints")) => {}
        Lane::Deliver => hit(name),
        Lane::Fetch => hit(&format!("{name}-ophalen")),
        Lane::Mail => hit(&format!("{name}-mail")),
    }
}

/// Passes the place called `name`.
#[cfg(not(any(debug_assertions, feature = "failpoints")))]
pub(crate) fn hit(_name: &str) {}

/// Passes the place called `name`.
#[cfg(any(debug_assertions, feature = "failpoints"))]
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
