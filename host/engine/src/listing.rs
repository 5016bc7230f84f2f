//! What a poll came to, and keeping it: items in the outbox, the cursor, and when to ask again, in one
//! transaction.

use std::time::Duration;

use host_domain::{About, DeliveryId, LogverslagId, StoringSoort};
use host_store::{
    Delivery, DeliveryState, Lane, PollState, Reads, RecordedCall, Seen, Session, Store,
};
use jiff::Timestamp;
use sdk_connector::{
    kinds,
    protocol::{Document, Item},
};
use serde_json::Value;

use crate::{
    backoff,
    error::Fault,
    fetch::{ITEM, NOT_AUTHORISED},
    health,
    identity::Derived,
    journal, poll, recorded,
};

/// Failures of a poll, one after the other, after which that is told.
const FAILURES_TOLD: u32 = 5;

/// Polls of a link that are kept to try a candidate on. A list overlaps the one before, and a link is
/// polled many times a day: more of them take much room and say little.
const POLLS_KEPT: u64 = 100;

/// The cursor, the items and whether there is more; or why not, how long to wait, and whether the
/// connector is to blame.
pub(crate) type Came = Result<(Value, Vec<Item>, bool), (String, Option<Duration>, bool)>;

/// What a run of a poll came to.
pub(crate) struct Listing {
    pub(crate) store: Store,
    pub(crate) now: Timestamp,
    /// `klantcode/naam`.
    pub(crate) koppeling: String,
    /// Time between two polls.
    pub(crate) every: Duration,
    pub(crate) plugin: String,
    /// The run.
    pub(crate) run: u64,
    /// The call to the connector; none when it was not asked.
    pub(crate) call: Option<RecordedCall>,
    pub(crate) came: Came,
}

impl Listing {
    /// Keeps it, unless the run was settled already.
    pub(crate) fn put(&self, session: &mut Session<'_>) -> Result<(), Fault> {
        let Some(mut state) = session.poll(&self.koppeling)? else { return Ok(()) };
        if state.run != self.run || state.running.is_none() {
            return Ok(());
        }
        state.running = None;
        match &self.came {
            Ok((cursor, items, more)) => {
                let mut is_news = state.cursor != *cursor;
                for item in items {
                    is_news |= self.put_item(session, item)?;
                }
                state.cursor.clone_from(cursor);
                // Who has more of the same all the time is asked no more often than usual.
                self.succeed(session, &mut state, *more && is_news)?;
            }
            Err((reason, after, is_hers)) => {
                self.fail(session, &mut state, reason, *after, *is_hers)?;
            }
        }
        if let Some(call) = &self.call {
            recorded::put(session, call)?;
            let old = self.run.saturating_sub(POLLS_KEPT);
            // A list is text: there are no files of it that could go.
            drop(session.forget_call(&poll::call_id(&self.koppeling, old))?);
        }
        Ok(session.put_poll(&state)?)
    }

    fn succeed(
        &self,
        session: &mut Session<'_>,
        state: &mut PollState,
        more: bool,
    ) -> Result<(), Fault> {
        state.failures = 0;
        state.reason = None;
        state.succeeded_ms = Some(self.now.as_millisecond());
        state.due_ms = self.later(if more { Duration::ZERO } else { self.every });
        if self.call.is_some() {
            health::heard(session, &self.koppeling, self.now)?;
            health::worked(session, &self.koppeling, self.now)?;
        }
        Ok(())
    }

    fn fail(
        &self,
        session: &mut Session<'_>,
        state: &mut PollState,
        reason: &str,
        after: Option<Duration>,
        is_hers: bool,
    ) -> Result<(), Fault> {
        state.failures += 1;
        state.reason = Some(reason.to_owned());
        let seed = u64::try_from(self.now.as_millisecond()).unwrap_or(0) ^ self.run;
        state.due_ms =
            self.later(backoff::poll_again_after(state.failures, self.every, after, seed));
        if is_hers {
            health::failed(session, &self.koppeling, reason, self.now)?;
        }
        // That the link was paused for it says as much.
        let is_told = session.link_state(&self.koppeling)?;
        let is_told = is_told.is_some_and(|link| link.told.contains(&StoringSoort::Gepauzeerd));
        if state.failures == FAILURES_TOLD && !is_told {
            health::tell_loss(session, &self.koppeling, reason, self.now)?;
        }
        Ok(())
    }

    fn later(&self, wait: Duration) -> i64 {
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
        self.now.as_millisecond().saturating_add(wait)
    }

    /// Puts an item in the outbox, unless it was listed before; whether there is something to do now.
    fn put_item(&self, session: &mut Session<'_>, item: &Item) -> Result<bool, Fault> {
        let scope = format!("{}/ophalen", self.koppeling);
        let origin: [&[u8]; 3] = [b"ophalen", self.koppeling.as_bytes(), item.key.as_bytes()];
        let id = DeliveryId::new(&mut Derived::from(&self.store, &origin));
        if session.seen(&scope, &item.key)?.is_some() {
            return self.put_again(session, id);
        }
        let delivery = Delivery::new(
            id,
            self.koppeling.clone(),
            self.plugin.clone(),
            journal::stored(Document::of(ITEM, kinds::VERSION, item)),
            About::default(),
            self.now.as_millisecond(),
            Lane::Fetch,
        );
        session.put_delivery(&delivery)?;
        // No logverslag tells of it yet.
        let seen = Seen { content: [0; 32], report: LogverslagId::from_bits(0), nr: 0 };
        session.put_seen(&scope, &item.key, &seen)?;
        Ok(true)
    }

    /// What was not fetched for want of a machtiging is fetched after all: it is only listed for those
    /// who have one.
    fn put_again(&self, session: &mut Session<'_>, id: DeliveryId) -> Result<bool, Fault> {
        let known = match session.delivery(id) {
            Err(error) if error.is_about_a_row() => None,
            read => read?,
        };
        let refused = |state: &DeliveryState| matches!(state, DeliveryState::Rejected { reason } if reason == NOT_AUTHORISED);
        let Some(mut delivery) = known.filter(|known| refused(&known.state)) else {
            return Ok(false);
        };
        let now_ms = self.now.as_millisecond();
        delivery.note(now_ms, "opnieuw in de lijst, onder een actieve machtiging");
        delivery.state = DeliveryState::Waiting { due_ms: now_ms };
        session.put_delivery(&delivery)?;
        Ok(true)
    }
}
