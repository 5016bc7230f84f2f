//! What is wrong with rules, in the words of the protocol: for each file of the folder.

use std::collections::BTreeMap;

use host_rulebook::{Diagnostic as Remark, Severity};
use lsp_types::{Diagnostic, DiagnosticSeverity};

use crate::{position::range_of_rule, rules_folder::RulesFolder};

/// What editors show beside a remark.
const SOURCE: &str = "schakel";

/// Where a remark stands that is about the folder as a whole.
const WHOLE_FOLDER: &str = "catalogus.toml";

/// The remarks by path in the folder.
pub(crate) fn by_file(
    folder: &RulesFolder,
    remarks: &[Remark],
) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for remark in remarks {
        let named = Some(remark.file.as_str()).filter(|file| !file.is_empty());
        let path = named.unwrap_or(WHOLE_FOLDER);
        let text =
            texts.entry(path.to_owned()).or_insert_with(|| folder.text(path).unwrap_or_default());
        found.entry(path.to_owned()).or_default().push(in_protocol(remark, text));
    }
    found
}

fn in_protocol(remark: &Remark, text: &str) -> Diagnostic {
    let help = remark.help.iter().map(|help| format!("\n{help}"));
    Diagnostic {
        range: range_of_rule(text, remark.line, remark.column, remark.width()),
        severity: Some(match remark.severity {
            Severity::Fout => DiagnosticSeverity::ERROR,
            Severity::Waarschuwing => DiagnosticSeverity::WARNING,
            Severity::Melding => DiagnosticSeverity::INFORMATION,
        }),
        source: Some(SOURCE.to_owned()),
        message: format!("{}{}", remark.message, help.collect::<String>()),
        ..Diagnostic::default()
    }
}
