//! `nieuwe_taak`: a task on the traject of the event.

use host_domain::{
    Command, DocumentId, Effect, Event, EventKind, PlannedEffect, TaakId, TaakSoort,
};

use super::{Carrier, refuse};
use crate::{error::Fault, identity::Derived};

impl Carrier<'_> {
    pub(super) fn new_task(
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
    pub(super) fn task_before(&self, planned: &PlannedEffect) -> Option<&TaakSoort> {
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
}

/// The document that an event is about.
fn document_of(event: &Event) -> Option<DocumentId> {
    match &event.kind {
        EventKind::DocumentToegevoegd { document }
        | EventKind::DocumentVerplaatst { document, .. }
        | EventKind::SpreekuurdocumentDefinitief { document } => Some(document.id),
        _ => None,
    }
}
