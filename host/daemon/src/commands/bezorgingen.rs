//! `schakel bezorgingen`: what goes out or is fetched, and mending what does not get further.

use std::{fs, path::Path};

use serde_json::Value;

use super::fields;
use crate::{
    cli::{Bezorgingen, EenBezorging},
    client::HostClient,
    exit::Failure,
    output::Output,
};

/// Shows the newest, or does something with one.
pub(crate) fn run(host: &HostClient, asked: &Bezorgingen, out: Output) -> Result<(), Failure> {
    if let Some(command) = &asked.command {
        return of_one(host, command, out);
    }
    let page = host.get(&["api", "bezorgingen"], &fields::query(&asked.bladzijde))?;
    let heads = ["bezorging", "baan", "koppeling", "document", "poging", "staat"];
    out.table(&heads, &rows(&page), "Er zijn geen bezorgingen.");
    out.line(fields::how_to_go_on(&page));
    out.value(&page);
    Ok(())
}

fn of_one(host: &HostClient, asked: &EenBezorging, out: Output) -> Result<(), Failure> {
    let path = |id| ["api", "bezorgingen", id];
    let part = |id, part| ["api", "bezorgingen", id, part];
    let (done, told) = match asked {
        EenBezorging::Toon { id } => {
            out.show(&host.get(&path(id), &[])?);
            return Ok(());
        }
        EenBezorging::Inhoud { id } => {
            let content = host.get(&part(id, "inhoud"), &[])?;
            // As JSON for people too: they give it back so.
            out.line(format!("{content:#}"));
            out.value(&content);
            return Ok(());
        }
        EenBezorging::Wijzig { id, bestand } => {
            let put = host.put(&part(id, "inhoud"), &[], &read_json(bestand)?)?;
            (put, format!("De inhoud van {id} is gewijzigd; aanbieden gaat met `opnieuw`."))
        }
        EenBezorging::Opnieuw { id } => {
            (host.post(&part(id, "opnieuw"))?, format!("{id} wordt opnieuw aangeboden."))
        }
        EenBezorging::Opgeven { id } => {
            (host.post(&part(id, "opgeven"))?, format!("{id} wordt niet meer geprobeerd."))
        }
    };
    out.line(told);
    out.value(&done);
    Ok(())
}

fn read_json(path: &Path) -> Result<Value, Failure> {
    let shown = path.display();
    let text = fs::read(path).map_err(|error| Failure::Usage(format!("{shown}: {error}")))?;
    serde_json::from_slice(&text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Failure::Usage(format!("{shown}:{line}:{column}: dit is geen geldige JSON"))
    })
}

fn rows(page: &Value) -> Vec<Vec<String>> {
    let row = |delivery: &Value| {
        let mut row =
            fields::row(delivery, &["id", "baan", "koppeling", "document.kind", "attempt"]);
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
