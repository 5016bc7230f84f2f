//! Folders of rules, generated in the proportions of a large environment.

use std::{fmt::Write as _, fs, path::Path};

use host_connectors::{FieldType, Manifest};
use host_rulebook::{Book, IntakeField, IntakeSchema, IntakeType};

use crate::{Measured, machine::Machine};

/// Rules in a folder: what the aims speak of.
pub(crate) const COUNT: usize = 1_000;

/// Rules in a folder that is far larger than any that we know of.
pub(crate) const MANY: usize = 10_000;

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
    /// Spread over events and trajectsoorten; a quarter is about Verzuim. Beyond the first thousand
    /// each thousand is for another group of werkgevers: environments grow by their customers.
    Spread,
    /// The same conditions, written so that no index can rule any of them out, and all for one
    /// event: what every event would cost without an index.
    AllTried,
    /// As `Spread`, each with a test, as consultants write them.
    Tested,
    /// One rule with four clauses.
    One,
}

/// One rule of a generated folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    number: usize,
    pub(crate) event: &'static str,
    /// The clauses in the order in which they are written.
    pub(crate) clauses: Vec<Clause>,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clause {
    /// The traject is of this soort.
    Soort(String),
    /// The traject runs.
    Lopend,
    /// The traject is at least so many weeks old.
    Weken(usize),
    /// Its share is at least this.
    Percentage(usize),
    /// The werkgever is in this group.
    Groep(String),
}

/// The soort with this number; 0 is Verzuim.
pub(crate) fn soort(number: usize) -> String {
    if number == 0 { "Verzuim".to_owned() } else { format!("Soort{number:02}") }
}

/// The group of werkgevers that a later thousand of rules is for.
pub(crate) fn groep(thousand: usize) -> String {
    format!("Groep{thousand:02}")
}

impl Rule {
    /// The rule with this number. The clause on the soort stands first, in the middle or last, as
    /// people write it.
    pub(crate) fn numbered(number: usize) -> Rule {
        let [first, ..] = EVENTS;
        let event = EVENTS.get(number % EVENTS.len()).copied().unwrap_or(first);
        let at = number / EVENTS.len();
        let code = soort(if at.is_multiple_of(4) { 0 } else { 1 + at * 7 % SOORTEN });
        let mut clauses =
            vec![Clause::Lopend, Clause::Weken(number % 6), Clause::Percentage(number * 13 % 101)];
        clauses.insert(number % 3, Clause::Soort(code));
        if number >= COUNT {
            clauses.insert(number % 2, Clause::Groep(groep(number / COUNT)));
        }
        Rule { number, event, clauses }
    }

    /// Its file.
    fn text(&self, variant: Variant) -> String {
        let [first, ..] = EVENTS;
        let one_event = matches!(variant, Variant::AllTried | Variant::One);
        let event = if one_event { first } else { self.event };
        // A rule about tasks that makes one would go round in a circle.
        let effect = match event.starts_with("taak.") {
            true => "emailsignaal(\"casemanager\")",
            false => "nieuwe_taak(\"EersteContact\")",
        };
        let Rule { number, .. } = self;
        let clauses = self.clauses.iter().map(|clause| clause.text(variant));
        let test = if variant == Variant::Tested { self.test() } else { String::new() };
        format!(
            "// Regel {number} van een grote omgeving.\ntrigger(#{{\n    \
             omschrijving: \"Regel {number}\",\n    inschakelen: true,\n    \
             gebeurtenis: \"{event}\",\n    als: {},\n    dan: [ {effect} ],\n}});\n{test}",
            clauses.collect::<Vec<_>>().join("\n         && ")
        )
    }

    /// A test: another soort gives nothing.
    fn test(&self) -> String {
        let verzuim = self.clauses.contains(&Clause::Soort("Verzuim".to_owned()));
        let other = soort(usize::from(verzuim));
        format!(
            "\ntest(#{{\n    naam: \"een ander traject\",\n    \
             gegeven: #{{ traject: #{{ soort: \"{other}\" }} }},\n    verwacht: [],\n}});\n"
        )
    }
}

impl Clause {
    fn text(&self, variant: Variant) -> String {
        match self {
            Clause::Soort(code) if variant == Variant::AllTried => {
                format!("!(traject.soort != \"{code}\")")
            }
            Clause::Soort(code) => format!("traject.soort == \"{code}\""),
            Clause::Lopend => "traject.lopend".to_owned(),
            Clause::Weken(weken) => format!("traject.duur >= {weken}.weken"),
            Clause::Percentage(share) => format!("traject.percentage >= {share}"),
            Clause::Groep(groep) => format!("\"{groep}\" in werkgever.groepen"),
        }
    }
}

/// Writes a folder of rules: the ones that we deliver, with so many of these triggers instead of
/// ours.
pub(crate) fn write(
    machine: &Machine,
    folder: &Path,
    variant: Variant,
    count: usize,
) -> Measured<()> {
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
    for number in 0..count {
        fs::write(folder.join(file(number)), Rule::numbered(number).text(variant))?;
    }
    Ok(())
}

/// Where the rule with this number stands in its folder.
pub(crate) fn file(number: usize) -> String {
    format!("triggers/regel_{number:05}.rhai")
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
