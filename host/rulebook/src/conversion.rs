//! Conversiegroepen: tables that turn a code of the outside into a text of ours.

pub(crate) mod read;

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use host_domain::{Melding, Niveau};

use crate::{
    expression::{Expression, Facts, Fault, Scope},
    value::Value,
    vocabulary::FactId,
};

/// All conversiegroepen of a book, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Conversions {
    pub(crate) groups: BTreeMap<String, Conversiegroep>,
}

/// A named set of tables.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conversiegroep {
    /// Name of its file without the ending.
    pub(crate) id: String,
    pub(crate) vervangt: Option<String>,
    pub(crate) file: String,
    pub(crate) naam: String,
    /// Whether people may choose it for a link.
    pub(crate) selecteerbaar: bool,
    /// The system whose codes it knows.
    pub(crate) extern_systeem: Option<String>,
    /// The tables, by conversiesleutel.
    pub(crate) tables: BTreeMap<String, Table>,
}

/// One table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table {
    pub(crate) rows: HashMap<Box<str>, Expression>,
    /// For codes without a row; none where the author wrote `Other: false`.
    pub(crate) other: Option<Expression>,
}

impl Conversions {
    /// What the table makes of a value; absent when there is no row for it, which is noted.
    pub(crate) fn convert<'v>(
        &'v self,
        group: &str,
        key: &str,
        value: Value<'v>,
        notes: &RefCell<Vec<Melding>>,
    ) -> Result<Value<'v>, Fault> {
        let Value::Text(code) = &value else { return Ok(Value::Absent) };
        let table = self.groups.get(group).and_then(|group| group.tables.get(key));
        let Some(table) = table else { return Ok(Value::Absent) };
        let Some(row) = table.rows.get(code.as_ref()).or(table.other.as_ref()) else {
            // Without the code itself: it may come from a field that holds personal data.
            notes.borrow_mut().push(Melding {
                niveau: Niveau::Waarschuwing,
                veld: String::new(),
                tekst: format!(
                    "conversiegroep `{group}` heeft bij `{key}` geen rij voor deze code"
                ),
            });
            return Ok(Value::Absent);
        };
        let facts = Converted(value);
        row.compute(&Scope { facts: &facts, conversions: self, notes })
    }
}

/// What the rows of a table may ask about: the value that is converted.
struct Converted<'v>(Value<'v>);

impl<'v> Facts<'v> for Converted<'v> {
    fn fact(&self, _id: FactId) -> Value<'v> {
        Value::Absent // rows know no facts; the check at load sees to that
    }

    fn field(&self, _index: usize) -> Value<'v> {
        self.0.clone()
    }
}
