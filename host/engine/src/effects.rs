//! Carrying out what a plan asks for: each effect becomes a command on a dossier, an e-mail or a
//! message in the outbox, in the transaction that moves the decide cursor past the event.
//!
//! One file an effect, or a family of them. All are decided on the newest state, and get identifiers
//! derived from event, rule and ordinal. What the domain refuses is told in the trace, and stands in
//! the way of nothing else.

mod bericht;
mod eenmalig;
mod herinnering;
mod kenmerk;
mod taak;
mod traject;

use std::collections::BTreeSet;

use host_domain::{
    Command, DeliveryId, DossierId, Effect, Event, Plan, PlannedEffect, Refusal, Source, TrajectId,
};
use host_rulebook::Book;
use host_store::{Reads, Session, Store};
use jiff::Timestamp;

use crate::{
    error::Fault,
    event_trace::{EventTrace, RefusedEffect},
    identity::Derived,
    mail,
    ports::Connectors,
    recording::{Cause, record},
};

/// What carrying out the effects of one event takes.
pub(crate) struct Carrier<'c> {
    pub(crate) store: &'c Store,
    pub(crate) book: &'c Book,
    pub(crate) connectors: &'c dyn Connectors,
    /// The event that led to them.
    pub(crate) cause: &'c Event,
    /// All effects, in order.
    pub(crate) plan: &'c Plan,
    pub(crate) now: Timestamp,
}

impl Carrier<'_> {
    /// Carries out all effects, in order. What cannot be is noted in the trace.
    pub(crate) fn carry_out_all(
        &self,
        session: &mut Session<'_>,
        trace: &mut EventTrace,
    ) -> Result<(), Fault> {
        // Rules of which the first effect was looked at, and those that may do nothing at all.
        let (mut begun, mut spent) = (BTreeSet::new(), BTreeSet::new());
        for planned in &self.plan.effects {
            let regel = planned.regel.as_str();
            if spent.contains(regel) {
                continue;
            }
            let began = if begun.insert(regel) { self.begin(session, regel) } else { Ok(()) };
            let done = match began {
                Ok(()) => self.carry_out(session, planned),
                Err(fault) => {
                    spent.insert(regel);
                    Err(fault)
                }
            };
            match done {
                Ok(()) => {}
                Err(fault) if fault.is_about_an_item() => {
                    let (regel, reden) = (planned.regel.clone(), fault.to_string());
                    trace.geweigerd.push(RefusedEffect { regel, reden });
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// Carries out one planned effect on the newest state of the dossier.
    fn carry_out(&self, session: &mut Session<'_>, planned: &PlannedEffect) -> Result<(), Fault> {
        let mut ids = self.ids(&planned.regel, planned.ordinal);
        match &planned.effect {
            Effect::NieuweTaak { code } => {
                let command = self.new_task(planned, code, &mut ids)?;
                self.command(session, &planned.regel, &command, &mut ids)
            }
            Effect::Emailsignaal { rol, sjabloon } => {
                let template = self.book.catalogue().mailsjabloon(sjabloon);
                let template = template
                    .ok_or_else(|| refuse(format!("mailsjabloon `{sjabloon}` bestaat niet")))?;
                let (id, taak) = (DeliveryId::new(&mut ids), self.task_before(planned));
                mail::put_signal(session, id, self.cause, rol, template, taak, self.now)
            }
            Effect::KenmerkToevoegen { op, kenmerk } => {
                self.kenmerk(session, planned, (*op, kenmerk), true, &mut ids)
            }
            Effect::KenmerkVerwijderen { op, kenmerk } => {
                self.kenmerk(session, planned, (*op, kenmerk), false, &mut ids)
            }
            Effect::TrajectStarten { soort } => {
                let command = self.start(soort, &mut ids);
                self.command(session, &planned.regel, &command, &mut ids)
            }
            Effect::TrajectSluiten => {
                let command = self.close()?;
                self.command(session, &planned.regel, &command, &mut ids)
            }
            Effect::Herinnering { naam, op } => {
                let command = self.herinnering(planned, naam, *op)?;
                self.command(session, &planned.regel, &command, &mut ids)
            }
            Effect::Bericht { koppeling, soort, velden } => {
                self.bericht(session, DeliveryId::new(&mut ids), koppeling, soort, velden)
            }
        }
    }

    /// Identifiers of what one effect makes; the same when it is carried out again.
    fn ids(&self, regel: &str, ordinal: u32) -> Derived {
        let cause = self.cause.id.bits().to_be_bytes();
        let parts: [&[u8]; 4] = [b"effect", &cause, regel.as_bytes(), &ordinal.to_be_bytes()];
        Derived::from(self.store, &parts)
    }

    /// The traject of the event.
    fn traject(&self) -> Result<TrajectId, Fault> {
        let traject = self.cause.about.traject;
        traject.ok_or_else(|| refuse("het event gaat niet over een traject".into()))
    }

    /// Carries out a command on the dossier of the event.
    fn command(
        &self,
        session: &mut Session<'_>,
        regel: &str,
        command: &Command,
        ids: &mut Derived,
    ) -> Result<(), Fault> {
        self.command_on(self.cause.about.dossier(), session, regel, command, ids)
    }

    /// Carries out a command on a dossier of the event: its own, or that of its werkgever.
    fn command_on(
        &self,
        dossier: Option<DossierId>,
        session: &mut Session<'_>,
        regel: &str,
        command: &Command,
        ids: &mut Derived,
    ) -> Result<(), Fault> {
        let (Some(id), Some(werkgever)) = (dossier, self.cause.about.werkgever) else {
            return Err(refuse("het event gaat niet over een dossier".into()));
        };
        let dossier = session.dossier(id)?.map(|stored| stored.dossier);
        let source = Source::Regel(regel.to_owned());
        let cause = Cause::event(self.cause, source, self.now);
        record(session, ids, dossier, werkgever, command, &cause).map(drop)
    }
}

/// The domain's way of saying no.
fn refuse(reason: String) -> Fault {
    Fault::Refused(Refusal::because(reason))
}
