//! Herinneringen that are due: each goes off once, on its day when the day begins for the rules, or
//! when the host is back. What they say becomes an event, on which stage 2 decides.

use std::sync::PoisonError;

use host_domain::{Command, Source};
use host_store::{DueHerinnering, Reads, Session, Store};
use jiff::Timestamp;

use crate::{
    Engine,
    error::Fault,
    failpoint,
    identity::Derived,
    recording::{Cause, record},
};

/// Herinneringen in one transaction.
const PAGE: usize = 256;

impl Engine {
    /// Lets every herinnering go off that is due. Always false: nothing more becomes due on a day
    /// that was looked at, as one is set for the next day at the earliest.
    pub(crate) fn let_herinneringen_go_off(&self) -> Result<bool, Fault> {
        let last = self.last_day();
        let looked =
            || self.looked_for_herinneringen.lock().unwrap_or_else(PoisonError::into_inner);
        if *looked() == Some(last) {
            return Ok(false);
        }
        let mut after: Option<DueHerinnering> = None;
        loop {
            let due = self.store.read()?.due_herinneringen(last, after.as_ref(), PAGE)?;
            let Some(newest) = due.last() else { break };
            after = Some(newest.clone());
            self.let_go_off(due)?;
        }
        *looked() = Some(last);
        Ok(false)
    }

    /// One transaction for a page. The event takes the herinnering away, so that a crash before the
    /// commit leaves it, and one after it does not.
    fn let_go_off(&self, due: Vec<DueHerinnering>) -> Result<(), Fault> {
        let (store, now) = (self.store.clone(), self.now());
        self.writer.write(move |session| {
            for one in &due {
                match go_off(&store, session, one, now) {
                    Err(fault) if fault.is_about_an_item() => {
                        let traject = one.traject;
                        tracing::error!(%traject, "a herinnering cannot go off: {fault}");
                    }
                    gone => gone?,
                }
            }
            Ok(())
        })?;
        failpoint::hit("na-herinneringen");
        self.wakes.decide.nudge();
        Ok(())
    }
}

fn go_off(
    store: &Store,
    session: &mut Session<'_>,
    due: &DueHerinnering,
    now: Timestamp,
) -> Result<(), Fault> {
    let Some(stored) = session.dossier(due.dossier)? else { return Ok(()) };
    let (traject, naam, op) = (due.traject, due.naam.clone(), due.op);
    let (id, day) = (traject.bits().to_be_bytes(), op.to_string());
    let first = session.last_seq()?.to_be_bytes();
    // One of the same name and day may be set again after it went off: the place in the log tells
    // them apart.
    let parts: [&[u8]; 5] = [b"herinnering", &id, naam.as_bytes(), day.as_bytes(), &first];
    let mut ids = Derived::from(store, &parts);
    let command = Command::HerinneringLatenVerlopen { traject, naam, op };
    let (werkgever, cause) = (stored.dossier.werkgever(), Cause::outside(Source::Systeem, now));
    record(session, &mut ids, Some(stored.dossier), werkgever, &command, &cause).map(drop)
}
