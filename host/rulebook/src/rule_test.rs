//! Tests that stand in the rules themselves, run by the very evaluator that runs the rules.

mod insured;
pub(crate) mod read;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use host_domain::{Effect, EventType};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{
    book::Book,
    diagnostic::{Diagnostic, Severity},
    expression::{Constant, Facts, Fault, Scope},
    importconfiguratie::ConvertedInto,
    insurance::LopendePolis,
    trace::{Outcome, show_effect},
    trigger::EffectTemplate,
    value::Value,
    vocabulary::{self, FactId},
};

pub(crate) use insured::GivenPolis;

/// What came of one `test(#{ … })`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestResult {
    /// Path of the file in the folder of rules.
    pub file: String,
    /// Line of the test.
    pub line: u32,
    /// Its name.
    pub naam: String,
    /// Whether it came out as expected.
    pub passed: bool,
    /// Expected and found, in Dutch; empty when passed.
    pub difference: String,
}

impl TestResult {
    /// A test that did not come out as expected, as a remark on its file; none when it did.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        (!self.passed).then(|| Diagnostic {
            file: self.file.clone(),
            line: self.line,
            column: 0,
            severity: Severity::Fout,
            message: format!("de test `{}` komt niet uit", self.naam),
            help: Some(self.difference.clone()),
            source: None,
        })
    }
}

/// A checked test.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RuleTest {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) naam: String,
    pub(crate) subject: Subject,
}

/// What a test tries, with what it expects.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Subject {
    Trigger {
        id: String,
        event: EventType,
        given: Given,
        expected: Vec<EffectTemplate>,
    },
    /// Fields of the message; parts of the commands with the fields that they must have.
    Import {
        naam: String,
        message: Json,
        expected: BTreeMap<String, Constant>,
    },
    Conversion {
        group: String,
        key: String,
        code: String,
        expected: Option<String>,
    },
}

/// Facts that a test gives; all others are unknown.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Given {
    pub(crate) constants: BTreeMap<FactId, Constant>,
    pub(crate) texts: BTreeMap<FactId, BTreeSet<String>>,
    /// The policies of the werkgever; none when not given.
    pub(crate) polissen: Option<Vec<GivenPolis>>,
}

impl<'v> Facts<'v> for &'v Given {
    fn fact(&self, id: FactId) -> Value<'v> {
        match (self.constants.get(&id), self.texts.get(&id)) {
            (Some(constant), _) => constant.value(),
            (None, Some(texts)) => Value::Texts(texts),
            (None, None) => Value::Absent,
        }
    }

    fn field(&self, _index: usize) -> Value<'v> {
        Value::Absent // only messages have fields
    }

    fn polissen(&self, _with_pay: bool) -> Option<Vec<LopendePolis<'v>>> {
        let Some(Constant::Date(vandaag)) =
            vocabulary::find("vandaag").and_then(|id| self.constants.get(&id))
        else {
            return None;
        };
        let given: &'v [GivenPolis] = self.polissen.as_deref()?;
        Some(given.iter().filter_map(|polis| polis.on(*vandaag)).collect())
    }
}

impl RuleTest {
    /// Runs the test on the book that it is part of.
    pub(crate) fn run(&self, book: &Book) -> TestResult {
        let differences = match &self.subject {
            Subject::Trigger { id, event, given, expected } => {
                run_trigger(book, id, *event, given, expected)
            }
            Subject::Import { naam, message, expected } => {
                run_import(book, naam, message, expected)
            }
            Subject::Conversion { group, key, code, expected } => {
                run_conversion(book, group, key, code, expected.as_deref())
            }
        };
        TestResult {
            file: self.file.clone(),
            line: self.line,
            naam: self.naam.clone(),
            passed: differences.is_empty(),
            difference: differences.join("\n"),
        }
    }
}

