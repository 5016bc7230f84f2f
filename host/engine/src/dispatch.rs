//! Stage 4: what is due in the outbox goes out through its connector. No transaction is held.
//!
//! A delivery is claimed with a lease, so that nobody else sends it meanwhile. A crash frees the
//! lease at the next start, and the attempt is taken up again as the same call at the same time of
//! its clock: what the other side had answered is in the journal, and is not asked again.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use host_domain::{DeliveryId, Toegestaan};
use host_store::{Delivery, DeliveryState, Reads};
use sdk_connector::protocol::{Ask, Call, Deliver, Document, Outcome};

use crate::{
    Engine,
    call::{NoBodies, Round, RoundEnd},
    error::Fault,
    failpoint, journal,
    ports::{PluginVersion, StepFault},
};

/// After this long nobody is thought to be making an attempt any more. It must be longer than any
/// attempt can take, or two would make it at once: a connector asks for at most 64 effects in a
/// call, each with a step of at most 10 seconds and a request of at most 60, so 75 minutes; the
/// rest is for a machine that is busy.
const LEASE: Duration = Duration::from_secs(90 * 60);

/// Due deliveries looked at for one to claim. Others may be claiming the first of them, and one
/// that cannot be read stays due for ever.
const LOOK_AT: usize = 256;

/// An attempt that this thread is making.
pub(crate) struct Claimed {
    pub(crate) delivery: Delivery,
    /// When the attempt began, milliseconds since 1970 UTC; before it was interrupted, if it was.
    since_ms: i64,
    /// The build of the connector that it began with; empty when none is loaded.
    plugin_hash: String,
}

impl Claimed {
    /// Whether the stored row is still in this attempt.
    pub(crate) fn is_current(&self, stored: &Delivery) -> bool {
        let DeliveryState::Sending { since_ms, .. } = stored.state else { return false };
        stored.attempt == self.delivery.attempt && since_ms == self.since_ms
    }
}

/// The builds of the connector of a delivery.
struct Builds {
    /// Of the one in use; empty when there is none.
    current: String,
    /// Of all that are loaded.
    loaded: Vec<String>,
}

impl Engine {
    /// Sends the next due delivery. False when none is due.
    pub(crate) fn dispatch_next(&self) -> Result<bool, Fault> {
        let Some(claimed) = self.claim_next()? else { return Ok(false) };
        failpoint::hit("na-claim");
        let outcome = self.send(&claimed)?;
        failpoint::hit("na-bezorging");
        self.settle(claimed, outcome)?;
        Ok(true)
    }

