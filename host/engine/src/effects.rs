//! Carrying out what a plan asks for: each effect becomes a command on a dossier, an e-mail or a
//! message in the outbox, in the transaction that moves the decide cursor past the event.
//!
//! `command.rs` says what an effect means to a dossier. All are decided on the newest state, and get
//! identifiers derived from event, rule and ordinal. What the domain refuses is told in the trace, and stands in
//! the way of nothing else.

mod bericht;
mod command;
mod eenmalig;

use std::collections::BTreeSet;

use host_domain::{
    Command, DeliveryId, DossierId, Effect, Event, Plan, PlannedEffect, Refusal, Source, TaakSoort,
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

pub(crate) use command::command_of;

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
            Effect::Emailsignaal { rol, sjabloon } => {
                let template = self.book.catalogue().mailsjabloon(sjabloon);
                let template = template
                    .ok_or_else(|| refuse(format!("mailsjabloon `{sjabloon}` bestaat niet")))?;
                let (id, taak) = (DeliveryId::new(&mut ids), self.task_before(planned));
                mail::put_signal(session, id, self.cause, rol, template, taak, self.now)
            }
            Effect::Bericht { koppeling, soort, velden } => {
                self.bericht(session, DeliveryId::new(&mut ids), koppeling, soort, velden)
            }
            _ => match command_of(self.cause, planned, self.book.catalogue(), &mut ids)? {
                Some((dossier, command)) => {
                    self.command_on(dossier, session, &planned.regel, &command, &mut ids)
                }
                None => Ok(()),
            },
        }
    }

    /// Identifiers of what one effect makes; the same when it is carried out again.
    fn ids(&self, regel: &str, ordinal: u32) -> Derived {
        let cause = self.cause.id.bits().to_be_bytes();
        let parts: [&[u8]; 4] = [b"effect", &cause, regel.as_bytes(), &ordinal.to_be_bytes()];
        Derived::from(self.store, &parts)
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

    /// Carries out a command on a dossier of the event: its own, or that of its werkgever.
    fn command_on(
        &self,
        id: DossierId,
        session: &mut Session<'_>,
        regel: &str,
        command: &Command,
        ids: &mut Derived,
    ) -> Result<(), Fault> {
        let Some(werkgever) = self.cause.about.werkgever else {
            return Err(refuse("het event gaat niet over een werkgever".into()));
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
