//! `schakel regels waarom-niet`: why a rule did not match an event, or in a dossier.

use super::super::fields;
use crate::{client::HostClient, exit::Failure, output::Output};

/// Shows it.
pub(super) fn run(host: &HostClient, rule: &str, what: &str, out: Output) -> Result<(), Failure> {
    let told = host.get(&["api", "regels", rule, "waarom-niet", what], &[])?;
    let (book, event) = (fields::text(&told, "boek"), fields::text(&told, "gebeurtenis.seq"));
    out.line(format!(
        "Regelboek {book}, gebeurtenis {event} ({}), vastgelegd {}",
        fields::text(&told, "gebeurtenis.type"),
        fields::moment(&told, "gebeurtenis.recorded_at")
    ));
    match fields::text(&told, "van").as_str() {
        "" | "1" => {}
        many => out.line(format!(
            "Van de laatste {many} gebeurtenissen in het dossier kwam de regel hier het dichtst bij."
        )),
    }
    out.line(fields::text(&told, "tekst").trim_end());
    out.value(&told);
    Ok(())
}
