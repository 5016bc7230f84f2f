//! `schakel verzuim`: reports of absence by hand.

use super::{given, tell};
use crate::{cli::Verzuim, client::HostClient, commands::fields, exit::Failure, output::Output};

/// Does one of the verbs.
pub(crate) fn run(host: &HostClient, asked: &Verzuim, out: Output) -> Result<(), Failure> {
    match asked {
        Verzuim::Ziek { werknemer, eerste_dag, percentage, vangnet, dienstverband, eenmalig } => {
            let body = given(&[
                ("eerste_dag", Some(eerste_dag)),
                ("percentage", percentage.as_ref()),
                ("vangnet", vangnet.as_ref()),
                ("dienstverband", dienstverband.as_ref()),
            ]);
            let path = ["api", "werknemers", werknemer, "ziekmelding"];
            let done = host.post_once(&path, eenmalig.sleutel.as_deref(), &body)?;
            let traject = fields::text(&done, "traject");
            tell(out, &done, &format!("Ziek gemeld per {eerste_dag}: traject {traject}."));
        }
        Verzuim::Gedeeltelijk { traject, vanaf, percentage } => {
            let body = given(&[("ingangsdatum", Some(vanaf)), ("percentage", Some(percentage))]);
            let path = ["api", "trajecten", traject, "gedeeltelijk-herstel"];
            let done = host.post_body(&path, &body)?;
            tell(out, &done, &format!("Traject {traject}: {percentage} % vanaf {vanaf}."));
        }
        Verzuim::Hersteld { traject, op } => {
            let done = host.post_body(
                &["api", "trajecten", traject, "herstel"],
                &given(&[("op", Some(op))]),
            )?;
            tell(out, &done, &format!("Traject {traject}: hersteld op {op}."));
        }
        Verzuim::Corrigeer { traject, eerste_dag, hersteld_op, vanaf, was, percentage } => {
            let body = given(&[
                ("eerste_dag", eerste_dag.as_ref()),
                ("hersteld_op", hersteld_op.as_ref()),
                ("ingangsdatum", vanaf.as_ref()),
                ("ingangsdatum_oud", was.as_ref()),
                ("percentage", percentage.as_ref()),
            ]);
            let done = host.post_body(&["api", "trajecten", traject, "correctie"], &body)?;
            tell(out, &done, &format!("Traject {traject} is gecorrigeerd."));
        }
        Verzuim::Intrekken { traject } => {
            let done = host.post(&["api", "trajecten", traject, "intrekken"])?;
            tell(out, &done, &format!("Traject {traject} is ingetrokken."));
        }
    }
    Ok(())
}
