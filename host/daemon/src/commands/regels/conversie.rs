//! `schakel regels conversie`: a conversiegroep out of the rules as CSV, and back into them.

use std::{collections::BTreeMap, fs, path::Path};

use host_rulebook::{Book, Diagnostic, Severity};
use serde_json::json;

use super::controleer::folders;
use crate::{
    cli::{Cli, Conversie},
    exit::Failure,
    intake_schemas::{self, Schemas},
    output::Output,
};

/// Does one of the two.
pub(super) fn run(cli: &Cli, asked: &Conversie, out: Output) -> Result<(), Failure> {
    let (Conversie::Uit { map, .. } | Conversie::In { map, .. }) = asked;
    let (rules, plugins) = folders(cli, map.as_deref(), None)?;
    let (schemas, _) = intake_schemas::in_folder(&plugins);
    let book = sound(Book::load(&rules, &schemas).book, || {
        "de regels hebben fouten; zie ze na met `schakel regels controleer`".to_owned()
    })?;
    match asked {
        Conversie::Uit { groep, sleutel, naar, .. } => {
            let csv = sound(book.conversion_csv(groep, sleutel.as_deref()), || {
                format!("er is geen conversiegroep `{groep}` met deze sleutel")
            })?;
            put_out(&csv, naar.as_deref(), out)
        }
        Conversie::In { groep, bestand, proef, .. } => {
            let csv = fs::read_to_string(bestand).map_err(|error| {
                Failure::Usage(format!("{} is niet te lezen als UTF-8: {error}", bestand.display()))
            })?;
            let files = book.conversion_from_csv(groep, &csv).map_err(|wrong| {
                let shown = bestand.display().to_string();
                refused(wrong.into_iter().map(|one| Diagnostic { file: shown.clone(), ..one }))
            })?;
            check(&rules, &files, &schemas)?;
            take_in(&rules, &files, *proef, out)
        }
    }
}

fn sound<T>(found: Option<T>, why_not: impl FnOnce() -> String) -> Result<T, Failure> {
    found.ok_or_else(|| Failure::Usage(why_not()))
}

fn put_out(csv: &str, to: Option<&Path>, out: Output) -> Result<(), Failure> {
    match to {
        Some(path) => {
            fs::write(path, csv)
                .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
            out.line(path.display().to_string());
            out.value(&json!({ "geschreven": path }));
        }
        None => {
            out.line(csv.trim_end());
            out.value(&json!({ "csv": csv }));
        }
    }
    Ok(())
}

/// The rules with these files in the place of theirs are sound, and their tests come out.
fn check(rules: &Path, files: &BTreeMap<String, String>, schemas: &Schemas) -> Result<(), Failure> {
    let loaded = Book::load_over(rules, files, schemas);
    match loaded.book {
        Some(book) => {
            let failed = book.failed_tests();
            if failed.is_empty() { Ok(()) } else { Err(refused(failed)) }
        }
        None => {
            let is_error = |one: &Diagnostic| one.severity == Severity::Fout;
            Err(refused(loaded.diagnostics.into_iter().filter(is_error)))
        }
    }
}

fn refused(wrong: impl IntoIterator<Item = Diagnostic>) -> Failure {
    let shown: Vec<String> = wrong.into_iter().map(|one| one.render()).collect();
    Failure::Found(format!("{}\nEr is niets geschreven.", shown.join("\n")))
}

fn take_in(
    rules: &Path,
    files: &BTreeMap<String, String>,
    only_show: bool,
    out: Output,
) -> Result<(), Failure> {
    for (path, text) in files {
        if only_show {
            out.line(format!("{path}:\n{text}"));
            continue;
        }
        let to = rules.join(path);
        let written = to.parent().map_or(Ok(()), fs::create_dir_all);
        let written = written.and_then(|()| fs::write(&to, text));
        written.map_err(|error| Failure::Internal(format!("{}: {error}", to.display())))?;
        out.line(to.display().to_string());
    }
    let kind = if only_show { "zou_schrijven" } else { "geschreven" };
    out.value(&json!({ kind: files }));
    Ok(())
}
