//! `schakel afspraken`: the agenda of a traject.

use serde_json::{Value, json};

use super::tell;
use crate::{
    cli::{Afspraak, Afspraken},
    client::HostClient,
    commands::fields,
    exit::Failure,
    output::Output,
};

/// Does one of the verbs.
pub(crate) fn run(host: &HostClient, asked: &Afspraken, out: Output) -> Result<(), Failure> {
    match asked {
        Afspraken::Lijst { traject } => {
            let page = host.get(&["api", "trajecten", traject, "afspraken"], &[])?;
            let paths = ["afspraak", "begin", "einde", "soort", "locatietype", "concept"];
            let all = fields::list(&page, "afspraken").iter();
            let rows: Vec<_> = all.map(|item| fields::row(item, &paths)).collect();
            out.table(&paths, &rows, "Dit traject heeft geen afspraken.");
            out.value(&page);
        }
        Afspraken::Toevoegen { traject, afspraak, eenmalig } => {
            let path = ["api", "trajecten", traject, "afspraken"];
            let done = host.post_once(&path, eenmalig.sleutel.as_deref(), &body(afspraak))?;
            let id = fields::text(&done, "afspraak");
            tell(out, &done, &format!("Afspraak {id} is gemaakt."));
        }
        Afspraken::Wijzig { id, afspraak } => {
            let done = host.put(&["api", "afspraken", id], &[], &body(afspraak))?;
            tell(out, &done, &format!("Afspraak {id} is gewijzigd."));
        }
        Afspraken::Verwijder { id } => {
            let done = host.delete(&["api", "afspraken", id])?;
            tell(out, &done, &format!("Afspraak {id} is verwijderd."));
        }
    }
    Ok(())
}

fn body(afspraak: &Afspraak) -> Value {
    json!({
        "begin": afspraak.begin,
        "einde": afspraak.einde,
        "soort": afspraak.soort,
        "locatietype": afspraak.locatietype,
        "concept": afspraak.concept,
    })
}
