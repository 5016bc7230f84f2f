//! Stage 5: the outcome of a delivery closes its row or reschedules it, and becomes an event.

use std::time::Duration;

use host_domain::{Event, EventId, EventKind, Source};
use host_store::{Delivery, DeliveryState, Reads, Session};
use jiff::Timestamp;
use sdk_connector::protocol::Outcome;

use crate::{Engine, backoff, dispatch::Claimed, error::Fault, failpoint, identity::Derived};

/// A partner that wants to be asked sooner is asked after this long.
const ASK_AFTER_MIN: Duration = Duration::from_secs(5);

impl Engine {
    /// Settles one attempt, unless the delivery is not in it any more.
    pub(crate) fn settle(&self, claimed: Claimed, outcome: Outcome) -> Result<(), Fault> {
        let (store, now) = (self.store.clone(), self.now());
        self.writer.write(move |session| {
            // Whatever becomes of the delivery, this attempt is not taken up again.
            session.forget_journal(&claimed.delivery.call())?;
            let stored = session.delivery(claimed.delivery.id)?;
            let Some(mut delivery) = stored.filter(|stored| claimed.is_current(stored)) else {
                return Ok(());
            };
            if let Some(kind) = settle_one(&mut delivery, &outcome, now) {
                let bits = delivery.id.bits().to_be_bytes();
                let mut ids = Derived::from(&store, &[b"bezorging-uitkomst", &bits]);
                let event = feedback(session, &delivery, EventId::new(&mut ids), now, kind)?;
                session.append(&event)?;
            }
            Ok(session.put_delivery(&delivery)?)
        })?;
        failpoint::hit("na-afronding");
        self.wakes.decide.nudge();
        Ok(())
    }

    /// Frees the leases of a process that is gone. Only one process has the store open, so at a
    /// start every lease is one of those. The attempts themselves go on where they were.
    pub(crate) fn free_leases(&self) -> Result<(), Fault> {
        let now_ms = self.now().as_millisecond();
        self.writer.write(move |session| {
            for id in session.due_deliveries(i64::MAX, usize::MAX)? {
                let mut delivery = match session.delivery(id) {
                    Ok(Some(delivery)) => delivery,
                    Ok(None) => continue,
                    Err(error) if error.is_about_a_row() => {
                        tracing::error!(bezorging = %id, "a delivery cannot be read: {error}");
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                };
                if let DeliveryState::Sending { lease_until_ms, .. } = &mut delivery.state {
                    *lease_until_ms = now_ms;
                    delivery.note(now_ms, "onderbroken; gaat verder waar het was");
                    session.put_delivery(&delivery)?;
                }
            }
            Ok(())
        })
    }
}

/// Moves the delivery to its next state; the event when it came to an end.
fn settle_one(delivery: &mut Delivery, outcome: &Outcome, now: Timestamp) -> Option<EventKind> {
    let now_ms = now.as_millisecond();
    match outcome {
        Outcome::Accepted { receipt } => {
            delivery.note(now_ms, "aanvaard");
            delivery.reference = None;
            delivery.state = DeliveryState::Accepted { receipt: receipt.clone() };
            Some(EventKind::BezorgingAanvaard {
                bezorging: delivery.id,
                koppeling: delivery.koppeling.clone(),
                ontvangstbewijs: receipt.clone(),
            })
        }
        Outcome::Rejected { reason } => {
            delivery.note(now_ms, format!("geweigerd: {reason}"));
            delivery.reference = None;
            delivery.state = DeliveryState::Rejected { reason: reason.clone() };
            Some(refused(delivery, reason.clone()))
        }
        Outcome::Pending { reference, ask_after } => {
            delivery.note(now_ms, "in behandeling bij de ontvanger");
            delivery.reference = Some(reference.clone());
            delivery.failures = 0;
            let wait = Duration::from_secs(u64::from(*ask_after)).max(ASK_AFTER_MIN);
            delivery.state = DeliveryState::Pending { ask_at_ms: now_ms + millis(wait) };
            None
        }
        Outcome::TryAgain { reason, after } => try_again(delivery, reason, *after, now_ms),
    }
}

/// An attempt that failed: waits for the next one, or gives up.
fn try_again(
    delivery: &mut Delivery,
    reason: &str,
    after: Option<u32>,
    now_ms: i64,
) -> Option<EventKind> {
    delivery.failures += 1;
    let asked = after.map(|seconds| Duration::from_secs(u64::from(seconds)));
    let spread = u64::try_from(delivery.id.bits() & 0xffff).unwrap_or(0);
    if let Some(wait) = backoff::wait_after(delivery.failures, asked, spread) {
        delivery.note(now_ms, format!("mislukt, wordt herhaald: {reason}"));
        delivery.state = DeliveryState::Waiting { due_ms: now_ms + millis(wait) };
        return None;
    }
    delivery.note(now_ms, format!("opgegeven: {reason}"));
    delivery.reference = None;
    delivery.state = DeliveryState::GivenUp { reason: reason.to_owned() };
    let reden = format!("na {} mislukte pogingen opgegeven: {reason}", delivery.failures);
    Some(refused(delivery, reden))
}

fn refused(delivery: &Delivery, reden: String) -> EventKind {
    let (bezorging, koppeling) = (delivery.id, delivery.koppeling.clone());
    EventKind::BezorgingGeweigerd { bezorging, koppeling, reden }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 2)
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
        depth: delivery.causation.map_or(0, |_| delivery.depth + 1),
        correlation: if delivery.correlation == 0 { seq } else { delivery.correlation },
        about: delivery.about,
    })
}
