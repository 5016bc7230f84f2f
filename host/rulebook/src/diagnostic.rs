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
    /// How many characters from [`Diagnostic::column`] on it is about; 1 when that is not known.
    pub fn width(&self) -> usize {
        self.source.as_deref().map_or(1, |source| width_at(source, self.column))
    }

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

/// How many characters the word, literal or sign takes that starts at a column; at least one.
fn width_at(source: &str, column: u32) -> usize {
    let start = (column as usize).saturating_sub(1);
    let rest: Vec<char> = source.chars().skip(start).collect();
    word_length(&rest).clamp(1, rest.len().max(1))
}

/// Marks below the word, literal or sign that starts at a column.
fn underline(source: &str, column: u32) -> String {
    let start = (column as usize).saturating_sub(1);
    format!("{}{}", " ".repeat(start), "^".repeat(width_at(source, column)))
}

fn word_length(rest: &[char]) -> usize {
    let is_word = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '.');
    match rest.first() {
        Some('"') => rest.iter().skip(1).position(|c| *c == '"').map_or(rest.len(), |at| at + 2),
        Some(c) if is_word(c) => rest.iter().take_while(|c| is_word(c)).count(),
        Some('[') => list_length(rest),
        Some('#') => 2,
        _ => rest.iter().take_while(|c| "=!<>&|".contains(**c)).count(),
    }
}

/// Up to the `]` that closes a list; the `[` alone when that stands on another line.
fn list_length(rest: &[char]) -> usize {
    let (mut depth, mut quoted) = (0_usize, false);
    for (at, c) in rest.iter().enumerate() {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    1
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

    /// The word before a place, or the sign of which a part stands right before it.
    pub(crate) fn word_before(&self, place: Place) -> Option<(Place, String)> {
        let line = self.lines.get((place.line as usize).checked_sub(1)?)?;
        let until = (place.column as usize).saturating_sub(1);
        let before: Vec<char> = line.chars().take(until).collect();
        let is_sign = |c: &&char| "=!<>&|".contains(**c);
        let is_word = |c: &&char| c.is_alphanumeric() || **c == '_';
        let signs = before.iter().rev().take_while(is_sign).count();
        let spaces = before.iter().rev().take_while(|c| c.is_whitespace()).count();
        let word = before.iter().rev().skip(spaces).take_while(is_word).count();
        let start = until.checked_sub(if signs > 0 { signs } else { spaces + word })?;
        let found = Place { column: u32::try_from(start + 1).ok()?, ..place };
        (signs + word > 0).then(|| match signs {
            0 => (found, before.iter().skip(start).take(word).collect()),
            _ => (found, self.word_at(found)),
        })
    }

    /// Whether nothing was found that makes the file unusable.
    pub(crate) fn no_errors(&self) -> bool {
        self.found.iter().all(|remark| remark.severity != Severity::Fout)
    }

    /// Takes over remarks about another file that belongs with this one.
    pub(crate) fn extend(&mut self, others: Remarks<'_>) {
        self.found.extend(others.found);
    }

    pub(crate) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }
}
