//! Changing dossiers by hand: what such commands share.

mod afspraken;
mod herinneringen;
mod kenmerken;
mod polissen;
mod trajecten;
mod verzuim;
mod werknemers;

use serde_json::{Map, Value};

use super::fields;
use crate::output::Output;

pub(crate) use self::{
    afspraken::run as afspraken, herinneringen::run as herinneringen, kenmerken::run as kenmerken,
    polissen::run as polissen, trajecten::run as trajecten, verzuim::run as verzuim,
    werknemers::run as werknemers,
};

/// Tells what came of something: `text` when it changed anything, and what there is to remark.
pub(super) fn tell(out: Output, answer: &Value, text: &str) {
    match fields::list(answer, "gebeurtenissen").is_empty() {
        true => out.line("Er is niets gewijzigd."),
        false => out.line(text),
    }
    for melding in fields::list(answer, "meldingen") {
        let (niveau, tekst) = (fields::text(melding, "niveau"), fields::text(melding, "tekst"));
        out.line(format!("  {niveau}: {tekst}"));
    }
    out.value(answer);
}

/// A JSON object of the fields that are given; the host says which of them are wrong.
fn given(fields: &[(&str, Option<&String>)]) -> Value {
    let given = fields
        .iter()
        .filter_map(|(name, value)| Some(((*name).to_owned(), Value::String((*value)?.clone()))));
    Value::Object(given.collect::<Map<_, _>>())
}

/// A table of a TOML file as the JSON that the host takes.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => table_json(table),
    }
}

fn table_json(table: toml::Table) -> Value {
    Value::Object(table.into_iter().map(|(name, value)| (name, json(value))).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_table_of_a_file_becomes_json() {
        let table = "begin = 2026-01-01\nbedrag = 1234.50\nallen = true\n[[rij]]\nnummer = 7\n";
        let table: toml::Table = toml::from_str(table).unwrap();
        assert_eq!(
            table_json(table),
            json!({
                "begin": "2026-01-01", "bedrag": 1234.5, "allen": true, "rij": [{ "nummer": 7 }],
            })
        );
    }
}
