//! A page of trajecten on a day: the rules are asked, and where one matches the day goes into the log.

use std::collections::BTreeSet;

use host_domain::{Command, DossierId, Source, TrajectId};
use host_rulebook::{Book, Evaluation};
use host_store::{Reads, Session, Snapshot, Store};
use jiff::{Timestamp, civil::Date};

use super::{JOB, Onderweg, PAGE, Stand, day_event, read, turns};
use crate::{
    Engine,
    asof::AsOf,
    counting::{self, Counts},
    decide::with_case,
    error::Fault,
    event_trace::{failed, matched},
    failpoint,
    identity::Derived,
    recording::{Cause, record},
};

/// What the rules say about a page.
#[derive(Default)]
struct Asked {
    /// Trajecten of which the day is put in the log, with their dossiers.
    to_record: Vec<(TrajectId, DossierId)>,
    /// What rules said about the others; stage 2 counts what they say of a day in the log.
    counts: Counts,
}

impl Engine {
    /// Does the next page of a day; without trajecten left, the day is done.
    pub(super) fn do_page(&self, book: &Book, before: Stand, day: Onderweg) -> Result<(), Fault> {
        let view = self.store.read()?;
        let page = view.open_trajecten(day.na, PAGE)?;
        let Some((last, _)) = page.last().copied() else {
            let done = Stand { gedaan: day.dag, onderweg: None, tot: view.last_seq()? };
            drop(view);
            return self.move_on(Some(before), done);
        };
        let asked = self.ask_trajecten(book, &day, &view, &page)?;
        drop(view);
        counting::tell_faults(&asked.counts);
        let onderweg = Some(Onderweg { na: Some(last), ..day.clone() });
        let after = Stand { onderweg, ..before };
        let (store, now) = (self.store.clone(), self.now());
        self.writer.write(move |session| {
            if read(session)?.as_ref() != Some(&before) {
                return Ok(());
            }
            for (traject, dossier) in &asked.to_record {
                match put_day(&store, session, (*traject, *dossier), &day, now) {
                    Err(fault) if fault.is_about_an_item() => {
                        tracing::error!(%traject, "a change of day cannot be recorded: {fault}");
                    }
                    put => put?,
                }
            }
            session.count_rules(&asked.counts)?;
            Ok(session.set_job(JOB, &after)?)
        })?;
        failpoint::hit("na-dagwisselblad");
        self.wakes.decide.nudge();
        Ok(())
    }

    fn ask_trajecten(
        &self,
        book: &Book,
        day: &Onderweg,
        view: &Snapshot,
        page: &[(TrajectId, DossierId)],
    ) -> Result<Asked, Fault> {
        let at = (view.last_seq()?, self.now());
        let mut states = AsOf::new(view);
        let (mut asked, mut failing) = (Asked::default(), BTreeSet::new());
        for (traject, id) in page {
            let evaluation = match states.dossier(*id, at.0) {
                Ok(Some(dossier)) if turns(dossier, *traject, day.dag) => {
                    let event = day_event(dossier, *traject, day, at);
                    with_case(book, &mut states, &event, |case| book.evaluate(case))
                }
                Ok(_) => continue,
                Err(fault) => Err(fault),
            };
            match evaluation {
                Ok(said) if is_to_be_recorded(&said, &mut failing) => {
                    asked.to_record.push((*traject, *id));
                }
                Ok(said) => {
                    said.trace.rules.iter().for_each(|rule| counting::add(&mut asked.counts, rule));
                    counting::add_not_shown(&mut asked.counts, &said.not_shown);
                }
                Err(fault) if fault.is_about_an_item() => {
                    tracing::error!(%traject, "rules cannot be asked about a change of day: {fault}");
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(asked)
    }
}

/// Whether a day goes into the log: a rule matches, in shadow too; or one fails that did not yet on
/// this page. A rule that fails on every traject is visible without a log full of it.
fn is_to_be_recorded(said: &Evaluation, failing: &mut BTreeSet<String>) -> bool {
    let mut fails_anew = false;
    for rule in said.trace.rules.iter().filter(|rule| failed(rule)) {
        fails_anew |= failing.insert(rule.regel.clone());
    }
    fails_anew || said.trace.rules.iter().any(matched)
}

/// Puts the day of a traject in the log, when it still runs. Its event is the same however often.
fn put_day(
    store: &Store,
    session: &mut Session<'_>,
    (traject, id): (TrajectId, DossierId),
    day: &Onderweg,
    now: Timestamp,
) -> Result<(), Fault> {
    let Some(stored) = session.dossier(id)? else { return Ok(()) };
    let (dag, niet_voor) = (day.dag, day.niet_voor.clone());
    let command = Command::DagwisselVastleggen { traject, dag, niet_voor };
    let (werkgever, cause) = (stored.dossier.werkgever(), Cause::outside(Source::Systeem, now));
    let mut ids = ids_of(store, traject, dag);
    record(session, &mut ids, Some(stored.dossier), werkgever, &command, &cause).map(drop)
}

fn ids_of(store: &Store, traject: TrajectId, dag: Date) -> Derived {
    let (traject, dag) = (traject.bits().to_be_bytes(), dag.to_string());
    Derived::from(store, &[b"dagwissel", &traject, dag.as_bytes()])
}
