//! Stage 5: the outcome of a delivery closes its row or reschedules it, and becomes an event.

use std::time::Duration;

use host_domain::{Event, EventId, EventKind, Source};
use host_store::{Delivery, DeliveryState, Reads, Session};
use jiff::Timestamp;
use sdk_connector::protocol::Outcome;

use crate::{Engine, backoff, error::Fault, failpoint, identity::Derived};

impl Engine {
    /// Settles one attempt.
    pub(crate) fn settle(&self, delivery: Delivery, outcome: Outcome) -> Result<(), Fault> {
        let (store, now) = (self.store.clone(), self.now());
        self.writer.write(move |session| {
            let mut settled = delivery.clone();
            let news = settle_one(&mut settled, &outcome, now);
            if let Some(kind) = news {
                let bits = delivery.id.bits().to_be_bytes();
                let mut ids = Derived::from(&store, &[b"bezorging-uitkomst", &bits]);
                let event = feedback(session, &delivery, EventId::new(&mut ids), now, kind)?;
                session.append(&event)?;
            }
            Ok(session.put_delivery(&settled)?)
        })?;
        failpoint::hit("na-afronding");
        self.wakes.decide.nudge();
        Ok(())
    }

    /// Frees the leases of a process that is gone. Only one process has the store open, so at a
    /// start every lease is one of those.
    pub(crate) fn free_leases(&self) -> Result<(), Fault> {
        let now_ms = self.now().as_millisecond();
        self.writer.write(move |session| {
            for id in session.due_deliveries(i64::MAX, usize::MAX)? {
                let Some(mut delivery) = session.delivery(id)? else { continue };
                if !matches!(delivery.state, DeliveryState::Sending { .. }) {
                    continue;
                }
                delivery.note(now_ms, "onderbroken; wordt opnieuw aangeboden");
                delivery.state = DeliveryState::Waiting { due_ms: now_ms };
                session.put_delivery(&delivery)?;
            }
            Ok(())
        })
    }
}

/// Moves the delivery to its next state; the event when it came to an end.
fn settle_one(delivery: &mut Delivery, outcome: &Outcome, now: Timestamp) -> Option<EventKind> {
    let now_ms = now.as_millisecond();
    let (bezorging, koppeling) = (delivery.id, delivery.koppeling.clone());
    match outcome {
        Outcome::Accepted { receipt } => {
            delivery.note(now_ms, "aanvaard");
            delivery.state = DeliveryState::Accepted { receipt: receipt.clone() };
            let ontvangstbewijs = receipt.clone();
            Some(EventKind::BezorgingAanvaard { bezorging, koppeling, ontvangstbewijs })
        }
        Outcome::Rejected { reason } => {
            delivery.note(now_ms, format!("geweigerd: {reason}"));
            delivery.state = DeliveryState::Rejected { reason: reason.clone() };
            Some(EventKind::BezorgingGeweigerd { bezorging, koppeling, reden: reason.clone() })
        }
        Outcome::Pending { reference, ask_after } => {
            delivery.note(now_ms, "in behandeling bij de ontvanger");
            let ask_at_ms = now_ms + i64::from(*ask_after) * 1_000;
            delivery.state = DeliveryState::Pending { reference: reference.clone(), ask_at_ms };
            None
        }
        Outcome::TryAgain { reason, after } => {
            let asked = after.map(|seconds| Duration::from_secs(u64::from(seconds)));
            let spread = u64::try_from(delivery.id.bits() & 0xffff).unwrap_or(0);
            match backoff::wait_after(delivery.attempt, asked, spread) {
                Some(wait) => {
                    delivery.note(now_ms, format!("mislukt, wordt herhaald: {reason}"));
                    let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
                    delivery.state = DeliveryState::Waiting { due_ms: now_ms + wait_ms };
                    None
                }
                None => {
                    delivery.note(now_ms, format!("opgegeven: {reason}"));
                    delivery.state = DeliveryState::GivenUp { reason: reason.clone() };
                    let reden = format!("na {} pogingen opgegeven: {reason}", delivery.attempt);
                    Some(EventKind::BezorgingGeweigerd { bezorging, koppeling, reden })
                }
            }
        }
    }
}

fn feedback(
    session: &Session<'_>,
    delivery: &Delivery,
    id: EventId,
    now: Timestamp,
    kind: EventKind,
) -> Result<Event, Fault> {
    let seq = session.last_seq()? + 1;
    Ok(Event {
        seq,
        id,
        version: kind.event_type().version(),
        kind,
        occurred_at: now,
        recorded_at: now,
        source: Source::Koppeling(delivery.koppeling.clone()),
        causation: delivery.causation,
        depth: u32::from(delivery.causation.is_some()),
        correlation: if delivery.correlation == 0 { seq } else { delivery.correlation },
        about: delivery.about,
    })
}
