//! Snippets for VS Code: every word, fact, effect and key, and whole rules, each with what it means.

use std::collections::BTreeMap;

use host_rulebook::{Entry, EntryKind, vocabulary};
use serde::Serialize;

use super::{call, escaped_outside, skeleton::choice_of_events, skeletons};

/// A snippet as the editor reads it.
#[derive(Debug, Serialize)]
struct Snippet {
    scope: &'static str,
    prefix: String,
    body: Vec<String>,
    description: String,
}

/// The file.
pub(super) fn file() -> String {
    let mut snippets = BTreeMap::new();
    for skeleton in skeletons() {
        let name = format!("0 {}", skeleton.word);
        snippets.insert(name, snippet(skeleton.word, skeleton.body, skeleton.doc.to_owned()));
    }
    for entry in vocabulary() {
        if let Some((group, body)) = of(&entry) {
            let description = format!("{}\n\n{}\n\n{}", entry.signature, entry.doc, entry.example);
            snippets.insert(
                format!("{group} {}", entry.name),
                snippet(entry.name, vec![body], description),
            );
        }
    }
    let mut text = serde_json::to_string_pretty(&snippets).unwrap_or_default();
    text.push('\n');
    text
}

fn snippet(prefix: &str, body: Vec<String>, description: String) -> Snippet {
    Snippet { scope: "rhai", prefix: prefix.to_owned(), body, description }
}

/// In which group an entry stands, and what it inserts; none for what is only explained.
fn of(entry: &Entry) -> Option<(&'static str, String)> {
    Some(match entry.kind {
        EntryKind::Feit => ("feit", escaped_outside(entry.name)),
        EntryKind::Woord => ("woord", call(entry)),
        EntryKind::Gevolg => ("gevolg", call(entry)),
        EntryKind::Triggersleutel if entry.name == "gebeurtenis" => {
            ("sleutel van trigger", format!("gebeurtenis: \"{}\",", choice_of_events()))
        }
        EntryKind::Triggersleutel => ("sleutel van trigger", key(entry)),
        EntryKind::Testsleutel => ("sleutel van test", key(entry)),
        EntryKind::Importsleutel => ("sleutel van importconfiguratie", key(entry)),
        EntryKind::Conversiesleutel => ("sleutel van conversiegroep", key(entry)),
        EntryKind::Gebeurtenis | EntryKind::Schrijfwijze => return None,
    })
}

/// A key with its example as the place to fill in.
fn key(entry: &Entry) -> String {
    let value = entry.example.split_once(": ").map_or("", |(_, value)| value);
    format!("{}: ${{1:{}}},", entry.name, super::escaped(value))
}
