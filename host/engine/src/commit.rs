//! Stage 3: plans become follow-up events, with traces and cursor, in one transaction a batch.

use host_domain::{Event, EventKind};
use host_rulebook::Book;
use host_store::{Reads, Session, Store};
use jiff::Timestamp;
use std::sync::Arc;

use crate::{
    Engine, alerts, counting,
    decide::{CURSOR, Decided},
    effects::Carrier,
    error::Fault,
    event_trace::EventTrace,
    failpoint,
};

impl Engine {
    /// Commits a batch of decisions and moves the cursor from `before` to `last`.
    pub(crate) fn commit_batch(
        &self,
        book: &Arc<Book>,
        before: u64,
        last: u64,
        decided: Vec<Decided>,
    ) -> Result<(), Fault> {
        let (store, now, book) = (self.store.clone(), self.now(), Arc::clone(book));
        let (connectors, alerted) = (Arc::clone(&self.connectors), self.post.wants_alerts());
        let counts = counting::of_batch(&decided);
        counting::tell_faults(&counts);
        self.writer.write(move |session| {
            // Somebody moved the cursor meanwhile: what was decided is committed already.
            if session.cursor(CURSOR)? != before {
                return Ok(());
            }
            let mut counts = counts.clone();
            for one in &decided {
                let mut trace = one.trace.clone();
                let (cause, plan, connectors) = (&one.event, &one.plan, connectors.as_ref());
                let carrier = Carrier { store: &store, book: &book, connectors, cause, plan, now };
                carrier.carry_out_all(session, &mut trace)?;
                counting::add_refused(&mut counts, &trace);
                if alerted {
                    put_alert(&store, session, &one.event, now)?;
                }
                if trace.is_of_interest() || is_logged(&one.event) {
                    keep_trace(session, &one.event, &trace)?;
                }
            }
            session.count_rules(&counts)?;
            Ok(session.set_cursor(CURSOR, last)?)
        })?;
        failpoint::hit("na-vervolg");
        self.wakes.dispatch.nudge();
        // A day that is made up waits for what followed from the one before.
        self.wakes.day.nudge();
        Ok(())
    }
}

/// Whether an event is something that the log of the rules tells: it does so by its trace, also when
/// no rule looked at it.
fn is_logged(event: &Event) -> bool {
    matches!(event.kind, EventKind::RegelOvergeslagen { .. })
}

/// Keeps a trace; of somebody who was erased meanwhile there is nothing to keep.
fn keep_trace(session: &mut Session<'_>, event: &Event, trace: &EventTrace) -> Result<(), Fault> {
    match session.put_trace(event, trace) {
        Err(error) if error.is_about_a_row() => Ok(()),
        kept => Ok(kept?),
    }
}

/// Puts an alert in the outbox. One that cannot be written stops nothing else.
fn put_alert(
    store: &Store,
    session: &mut Session<'_>,
    event: &Event,
    now: Timestamp,
) -> Result<(), Fault> {
    match alerts::put(store, session, event, now) {
        Err(fault) if fault.is_about_an_item() => {
            tracing::error!(event = event.seq, "an alert cannot be written: {fault}");
            Ok(())
        }
        put => put,
    }
}
