//! `schakel bezorgingen`: what goes out.

use serde_json::Value;

use super::fields;
use crate::{
    cli::{Bezorgingen, Toon},
    client::HostClient,
    exit::Failure,
    output::Output,
};

/// Shows the newest, or one with its attempts.
pub(crate) fn run(host: &HostClient, asked: &Bezorgingen, out: Output) -> Result<(), Failure> {
    if let Some(Toon::Toon { id }) = &asked.command {
        out.show(&host.get(&["api", "bezorgingen", id], &[])?);
        return Ok(());
    }
    let page = host.get(&["api", "bezorgingen"], &fields::query(&asked.bladzijde))?;
    let heads = ["bezorging", "koppeling", "document", "poging", "staat"];
    out.table(&heads, &rows(&page), "Er zijn geen bezorgingen.");
    out.line(fields::how_to_go_on(&page));
    out.value(&page);
    Ok(())
}

fn rows(page: &Value) -> Vec<Vec<String>> {
    let row = |delivery: &Value| {
        let mut row = fields::row(delivery, &["id", "koppeling", "document.kind", "attempt"]);
        row.push(state(&fields::text(delivery, "state.is")).to_owned());
        row
    };
    fields::list(page, "bezorgingen").iter().map(row).collect()
}

/// The state in Dutch.
fn state(is: &str) -> &str {
    match is {
        "waiting" => "wacht",
        "sending" => "wordt verstuurd",
        "pending" => "in behandeling bij de ontvanger",
        "accepted" => "aanvaard",
        "rejected" => "geweigerd",
        "given_up" => "opgegeven",
        other => other,
    }
}
