//! Trajecten by hand: starting and ending them, their kenmerken, daglonen and herinneringen.

use host_domain::{Bedrag, Command, DossierId, KenmerkOp, TrajectId, amsterdam_date};
use jiff::civil::Date;

use super::{
    Actor, codes,
    hand::{Asked, Handled, Once},
    refuse,
};
use crate::{Engine, error::Fault};

/// What a kenmerk is put on, or taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KenmerkPlek {
    /// A traject.
    Traject(TrajectId),
    /// The werknemer or werkgever whose dossier it is.
    Dossier(DossierId),
}

impl KenmerkPlek {
    fn op(self) -> KenmerkOp {
        match self {
            KenmerkPlek::Traject(_) => KenmerkOp::Traject,
            KenmerkPlek::Dossier(DossierId::Werknemer(_)) => KenmerkOp::Werknemer,
            KenmerkPlek::Dossier(DossierId::Werkgever(_)) => KenmerkOp::Werkgever,
        }
    }
}

impl Engine {
    /// Starts a traject of another soort than Verzuim, today unless another day is given.
    pub fn start_traject(
        &self,
        actor: &Actor,
        once: &Once,
        dossier: DossierId,
        soort: &str,
        begin: Option<Date>,
    ) -> Result<Handled, Fault> {
        codes::check_soort(self.book().catalogue(), soort)?;
        let begin = begin.unwrap_or_else(|| amsterdam_date(self.now()));
        let (store, once, who) = (self.store.clone(), once.clone(), actor.clone());
        let soort = soort.to_owned();
        self.by_hand(actor, move |session| {
            let what = format!("traject {dossier} {soort}");
            let traject = TrajectId::new(&mut once.ids(&store, session, &who, &what)?);
            let command = Command::TrajectStarten { traject, soort: soort.clone(), begin };
            Ok(Asked { dossier, traject: Some(traject), command })
        })
    }

    /// Ends a traject of another soort than Verzuim, today unless another day is given.
    pub fn close_traject(
        &self,
        actor: &Actor,
        traject: TrajectId,
        op: Option<Date>,
    ) -> Result<Handled, Fault> {
        let op = op.unwrap_or_else(|| amsterdam_date(self.now()));
        self.on_traject(actor, traject, Command::TrajectSluiten { traject, op })
    }

    /// Puts a kenmerk on something, or with `on` false takes it off. One that the catalogue does not
    /// have any more can still be taken off.
    pub fn set_kenmerk(
        &self,
        actor: &Actor,
        plek: KenmerkPlek,
        kenmerk: &str,
        on: bool,
    ) -> Result<Handled, Fault> {
        let op = plek.op();
        if on {
            codes::check_kenmerk(self.book().catalogue(), op, kenmerk)?;
        }
        let kenmerk = kenmerk.to_owned();
        self.by_hand(actor, move |session| {
            let traject = match plek {
                KenmerkPlek::Traject(id) => Some(id),
                KenmerkPlek::Dossier(_) => None,
            };
            let kenmerk = kenmerk.clone();
            let command = match on {
                true => Command::KenmerkToevoegen { op, traject, kenmerk },
                false => Command::KenmerkVerwijderen { op, traject, kenmerk },
            };
            match plek {
                KenmerkPlek::Traject(id) => Asked::of_traject(session, id, command),
                KenmerkPlek::Dossier(dossier) => Ok(Asked { dossier, traject, command }),
            }
        })
    }

    /// Records what the werknemer of a traject earns a day.
    pub fn put_dagloon(
        &self,
        actor: &Actor,
        traject: TrajectId,
        ingangsdatum: Date,
        bedrag: Bedrag,
    ) -> Result<Handled, Fault> {
        let command = Command::DagloonVastleggen { traject, ingangsdatum, bedrag };
        self.on_traject(actor, traject, command)
    }

    /// Sets a herinnering on a traject.
    pub fn put_herinnering(
        &self,
        actor: &Actor,
        traject: TrajectId,
        naam: &str,
        op: Date,
    ) -> Result<Handled, Fault> {
        if op <= amsterdam_date(self.now()) {
            return Err(refuse(format!("op: {op} is niet na vandaag")));
        }
        let naam = naam.to_owned();
        let command = Command::HerinneringZetten { traject, naam, op, regel: None };
        self.on_traject(actor, traject, command)
    }

    /// Takes a herinnering off a traject, so that it does not go off.
    pub fn remove_herinnering(
        &self,
        actor: &Actor,
        traject: TrajectId,
        naam: &str,
    ) -> Result<Handled, Fault> {
        let naam = naam.to_owned();
        self.on_traject(actor, traject, Command::HerinneringVerwijderen { traject, naam })
    }

    fn on_traject(
        &self,
        actor: &Actor,
        traject: TrajectId,
        command: Command,
    ) -> Result<Handled, Fault> {
        self.by_hand(actor, move |session| Asked::of_traject(session, traject, command.clone()))
    }
}
