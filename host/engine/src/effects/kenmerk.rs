//! `kenmerk_toevoegen` and `kenmerk_verwijderen`. A kenmerk on the werkgever is in another dossier than
//! the traject of the event, and its event is about that one.

use host_domain::{Command, DossierId, KenmerkOp, PlannedEffect, TrajectId};
use host_store::Session;

use super::{Carrier, refuse};
use crate::{error::Fault, identity::Derived};

impl Carrier<'_> {
    /// Puts a kenmerk on something, or takes it off.
    pub(super) fn kenmerk(
        &self,
        session: &mut Session<'_>,
        planned: &PlannedEffect,
        (op, kenmerk): (KenmerkOp, &str),
        add: bool,
        ids: &mut Derived,
    ) -> Result<(), Fault> {
        let (traject, dossier) = self.place(op)?;
        let kenmerk = kenmerk.to_owned();
        let command = match add {
            true => Command::KenmerkToevoegen { op, traject, kenmerk },
            false => Command::KenmerkVerwijderen { op, traject, kenmerk },
        };
        self.command_on(Some(dossier), session, &planned.regel, &command, ids)
    }

    /// The traject that the kenmerk is on, when it is on one, and the dossier that it is in.
    fn place(&self, op: KenmerkOp) -> Result<(Option<TrajectId>, DossierId), Fault> {
        let about = self.cause.about;
        let traject = match op {
            KenmerkOp::Traject => Some(self.traject()?),
            KenmerkOp::Werknemer | KenmerkOp::Werkgever => None,
        };
        let dossier = match op {
            KenmerkOp::Traject => about.dossier(),
            KenmerkOp::Werknemer => about.werknemer.map(DossierId::Werknemer),
            KenmerkOp::Werkgever => about.werkgever.map(DossierId::Werkgever),
        };
        let absent = || refuse(format!("het event gaat niet over een {}", op.name()));
        Ok((traject, dossier.ok_or_else(absent)?))
    }
}
