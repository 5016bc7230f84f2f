//! `schakel herinneringen`: timers on a traject.

use super::{given, tell};
use crate::{
    cli::Herinneringen, client::HostClient, commands::fields, exit::Failure, output::Output,
};

/// Does one of the verbs.
pub(crate) fn run(host: &HostClient, asked: &Herinneringen, out: Output) -> Result<(), Failure> {
    match asked {
        Herinneringen::Lijst { traject } => {
            let page = host.get(&["api", "trajecten", traject, "herinneringen"], &[])?;
            let all = fields::list(&page, "herinneringen").iter();
            let rows: Vec<_> =
                all.map(|item| fields::row(item, &["naam", "op", "regel"])).collect();
            out.table(&["naam", "op", "regel"], &rows, "Dit traject heeft geen herinneringen.");
            out.value(&page);
        }
        Herinneringen::Zet { traject, naam, op } => {
            let path = ["api", "trajecten", traject, "herinneringen", naam];
            let done = host.put(&path, &[], &given(&[("op", Some(op))]))?;
            tell(out, &done, &format!("Herinnering {naam} gaat af op {op}."));
        }
        Herinneringen::Verwijder { traject, naam } => {
            let done = host.delete(&["api", "trajecten", traject, "herinneringen", naam])?;
            tell(out, &done, &format!("Herinnering {naam} is verwijderd."));
        }
    }
    Ok(())
}
