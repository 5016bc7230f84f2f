//! JSON as people read it: one line for each field, what is inside it indented below.

use host_domain::amsterdam_time;
use jiff::Timestamp;
use serde_json::Value;

/// The value as lines of text.
pub(crate) fn of(value: &Value) -> String {
    let mut lines = Vec::new();
    add(value, 0, &mut lines);
    lines.join("\n")
}

fn add(value: &Value, depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match moment(name, field).or_else(|| leaf(field)) {
                    Some(text) => lines.push(format!("{indent}{name}: {text}")),
                    None => {
                        lines.push(format!("{indent}{name}:"));
                        add(field, depth + 1, lines);
                    }
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                match leaf(item) {
                    Some(text) => lines.push(format!("{indent}- {text}")),
                    None => {
                        let first = lines.len();
                        add(item, depth + 1, lines);
                        // The dash stands before the first line of the item.
                        if let Some(line) = lines.get_mut(first) {
                            *line = format!("{indent}- {}", line.trim_start());
                        }
                    }
                }
            }
        }
        other => lines.push(format!("{indent}{}", leaf(other).unwrap_or_default())),
    }
}

/// A moment that is kept as a number, which its name tells.
fn moment(name: &str, value: &Value) -> Option<String> {
    let ms = value.as_i64().filter(|_| name.ends_with("_ms"))?;
    Timestamp::from_millisecond(ms).ok().map(amsterdam_time)
}

/// A value that fits behind its name.
fn leaf(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("-".to_owned()),
        Value::Bool(true) => Some("ja".to_owned()),
        Value::Bool(false) => Some("nee".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => Some("(geen)".to_owned()),
        Value::Object(fields) if fields.is_empty() => Some("(leeg)".to_owned()),
        Value::Array(items) => {
            let is_inside = |item: &Value| item.is_array() || item.is_object();
            let texts = items.iter().map(|item| if is_inside(item) { None } else { leaf(item) });
            texts.collect::<Option<Vec<String>>>().map(|texts| texts.join(", "))
        }
        Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_inside_is_indented() {
        let value = json!({
            "id": "wn-1",
            "created_at_ms": 1_772_442_840_000_u64,
            "traject": { "begin": "2026-03-02", "lopend": true, "taken": [] },
            "regels": [{ "nr": 1, "meldingen": ["a", 18] }, { "nr": 2, "meldingen": null }],
        });
        let shown = "created_at_ms: 2026-03-02T10:14:00+01:00\n\
                     id: wn-1\n\
                     regels:\n  - meldingen: a, 18\n    nr: 1\n  - meldingen: -\n    nr: 2\n\
                     traject:\n  begin: 2026-03-02\n  lopend: ja\n  taken: (geen)";
        assert_eq!(of(&value), shown);
    }
}
