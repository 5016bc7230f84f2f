//! `schakel regels verschil`: what differs between two books, file by file.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::{Value, json};
use similar::TextDiff;

use super::super::fields;
use crate::{client::HostClient, exit::Failure, output::Output};

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;

/// The files of a book, by path.
type Files = BTreeMap<String, String>;

/// Shows it: between two books or, with one, what would change in the one in use.
pub(super) fn run(
    host: &HostClient,
    one: &str,
    other: Option<&str>,
    out: Output,
) -> Result<(), Failure> {
    let (from, to) = match other {
        Some(other) => (one.to_owned(), other),
        None => (fields::text(&host.get(&["api", "regels"], &[])?, "boek"), one),
    };
    let (before, now) = (files(host, &from)?, files(host, to)?);
    let told = differences(&before, &now);
    out.line(match told.is_empty() {
        true => format!("Tussen {from} en {to} is er geen verschil."),
        false => format!("Van regelboek {from} naar {to}:\n\n{}", told.trim_end()),
    });
    out.value(&json!({ "van": from, "naar": to, "verschil": told }));
    Ok(())
}

fn files(host: &HostClient, hash: &str) -> Result<Files, Failure> {
    let book = host.get(&["api", "regels", "boeken", hash], &[])?;
    let files = book.get("bestanden").cloned().unwrap_or(Value::Null);
    serde_json::from_value(files).map_err(|_| {
        Failure::Internal(format!("De bestanden van regelboek {hash} zijn onleesbaar"))
    })
}

/// What differs, as a unified diff of each file; empty when nothing does.
pub(super) fn differences(before: &Files, now: &Files) -> String {
    let mut paths: Vec<&String> = before.keys().chain(now.keys()).collect();
    paths.sort();
    paths.dedup();
    let mut told = String::new();
    for path in paths {
        let (old, new) = (before.get(path), now.get(path));
        if old == new {
            continue;
        }
        let name = |text: Option<&String>| match text {
            Some(_) => path.clone(),
            None => "(niet aanwezig)".to_owned(),
        };
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        let (text_before, text_now) = (text(old), text(new));
        let diff = TextDiff::from_lines(&text_before, &text_now);
        let mut unified = diff.unified_diff();
        unified.context_radius(CONTEXT).missing_newline_hint(false).header(&name(old), &name(new));
        let _ = writeln!(told, "{unified}"); // a String takes all
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_differ_are_shown_line_by_line() {
        let files = |texts: &[(&str, &str)]| -> Files {
            texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
        };
        let before = files(&[("a", "1\n2\n3\n"), ("b", "zelfde\n"), ("c", "weg")]);
        let now = files(&[("a", "1\n2!\n3\n"), ("b", "zelfde\n"), ("d", "nieuw\n")]);
        expect_test::expect![[r#"
            --- a
            +++ a
            @@ -1,3 +1,3 @@
             1
            -2
            +2!
             3

            --- c
            +++ (niet aanwezig)
            @@ -1 +0,0 @@
            -weg

            --- (niet aanwezig)
            +++ d
            @@ -0,0 +1 @@
            +nieuw

        "#]]
        .assert_eq(&differences(&before, &now));
        assert_eq!(differences(&now, &now), "");
    }
}
