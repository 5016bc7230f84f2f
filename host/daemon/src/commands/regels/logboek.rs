//! `schakel regels logboek`: what rules did, newest first.

use super::super::fields;
use crate::{cli::Bladzijde, client::HostClient, exit::Failure, output::Output};

/// Shows a page of it, of one rule when one is named.
pub(super) fn run(
    host: &HostClient,
    regel: Option<&str>,
    page: &Bladzijde,
    out: Output,
) -> Result<(), Failure> {
    let mut query = fields::query(page);
    query.extend(regel.map(|regel| ("regel", regel.to_owned())));
    let shown = host.get(&["api", "regels", "logboek"], &query)?;
    let rows = fields::list(&shown, "logboek").iter().map(|entry| {
        let mut row = vec![fields::moment(entry, "op")];
        row.extend(fields::row(entry, &["gebeurtenis", "soort", "regel"]));
        row.push(fields::text(entry, "wat").replace('_', " "));
        row.push(fields::text(entry, "tekst"));
        row
    });
    let rows: Vec<_> = rows.collect();
    let heads = ["op", "nr", "gebeurtenis", "regel", "wat", "toelichting"];
    out.table(&heads, &rows, "Er is nog geen regel afgegaan.");
    out.line(fields::how_to_go_on(&shown));
    out.value(&shown);
    Ok(())
}
