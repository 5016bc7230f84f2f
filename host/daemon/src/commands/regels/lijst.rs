//! `schakel regels lijst`: the rules that are in use, and what is wrong with those in the folder.

use serde_json::Value;

use super::super::fields;
use crate::{client::HostClient, exit::Failure, output::Output};

/// Shows them.
pub(super) fn run(host: &HostClient, out: Output) -> Result<(), Failure> {
    let shown = host.get(&["api", "regels"], &[])?;
    let (book, since) = (fields::text(&shown, "boek"), fields::moment(&shown, "sinds"));
    out.line(format!("Regelboek {book}, in gebruik sinds {since}"));
    if !fields::list(&shown, "fouten").is_empty() {
        out.line(format!(
            "Wat er nu in de map staat is niet bruikbaar (gezien {}); dit boek blijft in gebruik:",
            fields::moment(&shown, "geweigerd_op")
        ));
    }
    for fout in fields::list(&shown, "fouten").iter().filter_map(Value::as_str) {
        out.line(fout);
    }
    let paths =
        ["id", "ingeschakeld", "wanneer", "van_toepassing", "bekeken", "fouten", "omschrijving"];
    let heads =
        ["trigger", "aan", "wanneer", "van toepassing", "bekeken", "fouten", "omschrijving"];
    let rows: Vec<_> =
        fields::list(&shown, "triggers").iter().map(|item| fields::row(item, &paths)).collect();
    out.table(&heads, &rows, "Er zijn geen triggers.");
    out.line("");
    let paths = ["naam", "intake", "omschrijving"];
    let imports = fields::list(&shown, "importconfiguraties").iter();
    let rows: Vec<_> = imports.map(|item| fields::row(item, &paths)).collect();
    let heads = ["importconfiguratie", "intake", "omschrijving"];
    out.table(&heads, &rows, "Er zijn geen importconfiguraties.");
    out.value(&shown);
    Ok(())
}
