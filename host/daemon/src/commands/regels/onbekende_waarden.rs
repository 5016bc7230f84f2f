//! `schakel regels onbekende-waarden`: values in traffic that no conversiegroep names.

use serde_json::Value;

use super::super::fields;
use crate::{client::HostClient, exit::Failure, output::Output};

/// Shows them.
pub(super) fn run(host: &HostClient, out: Output) -> Result<(), Failure> {
    let shown = host.get(&["api", "conversies", "onbekend"], &[])?;
    let row = |value: &Value| {
        let mut row = fields::row(value, &["groep", "sleutel", "waarde", "aantal"]);
        row.extend(["eerst", "laatst"].map(|when| fields::moment(value, when)));
        row
    };
    let rows: Vec<_> = fields::list(&shown, "onbekend").iter().map(row).collect();
    let heads = ["conversiegroep", "sleutel", "waarde", "aantal", "eerst", "laatst"];
    out.table(&heads, &rows, "Er kwamen geen waarden voor die in geen conversiegroep staan.");
    out.value(&shown);
    Ok(())
}
