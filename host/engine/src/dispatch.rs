//! Stage 4: what is due in the outbox goes out through its connector. No transaction is held.
//!
//! A delivery is claimed with a lease, so that nobody else sends it meanwhile; a crash frees the
//! lease at the next start, and the delivery goes out again under the same number.

use std::{sync::Arc, time::Duration};

use host_domain::{DeliveryId, Toegestaan};
use host_store::{Delivery, DeliveryState, Reads};
use sdk_connector::protocol::{Ask, Call, Deliver, Document, Outcome};

use crate::{
    Engine,
    call::{NoBodies, Round, RoundEnd},
    error::Fault,
    failpoint, journal,
    ports::StepFault,
};

/// A claimed delivery may take this long before its claim counts as lost.
const LEASE: Duration = Duration::from_secs(10 * 60);

/// Due deliveries looked at for one to claim.
const LOOK_AT: usize = 16;

impl Engine {
    /// Sends the next due delivery. False when none is due.
    pub(crate) fn dispatch_next(&self) -> Result<bool, Fault> {
        let now_ms = self.now().as_millisecond();
        let due = self.store.read()?.due_deliveries(now_ms, LOOK_AT)?;
        for id in due {
            if let Some((delivery, reference)) = self.claim(id, now_ms)? {
                failpoint::hit("na-claim");
                let outcome = self.send(&delivery, reference)?;
                failpoint::hit("na-bezorging");
                self.settle(delivery, outcome)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Claims a delivery for this thread; none when somebody else was first. With the reference to
    /// ask with, when it was pending.
    fn claim(
        &self,
        id: DeliveryId,
        now_ms: i64,
    ) -> Result<Option<(Delivery, Option<String>)>, Fault> {
        let lease_until_ms = now_ms + i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX / 2);
        self.writer.write(move |session| {
            let Some(mut delivery) = session.delivery(id)? else { return Ok(None) };
            let reference = match &delivery.state {
                DeliveryState::Waiting { due_ms } if *due_ms <= now_ms => None,
                DeliveryState::Sending { lease_until_ms } if *lease_until_ms <= now_ms => None,
                DeliveryState::Pending { reference, ask_at_ms } if *ask_at_ms <= now_ms => {
                    Some(reference.clone())
                }
                _ => return Ok(None),
            };
            delivery.attempt += 1;
            delivery.state = DeliveryState::Sending { lease_until_ms };
            session.put_delivery(&delivery)?;
            Ok(Some((delivery, reference)))
        })
    }

    /// Asks the connector to deliver, or what became of what it delivered.
    fn send(&self, delivery: &Delivery, reference: Option<String>) -> Result<Outcome, Fault> {
        match self.call_connector(delivery, reference) {
            Ok(outcome) => Ok(outcome),
            Err(fault @ (Fault::Contract { .. } | Fault::Connector(_) | Fault::Unknown(_))) => {
                Ok(Outcome::TryAgain { reason: fault.to_string(), after: None })
            }
            Err(fault) => Err(fault),
        }
    }

    fn call_connector(
        &self,
        delivery: &Delivery,
        reference: Option<String>,
    ) -> Result<Outcome, Fault> {
        let plugin = self.connectors.current(&delivery.plugin);
        let plugin = plugin.ok_or_else(|| StepFault::NotLoaded(delivery.plugin.clone()))?;
        let (settings, granted) = self.link_of(delivery)?;
        let call = Call {
            // Every attempt is a call of its own: a new attempt must ask the outside anew.
            id: format!("{}/{}", delivery.id, delivery.attempt),
            request: request(delivery, reference),
            settings: serde_json::Value::Object(settings.clone()).to_string(),
            state: Vec::new(),
            now_ms: self.now().as_millisecond(),
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

fn request(delivery: &Delivery, reference: Option<String>) -> Document {
    let id = delivery.id.to_string();
    match reference {
        Some(reference) => Document::of("ask", 1, &Ask { delivery: id, reference }),
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
