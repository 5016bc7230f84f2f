//! Why something happened: from a task or an event back to the rule, its clauses with the values
//! that they saw, the event that it looked at, and the version of the rules.

use host_domain::{DossierId, Event, EventKind, Taak, TaakId, TrajectId};
use host_store::{Logged, Reads};
use serde::Serialize;
use serde_json::Value;

use crate::{Engine, error::Fault, event_trace::EventTrace};

/// Why a task exists.
#[derive(Debug, Clone, Serialize)]
pub struct TaakExplanation {
    /// The task.
    pub taak: Taak,
    /// The event that added it, masked.
    pub toegevoegd_door: Value,
    /// The event that the rule looked at, masked; none when a person added the task.
    pub aanleiding: Option<Value>,
    /// What the rules made of that event.
    pub trace: Option<EventTrace>,
}

/// Why a traject exists.
#[derive(Debug, Clone, Serialize)]
pub struct TrajectExplanation {
    /// The traject.
    pub traject: TrajectId,
    /// Its soort.
    pub soort: String,
    /// The event that started it, masked.
    pub gestart_door: Value,
    /// The event that the rule looked at, masked; none when no rule asked for it.
    pub aanleiding: Option<Value>,
    /// What the rules made of that event.
    pub trace: Option<EventTrace>,
}

/// What followed from an event, and why.
#[derive(Debug, Clone, Serialize)]
pub struct EventExplanation {
    /// The event, masked.
    pub event: Value,
    /// What the rules made of it; none when no rule came near.
    pub trace: Option<EventTrace>,
    /// Whether the rules have looked at it yet.
    pub beoordeeld: bool,
    /// Events that it led to, masked.
    pub gevolgen: Vec<Value>,
}

impl Engine {
    /// Why this task exists.
    pub fn explain_taak(&self, id: TaakId) -> Result<TaakExplanation, Fault> {
        let view = self.store.read()?;
        let unknown = || Fault::Unknown(format!("taak {id} bestaat niet"));
        let dossier = view.taak_dossier(id)?.ok_or_else(unknown)?;
        let stored = view.dossier(dossier)?.ok_or_else(unknown)?;
        let (_, taak) = stored.dossier.taak(id).ok_or_else(unknown)?;
        let added =
            self.history(dossier)?.into_iter().find(|event| adds(event, id)).ok_or_else(unknown)?;
        let cause = match added.causation {
            Some(seq) => self.event(seq)?,
            None => None,
        };
        let trace = match &cause {
            Some(event) => self.trace(event.seq)?,
            None => None,
        };
        Ok(TaakExplanation {
            taak: taak.clone(),
            toegevoegd_door: added.masked(),
            aanleiding: cause.as_ref().map(Event::masked),
            trace,
        })
    }

    /// Why this traject exists.
    pub fn explain_traject(&self, id: TrajectId) -> Result<TrajectExplanation, Fault> {
        let unknown = || Fault::Unknown(format!("traject {id} bestaat niet"));
        let dossier = self.store.read()?.traject_dossier(id)?.ok_or_else(unknown)?;
        let starts = |event: &Event| match &event.kind {
            EventKind::Ziekmelding { traject } | EventKind::TrajectGestart { traject } => {
                (traject.id == id).then(|| traject.soort.clone())
            }
            _ => None,
        };
        let mut history = self.history(dossier)?.into_iter();
        let found = history.find_map(|event| Some((starts(&event)?, event)));
        let (soort, started) = found.ok_or_else(unknown)?;
        let cause = match started.causation {
            Some(seq) => self.event(seq)?,
            None => None,
        };
        let trace = match &cause {
            Some(event) => self.trace(event.seq)?,
            None => None,
        };
        Ok(TrajectExplanation {
            traject: id,
            soort,
            gestart_door: started.masked(),
            aanleiding: cause.as_ref().map(Event::masked),
            trace,
        })
    }

    /// What followed from this event, and why.
    pub fn explain_event(&self, seq: u64) -> Result<EventExplanation, Fault> {
        let event = self.event(seq)?;
        let event = event.ok_or_else(|| Fault::Unknown(format!("event {seq} bestaat niet")))?;
        let followed = match event.about.dossier() {
            Some(dossier) => self.history(dossier)?,
            None => Vec::new(),
        };
        let gevolgen = followed.iter().filter(|later| later.causation == Some(seq));
        let cursor = self.store.read()?.cursor(crate::decide::CURSOR)?;
        Ok(EventExplanation {
            event: event.masked(),
            trace: self.trace(seq)?,
            beoordeeld: cursor >= seq,
            gevolgen: gevolgen.map(Event::masked).collect(),
        })
    }

    fn event(&self, seq: u64) -> Result<Option<Event>, Fault> {
        Ok(self.store.read()?.event(seq)?.and_then(Logged::into_event))
    }

    fn trace(&self, seq: u64) -> Result<Option<EventTrace>, Fault> {
        let stored = self.store.read()?.trace(seq)?;
        Ok(stored.and_then(|json| serde_json::from_value(json).ok()))
    }

    /// The events of a dossier that can still be read.
    fn history(&self, dossier: DossierId) -> Result<Vec<Event>, Fault> {
        let logged = self.store.read()?.dossier_history(dossier, u64::MAX)?;
        Ok(logged.into_iter().filter_map(Logged::into_event).collect())
    }
}

fn adds(event: &Event, id: TaakId) -> bool {
    matches!(&event.kind, EventKind::TaakToegevoegd { taak } if taak.id == id)
}
