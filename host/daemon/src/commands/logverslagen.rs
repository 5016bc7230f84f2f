//! `schakel logverslagen`: what became of every received message, and reading one again.

use serde_json::Value;

use super::fields;
use crate::{
    cli::{EenLogverslag, Logverslagen},
    client::HostClient,
    exit::Failure,
    output::Output,
};

/// Shows the newest, or one with its lines, or has a message read again.
pub(crate) fn run(host: &HostClient, asked: &Logverslagen, out: Output) -> Result<(), Failure> {
    match &asked.command {
        None => {}
        Some(EenLogverslag::Toon { id }) => {
            out.show(&host.get(&["api", "logverslagen", id], &[("aantal", "1000".to_owned())])?);
            return Ok(());
        }
        Some(EenLogverslag::Opnieuw { id }) => {
            let again = host.post(&["api", "logverslagen", id, "opnieuw"])?;
            out.line(format!("Het bericht van {id} wordt opnieuw gelezen."));
            out.value(&again);
            return Ok(());
        }
    }
    let page = host.get(&["api", "logverslagen"], &fields::query(&asked.bladzijde))?;
    out.table(&HEADS, &rows(&page), "Er zijn geen logverslagen.");
    out.line(fields::how_to_go_on(&page));
    out.value(&page);
    Ok(())
}

/// The heads over [`rows`].
pub(crate) const HEADS: [&str; 8] =
    ["logverslag", "ontvangen", "koppeling", "klaar", "verwerkt", "dubbel", "uitval", "proef"];

/// A line for each logverslag.
pub(crate) fn rows(page: &Value) -> Vec<Vec<String>> {
    let row = |report: &Value| {
        let (account, link) =
            (fields::text(report, "klantcode"), fields::text(report, "importkoppeling"));
        let mut row = vec![fields::text(report, "id"), fields::moment(report, "ontvangen_op")];
        row.push(format!("{account}/{link}"));
        let counts =
            ["klaar", "telling.verwerkt", "telling.dubbel", "telling.uitval", "telling.proef"];
        row.extend(fields::row(report, &counts));
        row
    };
    fields::list(page, "logverslagen").iter().map(row).collect()
}
