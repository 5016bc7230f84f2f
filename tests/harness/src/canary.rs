//! Looks for what nobody may find: every BSN and surname that was posted, in every file and every
//! answer to a sender.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What was posted about people.
#[derive(Debug, Default)]
pub(crate) struct Canary {
    numbers: BTreeSet<String>,
    surnames: BTreeSet<String>,
}

impl Canary {
    /// Remembers the people in a message.
    pub(crate) fn heed(&mut self, message: &[u8]) {
        let text = String::from_utf8_lossy(message);
        for number in values(&text, "SofiNr").filter(|number| number.len() >= 7) {
            self.numbers.insert(format!("{number:0>9}"));
            self.numbers.insert(number.trim_start_matches('0').to_owned());
        }
        // In another encoding a name has broken letters; looking for its other half is enough.
        let names =
            values(&text, "SignNm").map(|name| name.trim_matches(char::REPLACEMENT_CHARACTER));
        self.surnames.extend(names.filter(|name| name.len() > 4).map(str::to_owned));
    }

    /// What of it can be read in these bytes; empty when all is well. The words themselves are not
    /// told: a test's output is a log as well.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Vec<&'static str> {
        let text = String::from_utf8_lossy(bytes);
        let mut found = Vec::new();
        if self.numbers.iter().any(|number| holds_number(&text, number)) {
            found.push("een BSN");
        }
        if self.surnames.iter().any(|name| text.contains(name)) {
            found.push("een achternaam");
        }
        found
    }

    /// Looks in every file in a folder, and at the names of the files.
    pub(crate) fn found_below(&self, folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("an entry of a folder").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let mut what = self.found_in(name.as_bytes());
            if path.is_dir() {
                found.extend(self.found_below(&path));
            } else if let Ok(bytes) = fs::read(&path) {
                what.extend(self.found_in(&bytes));
            }
            found.extend(what.into_iter().map(|what| format!("{}: {what}", path.display())));
        }
        found
    }

    /// Whether there is anything to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.surnames.is_empty()
    }
}

/// The texts between these tags.
fn values<'a>(text: &'a str, tag: &str) -> impl Iterator<Item = &'a str> {
    let open = format!("<{tag}>");
    let parts: Vec<&str> = text.split(open.as_str()).skip(1).collect();
    parts.into_iter().filter_map(|part| part.split('<').next())
}

/// Whether a number stands there by itself, and not as part of a longer one such as a hash.
fn holds_number(text: &str, number: &str) -> bool {
    let outside = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    text.match_indices(number).any(|(at, _)| {
        outside(text[..at].chars().next_back()) && outside(text[at + number.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sings() {
        let mut canary = Canary::default();
        canary.heed(b"<SofiNr>12345672</SofiNr><SignNm>Zandstra</SignNm><SignNm>Vos</SignNm>");
        for (text, found) in [
            ("niets", 0),
            ("het BSN 012345672", 1),
            ("{\"bsn\":12345672}", 1),
            ("Zandstra, 12345672", 2),
            ("a12345672f, 912345672", 0),
        ] {
            assert_eq!(canary.found_in(text.as_bytes()).len(), found, "{text}");
        }
    }
}
