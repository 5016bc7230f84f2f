//! Looks for what nobody may find: every BSN, surname and title of a document that came, the document
//! itself and every credential, in every file; and what of it may not be in answers, in those.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use tests_simulators::digipoort::UwvDocument;

use crate::folder::SECRETS;
use crate::portal::lock;

/// How a document begins, as it is and in base64.
const DOCUMENT: [&str; 2] = ["%PDF-1.", "JVBERi0"];
/// Shorter titles are words that rules and manuals use as well.
const TITLE_MIN: usize = 16;

/// What came about people, and what is secret.
#[derive(Debug, Default)]
pub(crate) struct Canary {
    numbers: BTreeSet<String>,
    surnames: BTreeSet<String>,
    titles: BTreeSet<String>,
    secrets: BTreeSet<String>,
}

/// The canary of a world, and where it sang; shared by all who get answers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch {
    canary: Arc<Mutex<Canary>>,
    leaks: Arc<Mutex<Vec<String>>>,
}

impl Watch {
    /// What was seen so far.
    pub(crate) fn canary(&self) -> &Mutex<Canary> {
        &self.canary
    }

    /// Answers in which something could be read.
    pub(crate) fn leaks(&self) -> Vec<String> {
        lock(&self.leaks).clone()
    }

    /// An answer to somebody outside, who may read nothing of a person in it.
    pub(crate) fn outside(&self, what: &str, text: &str) {
        self.note(what, lock(&self.canary).found_in(text.as_bytes()));
    }

    /// An answer to an operator, who may read names and titles.
    pub(crate) fn inside(&self, what: &str, text: &str) {
        self.note(what, lock(&self.canary).secret_in(text));
    }

    fn note(&self, what: &str, found: Vec<&'static str>) {
        lock(&self.leaks).extend(found.into_iter().map(|leak| format!("{what}: {leak}")));
    }
}

impl Canary {
    /// Remembers the people in a message.
    pub(crate) fn heed(&mut self, message: &[u8]) {
        let text = String::from_utf8_lossy(message);
        for number in values(&text, "SofiNr").filter(|number| number.len() >= 7) {
            self.heed_number(number);
        }
        // In another encoding a name has broken letters; looking for its other half is enough.
        let names =
            values(&text, "SignNm").map(|name| name.trim_matches(char::REPLACEMENT_CHARACTER));
        self.surnames.extend(names.filter(|name| name.len() > 4).map(str::to_owned));
    }

    /// Remembers whom a document is about, and what it is called.
    pub(crate) fn heed_document(&mut self, document: &UwvDocument) {
        document.bsn.iter().for_each(|bsn| self.heed_number(bsn));
        if document.titel.chars().count() >= TITLE_MIN {
            self.titles.insert(document.titel.clone());
        }
    }

    /// Remembers a credential.
    pub(crate) fn heed_secret(&mut self, secret: &str) {
        self.secrets.insert(secret.to_owned());
    }

    fn heed_number(&mut self, number: &str) {
        self.numbers.insert(format!("{number:0>9}"));
        self.numbers.insert(number.trim_start_matches('0').to_owned());
    }

    /// What of it can be read in these bytes; empty when all is well. The words themselves are not
    /// told: a test's output is a log as well.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Vec<&'static str> {
        let text = String::from_utf8_lossy(bytes);
        let mut found = self.secret_in(&text);
        if self.surnames.iter().any(|name| text.contains(name)) {
            found.push("een achternaam");
        }
        if self.titles.iter().any(|title| text.contains(title)) {
            found.push("de titel van een document");
        }
        if !self.titles.is_empty() && DOCUMENT.iter().any(|begin| text.contains(begin)) {
            found.push("een document");
        }
        found
    }

    /// What of it can be read that not even an operator may read.
    pub(crate) fn secret_in(&self, text: &str) -> Vec<&'static str> {
        let mut found = Vec::new();
        if self.numbers.iter().any(|number| holds_number(text, number)) {
            found.push("een BSN");
        }
        if self.secrets.iter().any(|secret| text.contains(secret)) {
            found.push("een geheim");
        }
        found
    }

    /// Looks in every file in a folder, and at the names of the files. Compiled connectors are left
    /// out, which hold nothing of anybody, and so is the folder where secrets belong.
    pub(crate) fn found_below(&self, folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("an entry of a folder").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let mut what = self.found_in(name.as_bytes());
            if path.is_dir() && name != SECRETS {
                found.extend(self.found_below(&path));
            } else if path.extension().is_none_or(|extension| extension != "wasm")
                && let Ok(bytes) = fs::read(&path)
            {
                what.extend(self.found_in(&bytes));
            }
            found.extend(what.into_iter().map(|what| format!("{}: {what}", path.display())));
        }
        found
    }

    /// Whether there is anything to look for.
    pub(crate) fn is_empty(&self) -> bool {
        let sets = [&self.numbers, &self.surnames, &self.titles, &self.secrets];
        sets.iter().all(|set| set.is_empty())
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
        canary.heed_document(&UwvDocument {
            titel: "Toekenning uitkering".to_owned(),
            ..UwvDocument::new("K1", "UWV-ZZ-ZW", "L")
        });
        canary.heed_secret("sleutelbloem");
        for (text, found) in [
            ("niets", 0),
            ("het BSN 012345672", 1),
            ("{\"bsn\":12345672}", 1),
            ("Zandstra, 12345672", 2),
            ("a12345672f, 912345672", 0),
            ("Toekenning uitkering 2", 1),
            ("=sleutelbloem;", 1),
            ("stream %PDF-1.4", 1),
            (">JVBERi0xLjQK<", 1),
        ] {
            assert_eq!(canary.found_in(text.as_bytes()).len(), found, "{text}");
        }
        assert_eq!(canary.secret_in("Zandstra, Toekenning uitkering"), Vec::<&str>::new());
        assert_eq!(canary.secret_in("12345672 sleutelbloem").len(), 2);
    }

    #[test]
    fn what_it_hears_is_kept() {
        let watch = Watch::default();
        lock(watch.canary()).heed_secret("sleutelbloem");
        watch.inside("een lijst", "sleutelbloem");
        watch.outside("een antwoord", "niets");
        assert_eq!(watch.leaks(), ["een lijst: een geheim"]);
    }
}
