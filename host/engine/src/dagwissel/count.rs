//! The bulk conditions, set-wise: how many trajecten each rule has left on a day, before any of them
//! is acted on. Too many is a mistake in the rule more often than not; the trigger screens that
//! consultants know do not run such a trigger either.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use host_domain::{DossierId, EventId, EventKind, EventType, TrajectId};
use host_rulebook::{Book, Trigger};
use host_store::{Reads, Session, Snapshot, Store};
use jiff::Timestamp;

use super::{JOB, LEFT_MAX, Onderweg, PAGE, Stand, day_event, read, turns};
use crate::{
    Engine, asof::AsOf, decide::with_case, error::Fault, failpoint, identity::Derived,
    recording::record_about_nobody,
};

impl Engine {
    /// Counts what the rules have left on a day, and writes down for which of them it is not. The
    /// pages go on after the traject where they were.
    pub(super) fn count(
        &self,
        book: &Arc<Book>,
        before: Stand,
        day: Onderweg,
    ) -> Result<(), Fault> {
        let left = self.left(&days_only(book), &day)?;
        failpoint::hit("na-dagwisseltelling");
        let over = left.into_iter().filter(|(_, count)| *count > LEFT_MAX);
        // A rule that did not run in the morning does not run for the rest of the day either.
        let new: Vec<(String, u64)> =
            over.filter(|(regel, _)| !day.niet_voor.contains(regel)).collect();
        let mut niet_voor = day.niet_voor;
        niet_voor.extend(new.iter().map(|(regel, _)| regel.clone()));
        let boek = book.hash().to_owned();
        let onderweg = Onderweg { boek, niet_voor, ..day };
        let after = Stand { onderweg: Some(onderweg.clone()), ..before };
        let (store, now) = (self.store.clone(), self.now());
        self.writer.write(move |session| {
            if read(session)?.as_ref() != Some(&before) {
                return Ok(());
            }
            for (regel, aantal) in &new {
                let (dag, regel, aantal) = (onderweg.dag, regel.clone(), *aantal);
                tracing::warn!(regel, %dag, aantal, "a rule is not run today: too many trajecten");
                let kind = EventKind::RegelOvergeslagen { regel, dag, aantal, grens: LEFT_MAX };
                tell(&store, session, kind, now)?;
            }
            Ok(session.set_job(JOB, &after)?)
        })?;
        self.wakes.decide.nudge();
        Ok(())
    }

    /// How many trajecten each rule has left.
    fn left(&self, book: &Book, day: &Onderweg) -> Result<BTreeMap<String, u64>, Fault> {
        let (mut left, mut after) = (BTreeMap::new(), None);
        loop {
            if self.is_closed() {
                return Err(Fault::Stopped);
            }
            let view = self.store.read()?;
            let page = view.open_trajecten(after, PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(left) };
            after = Some(*last);
            for regel in self.left_in(book, day, &view, &page)? {
                *left.entry(regel).or_default() += 1;
            }
        }
    }

    /// The rules that have a traject left, once for each such traject of a page.
    fn left_in(
        &self,
        book: &Book,
        day: &Onderweg,
        view: &Snapshot,
        page: &[(TrajectId, DossierId)],
    ) -> Result<Vec<String>, Fault> {
        let at = (view.last_seq()?, self.now());
        let mut states = AsOf::new(view);
        let mut rules = Vec::new();
        for (traject, id) in page {
            let asked = match states.dossier(*id, at.0) {
                Ok(Some(dossier)) if turns(dossier, *traject, day.dag) => {
                    let event = day_event(dossier, *traject, day, at);
                    with_case(book, &mut states, &event, |case| book.bulk_matches(case))
                }
                Ok(_) => continue,
                Err(fault) => Err(fault),
            };
            match asked {
                Ok(left) => rules.extend(left),
                // The page tells of it; a count that is one short hides no rule that runs wild.
                Err(fault) if fault.is_about_an_item() => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(rules)
    }
}

/// The rules that look at days, and no others.
fn days_only(book: &Book) -> Book {
    let on_days = |trigger: &&Trigger| trigger.events.contains(&EventType::TrajectDagwissel);
    let ids: BTreeSet<&str> =
        book.triggers().filter(on_days).map(|trigger| trigger.id.as_str()).collect();
    book.with_triggers(&ids)
}

/// Records an event about nobody; one for each rule and day, however often it is told.
fn tell(
    store: &Store,
    session: &mut Session<'_>,
    kind: EventKind,
    now: Timestamp,
) -> Result<(), Fault> {
    let EventKind::RegelOvergeslagen { regel, dag, .. } = &kind else { return Ok(()) };
    let day = dag.to_string();
    let parts: [&[u8]; 3] = [b"regel-overgeslagen", regel.as_bytes(), day.as_bytes()];
    let id = EventId::new(&mut Derived::from(store, &parts));
    if session.event_seq(id)?.is_some() {
        return Ok(());
    }
    record_about_nobody(session, id, kind, now)
}
