//! Importconfiguraties: how the fields of one intake become those of commands.

pub(crate) mod read;
mod difference;
pub(crate) mod rows;

use std::{cell::RefCell, collections::BTreeMap};

use host_domain::{Koppelsleutel, Melding, Niveau};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{
    book::Book,
    conversion::{Findings, Unmapped},
    expression::{Expression, Facts, Scope},
    value::{Type, Value},
    vocabulary::FactId,
};

pub use difference::{IntakeVerschil, Uitvalverschil};

/// What a connector hands over in one kind of intake, as its plugin.toml declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeSchema {
    /// Kind, such as `sivi.verzuimmelding`.
    pub kind: String,
    /// Version of the kind.
    pub version: u32,
    /// Its fields.
    pub fields: Vec<IntakeField>,
}

/// One field of an intake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeField {
    /// Name; rules write `bericht.<name>`.
    pub name: String,
    /// Type of its value.
    pub kind: IntakeType,
    /// Whether it may be absent.
    #[serde(default)]
    pub optional: bool,
}

/// Type of a field of an intake; in JSON a text, or where it says so something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntakeType {
    /// Text.
    Tekst,
    /// Whole number; a number or a text of digits.
    Getal,
    /// Exact decimal number; a text or a number.
    Bedrag,
    /// Day, `2026-03-02`.
    Datum,
    /// Truth value; `true` or `false`, or the text `J` or `N`.
    JaNee,
}

impl IntakeType {
    pub(crate) fn value_type(self) -> Type {
        match self {
            IntakeType::Tekst => Type::Text,
            IntakeType::Getal => Type::Number,
            IntakeType::Bedrag => Type::Amount,
            IntakeType::Datum => Type::Date,
            IntakeType::JaNee => Type::Bool,
        }
    }
}

/// How one kind of intake becomes commands.
#[derive(Debug, Clone, PartialEq)]
pub struct Importconfiguratie {
    pub(crate) id: String,
    pub(crate) vervangt: Option<String>,
    pub(crate) file: String,
    pub(crate) naam: String,
    pub(crate) omschrijving: String,
    pub(crate) intake: IntakeSchema,
    pub(crate) what: What,
}

/// What the commands are about: exactly one of these.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    Werknemer(WerknemerMapping),
    Document(Mapping),
}

/// How an intake about a werknemer becomes commands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WerknemerMapping {
    pub(crate) koppelsleutels: Vec<Koppelsleutel>,
    pub(crate) werkgevercode: Expression,
    pub(crate) werknemer: Mapping,
    pub(crate) dienstverband: Option<Mapping>,
    pub(crate) verzuim: Option<Mapping>,
}

/// Fields of a command with the expressions that fill them, in the order of the file.
pub(crate) type Mapping = Vec<(&'static str, Expression)>;

/// One intake in the fields of commands: what `WerknemerOpgave::read` and its like take.
#[derive(Clone, PartialEq)]
pub struct Converted {
    /// The fields.
    pub into: ConvertedInto,
    /// Remarks, such as codes without a row in a conversiegroep.
    pub notes: Vec<Melding>,
    /// Values for which a conversiegroep has no row of its own, each once.
    pub unmapped: Vec<Unmapped>,
}

/// What an intake is about, in the fields of commands.
#[derive(Clone, PartialEq)]
pub enum ConvertedInto {
    /// A werknemer.
    Werknemer(ConvertedWerknemer),
    /// A document: fields of a `DocumentOpgave`.
    Document(BTreeMap<String, Json>),
}

/// An intake about a werknemer, in the fields of commands.
#[derive(Clone, PartialEq)]
pub struct ConvertedWerknemer {
    /// Key of the werkgever.
    pub werkgevercode: String,
    /// By what the werknemer is recognised, in this order.
    pub koppelsleutels: Vec<Koppelsleutel>,
    /// Fields of a `WerknemerOpgave`.
    pub werknemer: BTreeMap<String, Json>,
    /// Fields of a `DienstverbandOpgave`, when the configuration fills them.
    pub dienstverband: Option<BTreeMap<String, Json>>,
    /// Fields of a `VerzuimMelding`, when the configuration fills them.
    pub verzuim: Option<BTreeMap<String, Json>>,
}

/// Shows no values: they are personal data.
impl std::fmt::Debug for Converted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Converted").field("notes", &self.notes).finish_non_exhaustive()
    }
}

impl Importconfiguratie {
    /// Name of its file without the ending.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Id that it had before it was renamed.
    pub fn vervangt(&self) -> Option<&str> {
        self.vervangt.as_deref()
    }

    /// Path of its file in the folder of rules.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What importkoppelingen refer to.
    pub fn naam(&self) -> &str {
        &self.naam
    }

    /// What it is for, in Dutch.
    pub fn omschrijving(&self) -> &str {
        &self.omschrijving
    }

    /// Kind of the intakes it converts.
    pub fn intake(&self) -> &str {
        &self.intake.kind
    }

