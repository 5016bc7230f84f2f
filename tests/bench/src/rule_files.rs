//! Folders of rules, generated in the proportions of a large environment.

use std::{fmt::Write as _, fs, path::Path};

use host_connectors::{FieldType, Manifest};
use host_rulebook::{Book, IntakeField, IntakeSchema, IntakeType};

use crate::{Measured, machine::Machine};

/// Rules in a folder: what the aims speak of.
pub(crate) const COUNT: usize = 1_000;

/// Trajectsoorten beside Verzuim.
pub(crate) const SOORTEN: usize = 39;

/// The events that have a traject, and so a soort to look at.
pub(crate) const EVENTS: [&str; 9] = [
    "verzuim.ziekmelding",
    "verzuim.gedeeltelijk_hersteld",
    "verzuim.correctie",
    "verzuim.hersteld",
    "verzuim.ingetrokken",
    "traject.gestart",
    "traject.beeindigd",
    "taak.toegevoegd",
    "taak.uitgevoerd",
];

/// Which rules are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// Spread over events and trajectsoorten; a quarter is about Verzuim.
    Spread,
    /// The same conditions, written so that no index can rule any of them out, and all for one
    /// event: what every event would cost without an index.
    AllTried,
    /// As `Spread`, each with a test, as consultants write them.
    Tested,
    /// One rule with four clauses.
    One,
}

/// The soort with this number; 0 is Verzuim.
pub(crate) fn soort(number: usize) -> String {
    if number == 0 { "Verzuim".to_owned() } else { format!("Soort{number:02}") }
}

/// Writes a folder of rules: the ones that we deliver, with these triggers instead of ours.
pub(crate) fn write(machine: &Machine, folder: &Path, variant: Variant) -> Measured<()> {
    for kind in ["importconfiguraties", "conversiegroepen"] {
        fs::create_dir_all(folder.join(kind))?;
        for entry in fs::read_dir(machine.path("rules").join(kind))? {
            let entry = entry?;
            fs::copy(entry.path(), folder.join(kind).join(entry.file_name()))?;
        }
    }
    let mut catalogue = fs::read_to_string(machine.path("rules/catalogus.toml"))?;
    for number in 1..=SOORTEN {
        let soort = soort(number);
        write!(catalogue, "\n[[trajectsoort]]\ncode = \"{soort}\"\nnaam = \"{soort}\"\n")?;
    }
    fs::write(folder.join("catalogus.toml"), catalogue)?;
    fs::create_dir_all(folder.join("triggers"))?;
    let count = if variant == Variant::One { 1 } else { COUNT };
    for number in 0..count {
        fs::write(folder.join(file(number)), trigger(number, variant))?;
    }
    Ok(())
}

/// Where the rule with this number stands in its folder.
pub(crate) fn file(number: usize) -> String {
    format!("triggers/regel_{number:04}.rhai")
}

/// A test of a rule about the soort with this code: another one gives nothing.
fn test(code: &str) -> String {
    let other = if code == "Verzuim" { soort(1) } else { "Verzuim".to_owned() };
    format!(
        "\ntest(#{{\n    naam: \"een ander traject\",\n    \
         gegeven: #{{ traject: #{{ soort: \"{other}\" }} }},\n    verwacht: [],\n}});\n"
    )
}

/// One rule. The clause on the soort stands first, in the middle or last, as people write it.
fn trigger(number: usize, variant: Variant) -> String {
    let [first, ..] = EVENTS;
    let at = number / EVENTS.len();
    let event = match variant {
        Variant::Spread | Variant::Tested => {
            EVENTS.get(number % EVENTS.len()).copied().unwrap_or(first)
        }
        Variant::AllTried | Variant::One => first,
    };
    let code = soort(if at.is_multiple_of(4) { 0 } else { 1 + at * 7 % SOORTEN });
    let of_soort = match variant {
        Variant::AllTried => format!("!(traject.soort != \"{code}\")"),
        Variant::Spread | Variant::Tested | Variant::One => format!("traject.soort == \"{code}\""),
    };
    let mut clauses = vec![
        "traject.lopend".to_owned(),
        format!("traject.duur >= {}.weken", number % 6),
        format!("traject.percentage >= {}", number * 13 % 101),
    ];
    clauses.insert(number % 3, of_soort);
    let test = if variant == Variant::Tested { test(&code) } else { String::new() };
    format!(
        "// Regel {number} van een grote omgeving.\ntrigger(#{{\n    omschrijving: \"Regel {number}\",\n    \
         inschakelen: true,\n    gebeurtenis: \"{event}\",\n    als: {},\n    \
         dan: [ nieuwe_taak(\"EersteContact\") ],\n}});\n{test}",
        clauses.join("\n         && ")
    )
}

/// Loads a folder of rules, which must be sound.
pub(crate) fn load(folder: &Path, intakes: &[IntakeSchema]) -> Measured<Book> {
    let loaded = Book::load(folder, intakes);
    let first = loaded.diagnostics.first().map(|found| found.render()).unwrap_or_default();
    Ok(loaded.book.ok_or_else(|| format!("de regels hebben fouten:\n{first}"))?)
}

/// The intakes that our plugins give, as their plugin.toml list them.
pub(crate) fn intakes(machine: &Machine) -> Measured<Vec<IntakeSchema>> {
    let mut all = Vec::new();
    for plugin in ["sivi", "digipoort"] {
        let path = machine.path(&format!("plugins/{plugin}/plugin.toml"));
        let manifest = Manifest::read(&path, &fs::read_to_string(&path)?)?;
        all.extend(manifest.intakes.iter().map(|intake| IntakeSchema {
            kind: intake.kind.clone(),
            version: intake.version,
            fields: intake.fields.iter().map(field).collect(),
        }));
    }
    Ok(all)
}

fn field(field: &host_connectors::Field) -> IntakeField {
    IntakeField {
        name: field.name.clone(),
        kind: match field.field_type {
            FieldType::Tekst => IntakeType::Tekst,
            FieldType::Getal => IntakeType::Getal,
            FieldType::Bedrag => IntakeType::Bedrag,
            FieldType::Datum => IntakeType::Datum,
            FieldType::JaNee => IntakeType::JaNee,
        },
        optional: field.optional,
    }
}
