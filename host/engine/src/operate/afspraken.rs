//! Afspraken by hand: made, changed and removed.

use host_domain::{Afspraak, AfspraakId, Command, TrajectId};
use host_store::{Reads, Session};
use jiff::civil::DateTime;

use super::{
    Actor, codes,
    hand::{Asked, Handled, Once, carry_out_asked},
    refuse,
};
use crate::{Engine, error::Fault};

/// An afspraak as a person gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAfspraak {
    /// When it starts, as a clock in the Netherlands shows it.
    pub begin: DateTime,
    /// When it ends.
    pub einde: Option<DateTime>,
    /// What kind, in the words of the agenda.
    pub soort: Option<String>,
    /// Code in the catalogue.
    pub locatietype: Option<String>,
    /// Still a concept.
    pub concept: bool,
}

impl NewAfspraak {
    fn named(&self, id: AfspraakId) -> Afspraak {
        let NewAfspraak { begin, einde, soort, locatietype, concept } = self.clone();
        Afspraak { id, begin, einde, soort, locatietype, concept }
    }
}

impl Engine {
    /// Makes an afspraak on a traject.
    pub fn add_afspraak(
        &self,
        actor: &Actor,
        once: &Once,
        traject: TrajectId,
        new: NewAfspraak,
    ) -> Result<(AfspraakId, Handled), Fault> {
        self.check_locatietype(&new)?;
        let (store, once, who) = (self.store.clone(), once.clone(), actor.clone());
        let now = self.now();
        let made = self.writer.write(move |session| {
            let mut ids = once.ids(&store, session, &who, &format!("afspraak {traject}"))?;
            let id = AfspraakId::new(&mut ids);
            let command = Command::AfspraakToevoegen { traject, afspraak: new.named(id) };
            let asked = Asked::of_traject(session, traject, command)?;
            Ok((id, carry_out_asked(&store, session, &who, asked, now)?))
        })?;
        self.wakes.decide.nudge();
        Ok(made)
    }

    /// Changes an afspraak: it becomes as given.
    pub fn change_afspraak(
        &self,
        actor: &Actor,
        id: AfspraakId,
        new: NewAfspraak,
    ) -> Result<Handled, Fault> {
        self.check_locatietype(&new)?;
        self.by_hand(actor, move |session| {
            let command = Command::AfspraakWijzigen { afspraak: new.named(id) };
            of_afspraak(session, id, command)
        })
    }

    /// Takes an afspraak out of the agenda.
    pub fn remove_afspraak(&self, actor: &Actor, id: AfspraakId) -> Result<Handled, Fault> {
        self.by_hand(actor, move |session| {
            of_afspraak(session, id, Command::AfspraakVerwijderen { afspraak: id })
        })
    }

    fn check_locatietype(&self, new: &NewAfspraak) -> Result<(), Fault> {
        let Some(code) = &new.locatietype else { return Ok(()) };
        codes::check_locatietype(self.book().catalogue(), code)
    }
}

fn of_afspraak(session: &Session<'_>, id: AfspraakId, command: Command) -> Result<Asked, Fault> {
    let unknown = || refuse("de afspraak is niet (meer) bekend");
    let dossier = session.afspraak_dossier(id)?.ok_or_else(unknown)?;
    let stored = session.dossier(dossier)?.ok_or_else(unknown)?.dossier;
    let traject = stored.afspraak(id).map(|(traject, _)| traject.id);
    Ok(Asked { dossier, traject, command })
}
