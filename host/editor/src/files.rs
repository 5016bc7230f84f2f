//! The files that an editor wants beside the rules: what is fixed lies in `files/vscode`, what comes
//! from the vocabulary is made here. All stand in `.vscode`, which is no part of the rules.

mod definitions;
mod skeleton;
mod snippets;

use host_rulebook::Entry;

pub(crate) use skeleton::{Skeleton, skeletons};

/// A file for an editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditorFile {
    /// Path in the folder of rules, with `/`.
    pub path: &'static str,
    /// All of it.
    pub content: String,
}

/// Files that are the same whatever the vocabulary is.
const FIXED: &[(&str, &str)] = &[
    (".vscode/settings.json", include_str!("files/vscode/settings.json")),
    (".vscode/extensions.json", include_str!("files/vscode/extensions.json")),
    (".vscode/tasks.json", include_str!("files/vscode/tasks.json")),
    (".vscode/catalogus.schema.json", include_str!("files/vscode/catalogus.schema.json")),
];

/// All files, by path.
pub fn files() -> Vec<EditorFile> {
    let fixed = FIXED.iter().map(|(path, text)| EditorFile { path, content: (*text).to_owned() });
    let mut files: Vec<EditorFile> = fixed.collect();
    files.push(EditorFile { path: ".vscode/schakel.code-snippets", content: snippets::file() });
    files.push(EditorFile { path: ".vscode/schakel.d.rhai", content: definitions::file() });
    files.sort_by_key(|file| file.path);
    files
}

/// A word or effect as its example has it, with its arguments as places to fill in, in the notation of
/// snippets.
pub(crate) fn call(entry: &Entry) -> String {
    let places = arguments(entry).into_iter().zip(1..).map(|(argument, number)| {
        match argument.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(text) => format!("\"${{{number}:{}}}\"", escaped(text)),
            None => format!("${{{number}:{}}}", escaped(argument)),
        }
    });
    format!("{}({})", entry.name, places.collect::<Vec<_>>().join(", "))
}

/// The arguments of a word or effect in its example.
fn arguments(entry: &Entry) -> Vec<&str> {
    let start = entry.example.find(&format!("{}(", entry.name)).map(|at| at + entry.name.len() + 1);
    let inside = start.and_then(|start| entry.example.get(start..)).unwrap_or_default();
    let (mut found, mut begin, mut depth, mut quoted) = (Vec::new(), 0, 0_usize, false);
    for (at, c) in inside.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            ',' | ')' if depth == 0 => {
                found.extend(inside.get(begin..at).map(str::trim).filter(|text| !text.is_empty()));
                begin = at + 1;
                if c == ')' {
                    break;
                }
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// A text inside a place to fill in.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

/// A text outside places to fill in.
fn escaped_outside(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use host_domain::Catalogue;
    use host_rulebook::{EntryKind, vocabulary};
    use serde_json::{Map, Value};

    use super::*;

    fn snippet_of(name: &str) -> String {
        let words = [EntryKind::Woord, EntryKind::Gevolg];
        call(&vocabulary().find(|e| e.name == name && words.contains(&e.kind)).unwrap())
    }

    #[test]
    fn calls_have_places_to_fill_in() {
        assert_eq!(snippet_of("traject_van_soort"), "traject_van_soort(\"${1:UwvDocumenten}\")");
        assert_eq!(snippet_of("traject_weken_oud"), "traject_weken_oud(${1:6})");
        assert_eq!(snippet_of("is_conceptafspraak"), "is_conceptafspraak()");
        assert_eq!(
            snippet_of("kenmerk_toevoegen"),
            "kenmerk_toevoegen(\"${1:traject}\", \"${2:ClaimMogelijk}\")"
        );
        let message = snippet_of("bericht");
        assert!(message.starts_with("bericht(\"${1:") && message.ends_with(" \\}})"), "{message}");
        assert!(snippet_of("begint_met").contains("${1:werkgever."), "a value is not a text");
    }

    #[test]
    fn every_file_of_the_editor_is_json_where_it_says_so() {
        for file in files().iter().filter(|file| !file.path.ends_with(".rhai")) {
            serde_json::from_str::<Value>(&file.content)
                .unwrap_or_else(|error| panic!("{}: {error}", file.path));
        }
    }

    /// The schema says exactly what the catalogue can hold: each block with all its fields is read, and
    /// gives those fields again.
    #[test]
    fn the_schema_is_that_of_the_catalogue() {
        let schema: Value =
            serde_json::from_str(include_str!("files/vscode/catalogus.schema.json")).unwrap();
        let blocks = schema["properties"].as_object().unwrap();
        let whole = serde_json::to_value(Catalogue::default()).unwrap();
        let known: BTreeSet<&String> = whole.as_object().unwrap().keys().collect();
        assert_eq!(blocks.keys().collect::<BTreeSet<_>>(), known);
        for (name, block) in blocks {
            let item = &block["items"];
            let fields = item["properties"].as_object().unwrap();
            let sample = |required: bool| -> Map<String, Value> {
                let needed = item["required"].as_array().unwrap();
                let chosen = fields.iter().filter(|(field, _)| {
                    !required || needed.iter().any(|need| need == field.as_str())
                });
                let value = |field: &Value| match field["type"].as_str() {
                    Some("array") => field["items"]["enum"].clone(),
                    _ => Value::from("x"),
                };
                chosen.map(|(field, schema)| (field.clone(), value(schema))).collect()
            };
            for required in [false, true] {
                let one = serde_json::json!({ name: [sample(required)] });
                let read: Catalogue =
                    serde_json::from_value(one).unwrap_or_else(|error| panic!("{name}: {error}"));
                let written = serde_json::to_value(read).unwrap();
                let written = written[name][0].as_object().unwrap().clone();
                let names: BTreeSet<&String> = fields.keys().collect();
                assert_eq!(written.keys().collect::<BTreeSet<_>>(), names, "{name}");
            }
        }
    }
}
