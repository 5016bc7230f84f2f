//! `schakel trajecten`: started and ended by hand, and their daglonen.

use super::{given, tell};
use crate::{cli::Trajecten, client::HostClient, commands::fields, exit::Failure, output::Output};

/// Does one of the verbs.
pub(crate) fn run(host: &HostClient, asked: &Trajecten, out: Output) -> Result<(), Failure> {
    match asked {
        Trajecten::Toon { id } => out.show(&host.get(&["api", "trajecten", id], &[])?),
        Trajecten::Start { dossier, soort, begin, eenmalig } => {
            let body = given(&[("soort", Some(soort)), ("begin", begin.as_ref())]);
            let path = ["api", "dossiers", dossier, "trajecten"];
            let done = host.post_once(&path, eenmalig.sleutel.as_deref(), &body)?;
            let traject = fields::text(&done, "traject");
            tell(out, &done, &format!("Traject {traject} van soort {soort} is gestart."));
        }
        Trajecten::Sluit { id, op } => {
            let body = given(&[("op", op.as_ref())]);
            let done = host.post_body(&["api", "trajecten", id, "sluiten"], &body)?;
            tell(out, &done, &format!("Traject {id} is gesloten."));
        }
        Trajecten::Dagloon { id, vanaf, bedrag } => {
            let path = ["api", "trajecten", id, "daglonen", vanaf];
            let done = host.put(&path, &[], &given(&[("bedrag", Some(bedrag))]))?;
            tell(out, &done, &format!("Traject {id}: dagloon vastgelegd vanaf {vanaf}."));
        }
    }
    Ok(())
}
