//! Stage 5: the outcome of a delivery closes its row or reschedules it, and becomes an event.

use std::time::Duration;

use host_domain::{Event, EventId, EventKind, Herhalen, Source};
use host_store::{BlobRef, Delivery, DeliveryState, Lane, Reads, Session};
use jiff::Timestamp;
use sdk_connector::protocol::Outcome;

use crate::{
    Engine, backoff,
    dispatch::{Claimed, Made, Sent},
    error::Fault,
    failpoint,
    fetch::FetchEnd,
    health,
    identity::Derived,
    recorded,
};

/// A partner that wants to be asked sooner is asked after this long.
const ASK_AFTER_MIN: Duration = Duration::from_secs(5);

/// What cannot be fetched now because we are busy ourselves is looked at again after this long.
const LATER: Duration = Duration::from_secs(5);

impl Engine {
    /// Settles one attempt, unless the delivery is not in it any more.
    pub(crate) fn settle(&self, claimed: Claimed, made: Made) -> Result<(), Fault> {
        let (store, now, lane) = (self.store.clone(), self.now(), claimed.delivery.lane);
        let unneeded = self.writer.write(move |session| {
            // Whatever becomes of the delivery, this attempt is not taken up again.
            let unneeded = end_call(session, &claimed, &made)?;
            let stored = session.delivery(claimed.delivery.id)?;
            let Some(mut delivery) = stored.filter(|stored| claimed.is_current(stored)) else {
                return Ok(unneeded);
            };
            keep_fetched(session, &made.sent)?;
            let herhalen = herhalen_of(session, &delivery.koppeling)?;
            if let Some(kind) = settle_one(&mut delivery, &made.sent, herhalen, now) {
                let bits = delivery.id.bits().to_be_bytes();
                let attempt = delivery.attempt.to_be_bytes();
                let mut ids = Derived::from(&store, &[b"bezorging-uitkomst", &bits, &attempt]);
                let event = feedback(session, &delivery, EventId::new(&mut ids), now, kind)?;
                session.append(&event)?;
            }
            note_health(session, &delivery, &made.sent, now)?;
            session.put_delivery(&delivery)?;
            Ok(unneeded)
        })?;
        failpoint::hit_in(lane, "na-afronding");
        self.remove_blobs(&unneeded);
        self.wakes.decide.nudge();
        self.wakes.receive.nudge();
        Ok(())
    }

    /// Lets go of an attempt that could not be made for reasons of our own, such as a full disk: it is
    /// taken up where it was, soon, and not at the end of its lease.
    pub(crate) fn let_go(&self, claimed: Claimed) -> Result<(), Fault> {
        let until_ms = self.now().as_millisecond() + millis(LATER);
        self.writer.write(move |session| {
            let stored = session.delivery(claimed.delivery.id)?;
            let Some(mut delivery) = stored.filter(|stored| claimed.is_current(stored)) else {
                return Ok(());
            };
            if let DeliveryState::Sending { lease_until_ms, .. } = &mut delivery.state {
                *lease_until_ms = until_ms;
            }
            Ok(session.put_delivery(&delivery)?)
        })
    }

