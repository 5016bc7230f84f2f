//! One message read with two books: which fields of commands differ, and through which conversions.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::{
    book::Book,
    conversion::{Findings, Unmapped},
    importconfiguratie::{Converted, ConvertedInto, Importconfiguratie},
    value::Value,
};

/// Where two books read one message differently. The values of fields are not told: they are somebody's
/// data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct IntakeVerschil {
    /// Fields of commands, such as `verzuim.percentage`.
    pub velden: BTreeSet<String>,
    /// Whether the other book drops the record and this one does not, or the other way round.
    pub uitval: Option<Uitvalverschil>,
    /// Values that a conversiegroep of the two books turns into something else. Those that may be
    /// somebody's data are not told.
    pub conversies: BTreeSet<Unmapped>,
}

/// How the fate of a record differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Uitvalverschil {
    /// The other book drops it.
    ValtUit,
    /// This book drops it.
    ValtNietMeerUit,
}

impl IntakeVerschil {
    /// Whether both read it the same.
    pub fn is_none(&self) -> bool {
        self.velden.is_empty() && self.uitval.is_none()
    }
}

impl Book {
    /// How `other` reads one message of this importconfiguratie differently. None when a book does not
    /// have it.
    pub fn intake_difference(
        &self,
        other: &Book,
        importconfiguratie: &str,
        fields: &Json,
    ) -> Option<IntakeVerschil> {
        let before = self.importconfiguratie(importconfiguratie)?;
        let after = other.importconfiguratie(importconfiguratie)?;
        let mut found = IntakeVerschil::default();
        match (before.convert(self, fields), after.convert(other, fields)) {
            (Ok(then), Ok(now)) => found.velden = differing(&then, &now),
            (Ok(_), Err(_)) => found.uitval = Some(Uitvalverschil::ValtUit),
            (Err(_), Ok(_)) => found.uitval = Some(Uitvalverschil::ValtNietMeerUit),
            (Err(_), Err(_)) => {}
        }
        if !found.is_none() {
            found.conversies = conversions((self, before), (other, after), fields);
        }
        Some(found)
    }
}

/// The fields that differ.
fn differing(then: &Converted, now: &Converted) -> BTreeSet<String> {
    let (then, now) = (flat(&then.into), flat(&now.into));
    let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    names.into_iter().filter(|name| then.get(*name) != now.get(*name)).cloned().collect()
}

/// All fields by their path.
fn flat(into: &ConvertedInto) -> BTreeMap<String, Json> {
    let mut all = BTreeMap::new();
    let mut part = |name: &str, fields: Option<&BTreeMap<String, Json>>| {
        let fields = fields.into_iter().flatten();
        all.extend(fields.map(|(field, value)| (format!("{name}.{field}"), value.clone())));
    };
    match into {
        ConvertedInto::Werknemer(converted) => {
            part("werknemer", Some(&converted.werknemer));
            part("dienstverband", converted.dienstverband.as_ref());
            part("verzuim", converted.verzuim.as_ref());
            all.insert("werkgevercode".to_owned(), json!(converted.werkgevercode));
            let keys: Vec<&str> = converted.koppelsleutels.iter().map(|key| key.name()).collect();
            all.insert("koppelsleutels".to_owned(), json!(keys));
        }
        ConvertedInto::Document(fields) => part("document", Some(fields)),
    }
    all
}

/// The values that the message has converted and of which something else becomes.
fn conversions(
    (before, import): (&Book, &Importconfiguratie),
    (after, other): (&Book, &Importconfiguratie),
    fields: &Json,
) -> BTreeSet<Unmapped> {
    let mut found = BTreeSet::new();
    let mut look = |group: &str, key: &str, code: &str| {
        let became = |book: &Book| {
            let findings = std::cell::RefCell::<Findings>::default();
            let value = book.conversions().convert(group, key, Value::text(code), &findings);
            value.map(|value| value.to_json()).ok()
        };
        if became(before) != became(after) {
            found.extend(Unmapped::of(group, key, code));
        }
    };
    import.conversions_of(before, fields, &mut look);
    other.conversions_of(after, fields, &mut look);
    found
}
