//! `schakel regels lijst`: the rules that are in use, and what is wrong with those in the folder.

use serde_json::Value;

use super::{super::fields, concept};
use crate::{client::HostClient, exit::Failure, output::Output};

/// Shows them.
pub(super) fn run(host: &HostClient, out: Output) -> Result<(), Failure> {
    let shown = host.get(&["api", "regels"], &[])?;
    let (book, since) = (fields::text(&shown, "boek"), fields::moment(&shown, "sinds"));
    out.line(format!("Regelboek {book}, in gebruik sinds {since}"));
    for line in waits(&shown) {
        out.line(line);
    }
    if !fields::list(&shown, "fouten").is_empty() {
        out.line(format!(
            "Wat er nu in de map staat is niet bruikbaar (gezien {}); dit boek blijft in gebruik:",
            fields::moment(&shown, "geweigerd_op")
        ));
    }
    for fout in fields::list(&shown, "fouten").iter().filter_map(Value::as_str) {
        out.line(fout);
    }
    let paths = [
        "id",
        "stand",
        "wanneer",
        "van_toepassing",
        "bekeken",
        "geweigerd",
        "fouten",
        "schaduw.van_toepassing",
        "schaduw.acties",
        "omschrijving",
    ];
    let heads = [
        "trigger",
        "stand",
        "wanneer",
        "van toepassing",
        "bekeken",
        "geweigerd",
        "fouten",
        "in schaduw",
        "acties daarvan",
        "omschrijving",
    ];
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

/// How rules go live here when that is not by being saved, and what waits for a person.
fn waits(shown: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    if fields::text(shown, "ingebruikname") == "concept" {
        lines.push(concept::how(shown).to_owned());
    }
    if let Some(aside) = shown.get("opzij").and_then(Value::as_str) {
        lines.push(concept::set_aside(aside));
    }
    let of = |name: &str| shown.get(name).filter(|waiting| !waiting.is_null());
    if let Some(voorstel) = of("voorstel") {
        let (boek, door) = (fields::text(voorstel, "boek"), fields::text(voorstel, "door"));
        lines.push(format!("Op goedkeuring wacht regelboek {boek}, voorgesteld door {door}."));
    }
    if let Some(concept) = of("concept") {
        let boek = fields::text(concept, "boek");
        lines.push(format!("Er is een concept, regelboek {boek}: zie schakel regels concept."));
    }
    lines
}