    /// The fields of the commands for one intake. `book` must be the one that this is part of. The
    /// errors are reasons to drop the record; none repeats a value.
    pub fn convert(&self, book: &Book, fields: &Json) -> Result<Converted, Vec<Melding>> {
        let (values, mut problems) = read_fields(&self.intake, fields);
        if !problems.is_empty() {
            return Err(problems);
        }
        let message = Message { values };
        let findings = RefCell::default();
        let scope = Scope { facts: &message, conversions: book.conversions(), findings: &findings };
        let into = match &self.what {
            What::Werknemer(mapping) => {
                ConvertedInto::Werknemer(mapping.compute(&scope, &mut problems))
            }
            What::Document(mapping) => {
                ConvertedInto::Document(compute_mapping("document", mapping, &scope, &mut problems))
            }
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let Findings { notes, mut unmapped } = findings.take();
        unmapped.sort();
        unmapped.dedup();
        Ok(Converted { into, notes, unmapped })
    }
}

impl WerknemerMapping {
    fn compute<'v>(
        &'v self,
        scope: &Scope<'_, 'v>,
        problems: &mut Vec<Melding>,
    ) -> ConvertedWerknemer {
        let werknemer = compute_mapping("werknemer", &self.werknemer, scope, problems);
        let mut optional = |name: &str, part: &'v Option<Mapping>| {
            part.as_ref().map(|part| compute_mapping(name, part, scope, problems))
        };
        let dienstverband = optional("dienstverband", &self.dienstverband);
        let verzuim = optional("verzuim", &self.verzuim);
        let werkgevercode = match self.werkgevercode.compute(scope) {
            Ok(Value::Text(code)) if !code.trim().is_empty() => code.trim().to_owned(),
            Ok(_) => {
                problems.push(dropped("werkgevercode", "ontbreekt in het bericht"));
                String::new()
            }
            Err(fault) => {
                problems.push(dropped("werkgevercode", &fault.to_string()));
                String::new()
            }
        };
        let koppelsleutels = self.koppelsleutels.clone();
        ConvertedWerknemer { werkgevercode, koppelsleutels, werknemer, dienstverband, verzuim }
    }
}

fn dropped(field: &str, text: &str) -> Melding {
    Melding { niveau: Niveau::Uitval, veld: field.to_owned(), tekst: text.to_owned() }
}

fn compute_mapping<'v>(
    part: &str,
    mapping: &'v Mapping,
    scope: &Scope<'_, 'v>,
    problems: &mut Vec<Melding>,
) -> BTreeMap<String, Json> {
    let mut filled = BTreeMap::new();
    for (field, expression) in mapping {
        let notes_before = scope.findings.borrow().notes.len();
        match expression.compute(scope) {
            Ok(value) => {
                filled.insert((*field).to_owned(), value.to_json());
            }
            Err(fault) => problems.push(dropped(&format!("{part}.{field}"), &fault.to_string())),
        }
        for note in scope.findings.borrow_mut().notes.iter_mut().skip(notes_before) {
            note.veld = format!("{part}.{field}");
        }
    }
    filled
}

/// The values of a message, by place in the schema.
struct Message<'v> {
    values: Vec<Value<'v>>,
}

impl<'v> Facts<'v> for Message<'v> {
    fn fact(&self, _id: FactId) -> Value<'v> {
        Value::Absent // importconfiguraties know no facts; the check at load sees to that
    }

    fn field(&self, index: usize) -> Value<'v> {
        self.values.get(index).cloned().unwrap_or(Value::Absent)
    }
}

/// Reads an intake's fields by its schema. Fields that the schema does not name are left alone.
fn read_fields<'v>(schema: &IntakeSchema, fields: &'v Json) -> (Vec<Value<'v>>, Vec<Melding>) {
    let mut problems = Vec::new();
    let read = schema.fields.iter().map(|field| {
        let value = fields.get(&field.name).unwrap_or(&Json::Null);
        let read = read_value(field.kind, value);
        if read.is_none() {
            problems.push(dropped(&field.name, &format!("{} verwacht", wanted(field.kind))));
        }
        read.unwrap_or(Value::Absent)
    });
    (read.collect(), problems)
}

fn wanted(kind: IntakeType) -> &'static str {
    match kind {
        IntakeType::Datum => "een bestaande datum, jjjj-mm-dd,",
        other => other.value_type().name(),
    }
}

/// A value of an intake; none when it is not of its type.
fn read_value(kind: IntakeType, value: &Json) -> Option<Value<'_>> {
    let text = value.as_str().map(str::trim);
    if value.is_null() || text == Some("") {
        return Some(Value::Absent);
    }
    match kind {
        IntakeType::Tekst => text.map(Value::text),
        IntakeType::Getal => value.as_i64().or_else(|| text?.parse().ok()).map(Value::Number),
        IntakeType::Bedrag => {
            // A number in JSON is written in its shortest form, which is what its author wrote.
            let number = value.is_number().then(|| value.to_string());
            number.as_deref().or(text)?.parse::<Decimal>().ok().map(Value::Amount)
        }
        IntakeType::Datum => text?.parse::<Date>().ok().map(Value::Date),
        IntakeType::JaNee => match text {
            None => value.as_bool(),
            Some("J" | "true") => Some(true),
            Some("N" | "false") => Some(false),
            Some(_) => None,
        }
        .map(Value::Bool),
    }
}
