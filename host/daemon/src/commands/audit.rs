//! `schakel audit`: who did what.

use super::fields;
use crate::{cli::Bladzijde, client::HostClient, exit::Failure, output::Output};

/// Shows the newest entries.
pub(crate) fn run(host: &HostClient, page: &Bladzijde, out: Output) -> Result<(), Failure> {
    let shown = host.get(&["api", "audit"], &fields::query(page))?;
    let rows = fields::list(&shown, "audit").iter().map(|entry| {
        let mut row = vec![fields::text(entry, "nr"), fields::moment(entry, "op")];
        row.extend(fields::row(entry, &["wie", "wat", "waarop"]));
        row
    });
    let rows: Vec<_> = rows.collect();
    out.table(&["nr", "op", "wie", "wat", "waarop"], &rows, "Het auditlog is leeg.");
    out.line(fields::how_to_go_on(&shown));
    out.value(&shown);
    Ok(())
}
