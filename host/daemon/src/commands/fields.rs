//! Picking fields out of the JSON of the host, for tables.

use serde_json::Value;

use crate::cli::Bladzijde;

/// A field as text; `a.b` goes down. Empty when it is not there.
pub(crate) fn text(value: &Value, path: &str) -> String {
    let found = path.split('.').try_fold(value, |value, name| value.get(name));
    match found {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(true)) => "ja".to_owned(),
        Some(Value::Bool(false)) => "nee".to_owned(),
        Some(Value::Array(items)) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    }
}

/// The items of a list; empty when it is not one.
pub(crate) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A row of a table.
pub(crate) fn row(value: &Value, paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| text(value, path)).collect()
}

/// A moment without its fraction and offset, as it is read in a table.
pub(crate) fn moment(value: &Value, path: &str) -> String {
    text(value, path)
        .chars()
        .take("2026-03-02T09:14:00".len())
        .collect::<String>()
        .replace('T', " ")
}

/// The query for a page.
pub(crate) fn query(page: &Bladzijde) -> Vec<(&'static str, String)> {
    let after = page.na.clone().map(|place| ("na", place));
    [("aantal", page.aantal.to_string())].into_iter().chain(after).collect()
}

/// How to go on, when there is more.
pub(crate) fn how_to_go_on(value: &Value) -> String {
    match value.get("volgende") {
        None | Some(Value::Null) => String::new(),
        Some(_) => format!("Verder met --na {}", text(value, "volgende")),
    }
}
