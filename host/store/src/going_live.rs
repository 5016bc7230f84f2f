//! How the rules came to be what they are: what waits to go live, and what went live when and by whom.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The files of a book, by path.
pub type BookFiles = BTreeMap<String, String>;

/// One going live of the rules. Never changed, never deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ingebruikname {
    /// Hash of the book that went live.
    pub boek: String,
    /// Hash of the book that was live before; none at the first.
    pub vorige: Option<String>,
    /// When.
    pub op: Timestamp,
    /// By which way it went live.
    pub wijze: Wijze,
    /// Who put it in use; [`Ingebruikname::MAP`] when that was who saved the folder of rules.
    pub door: String,
    /// Who approved it, where two people must agree.
    pub goedgekeurd_door: Option<String>,
    /// When it was proposed, where two people must agree.
    pub voorgesteld_op: Option<Timestamp>,
    /// What the author said of it.
    pub opmerking: Option<String>,
    /// Which files changed.
    pub bestanden: Vec<Bestandswijziging>,
    /// How the tests in the book went.
    pub tests: Testuitslag,
    /// How much of the book its tests touch, as JSON of the rulebook; none when it was not measured.
    pub dekking: Option<Value>,
    /// What it would have done otherwise with the past, as JSON of the engine; none when it was not asked.
    pub wat_als: Option<Value>,
}

impl Ingebruikname {
    /// Author of what went live because it was saved in the folder of rules.
    pub const MAP: &'static str = "map";
}

/// By which way a book goes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wijze {
    /// It was saved in the folder of rules.
    Map,
    /// Somebody put the concept in use.
    Concept,
    /// Somebody went back to an earlier book.
    Terug,
}

/// A file that differs between two books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bestandswijziging {
    /// Its path in the folder of rules.
    pub pad: String,
    /// How it differs.
    pub soort: Wijziging,
}

/// How a file differs from the one in the book before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wijziging {
    /// It was not there before.
    Nieuw,
    /// It has other contents.
    Gewijzigd,
    /// It is gone.
    Weg,
}

/// The files that differ between two books, by path.
pub fn changed_files(before: &BookFiles, now: &BookFiles) -> Vec<Bestandswijziging> {
    let new = now.iter().filter_map(|(pad, text)| match before.get(pad) {
        None => Some((pad, Wijziging::Nieuw)),
        Some(known) if known != text => Some((pad, Wijziging::Gewijzigd)),
        Some(_) => None,
    });
    let gone = before.keys().filter(|pad| !now.contains_key(*pad)).map(|pad| (pad, Wijziging::Weg));
    let all: BTreeMap<_, _> = new.chain(gone).collect();
    all.into_iter().map(|(pad, soort)| Bestandswijziging { pad: pad.clone(), soort }).collect()
}

/// How the tests in a book went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Testuitslag {
    /// How many came out as expected.
    pub geslaagd: usize,
    /// How many there are.
    pub totaal: usize,
}

/// A good book that was saved where books do not go live by themselves: it waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// Hash of the book.
    pub boek: String,
    /// Its files.
    pub bestanden: BookFiles,
    /// When it was read.
    pub op: Timestamp,
    /// Who made it: [`Ingebruikname::MAP`].
    pub door: String,
}

/// A book that one person put in use and that waits for a second one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voorstel {
    /// Hash of the book.
    pub boek: String,
    /// Its files.
    pub bestanden: BookFiles,
    /// When it was proposed.
    pub op: Timestamp,
    /// Who proposed it, as the audit log has them.
    pub door: String,
    /// Whose proposal it is: the name that was proven. Somebody with another one must approve.
    pub indiener: String,
    /// Whether it is the concept or an earlier book.
    pub wijze: Wijze,
    /// What the author said of it.
    pub opmerking: Option<String>,
    /// What it would have done otherwise with the past; none when it was not asked.
    pub wat_als: Option<Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_differ_are_named_by_path() {
        let files = |texts: &[(&str, &str)]| -> BookFiles {
            texts.iter().map(|(pad, text)| ((*pad).to_owned(), (*text).to_owned())).collect()
        };
        let before = files(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let now = files(&[("a", "1"), ("b", "2"), ("aa", "1")]);
        let told: Vec<_> =
            changed_files(&before, &now).into_iter().map(|one| (one.pad, one.soort)).collect();
        let expected = [
            ("aa".to_owned(), Wijziging::Nieuw),
            ("b".to_owned(), Wijziging::Gewijzigd),
            ("c".to_owned(), Wijziging::Weg),
        ];
        assert_eq!(told, expected);
        assert_eq!(changed_files(&now, &now), []);
    }
}
