//! Stage 4: what is due in the outbox goes out. No transaction is held.
//!
//! The outbox has three lanes, so that a slow partner in one keeps nobody waiting in another:
//! documents that a connector delivers, items that a connector fetches, e-mail. A row is claimed with a
//! lease, so that nobody else takes it meanwhile. A crash frees the lease at the next start, and the
//! attempt is taken up again as the same call at the same time of its clock: what the other side had
//! answered is in the journal, and is not asked again.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use host_domain::{DeliveryId, Importkoppeling, Klantaccount};
use host_store::{Delivery, DeliveryState, Lane, Reads, RecordedCall, Session};
use jiff::Timestamp;
use sdk_connector::{
    kinds,
    protocol::{Ask, Call, Deliver, Document, Outcome},
};

use crate::{
    Engine,
    call::Round,
    error::Fault,
    failpoint,
    fetch::{self, FetchEnd},
    health, journal,
    ports::{PluginVersion, StepFault},
    recorded,
    resting::postpone,
};

/// After this long nobody is thought to be making an attempt any more. It must be longer than any
/// attempt can take, or two would make it at once: a connector asks for at most 64 effects in a
/// call, each with a step of at most 10 seconds and a request of at most 5 minutes, so less than six
/// hours.
const LEASE: Duration = Duration::from_secs(6 * 60 * 60);

/// Due rows looked at for one to claim. Others may be claiming the first of them, and one that
/// cannot be read stays due for ever.
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

    /// The call of this attempt. Every attempt is one of its own: a new one must ask the outside anew.
    pub(crate) fn call(&self, request: Document, link: &Importkoppeling) -> Call {
        Call {
            id: self.delivery.call(),
            request,
            settings: serde_json::Value::Object(link.instellingen.clone()).to_string(),
            state: Vec::new(),
            now_ms: self.since_ms,
            seed: u64::from(self.delivery.attempt),
        }
    }
}

/// What an attempt through a connector works with: the link as it is now, and the build that the
/// attempt began with.
pub(crate) struct Attempt {
    pub(crate) account: Klantaccount,
    pub(crate) link: Importkoppeling,
    pub(crate) plugin: PluginVersion,
}

impl Attempt {
    /// The one round of its call.
    pub(crate) fn round<'a>(&'a self, call: &'a Call) -> Round<'a> {
        Round {
            plugin: &self.plugin,
            call,
            number: 0,
            message: None,
            settings: &self.link.instellingen,
            granted: &self.link.toegestaan,
            claim: None,
        }
    }
}

/// How an attempt ended.
pub(crate) enum Sent {
    /// The other side said so, or did not.
    Outcome(Outcome),
    /// Something was fetched, or not.
    Fetched(FetchEnd),
    /// The connector broke down, or broke the contract.
    Broken(String),
}

/// An attempt that was made.
pub(crate) struct Made {
    pub(crate) sent: Sent,
    /// The call to the connector, where there was one.
    pub(crate) call: Option<RecordedCall>,
}

/// A row of the outbox with which something is to be done.
pub(crate) struct Due {
    pub(crate) id: DeliveryId,
    pub(crate) plugin: String,
    pub(crate) koppeling: String,
}

/// The builds of the connector of a delivery.
struct Builds {
    /// Of the one in use; empty when there is none.
    current: String,
    /// Of all that are loaded.
    loaded: Vec<String>,
}

impl Engine {
    /// Delivers the next due document. False when none is due.
    pub(crate) fn deliver_next(&self) -> Result<bool, Fault> {
        self.dispatch_next(Lane::Deliver)
    }

    /// Fetches the next due item. False when none is due.
    pub(crate) fn fetch_next(&self) -> Result<bool, Fault> {
        self.dispatch_next(Lane::Fetch)
    }

    /// Sends the next due e-mail. False when none is due.
    pub(crate) fn mail_next(&self) -> Result<bool, Fault> {
        self.dispatch_next(Lane::Mail)
    }

    fn dispatch_next(&self, lane: Lane) -> Result<bool, Fault> {
        let Some(claimed) = self.claim_next(lane)? else { return Ok(false) };
        failpoint::hit_in(lane, "na-claim");
        let made = match self.send(&claimed) {
            Ok(made) => made,
            Err(fault) if fault.is_fatal() => return Err(fault),
            Err(fault) => {
                self.let_go(claimed)?;
                return Err(fault);
            }
        };
        failpoint::hit_in(lane, "na-bezorging");
        self.settle(claimed, made)?;
        Ok(true)
    }

    /// Claims the row that is due longest and that nobody else has.
    fn claim_next(&self, lane: Lane) -> Result<Option<Claimed>, Fault> {
        let now = self.now();
        loop {
            let due = self.due_rows(lane, now)?;
            if self.let_rest(&due, now)? {
                // Behind them others may wait, of links that do not rest.
                continue;
            }
            for Due { id, plugin, .. } in due {
                if let Some(claimed) = self.claim(id, now, self.builds_of(&plugin))? {
                    return Ok(Some(claimed));
                }
            }
            return Ok(None);
        }
    }

