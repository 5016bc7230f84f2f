//! `schakel gebeurtenissen`: the log.

use serde_json::Value;

use super::fields;
use crate::{
    cli::{GebeurtenisTonen, Gebeurtenissen},
    client::HostClient,
    exit::Failure,
    output::Output,
};

/// Shows a page of events, the newest by default, or one.
pub(crate) fn run(host: &HostClient, asked: &Gebeurtenissen, out: Output) -> Result<(), Failure> {
    if let Some(GebeurtenisTonen::Toon { seq }) = &asked.command {
        out.show(&host.get(&["api", "gebeurtenissen", &seq.to_string()], &[])?);
        return Ok(());
    }
    let from = match asked.vanaf {
        Some(from) => from,
        None => newest(host)?.saturating_sub(asked.aantal.saturating_sub(1)).max(1),
    };
    let query = [("vanaf", from.to_string()), ("aantal", asked.aantal.to_string())];
    let page = host.get(&["api", "gebeurtenissen"], &query)?;
    out.table(&HEADS, &rows(&page), "Er zijn geen gebeurtenissen.");
    out.value(&page);
    Ok(())
}

/// The heads over [`rows`].
pub(crate) const HEADS: [&str; 5] = ["nr", "vastgelegd", "gebeurtenis", "bron", "dossier"];

/// A line for each event.
pub(crate) fn rows(page: &Value) -> Vec<Vec<String>> {
    let row = |event: &Value| {
        let missing = ["gewist", "onleesbaar"].iter().find(|why| event.get(**why).is_some());
        let kind = missing.map_or_else(|| fields::text(event, "type"), |why| format!("({why})"));
        let dossier = match fields::text(event, "about.werknemer") {
            none if none.is_empty() => fields::text(event, "about.werkgever"),
            werknemer => werknemer,
        };
        vec![
            fields::text(event, "seq"),
            fields::moment(event, "recorded_at"),
            kind,
            fields::text(event, "source"),
            dossier,
        ]
    };
    fields::list(page, "gebeurtenissen").iter().map(row).collect()
}

fn newest(host: &HostClient) -> Result<u64, Failure> {
    let stand = host.get(&["api", "stand"], &[])?;
    Ok(stand.get("gebeurtenissen").and_then(Value::as_u64).unwrap_or(0))
}
