//! Rules and situations in a form that every engine can be given: what the benchmark writes.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::{Map, Value};

/// Rules with the situations that they are held against.
#[derive(Debug, Deserialize)]
pub(crate) struct Scene {
    /// Each rule by its clauses, all of which must hold, in the order in which they are written.
    pub(crate) regels: Vec<Vec<Clause>>,
    pub(crate) situaties: Vec<Situation>,
}

/// The facts of an event by name.
pub(crate) type Situation = Map<String, Value>;

/// A fact held against a fixed value.
#[derive(Debug, Deserialize)]
pub(crate) struct Clause {
    pub(crate) feit: String,
    pub(crate) teken: Sign,
    pub(crate) waarde: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sign {
    /// The fact is this value.
    Gelijk,
    /// The fact is at least this number.
    TenMinste,
    /// The list holds this value.
    Bevat,
}

/// A rule as one expression, with this word for "and". CEL and zen write the rest alike.
pub(crate) fn expression(clauses: &[Clause], and: &str) -> String {
    let mut text = String::new();
    for Clause { feit, teken, waarde } in clauses {
        if !text.is_empty() {
            let _ = write!(text, " {and} ");
        }
        let _ = match teken {
            Sign::Gelijk if *waarde == Value::Bool(true) => write!(text, "{feit}"),
            Sign::Gelijk => write!(text, "{feit} == {waarde}"),
            Sign::TenMinste => write!(text, "{feit} >= {waarde}"),
            Sign::Bevat => write!(text, "{waarde} in {feit}"),
        };
    }
    text
}