    /// Claims the delivery that is due longest and that nobody else has.
    fn claim_next(&self) -> Result<Option<Claimed>, Fault> {
        let now_ms = self.now().as_millisecond();
        let view = self.store.read()?;
        for id in view.due_deliveries(now_ms, LOOK_AT)? {
            let plugin = match view.delivery(id) {
                Ok(Some(delivery)) => delivery.plugin,
                Ok(None) => continue,
                Err(error) if error.is_about_a_row() => {
                    tracing::error!(bezorging = %id, "a delivery cannot be read: {error}");
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            if let Some(claimed) = self.claim(id, now_ms, self.builds_of(&plugin))? {
                return Ok(Some(claimed));
            }
        }
        Ok(None)
    }

    fn builds_of(&self, plugin: &str) -> Builds {
        let loaded = self.connectors.loaded().into_iter();
        Builds {
            current: self.connectors.current(plugin).map(|p| p.hash).unwrap_or_default(),
            loaded: loaded.filter(|p| p.name == plugin).map(|p| p.hash).collect(),
        }
    }

    /// Claims a delivery for this thread; none when somebody else was first.
    fn claim(&self, id: DeliveryId, now_ms: i64, builds: Builds) -> Result<Option<Claimed>, Fault> {
        let lease_until_ms = now_ms + i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX / 2);
        self.writer.write(move |session| {
            let Some(mut delivery) = session.delivery(id)? else { return Ok(None) };
            if delivery.due_ms().is_none_or(|due_ms| due_ms > now_ms) {
                return Ok(None);
            }
            let (since_ms, plugin_hash) = match &delivery.state {
                // Interrupted: its journal says what was answered already.
                DeliveryState::Sending { since_ms, plugin_hash, .. }
                    if builds.loaded.contains(plugin_hash) =>
                {
                    (*since_ms, plugin_hash.clone())
                }
                before => {
                    // Another build may ask for something else: it cannot take up this attempt.
                    if matches!(before, DeliveryState::Sending { .. }) {
                        session.forget_journal(&delivery.call())?;
                    }
                    delivery.attempt += 1;
                    (now_ms, builds.current.clone())
                }
            };
            let hash = plugin_hash.clone();
            delivery.state = DeliveryState::Sending { since_ms, lease_until_ms, plugin_hash: hash };
            session.put_delivery(&delivery)?;
            Ok(Some(Claimed { delivery, since_ms, plugin_hash }))
        })
    }

    /// Makes the attempt. Whatever is wrong with this delivery alone makes that it failed.
    fn send(&self, claimed: &Claimed) -> Result<Outcome, Fault> {
        // A panic is a mistake of ours on this delivery; it must not take the others with it.
        let sent = catch_unwind(AssertUnwindSafe(|| self.call_connector(claimed)));
        let sent = sent.unwrap_or_else(|_| {
            Err(Fault::Unknown("het programma maakte een fout bij deze bezorging".to_owned()))
        });
        match sent {
            Err(fault) if fault.is_about_an_item() => {
                Ok(Outcome::TryAgain { reason: fault.to_string(), after: None })
            }
            other => other,
        }
    }

    /// Asks the connector to deliver, or what became of what it delivered.
    fn call_connector(&self, claimed: &Claimed) -> Result<Outcome, Fault> {
        let delivery = &claimed.delivery;
        let plugin = self.plugin_of_attempt(claimed)?;
        let (settings, granted) = self.link_of(delivery)?;
        let call = Call {
            // Every attempt is a call of its own: a new attempt must ask the outside anew.
            id: delivery.call(),
            request: request(delivery),
            settings: serde_json::Value::Object(settings.clone()).to_string(),
            state: Vec::new(),
            now_ms: claimed.since_ms,
            seed: u64::from(delivery.attempt),
        };
        let round = Round {
            plugin: &plugin,
            call: &call,
            number: 0,
            bodies: Arc::new(NoBodies),
            settings: &settings,
            granted: &granted,
            claim: None,
        };
        match round.run(self)? {
            RoundEnd::Done(outcome) if outcome.kind == "outcome" => {
                outcome.read().map_err(|reason| round.broken(reason))
            }
            RoundEnd::Done(_) | RoundEnd::Continue(_) => {
                Err(round.broken("geeft geen uitkomst waar een uitkomst hoort"))
            }
        }
    }

    /// The build of the connector that the attempt began with.
    fn plugin_of_attempt(&self, claimed: &Claimed) -> Result<PluginVersion, Fault> {
        let name = &claimed.delivery.plugin;
        let loaded = self.connectors.loaded().into_iter();
        let mut same = loaded.filter(|p| p.name == *name && p.hash == claimed.plugin_hash);
        Ok(same.next().ok_or_else(|| StepFault::NotLoaded(name.clone()))?)
    }

    /// Settings and permissions of the link, as they are now.
    fn link_of(
        &self,
        delivery: &Delivery,
    ) -> Result<(serde_json::Map<String, serde_json::Value>, Toegestaan), Fault> {
        let (klantcode, naam) = delivery
            .koppeling
            .split_once('/')
            .ok_or_else(|| Fault::Unknown("bezorging zonder koppeling".into()))?;
        let (_, link) = self.link(klantcode, naam)?;
        Ok((link.instellingen, link.toegestaan))
    }
}

/// What the other side has already is asked for; anything else is delivered.
fn request(delivery: &Delivery) -> Document {
    let id = delivery.id.to_string();
    match &delivery.reference {
        Some(reference) => {
            Document::of("ask", 1, &Ask { delivery: id, reference: reference.clone() })
        }
        None => {
            let document = journal::read(delivery.document.clone());
            Document::of(
                "deliver",
                1,
                &Deliver { delivery: id, attempt: delivery.attempt, document },
            )
        }
    }
}
