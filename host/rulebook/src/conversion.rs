//! Conversiegroepen: tables that turn a code of the outside into a text of ours.

mod exchange;
pub(crate) mod read;

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use host_domain::{Melding, Niveau};
use serde::{Deserialize, Serialize};

use crate::{
    diagnostic::Place,
    expression::{Expression, Facts, Fault, Scope},
    value::Value,
    vocabulary::FactId,
};

/// A value in traffic for which a table has no row of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unmapped {
    /// Name of the conversiegroep.
    pub groep: String,
    /// The conversiesleutel.
    pub sleutel: String,
    /// The value.
    pub waarde: String,
}

impl Unmapped {
    /// Longest value that is told, in characters: longer ones are no codes.
    const MAX_VALUE_CHARS: usize = 80;

    /// A value may come from a field that holds personal data: what is too long to be a code, or
    /// could be a BSN (eight digits where a leading zero was lost), is not told.
    pub(crate) fn of(groep: &str, sleutel: &str, waarde: &str) -> Option<Unmapped> {
        let digits = waarde.chars().filter(char::is_ascii_digit).count();
        let only_digits = waarde.chars().all(|c| c.is_ascii_digit() || " .-".contains(c));
        let like_bsn = only_digits && matches!(digits, 8 | 9);
        let told = !like_bsn && waarde.chars().count() <= Unmapped::MAX_VALUE_CHARS;
        told.then(|| Unmapped {
            groep: groep.to_owned(),
            sleutel: sleutel.to_owned(),
            waarde: waarde.to_owned(),
        })
    }
}

/// What conversions have to say.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Remarks on values for which there was nothing.
    pub(crate) notes: Vec<Melding>,
    /// Values without a row of their own.
    pub(crate) unmapped: Vec<Unmapped>,
}

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
    /// Where it starts in its file.
    pub(crate) place: Place,
    /// Where the first test after it starts.
    pub(crate) tests_from: Option<Place>,
}

/// The row for codes without one of their own.
pub(crate) const OTHER: &str = "Other";

/// One table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table {
    pub(crate) rows: HashMap<Box<str>, Expression>,
    /// For codes without a row; none where the author wrote `Other: false`.
    pub(crate) other: Option<Expression>,
    /// The rows that are computed, as they are written; `Other` too.
    pub(crate) computed: BTreeMap<Box<str>, Box<str>>,
    /// Name of the csv file that it stands in; none when it stands in the rule itself.
    pub(crate) csv: Option<Box<str>>,
}

impl Conversions {
    /// What the table makes of a value; absent when there is no row for it, which is noted. A value
    /// without a row of its own is found, also when `Other` serves it.
    pub(crate) fn convert<'v>(
        &'v self,
        group: &str,
        key: &str,
        value: Value<'v>,
        findings: &RefCell<Findings>,
    ) -> Result<Value<'v>, Fault> {
        let Value::Text(code) = &value else { return Ok(Value::Absent) };
        let table = self.groups.get(group).and_then(|group| group.tables.get(key));
        let Some(table) = table else { return Ok(Value::Absent) };
        let own = table.rows.get(code.as_ref());
        if own.is_none() {
            findings.borrow_mut().unmapped.extend(Unmapped::of(group, key, code));
        }
        let Some(row) = own.or(table.other.as_ref()) else {
            // Without the code itself: it may come from a field that holds personal data.
            findings.borrow_mut().notes.push(Melding {
                niveau: Niveau::Waarschuwing,
                veld: String::new(),
                tekst: format!(
                    "conversiegroep `{group}` heeft bij `{key}` geen rij voor deze code"
                ),
            });
            return Ok(Value::Absent);
        };
        let facts = Converted(value);
        row.compute(&Scope { facts: &facts, conversions: self, findings })
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
