//! `schakel taken`: what people have to do.

use serde_json::Value;

use super::fields;
use crate::{cli::Taken, client::HostClient, exit::Failure, output::Output};

/// Shows open tasks, or marks one as done.
pub(crate) fn run(host: &HostClient, asked: Option<&Taken>, out: Output) -> Result<(), Failure> {
    if let Some(Taken::Uitgevoerd { id }) = asked {
        let done = host.post(&["api", "taken", id, "uitgevoerd"])?;
        out.line(format!("Taak {id} is uitgevoerd."));
        out.value(&done);
        return Ok(());
    }
    let page = host.get(&["api", "taken"], &[("aantal", "1000".to_owned())])?;
    out.table(&HEADS, &rows(&page), "Er staan geen taken open.");
    if page.get("volgende").is_some_and(|next| !next.is_null()) {
        out.line("Er staan er nog meer open.");
    }
    out.value(&page);
    Ok(())
}

/// The heads over [`rows`].
pub(crate) const HEADS: [&str; 6] = ["taak", "code", "naam", "toegevoegd", "regel", "dossier"];

/// A line for each task.
pub(crate) fn rows(page: &Value) -> Vec<Vec<String>> {
    let row = |item: &Value| {
        let mut row = fields::row(item, &["taak.id", "taak.code", "taak.naam"]);
        row.push(fields::moment(item, "taak.toegevoegd_op"));
        row.extend(fields::row(item, &["taak.regel", "dossier"]));
        row
    };
    fields::list(page, "taken").iter().map(row).collect()
}
