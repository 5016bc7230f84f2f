//! Dossiers changed by hand: what all such commands share.

use host_domain::{Command, Dossier, DossierId, Melding, TrajectId, WerkgeverId};
use host_store::{Reads, Session, Store};
use jiff::Timestamp;

use super::{Actor, carry_out, refuse};
use crate::{Engine, error::Fault, identity::Derived, recording::Recorded};

/// What the sender calls a request, so that a repeat of it does nothing twice. Without a name each
/// request stands by itself. It holds for what is made (an afspraak, a traject, a document) and for
/// the one who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Once(pub Option<String>);

impl Once {
    /// Where the ids come from of what is made: the same for a repeat.
    pub(super) fn ids(
        &self,
        store: &Store,
        session: &Session<'_>,
        actor: &Actor,
        what: &str,
    ) -> Result<Derived, Fault> {
        Ok(match &self.0 {
            Some(name) => {
                let parts = [b"met de hand", what.as_bytes(), actor.0.as_bytes(), name.as_bytes()];
                Derived::from(store, &parts)
            }
            None => {
                let next = (session.last_seq()? + 1).to_be_bytes();
                Derived::from(store, &[b"met de hand, eenmalig", what.as_bytes(), &next])
            }
        })
    }
}

/// What came of something that a person did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// The dossier that it is about.
    pub dossier: DossierId,
    /// The traject that it is about, when it is about one.
    pub traject: Option<TrajectId>,
    /// Places in the log of what happened; empty when everything was so already.
    pub events: Vec<u64>,
    /// Remarks.
    pub meldingen: Vec<Melding>,
}

impl Handled {
    pub(crate) fn new(dossier: DossierId, traject: Option<TrajectId>, done: Recorded) -> Handled {
        let told = done.events.iter().find_map(|event| event.about.traject);
        Handled {
            dossier,
            traject: traject.or(told),
            events: done.events.iter().map(|event| event.seq).collect(),
            meldingen: done.notes,
        }
    }
}

/// What a person asks, and of which dossier.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) dossier: DossierId,
    pub(super) traject: Option<TrajectId>,
    pub(super) command: Command,
}

impl Asked {
    /// Something of a traject.
    pub(super) fn of_traject(
        session: &Session<'_>,
        traject: TrajectId,
        command: Command,
    ) -> Result<Asked, Fault> {
        let known = session.traject_dossier(traject)?;
        let dossier = known.ok_or_else(|| refuse("het traject is niet bekend"))?;
        Ok(Asked { dossier, traject: Some(traject), command })
    }
}

impl Engine {
    /// Carries out what a person asks of a dossier that exists. `make` says what that is, and may look
    /// in the store first.
    pub(super) fn by_hand(
        &self,
        actor: &Actor,
        make: impl Fn(&Session<'_>) -> Result<Asked, Fault> + Send + 'static,
    ) -> Result<Handled, Fault> {
        let (store, now, who) = (self.store.clone(), self.now(), actor.clone());
        let handled = self.writer.write(move |session| {
            let asked = make(session)?;
            carry_out_asked(&store, session, &who, asked, now)
        })?;
        self.wakes.decide.nudge();
        Ok(handled)
    }
}

/// The same, in a transaction that does more.
pub(super) fn carry_out_asked(
    store: &Store,
    session: &mut Session<'_>,
    actor: &Actor,
    asked: Asked,
    now: Timestamp,
) -> Result<Handled, Fault> {
    let Asked { dossier: id, traject, command } = asked;
    let werkgever = dossier(session, id)?.werkgever();
    let done = carry_out(store, session, actor, id, werkgever, &command, now)?;
    Ok(Handled::new(id, traject, done))
}

/// A dossier that must be there.
pub(super) fn dossier(session: &Session<'_>, id: DossierId) -> Result<Dossier, Fault> {
    let stored = session.dossier(id)?.ok_or_else(|| refuse("het dossier is niet bekend"))?;
    Ok(stored.dossier)
}

/// A werkgever by its code.
pub(super) fn werkgever(session: &Session<'_>, code: &str) -> Result<WerkgeverId, Fault> {
    let known = session.werkgever_by_code(code)?;
    known.ok_or_else(|| refuse(format!("werkgevercode: er is geen werkgever `{code}`")))
}
