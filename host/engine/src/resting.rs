//! Rows of the outbox that wait, though they are due: their link is paused, or its connector is not
//! loaded.

use std::collections::BTreeMap;

use host_store::{Delivery, DeliveryState, Reads, Snapshot};
use jiff::Timestamp;

use crate::{Engine, dispatch::Due, error::Fault, health};

/// Rows whose connector is not loaded are looked at again after so many milliseconds.
const MISSING_MS: i64 = 30_000;

impl Engine {
    /// Lets rows wait of links that are paused or whose connector is not loaded, all at once: there may
    /// be thousands, and other links wait behind them. Waiting costs no attempt. Whether there were any.
    pub(crate) fn let_rest(&self, due: &[Due], now: Timestamp) -> Result<bool, Fault> {
        let now_ms = now.as_millisecond();
        let mut resting = Vec::new();
        {
            let view = self.store.read()?;
            let mut links = BTreeMap::new();
            for Due { id, plugin, koppeling } in due {
                let until_ms = match links.get(koppeling) {
                    Some(known) => *known,
                    None => {
                        let until_ms = self.rests_until(&view, koppeling, plugin, now)?;
                        *links.entry(koppeling).or_insert(until_ms)
                    }
                };
                resting.extend(until_ms.map(|until_ms| (*id, until_ms)));
            }
        }
        if resting.is_empty() {
            return Ok(false);
        }
        self.writer.write(move |session| {
            let mut any = false;
            for (id, until_ms) in &resting {
                let Some(mut delivery) = session.delivery(*id)? else { continue };
                if !delivery.is_due(now_ms) {
                    continue;
                }
                postpone(&mut delivery, *until_ms);
                session.put_delivery(&delivery)?;
                any = true;
            }
            Ok(any)
        })
    }

    /// Until when the rows of a link wait, milliseconds since 1970 UTC; none when they need not. E-mail
    /// has no connector.
    fn rests_until(
        &self,
        view: &Snapshot,
        koppeling: &str,
        plugin: &str,
        now: Timestamp,
    ) -> Result<Option<i64>, Fault> {
        let state = view.link_state(koppeling)?;
        if let Some(until_ms) = state.and_then(|state| health::paused_until(&state, now)) {
            return Ok(Some(until_ms));
        }
        let missing = !plugin.is_empty() && self.connectors.current(plugin).is_none();
        Ok(missing.then(|| now.as_millisecond() + MISSING_MS))
    }
}

/// Lets a row wait until a moment, in the state that it was in.
pub(crate) fn postpone(delivery: &mut Delivery, until_ms: i64) {
    match &mut delivery.state {
        DeliveryState::Waiting { due_ms } => *due_ms = until_ms,
        DeliveryState::Pending { ask_at_ms } => *ask_at_ms = until_ms,
        DeliveryState::Sending { lease_until_ms, .. } => *lease_until_ms = until_ms,
        DeliveryState::Accepted { .. }
        | DeliveryState::Rejected { .. }
        | DeliveryState::GivenUp { .. } => {}
    }
}
