//! Stage 3: plans become follow-up events, with traces and cursor, in one transaction a batch.

use host_domain::{
    About, Command, Context, Effect, Event, EventId, EventKind, PlannedEffect, Refusal, Source,
    TaakId, apply, decide,
};
use host_rulebook::Book;
use host_store::{Reads, RuleCount, Session, Store};
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};

use crate::{
    Engine,
    decide::{CURSOR, Decided},
    error::Fault,
    event_trace::{EventTrace, RefusedEffect, failed, matched},
    failpoint,
    identity::Derived,
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
        let counts = count(&decided);
        self.writer.write(move |session| {
            // Somebody moved the cursor meanwhile: what was decided is committed already.
            if session.cursor(CURSOR)? != before {
                return Ok(());
            }
            for one in &decided {
                let mut trace = one.trace.clone();
                for planned in &one.plan.effects {
                    let carried = carry_out(&store, session, &book, &one.event, planned, now);
                    match carried {
                        Ok(()) => {}
                        Err(fault) if fault.is_about_an_item() => note(&mut trace, planned, &fault),
                        Err(fault) => return Err(fault),
                    }
                }
                if trace.is_of_interest() {
                    keep_trace(session, &one.event, &trace)?;
                }
            }
            session.count_rules(&counts)?;
            Ok(session.set_cursor(CURSOR, last)?)
        })?;
        failpoint::hit("na-vervolg");
        self.wakes.dispatch.nudge();
        Ok(())
    }
}

/// Keeps a trace; of somebody who was erased meanwhile there is nothing to keep.
fn keep_trace(session: &mut Session<'_>, event: &Event, trace: &EventTrace) -> Result<(), Fault> {
    match session.put_trace(event, trace) {
        Err(error) if error.is_about_a_row() => Ok(()),
        kept => Ok(kept?),
    }
}

fn note(trace: &mut EventTrace, planned: &PlannedEffect, fault: &Fault) {
    let (regel, reden) = (planned.regel.clone(), fault.to_string());
    trace.geweigerd.push(RefusedEffect { regel, reden });
}

/// How often each rule was looked at, matched and failed in this batch.
fn count(decided: &[Decided]) -> BTreeMap<String, RuleCount> {
    let mut counts: BTreeMap<String, RuleCount> = BTreeMap::new();
    for rule in decided.iter().flat_map(|one| one.trace.trace.rules.iter()) {
        let count = counts.entry(rule.regel.clone()).or_default();
        count.considered += 1;
        count.matched += u64::from(matched(rule));
        count.errors += u64::from(failed(rule));
    }
    for regel in decided.iter().flat_map(|one| &one.not_shown) {
        counts.entry(regel.clone()).or_default().considered += 1;
    }
    counts
}

/// Carries out one planned effect on the newest state of the dossier.
fn carry_out(
    store: &Store,
    session: &mut Session<'_>,
    book: &Book,
    cause: &Event,
    planned: &PlannedEffect,
    now: Timestamp,
) -> Result<(), Fault> {
    let ordinal = planned.ordinal.to_be_bytes();
    let cause_id = cause.id.bits().to_be_bytes();
    let mut ids = Derived::from(store, &[b"effect", &cause_id, planned.regel.as_bytes(), &ordinal]);
    let command = command(book, cause, planned, &mut ids)?;
    let refuse = |reason: &str| Fault::Refused(Refusal::because(reason));
    let (Some(id), Some(werkgever)) = (cause.about.dossier(), cause.about.werkgever) else {
        return Err(refuse("het event gaat niet over een dossier"));
    };
    let mut dossier = session.dossier(id)?.map(|stored| stored.dossier);
    let mut context = Context { now, ids: &mut ids, werkgever };
    let decision = decide(dossier.as_ref(), &command, &mut context)?;
    for (about, kind) in decision.events {
        let event = follow_up(session, cause, planned, EventId::new(&mut ids), now, about, kind)?;
        dossier = Some(apply(dossier, &event)?);
        session.append(&event)?;
        if let Some(dossier) = &dossier {
            session.put_dossier(dossier, event.seq)?;
        }
    }
    Ok(())
}

/// The command that an effect stands for.
fn command(
    book: &Book,
    cause: &Event,
    planned: &PlannedEffect,
    ids: &mut Derived,
) -> Result<Command, Fault> {
    let refuse = |reason: String| Fault::Refused(Refusal::because(reason));
    match &planned.effect {
        Effect::NieuweTaak { code } => {
            let traject = cause.about.traject;
            let traject =
                traject.ok_or_else(|| refuse("het event gaat niet over een traject".into()))?;
            let soort = book.catalogue().taak(code);
            let soort = soort.ok_or_else(|| refuse(format!("taakcode `{code}` bestaat niet")))?;
            Ok(Command::TaakToevoegen {
                taak: TaakId::new(ids),
                traject,
                soort: soort.clone(),
                regel: Some(planned.regel.clone()),
            })
        }
    }
}

fn follow_up(
    session: &Session<'_>,
    cause: &Event,
    planned: &PlannedEffect,
    id: EventId,
    now: Timestamp,
    about: About,
    kind: EventKind,
) -> Result<Event, Fault> {
    Ok(Event {
        seq: session.last_seq()? + 1,
        id,
        version: kind.event_type().version(),
        kind,
        occurred_at: now,
        recorded_at: now,
        source: Source::Regel(planned.regel.clone()),
        causation: Some(cause.seq),
        depth: cause.depth + 1,
        correlation: cause.correlation,
        about,
    })
}
