//! Definitions of the words in Rhai's own notation, for tools that know Rhai.

use std::fmt::Write as _;

use host_rulebook::{Entry, EntryKind, FACTS, vocabulary};

/// The file.
pub(super) fn file() -> String {
    let mut text = "module static;\n".to_owned();
    for entry in vocabulary() {
        match entry.kind {
            EntryKind::Woord => {
                let takes = arguments(&entry.signature)
                    .map(|(name, kind)| format!("{name}: {}", rhai(kind)));
                let gives = entry.signature.rsplit(": ").next().unwrap_or_default();
                let takes = takes.collect::<Vec<_>>().join(", ");
                documented(
                    &mut text,
                    &entry,
                    &format!("fn {}({takes}) -> {};", entry.name, rhai(gives)),
                );
            }
            EntryKind::Gevolg => {
                let takes = super::call(&entry).matches("${").count();
                let takes: Vec<String> =
                    (1..=takes).map(|number| format!("waarde{number}: ?")).collect();
                documented(&mut text, &entry, &format!("fn {}({});", entry.name, takes.join(", ")));
            }
            _ => {}
        }
    }
    facts(&mut text);
    text
}

/// The facts: what stands before the dot is a map with the rest in it.
fn facts(text: &mut String) {
    let mut done: Vec<&str> = Vec::new();
    for fact in FACTS {
        let about = fact.path.split('.').next().unwrap_or(fact.path);
        if done.contains(&about) {
            continue;
        }
        done.push(about);
        text.push('\n');
        let of = |path: &str| path.split('.').next() == Some(about);
        for fact in FACTS.iter().filter(|fact| of(fact.path)) {
            let _ = writeln!(text, "/// `{}`: {}", fact.path, fact.doc);
        }
        let kind = if fact.path.contains('.') { "Map" } else { "?" };
        let _ = writeln!(text, "let {about}: {kind};");
    }
}

fn documented(text: &mut String, entry: &Entry, definition: &str) {
    text.push('\n');
    for line in entry.doc.lines() {
        let _ = writeln!(text, "/// {line}");
    }
    let _ = writeln!(text, "///\n/// Zo: `{}`\n{definition}", entry.example);
}

/// The arguments of a word by name and kind, from its signature.
fn arguments(signature: &str) -> impl Iterator<Item = (&str, &str)> {
    let inside = signature.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')'));
    let inside = inside.map_or("", |(inside, _)| inside);
    inside.split(", ").filter_map(|argument| argument.split_once(": "))
}

/// Rhai's name for a kind of value.
fn rhai(kind: &str) -> &'static str {
    match kind {
        "tekst" => "String",
        "geheel getal" => "int",
        "getal" => "decimal",
        "ja/nee" => "bool",
        "lijst" => "Array",
        _ => "?",
    }
}
