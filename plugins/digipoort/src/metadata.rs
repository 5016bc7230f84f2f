//! What a message says about the documents in it, in either of the forms that we know of.

use std::collections::BTreeMap;

use sdk_connector::protocol::{Level, Problem};
use sdk_connector::xml::Outline;

use crate::moment::date;
use crate::settings::Namen;
use crate::structure::collapsed;

/// The BSN of a document of which nobody can say whom it is about: no number, so no employee.
pub const UNKNOWN: &str = "onbekend";

/// Largest metadata XML, in bytes.
pub const MOST_XML: usize = 256 << 10;
/// Most characters of a title.
const MOST_TITLE: usize = 255;
/// Most characters of anything else.
const MOST_VALUE: usize = 40;

/// What is said about the documents of a message. Without Debug: it is personal data.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Whom they are about; `None` for the employer, [`UNKNOWN`] when that cannot be told.
    pub bsn: Option<String>,
    /// Code of the service, as the metadata have it.
    pub dienst: Option<String>,
    /// Title.
    pub titel: Option<String>,
    /// Date on the document.
    pub datum: Option<String>,
    /// Whether they could be read at all.
    pub are_read: bool,
    /// What is wrong with them.
    pub problems: Vec<Problem>,
}

/// A remark on a record that goes on.
pub fn warning(field: &str, text: impl Into<String>) -> Problem {
    Problem { level: Level::Waarschuwing, field: field.to_owned(), text: text.into() }
}

impl Metadata {
    /// Those of documents of which nothing can be told, and why.
    pub fn unreadable(why: impl Into<String>) -> Metadata {
        let problems = vec![warning("metadata", why)];
        Metadata { bsn: Some(UNKNOWN.to_owned()), problems, ..Metadata::default() }
    }

    /// Reads metadata XML: the elements of these names, wherever they stand.
    pub fn of_xml(xml: &[u8], names: &Namen) -> Metadata {
        let outline = match Outline::read(xml, MOST_XML as u64) {
            Ok(outline) => outline,
            Err(refusal) => {
                return Metadata::unreadable(format!("de metadata zijn niet te lezen: {refusal}"));
            }
        };
        let elements = outline.root().descendants();
        let values = elements.filter(|element| element.children().next().is_none());
        let values = values.map(|element| (element.name(), element.text().unwrap_or_default()));
        Metadata::of_values(values, names)
    }

    /// Picks the metadata from these names and values.
    pub fn of_values<'a>(
        values: impl Iterator<Item = (&'a str, String)>,
        names: &Namen,
    ) -> Metadata {
        let wanted = [&names.bsn, &names.dienst, &names.titel, &names.datum];
        let mut found = BTreeMap::<&str, Vec<String>>::new();
        for (name, value) in values {
            if let Some(name) = wanted.iter().find(|wanted| **wanted == name) {
                let values = found.entry(name.as_str()).or_default();
                let value = collapsed(&value);
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        if found.is_empty() {
            return Metadata::unreadable(
                "in de metadata staat geen van de elementen die wij kennen",
            );
        }
        let mut metadata = Metadata { are_read: true, ..Metadata::default() };
        metadata.bsn = metadata.bsn_of(found.remove(names.bsn.as_str()));
        metadata.dienst = metadata.single("dienst", found.remove(names.dienst.as_str()));
        metadata.titel = metadata.single("titel", found.remove(names.titel.as_str()));
        let datum = metadata.single("datum", found.remove(names.datum.as_str()));
        metadata.datum = metadata.date_of(datum);
        metadata
    }

    /// An element that is there but says nothing, or twice something else, does not make it a document
    /// for the employer.
    fn bsn_of(&mut self, values: Option<Vec<String>>) -> Option<String> {
        let values = values?;
        match values.as_slice() {
            [value] if !value.is_empty() => Some(in_nine_digits(&cut(value, MOST_VALUE))),
            several => {
                let text = if several.len() > 1 { "staat er meer dan eens" } else { "is leeg" };
                self.problems.push(warning("bsn", text));
                Some(UNKNOWN.to_owned())
            }
        }
    }

    fn single(&mut self, field: &str, values: Option<Vec<String>>) -> Option<String> {
        let values = values?;
        if values.len() > 1 {
            self.problems.push(warning(field, "staat er meer dan eens; het eerste geldt"));
        }
        let most = if field == "titel" { MOST_TITLE } else { MOST_VALUE };
        values.first().filter(|value| !value.is_empty()).map(|value| cut(value, most))
    }

    fn date_of(&mut self, text: Option<String>) -> Option<String> {
        let text = text?;
        let date = date(&text);
        if date.is_none() {
            self.problems.push(warning("datum", "is geen datum"));
        }
        date
    }
}

/// A BSN that was kept as a number gets its leading zero back.
fn in_nine_digits(value: &str) -> String {
    match value.len() {
        8 if value.bytes().all(|byte| byte.is_ascii_digit()) => format!("0{value}"),
        _ => value.to_owned(),
    }
}

fn cut(value: &str, most: usize) -> String {
    value.chars().take(most).collect()
}
