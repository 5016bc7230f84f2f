//! What must be true of all rules together: each id once, and no two rules for one earlier id.

use std::collections::BTreeMap;

use crate::{
    book::Book,
    diagnostic::{Diagnostic, Place, Remarks},
    rule_file::{RuleFile, RuleKind},
};

/// Ids are well formed and occur once within their kind, in whatever subfolder.
pub(super) fn check_ids(files: &[RuleFile<'_>]) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<(RuleKind, &str), &str> = BTreeMap::new();
    let mut found = Vec::new();
    for file in files {
        let mut remarks = Remarks::about(file.path, file.content);
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
        if file.id.is_empty() || !file.id.chars().all(allowed) {
            remarks.error_with_help(
                Place::default(),
                "de bestandsnaam is de naam van de regel en mag alleen kleine letters, cijfers, \
                 `_` en `-` bevatten",
                "hernoem het bestand".to_owned(),
            );
        }
        if let Some(other) = seen.insert((file.kind, file.id), file.path) {
            let message = format!("er is al een {} met deze naam: {other}", file.kind.word());
            remarks.error_with_help(Place::default(), message, "hernoem er één".to_owned());
        }
        found.extend(remarks.into_found());
    }
    found
}

/// `vervangt` names an id that no file has any more, and that no other rule replaces.
pub(super) fn check_renames(book: &Book, sources: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let triggers = book.triggers.iter().map(|t| (&t.file, &t.id, t.vervangt.as_ref()));
    let imports = book.imports.values().map(|i| (&i.file, &i.id, i.vervangt.as_ref()));
    let groups = book.conversions.groups.values().map(|g| (&g.file, &g.id, g.vervangt.as_ref()));
    let mut found = within_kind(triggers, sources);
    found.extend(within_kind(imports, sources));
    found.extend(within_kind(groups, sources));
    found
}

fn within_kind<'b>(
    rules: impl Iterator<Item = (&'b String, &'b String, Option<&'b String>)>,
    sources: &BTreeMap<String, String>,
) -> Vec<Diagnostic> {
    let rules: Vec<_> = rules.collect();
    let mut replaced = BTreeMap::new();
    let mut found = Vec::new();
    for (file, _, vervangt) in &rules {
        let Some(old) = vervangt else { continue };
        let mut remarks = Remarks::about(file, sources.get(*file).map_or("", String::as_str));
        if rules.iter().any(|(_, id, _)| id == old) {
            let message = format!("`vervangt` noemt `{old}`, maar die regel bestaat nog");
            remarks.error(Place::default(), message);
        }
        if let Some(other) = replaced.insert(*old, *file) {
            remarks.error(Place::default(), format!("`{old}` wordt ook vervangen door {other}"));
        }
        found.extend(remarks.into_found());
    }
    found
}
