//! What is wrong or worth saying about a file of rules: where, what, and what to do about it.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// Line and column in a file, both from 1; columns count characters.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Place {
    /// Line, from 1; 0 when the remark is about the whole file.
    pub line: u32,
    /// Column in characters, from 1; 0 when the remark is about the whole line.
    pub column: u32,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The rules cannot be used.
    Fout,
    /// They can be used, but this is probably not what was meant.
    Waarschuwing,
    /// For information.
    Melding,
}

impl Severity {
    fn word(self) -> &'static str {
        match self {
            Severity::Fout => "fout",
            Severity::Waarschuwing => "waarschuwing",
            Severity::Melding => "melding",
        }
    }
}

/// One remark about one place in a file of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Path in the folder of rules, with `/`; empty when about the folder as a whole.
    pub file: String,
    /// Line, from 1; 0 when about the whole file.
    pub line: u32,
    /// Column in characters, from 1; 0 when about the whole line.
    pub column: u32,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in Dutch.
    pub message: String,
    /// What to do about it, in Dutch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The line itself, so that it can be shown without the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Diagnostic {
    /// The remark as people read it: what, where, the line with the place underlined, what to do.
    pub fn render(&self) -> String {
        let mut text = format!("{}: {}\n", self.severity.word(), self.message);
        let gutter = " ".repeat(self.line.to_string().len());
        if !self.file.is_empty() {
            let _ = write!(text, "{gutter}--> {}", self.file);
            for part in [self.line, self.column].into_iter().take_while(|part| *part > 0) {
                let _ = write!(text, ":{part}");
            }
            text.push('\n');
        }
        if let Some(source) = &self.source {
            let marks = underline(source, self.column);
            let _ = writeln!(text, "{gutter} |\n{} | {source}", self.line);
            let _ = writeln!(text, "{gutter} | {marks}");
        }
        if let Some(help) = &self.help {
            let lines = help.replace('\n', &format!("\n{gutter}   "));
            let _ = writeln!(text, "{gutter} = {lines}");
        }
        text
    }
}

/// Marks below the word, literal or sign that starts at a column.
fn underline(source: &str, column: u32) -> String {
    let start = (column as usize).saturating_sub(1);
    let rest: Vec<char> = source.chars().skip(start).collect();
    let length = word_length(&rest).clamp(1, rest.len().max(1));
    format!("{}{}", " ".repeat(start), "^".repeat(length))
}

fn word_length(rest: &[char]) -> usize {
    let is_word = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '.');
    match rest.first() {
        Some('"') => rest.iter().skip(1).position(|c| *c == '"').map_or(rest.len(), |at| at + 2),
        Some(c) if is_word(c) => rest.iter().take_while(|c| is_word(c)).count(),
        _ => rest.iter().take_while(|c| "=!<>&|".contains(**c)).count(),
    }
}

/// Collects the remarks about one file while it is read.
#[derive(Debug)]
pub(crate) struct Remarks<'f> {
    file: &'f str,
    lines: Vec<&'f str>,
    found: Vec<Diagnostic>,
}

/// Longest line that is quoted below a remark, in characters: longer ones do not fit a screen.
const QUOTED_LINE_CHARS: usize = 200;

impl<'f> Remarks<'f> {
    pub(crate) fn about(file: &'f str, content: &'f str) -> Remarks<'f> {
        Remarks { file, lines: content.lines().collect(), found: Vec::new() }
    }

    /// Something that makes the rules unusable.
    pub(crate) fn error(&mut self, place: Place, message: impl Into<String>) {
        self.add(place, Severity::Fout, message.into(), None);
    }

    /// The same, with what to do about it.
    pub(crate) fn error_with_help(
        &mut self,
        place: Place,
        message: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        self.add(place, Severity::Fout, message.into(), help.into());
    }

    pub(crate) fn warning(&mut self, place: Place, message: impl Into<String>, help: &str) {
        self.add(place, Severity::Waarschuwing, message.into(), Some(help.to_owned()));
    }

    pub(crate) fn note(&mut self, place: Place, message: impl Into<String>) {
        self.add(place, Severity::Melding, message.into(), None);
    }

    fn add(&mut self, place: Place, severity: Severity, message: String, help: Option<String>) {
        let line = (place.line as usize).checked_sub(1).and_then(|at| self.lines.get(at));
        let source = line
            .filter(|line| place.column > 0 && line.chars().count() <= QUOTED_LINE_CHARS)
            .map(|line| line.replace('\t', " "));
        self.found.push(Diagnostic {
            file: self.file.to_owned(),
            line: place.line,
            column: place.column,
            severity,
            message,
            help,
            source,
        });
    }

    /// The word, literal or sign at a place; empty when there is none.
    pub(crate) fn word_at(&self, place: Place) -> String {
        let line = (place.line as usize).checked_sub(1).and_then(|at| self.lines.get(at));
        let start = (place.column as usize).saturating_sub(1);
        let rest: Vec<char> = line.map_or_else(Vec::new, |line| line.chars().skip(start).collect());
        rest.iter().take(word_length(&rest)).collect()
    }

    /// Whether nothing was found that makes the file unusable.
    pub(crate) fn no_errors(&self) -> bool {
        self.found.iter().all(|remark| remark.severity != Severity::Fout)
    }

    pub(crate) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }
}
