//! `eenmalig`: a rule that fires at most once for a traject, also after the traject was opened again.
//!
//! Rules are asked with the dossier as it was at their event. Two events of one batch would both find
//! that the rule has not fired yet; so what counts is the newest state, in the transaction that also
//! writes down that it fires.

use host_domain::Command;
use host_store::{Reads, Session};

use super::{Carrier, command::traject_of, refuse};
use crate::{error::Fault, identity::Derived};

impl Carrier<'_> {
    /// Before the first effect of a rule: one that fires once is written down as fired, or refused
    /// when it was.
    pub(super) fn begin(&self, session: &mut Session<'_>, regel: &str) -> Result<(), Fault> {
        let Some(trigger) = self.book.trigger(regel).filter(|trigger| trigger.eenmalig) else {
            return Ok(());
        };
        let traject = traject_of(self.cause)?;
        let id = self.cause.about.dossier();
        let id = id.ok_or_else(|| refuse("het event gaat niet over een dossier".into()))?;
        let dossier = session.dossier(id)?;
        let trajecten = dossier.as_ref().map(|stored| stored.dossier.trajecten());
        let known = trajecten.and_then(|trajecten| trajecten.get(&traject));
        let fired =
            known.is_some_and(|known| known.afgegaan.iter().any(|id| trigger.is_called(id)));
        if fired {
            return Err(refuse(
                "al afgegaan voor dit traject; de regel is eenmalig en doet niets meer".into(),
            ));
        }
        let cause = self.cause.id.bits().to_be_bytes();
        let parts: [&[u8]; 3] = [b"afgegaan", &cause, regel.as_bytes()];
        let mut ids = Derived::from(self.store, &parts);
        let command = Command::RegelAfgegaan { traject, regel: regel.to_owned() };
        self.command_on(id, session, regel, &command, &mut ids)
    }
}
