//! `traject_starten` and `traject_sluiten`: in the dossier of the event, as of the day on which the rule
//! looked, also when they are carried out later.

use host_domain::{Command, TrajectId};

use super::Carrier;
use crate::{decide::vandaag, error::Fault, identity::Derived};

impl Carrier<'_> {
    pub(super) fn start(&self, soort: &str, ids: &mut Derived) -> Command {
        let (traject, soort) = (TrajectId::new(ids), soort.to_owned());
        Command::TrajectStarten { traject, soort, begin: vandaag(self.cause) }
    }

    pub(super) fn close(&self) -> Result<Command, Fault> {
        Ok(Command::TrajectSluiten { traject: self.traject()?, op: vandaag(self.cause) })
    }
}
