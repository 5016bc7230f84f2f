//! The book of a folder, for verbs that look at rules without a host.

use std::path::Path;

use host_rulebook::{Book, Diagnostic, Severity};

use super::controleer;
use crate::{
    cli::{Cli, Regelmap},
    exit::Failure,
    intake_schemas,
    output::Output,
};

/// Reads the rules of a folder. What is wrong with them is shown; then there is no book.
pub(super) fn read(cli: &Cli, which: &Regelmap, out: Output) -> Result<Book, Failure> {
    let (rules, plugins) =
        controleer::folders(cli, which.map.as_deref(), which.plugins.as_deref())?;
    let (schemas, problems) = intake_schemas::in_folder(&plugins);
    let loaded = Book::load(&rules, &schemas);
    if let Some(book) = loaded.book {
        return Ok(book);
    }
    problems.iter().for_each(|problem| out.line(format!("fout: {problem}\n")));
    let errors = loaded.diagnostics.iter().filter(|found| found.severity == Severity::Fout);
    errors.map(Diagnostic::render).for_each(|text| out.line(text));
    Err(Failure::Found(
        "De regels zijn niet bruikbaar; zie `schakel regels controleer`.".to_owned(),
    ))
}

/// Name of the rule in a file of the folder: the file without its ending.
pub(super) fn id_of(file: &str) -> &str {
    Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or(file)
}

/// A rule that is asked for must be in the book.
pub(super) fn known(book: &Book, rule: Option<&str>) -> Result<(), Failure> {
    let Some(rule) = rule else { return Ok(()) };
    if book.sources().keys().any(|file| file.ends_with(".rhai") && id_of(file) == rule) {
        return Ok(());
    }
    let names = book.sources().keys().filter(|file| file.ends_with(".rhai"));
    let meant = host_rulebook::meant_or_list(rule, names.map(|file| id_of(file)));
    let meant = meant.map_or_else(String::new, |meant| format!(" ({meant})"));
    Err(Failure::Usage(format!("Er is geen regel `{rule}`{meant}.")))
}
