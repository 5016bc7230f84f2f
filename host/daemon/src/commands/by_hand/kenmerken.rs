//! `schakel kenmerken`: on trajecten, werknemers and werkgevers.

use super::tell;
use crate::{cli::Kenmerken, client::HostClient, exit::Failure, output::Output};

/// How the id of a traject begins; those of dossiers begin otherwise.
const TRAJECT: &str = "tr-";

/// Does one of the verbs.
pub(crate) fn run(host: &HostClient, asked: &Kenmerken, out: Output) -> Result<(), Failure> {
    match asked {
        Kenmerken::Toevoegen { op, kenmerk } => {
            let done = host.put(&path(op, kenmerk), &[], &serde_json::json!({}))?;
            tell(out, &done, &format!("{op} heeft nu kenmerk {kenmerk}."));
        }
        Kenmerken::Verwijderen { op, kenmerk } => {
            let done = host.delete(&path(op, kenmerk))?;
            tell(out, &done, &format!("{op} heeft kenmerk {kenmerk} niet meer."));
        }
    }
    Ok(())
}

fn path<'a>(op: &'a str, kenmerk: &'a str) -> [&'a str; 5] {
    let list = if op.starts_with(TRAJECT) { "trajecten" } else { "dossiers" };
    ["api", list, op, "kenmerken", kenmerk]
}
