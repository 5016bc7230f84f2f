//! Which builds of connectors some open work began with: a call stays on the build it began with, so
//! that one must stay loaded until the call has ended.

use std::collections::HashSet;

use host_store::{DeliveryState, Lane, Reads, StoreError};

use crate::{Engine, error::Fault};

impl Engine {
    /// Hashes of the builds that messages which are not done, attempts in the outbox and polls began
    /// with. Looks at all of those; ask it seldom.
    pub fn builds_in_use(&self) -> Result<HashSet<String>, Fault> {
        let view = self.store.read()?;
        let mut builds = HashSet::new();
        for id in view.open_receptions(usize::MAX)? {
            builds.extend(readable(view.reception(id))?.map(|reception| reception.plugin_hash));
        }
        for lane in Lane::ALL {
            for id in view.due_deliveries(lane, i64::MAX, usize::MAX)? {
                let state = readable(view.delivery(id))?.map(|delivery| delivery.state);
                if let Some(DeliveryState::Sending { plugin_hash, .. }) = state {
                    builds.insert(plugin_hash);
                }
            }
        }
        let running = view.polls()?.into_iter().filter_map(|poll| poll.running);
        builds.extend(running.map(|run| run.plugin_hash));
        Ok(builds)
    }
}

/// Nobody goes on with what cannot be read.
fn readable<T>(read: Result<Option<T>, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Err(error) if error.is_about_a_row() => Ok(None),
        other => other,
    }
}
