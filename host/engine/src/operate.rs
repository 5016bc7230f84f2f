//! What people do: commands on dossiers, accounts of partners. Every change is in the audit log.

mod accounts;
mod afspraken;
mod codes;
mod deliveries;
mod documents;
mod hand;
mod links;
mod machtigingen;
mod plugins;
mod polissen;
mod trajecten;
mod uploads;
mod verzuim;
mod werknemers;

use std::collections::BTreeSet;

use host_domain::{Command, DossierId, Loonheffingennummer, Refusal, Source, TaakId, WerkgeverId};
use host_store::{AuditEntry, Reads, Session, Store};
use jiff::Timestamp;

use crate::{
    Engine,
    error::Fault,
    identity::Derived,
    recording::{Cause, Recorded, record},
};

pub use accounts::{NewAccount, NewOperator};
pub use afspraken::NewAfspraak;
pub use documents::OpenDocument;
pub use hand::{Handled, Once};
pub use machtigingen::NewMachtiging;
pub use polissen::{IngeslotenOpgave, NewPolis, Wie};
pub use trajecten::KenmerkPlek;
pub use uploads::{NewDocument, Upload};
pub use verzuim::{Correctie, Ziekmelding};

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor(pub String);

/// A werkgever as an operator gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWerkgever {
    /// Key on links.
    pub werkgevercode: String,
    /// Trade name.
    pub naam: String,
    /// Payroll tax numbers.
    pub loonheffingennummers: BTreeSet<Loonheffingennummer>,
    /// Groups.
    pub werkgevergroepen: BTreeSet<String>,
}

impl Engine {
    /// Adds a werkgever or brings its data up to date. Returns its id, and whether anything changed.
    pub fn put_werkgever(
        &self,
        actor: &Actor,
        new: NewWerkgever,
    ) -> Result<(WerkgeverId, bool), Fault> {
        let code = new.werkgevercode.clone();
        let command = Command::WerkgeverVastleggen {
            werkgevercode: new.werkgevercode,
            naam: new.naam,
            loonheffingennummers: new.loonheffingennummers,
            werkgevergroepen: new.werkgevergroepen,
        };
        let (store, now, who) = (self.store.clone(), self.now(), actor.clone());
        let done = self.writer.write(move |session| {
            let mut ids = Derived::from(&store, &[b"werkgever", code.as_bytes()]);
            let known = session.werkgever_by_code(&code)?;
            let id = known.unwrap_or_else(|| WerkgeverId::new(&mut ids));
            let subject = DossierId::Werkgever(id);
            let done = carry_out(&store, session, &who, subject, id, &command, now)?;
            Ok((id, !done.events.is_empty()))
        })?;
        self.wakes.decide.nudge();
        Ok(done)
    }

    /// A person did a task.
    pub fn finish_taak(&self, actor: &Actor, taak: TaakId) -> Result<(), Fault> {
        let (store, now, who) = (self.store.clone(), self.now(), actor.clone());
        self.writer.write(move |session| {
            let unknown = || Fault::Refused(Refusal::because("de taak is niet bekend"));
            let id = session.taak_dossier(taak)?.ok_or_else(unknown)?;
            let dossier = session.dossier(id)?.ok_or_else(unknown)?.dossier;
            let command = Command::TaakUitvoeren { taak };
            carry_out(&store, session, &who, id, dossier.werkgever(), &command, now)?;
            Ok(())
        })?;
        self.wakes.decide.nudge();
        Ok(())
    }
}

/// Decides a person's command and records what follows, with the audit entry. There need be no dossier
/// `id` for a command that makes one.
fn carry_out(
    store: &Store,
    session: &mut Session<'_>,
    actor: &Actor,
    id: DossierId,
    werkgever: WerkgeverId,
    command: &Command,
    now: Timestamp,
) -> Result<Recorded, Fault> {
    let dossier = session.dossier(id)?.map(|stored| stored.dossier);
    let first = session.last_seq()? + 1;
    let mut ids = Derived::from(store, &[b"persoon", &first.to_be_bytes()]);
    let cause = Cause::outside(Source::Persoon(actor.0.clone()), now);
    let recorded = record(session, &mut ids, dossier, werkgever, command, &cause)?;
    for event in &recorded.events {
        let subject = event.about.dossier().unwrap_or(id).to_string();
        audit(session, actor, event.kind.event_type().name(), &subject, now)?;
    }
    Ok(recorded)
}

/// Notes in the audit log who did what.
fn audit(
    session: &mut Session<'_>,
    actor: &Actor,
    action: &str,
    subject: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let (actor, action, subject) = (actor.0.clone(), action.to_owned(), subject.to_owned());
    Ok(session.audit(&AuditEntry { at: now, actor, action, subject })?)
}

fn refuse(reason: impl Into<String>) -> Fault {
    Fault::Refused(Refusal::because(reason))
}