    /// Frees the leases of a process that is gone. Only one process has the store open, so at a
    /// start every lease is one of those. The attempts themselves go on where they were.
    pub(crate) fn free_leases(&self) -> Result<(), Fault> {
        let now_ms = self.now().as_millisecond();
        self.writer.write(move |session| {
            let lanes = Lane::ALL.iter();
            let due = lanes.map(|lane| session.due_deliveries(*lane, i64::MAX, usize::MAX));
            let due: Vec<_> = due.collect::<Result<_, _>>()?;
            for id in due.into_iter().flatten() {
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

/// How a link wants to try again.
fn herhalen_of(session: &Session<'_>, koppeling: &str) -> Result<Option<Herhalen>, Fault> {
    let Some((klantcode, naam)) = koppeling.split_once('/') else { return Ok(None) };
    let account = session.klantaccount(klantcode)?;
    let link = account.as_ref().and_then(|account| account.importkoppeling(naam));
    Ok(link.and_then(|link| link.herhalen))
}

/// Keeps the call of an attempt for a while, or forgets it; the bodies that then may go. What was
/// fetched in vain is not kept: it may be large.
fn end_call(
    session: &mut Session<'_>,
    claimed: &Claimed,
    made: &Made,
) -> Result<Vec<BlobRef>, Fault> {
    let fruitless = match &made.sent {
        Sent::Fetched(end) => !matches!(end, FetchEnd::Message(_)),
        Sent::Outcome(_) | Sent::Broken(_) => claimed.delivery.lane == Lane::Fetch,
    };
    match made.call.as_ref().filter(|_| !fruitless) {
        Some(call) => {
            recorded::put(session, call)?;
            Ok(Vec::new())
        }
        None => Ok(session.forget_journal(&claimed.delivery.call())?),
    }
}

/// Accepts what was fetched, like a message that was posted.
fn keep_fetched(session: &mut Session<'_>, sent: &Sent) -> Result<(), Fault> {
    match sent {
        Sent::Fetched(FetchEnd::Message(accepted)) => accepted.put(session),
        _ => Ok(()),
    }
}

/// What an attempt says about its link.
fn note_health(
    session: &mut Session<'_>,
    delivery: &Delivery,
    sent: &Sent,
    now: Timestamp,
) -> Result<(), Fault> {
    let koppeling = &delivery.koppeling;
    match sent {
        Sent::Broken(reason) => health::failed(session, koppeling, reason, now)?,
        Sent::Outcome(Outcome::TryAgain { .. }) => {}
        Sent::Fetched(
            FetchEnd::TryAgain(..) | FetchEnd::Later | FetchEnd::NotAllowed(_) | FetchEnd::Gone(_),
        ) => {}
        Sent::Outcome(_) | Sent::Fetched(FetchEnd::Message(_)) => {
            health::worked(session, koppeling, now)?;
        }
    }
    let lost = match (&delivery.state, sent) {
        (DeliveryState::GivenUp { reason }, _) => Some(reason),
        (_, Sent::Fetched(FetchEnd::Gone(reason))) => Some(reason),
        _ => None,
    };
    lost.map_or(Ok(()), |reason| health::tell_loss(session, koppeling, reason, now))
}

/// Moves the delivery to its next state; the event when it came to an end.
fn settle_one(
    delivery: &mut Delivery,
    sent: &Sent,
    herhalen: Option<Herhalen>,
    now: Timestamp,
) -> Option<EventKind> {
    let now_ms = now.as_millisecond();
    match sent {
        Sent::Outcome(Outcome::TryAgain { reason, after }) => {
            try_again(delivery, reason, *after, herhalen, now_ms)
        }
        Sent::Outcome(outcome) => settle_outcome(delivery, outcome, now_ms),
        Sent::Broken(reason) => try_again(delivery, reason, None, herhalen, now_ms),
        Sent::Fetched(FetchEnd::Message(accepted)) => {
            let receipt = accepted.reception.id.to_string();
            delivery.note(now_ms, format!("opgehaald, logverslag {receipt}"));
            delivery.state = DeliveryState::Accepted { receipt };
            None
        }
        Sent::Fetched(FetchEnd::Gone(reason)) => end_fetch(delivery, reason, now_ms),
        Sent::Fetched(FetchEnd::NotAllowed(reason)) => end_fetch(delivery, reason, now_ms),
        Sent::Fetched(FetchEnd::TryAgain(reason, after)) => {
            try_again(delivery, reason, *after, herhalen, now_ms)
        }
        Sent::Fetched(FetchEnd::Later) => {
            delivery.attempt = delivery.attempt.saturating_sub(1);
            delivery.state = DeliveryState::Waiting { due_ms: now_ms + millis(LATER) };
            None
        }
    }
}

/// What is not there will not come.
fn end_fetch(delivery: &mut Delivery, reason: &str, now_ms: i64) -> Option<EventKind> {
    delivery.note(now_ms, format!("niet opgehaald: {reason}"));
    delivery.state = DeliveryState::Rejected { reason: reason.to_owned() };
    None
}

fn settle_outcome(delivery: &mut Delivery, outcome: &Outcome, now_ms: i64) -> Option<EventKind> {
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
        // Whether it is tried again is for the link to say.
        Outcome::TryAgain { .. } => None,
    }
}

/// An attempt that failed: waits for the next one, or gives up.
fn try_again(
    delivery: &mut Delivery,
    reason: &str,
    after: Option<u32>,
    herhalen: Option<Herhalen>,
    now_ms: i64,
) -> Option<EventKind> {
    delivery.failures += 1;
    let asked = after.map(|seconds| Duration::from_secs(u64::from(seconds)));
    let spread = u64::try_from(delivery.id.bits() & 0xffff).unwrap_or(0);
    if let Some(wait) = backoff::wait_after(delivery.failures, asked, spread, herhalen) {
        delivery.note(now_ms, format!("mislukt, wordt herhaald: {reason}"));
        delivery.state = DeliveryState::Waiting { due_ms: now_ms + millis(wait) };
        return None;
    }
    delivery.note(now_ms, format!("opgegeven: {reason}"));
    delivery.reference = None;
    delivery.state = DeliveryState::GivenUp { reason: reason.to_owned() };
    let reden = format!("na {} mislukte pogingen opgegeven: {reason}", delivery.failures);
    // What could not be fetched was refused by nobody; its link is in trouble, which is told.
    (delivery.lane != Lane::Fetch).then(|| refused(delivery, reden))
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