    /// The first due rows of a lane that can be read.
    fn due_rows(&self, lane: Lane, now: Timestamp) -> Result<Vec<Due>, Fault> {
        let view = self.store.read()?;
        let mut due = Vec::new();
        for id in view.due_deliveries(lane, now.as_millisecond(), LOOK_AT)? {
            match view.delivery(id) {
                Ok(Some(delivery)) => {
                    let Delivery { plugin, koppeling, .. } = delivery;
                    due.push(Due { id, plugin, koppeling });
                }
                Ok(None) => {}
                Err(error) if error.is_about_a_row() => {
                    tracing::error!(bezorging = %id, "a delivery cannot be read: {error}");
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(due)
    }

    fn builds_of(&self, plugin: &str) -> Builds {
        let loaded = self.connectors.loaded().into_iter();
        Builds {
            current: self.connectors.current(plugin).map(|p| p.hash).unwrap_or_default(),
            loaded: loaded.filter(|p| p.name == plugin).map(|p| p.hash).collect(),
        }
    }

    /// Claims a delivery for this thread; none when somebody else was first, or when its link is
    /// paused: then it waits for the end of the pause.
    fn claim(
        &self,
        id: DeliveryId,
        now: Timestamp,
        builds: Builds,
    ) -> Result<Option<Claimed>, Fault> {
        let now_ms = now.as_millisecond();
        let lease_until_ms = now_ms + i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX / 2);
        self.writer.write(move |session| {
            let Some(mut delivery) = session.delivery(id)? else { return Ok(None) };
            if !delivery.is_due(now_ms) {
                return Ok(None);
            }
            if let Some(until_ms) = paused(session, &delivery, now)? {
                postpone(&mut delivery, until_ms);
                session.put_delivery(&delivery)?;
                return Ok(None);
            }
            let (since_ms, plugin_hash) = match &delivery.state {
                // Interrupted: its journal says what was answered already.
                DeliveryState::Sending { since_ms, plugin_hash, .. }
                    if builds.loaded.contains(plugin_hash) || delivery.lane == Lane::Mail =>
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

    /// Makes the attempt. Whatever is wrong with this row alone makes that it failed.
    fn send(&self, claimed: &Claimed) -> Result<Made, Fault> {
        if claimed.delivery.lane == Lane::Mail {
            let sent = self.guarded(|| self.post(&claimed.delivery).map(Sent::Outcome))?;
            return Ok(Made { sent, call: None });
        }
        let mut call = None;
        let sent = self.guarded(|| {
            let attempt = self.attempt(claimed)?;
            let delivery = &claimed.delivery;
            let asked = claimed.call(request(delivery)?, &attempt.link);
            let (link, now) = (&delivery.koppeling, self.now());
            call = Some(recorded::of_call(&asked, link, &attempt.plugin, 1, None, now));
            match delivery.lane {
                Lane::Fetch => self.fetch(delivery, &attempt, &asked).map(Sent::Fetched),
                Lane::Deliver | Lane::Mail => self.deliver(&attempt, &asked).map(Sent::Outcome),
            }
        })?;
        Ok(Made { sent, call })
    }

    /// A panic is a mistake of ours on this row; it must not take the others with it.
    fn guarded(&self, work: impl FnOnce() -> Result<Sent, Fault>) -> Result<Sent, Fault> {
        let sent = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
            Err(Fault::Unknown("het programma maakte een fout bij deze bezorging".to_owned()))
        });
        match sent {
            Err(fault) if fault.is_of_the_connector() => Ok(Sent::Broken(fault.to_string())),
            Err(fault) if fault.is_about_an_item() => {
                Ok(Sent::Outcome(Outcome::TryAgain { reason: fault.to_string(), after: None }))
            }
            other => other,
        }
    }

    /// Asks the connector to deliver, or what became of what it delivered.
    fn deliver(&self, attempt: &Attempt, call: &Call) -> Result<Outcome, Fault> {
        let round = attempt.round(call);
        let (outcome, _) = round.outcome(self, kinds::OUTCOME)?;
        outcome.read().map_err(|reason| round.broken(reason))
    }

    fn attempt(&self, claimed: &Claimed) -> Result<Attempt, Fault> {
        let delivery = &claimed.delivery;
        let (klantcode, naam) = delivery
            .koppeling
            .split_once('/')
            .ok_or_else(|| Fault::Unknown("bezorging zonder koppeling".into()))?;
        let (account, link) = self.link(klantcode, naam)?;
        let loaded = self.connectors.loaded().into_iter();
        let mut same =
            loaded.filter(|p| p.name == delivery.plugin && p.hash == claimed.plugin_hash);
        let plugin = same.next().ok_or_else(|| StepFault::NotLoaded(delivery.plugin.clone()))?;
        Ok(Attempt { account, link, plugin })
    }
}

/// Until when the link of a row is paused; none when it is not.
fn paused(
    session: &Session<'_>,
    delivery: &Delivery,
    now: Timestamp,
) -> Result<Option<i64>, Fault> {
    let state = session.link_state(&delivery.koppeling)?;
    Ok(state.and_then(|state| health::paused_until(&state, now)))
}

/// What a connector is asked. What the other side has already is asked for; anything else is
/// delivered or fetched.
fn request(delivery: &Delivery) -> Result<Document, Fault> {
    let id = delivery.id.to_string();
    Ok(match (&delivery.reference, delivery.lane) {
        (_, Lane::Fetch) => fetch::request(delivery)?,
        (Some(reference), _) => {
            let ask = Ask { delivery: id, reference: reference.clone() };
            Document::of(kinds::ASK, kinds::VERSION, &ask)
        }
        (None, _) => {
            let document = journal::read(delivery.document.clone());
            let deliver = Deliver { delivery: id, attempt: delivery.attempt, document };
            Document::of(kinds::DELIVER, kinds::VERSION, &deliver)
        }
    })
}
