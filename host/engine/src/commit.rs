//! Stage 3: plans become follow-up events, with traces and cursor, in one transaction a batch.

use host_domain::{
    Command, DeliveryId, DocumentId, DossierId, Effect, Event, EventKind, KenmerkOp, Plan,
    PlannedEffect, Refusal, Source, TaakId, TaakSoort, TrajectId, amsterdam_date,
};
use host_rulebook::Book;
use host_store::{Reads, RuleCount, Session, Store};
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc};

use crate::{
    Engine, alerts,
    decide::{CURSOR, Decided},
    error::Fault,
    event_trace::{EventTrace, RefusedEffect, failed, matched},
    failpoint,
    identity::Derived,
    mail,
    recording::{Cause, record},
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
        let alerted = self.post.wants_alerts();
        let counts = count(&decided);
        self.writer.write(move |session| {
            // Somebody moved the cursor meanwhile: what was decided is committed already.
            if session.cursor(CURSOR)? != before {
                return Ok(());
            }
            for one in &decided {
                let mut trace = one.trace.clone();
                let (cause, plan) = (&one.event, &one.plan);
                let carrier = Carrier { store: &store, book: &book, cause, plan, now };
                for planned in &plan.effects {
                    match carrier.carry_out(session, planned) {
                        Ok(()) => {}
                        Err(fault) if fault.is_about_an_item() => note(&mut trace, planned, &fault),
                        Err(fault) => return Err(fault),
                    }
                }
                if alerted {
                    put_alert(&store, session, &one.event, now)?;
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

/// What carrying out the effects of one event takes.
struct Carrier<'c> {
    store: &'c Store,
    book: &'c Book,
    /// The event that led to them.
    cause: &'c Event,
    /// All effects, in order.
    plan: &'c Plan,
    now: Timestamp,
}

impl Carrier<'_> {
    /// Carries out one planned effect on the newest state of the dossier.
    fn carry_out(&self, session: &mut Session<'_>, planned: &PlannedEffect) -> Result<(), Fault> {
        let ordinal = planned.ordinal.to_be_bytes();
        let cause_id = self.cause.id.bits().to_be_bytes();
        let origin: [&[u8]; 4] = [b"effect", &cause_id, planned.regel.as_bytes(), &ordinal];
        let mut ids = Derived::from(self.store, &origin);
        match &planned.effect {
            Effect::NieuweTaak { code } => {
                let command = self.new_task(planned, code, &mut ids)?;
                self.command(session, planned, &command, &mut ids)
            }
            Effect::Emailsignaal { rol, sjabloon } => {
                let catalogue = self.book.catalogue();
                let template = catalogue
                    .mailsjabloon(sjabloon)
                    .ok_or_else(|| refuse(format!("mailsjabloon `{sjabloon}` bestaat niet")))?;
                let (id, taak) = (DeliveryId::new(&mut ids), self.task_before(planned));
                mail::put_signal(session, id, self.cause, rol, template, taak, self.now)
            }
            Effect::KenmerkToevoegen { op, kenmerk } => {
                let (op, kenmerk) = (*op, kenmerk.clone());
                let traject = self.traject_of(op)?;
                let command = Command::KenmerkToevoegen { op, traject, kenmerk };
                self.command_on(self.dossier_of(op), session, planned, &command, &mut ids)
            }
            Effect::KenmerkVerwijderen { op, kenmerk } => {
                let (op, kenmerk) = (*op, kenmerk.clone());
                let traject = self.traject_of(op)?;
                let command = Command::KenmerkVerwijderen { op, traject, kenmerk };
                self.command_on(self.dossier_of(op), session, planned, &command, &mut ids)
            }
            Effect::TrajectStarten { soort } => {
                let (traject, begin) = (TrajectId::new(&mut ids), amsterdam_date(self.now));
                let command = Command::TrajectStarten { traject, soort: soort.clone(), begin };
                self.command(session, planned, &command, &mut ids)
            }
            Effect::TrajectSluiten => {
                let (traject, op) = (self.traject()?, amsterdam_date(self.now));
                let command = Command::TrajectSluiten { traject, op };
                self.command(session, planned, &command, &mut ids)
            }
            Effect::Herinnering { naam, op } => {
                let (traject, regel) = (self.traject()?, Some(planned.regel.clone()));
                let (naam, op) = (naam.clone(), *op);
                let command = Command::HerinneringZetten { traject, naam, op, regel };
                self.command(session, planned, &command, &mut ids)
            }
            Effect::Bericht { koppeling, .. } => {
                Err(refuse(format!("koppeling `{koppeling}` neemt geen berichten van regels aan")))
            }
        }
    }

    /// The traject of the event.
    fn traject(&self) -> Result<TrajectId, Fault> {
        let traject = self.cause.about.traject;
        traject.ok_or_else(|| refuse("het event gaat niet over een traject".into()))
    }

    /// The traject that a kenmerk is on, when it is on one.
    fn traject_of(&self, op: KenmerkOp) -> Result<Option<TrajectId>, Fault> {
        if op == KenmerkOp::Traject { self.traject().map(Some) } else { Ok(None) }
    }

    /// The dossier in which a kenmerk is.
    fn dossier_of(&self, op: KenmerkOp) -> Option<DossierId> {
        let about = self.cause.about;
        match op {
            KenmerkOp::Traject => about.dossier(),
            KenmerkOp::Werknemer => about.werknemer.map(DossierId::Werknemer),
            KenmerkOp::Werkgever => about.werkgever.map(DossierId::Werkgever),
        }
    }

    fn new_task(
        &self,
        planned: &PlannedEffect,
        code: &str,
        ids: &mut Derived,
    ) -> Result<Command, Fault> {
        let traject = self.traject()?;
        let soort = self.book.catalogue().taak(code);
        let soort = soort.ok_or_else(|| refuse(format!("taakcode `{code}` bestaat niet")))?;
        Ok(Command::TaakToevoegen {
            taak: TaakId::new(ids),
            traject,
            soort: soort.clone(),
            regel: Some(planned.regel.clone()),
            document: document_of(self.cause),
        })
    }

    /// The task that the same rule asks for before this effect: what an e-mail signal is about.
    fn task_before(&self, planned: &PlannedEffect) -> Option<&TaakSoort> {
        let before = self
            .plan
            .effects
            .iter()
            .filter(|other| other.regel == planned.regel && other.ordinal < planned.ordinal);
        let mut codes = before.filter_map(|other| match &other.effect {
            Effect::NieuweTaak { code } => Some(code),
            _ => None,
        });
        codes.next_back().and_then(|code| self.book.catalogue().taak(code))
    }

    fn command(
        &self,
        session: &mut Session<'_>,
        planned: &PlannedEffect,
        command: &Command,
        ids: &mut Derived,
    ) -> Result<(), Fault> {
        self.command_on(self.cause.about.dossier(), session, planned, command, ids)
    }

    /// Carries out a command on a dossier of the event: its own, or that of its werkgever.
    fn command_on(
        &self,
        dossier: Option<DossierId>,
        session: &mut Session<'_>,
        planned: &PlannedEffect,
        command: &Command,
        ids: &mut Derived,
    ) -> Result<(), Fault> {
        let (Some(id), Some(werkgever)) = (dossier, self.cause.about.werkgever) else {
            return Err(refuse("het event gaat niet over een dossier".into()));
        };
        let dossier = session.dossier(id)?.map(|stored| stored.dossier);
        let source = Source::Regel(planned.regel.clone());
        let cause = Cause::event(self.cause, source, self.now);
        record(session, ids, dossier, werkgever, command, &cause).map(drop)
    }
}

/// The document that an event is about.
fn document_of(event: &Event) -> Option<DocumentId> {
    match &event.kind {
        EventKind::DocumentToegevoegd { document }
        | EventKind::DocumentVerplaatst { document, .. } => Some(document.id),
        _ => None,
    }
}

fn refuse(reason: String) -> Fault {
    Fault::Refused(Refusal::because(reason))
}
