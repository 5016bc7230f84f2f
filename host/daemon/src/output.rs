//! What commands show: text for people, or JSON with `--json`. Results go to the standard output,
//! what goes wrong to the error output.

use std::io::{self, Write as _};

use serde_json::{Value, json};

use crate::{exit::Failure, tree};

/// Where a command shows its results.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// For people, or with `json` for programs.
    pub(crate) fn new(json: bool) -> Output {
        Output { json }
    }

    /// Whether programs read it.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// A line for people; programs do not get it.
    pub(crate) fn line(self, text: impl AsRef<str>) {
        if !self.json {
            print(text.as_ref());
        }
    }

    /// The result for programs; people do not get it.
    pub(crate) fn value(self, value: &Value) {
        if self.json {
            print(&format!("{value:#}"));
        }
    }

    /// A result: JSON for programs, a tree for people.
    pub(crate) fn show(self, value: &Value) {
        self.line(tree::of(value));
        self.value(value);
    }

    /// A table for people, with `empty` in place of a table without rows.
    pub(crate) fn table(self, heads: &[&str], rows: &[Vec<String>], empty: &str) {
        self.line(if rows.is_empty() { empty.to_owned() } else { table(heads, rows) });
    }

    /// What went wrong.
    pub(crate) fn failure(self, failure: &Failure) {
        let text = failure.to_string();
        match self.json {
            true => complain(&json!({ "fout": text }).to_string()),
            false => complain(&text),
        }
    }
}

/// Writes a line. When nobody listens any more there is nothing better to do than to go on.
pub(crate) fn print(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Writes a line to the error output.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}"); // as above
}

/// Columns as wide as their widest cell, two spaces apart.
fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let mut widths = vec![0; heads.len()];
    for row in [&heads].into_iter().chain(rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    [&heads].into_iter().chain(rows).map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [vec!["1".to_owned(), "één".to_owned()], vec!["22".into(), "twee".into()]];
        assert_eq!(table(&["nr", "naam"], &rows), "nr  naam\n1   één\n22  twee");
    }
}