fn run_trigger(
    book: &Book,
    id: &str,
    event: EventType,
    given: &Given,
    expected: &[EffectTemplate],
) -> Vec<String> {
    let Some(trigger) = book.triggers().find(|trigger| trigger.id == id) else {
        return vec![format!("er is geen trigger `{id}`")];
    };
    let findings = RefCell::default();
    let scope = Scope { facts: &given, conversions: book.conversions(), findings: &findings };
    let expected: Result<Vec<Effect>, Fault> =
        expected.iter().map(|template| template.compute(&scope)).collect();
    let expected = match expected {
        Ok(expected) => show_effects(&expected),
        Err(fault) => return vec![format!("bij `verwacht`: {fault}; geef ook `vandaag`")],
    };
    if !trigger.events.contains(&event) {
        return differing(&expected, &show_effects(&[]));
    }
    let judged = trigger.judge(&given, book.conversions());
    let mut found = differing(&expected, &show_effects(&judged.effects));
    if !found.is_empty() && judged.uitkomst != Outcome::Matched {
        found.push(judged.render_dutch().trim().to_owned());
    }
    found
}

fn show_effects(effects: &[Effect]) -> String {
    let shown: Vec<String> = effects.iter().map(show_effect).collect();
    format!("[{}]", shown.join(", "))
}

fn differing(expected: &str, found: &str) -> Vec<String> {
    if expected == found {
        return Vec::new();
    }
    vec![format!("verwacht: {expected}\ngekregen: {found}")]
}

fn run_import(
    book: &Book,
    naam: &str,
    message: &Json,
    expected: &BTreeMap<String, Constant>,
) -> Vec<String> {
    let Some(import) = book.importconfiguratie(naam) else {
        return vec![format!("er is geen importconfiguratie `{naam}`")];
    };
    let converted = match import.convert(book, message) {
        Ok(converted) => converted,
        Err(problems) => {
            return problems.iter().map(|p| format!("uitval: {}: {}", p.veld, p.tekst)).collect();
        }
    };
    let mut found = BTreeMap::new();
    let parts = match converted.into {
        ConvertedInto::Document(fields) => vec![("document", Some(fields))],
        ConvertedInto::Werknemer(converted) => {
            found.insert("werkgevercode".to_owned(), converted.werkgevercode.into());
            vec![
                ("werknemer", Some(converted.werknemer)),
                ("dienstverband", converted.dienstverband),
                ("verzuim", converted.verzuim),
            ]
        }
    };
    for (part, fields) in parts {
        let fields = fields.unwrap_or_default().into_iter();
        found.extend(fields.map(|(field, value)| (format!("{part}.{field}"), value)));
    }
    let wrong = expected.iter().filter_map(|(field, wanted)| {
        let value = found.get(field).unwrap_or(&Json::Null);
        let differs = !same(wanted, value);
        differs.then(|| {
            format!(
                "{field}: verwacht {}, gekregen {}",
                show(&wanted.value().to_json()),
                show(value)
            )
        })
    });
    wrong.collect()
}

/// Whether a value is what a test expects; `50` and `"50.00"` are the same percentage.
fn same(expected: &Constant, found: &Json) -> bool {
    let number = || -> Option<Decimal> {
        found.as_str().map_or_else(|| found.to_string().parse().ok(), |text| text.parse().ok())
    };
    match expected.value().decimal() {
        Some(expected) => number() == Some(expected),
        None => expected.value().to_json() == *found,
    }
}

fn show(value: &Json) -> String {
    if value.is_null() { "niets".to_owned() } else { value.to_string() }
}

fn run_conversion(
    book: &Book,
    group: &str,
    key: &str,
    code: &str,
    expected: Option<&str>,
) -> Vec<String> {
    let show = |text: Option<&str>| text.map_or("niets".to_owned(), |text| format!("\"{text}\""));
    let findings = RefCell::default();
    match book.conversions().convert(group, key, Value::text(code), &findings) {
        Ok(Value::Text(text)) => differing(&show(expected), &show(Some(&text))),
        Ok(_) => differing(&show(expected), &show(None)),
        Err(fault) => vec![fault.to_string()],
    }
}
