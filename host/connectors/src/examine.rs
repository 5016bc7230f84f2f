//! Whether the result of a step is what the contract asks for, before anybody builds on it.
//!
//! What is looked at is form: kinds, sizes, numbers that could overflow, names that reach people.
//! Whether a handle belongs to the call is for whoever drives the call to say.

use std::ops::RangeInclusive;

use sdk_connector::kinds;
use sdk_connector::protocol::{
    Call, Chunk, Document, Fetched, FileSlice, Item, Outcome, Page, Progress, Received, Response,
    StepResult,
};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::fault::StepFault;
use crate::limits::Limits;
use crate::manifest::Manifest;

/// What an answer to a sender can have as its HTTP status: final ones, not the interim ones below.
const STATUS: RangeInclusive<u16> = 200..=599;

/// Length of the kind of an effect; those of the contract stay below 20.
const KIND_BYTES: usize = 100;

/// Items in one page; who lists more says `more`.
const PAGE_ITEMS: usize = 10_000;
/// Size of a cursor as JSON: a moment for each of some thousands of authorisations.
const CURSOR_BYTES: usize = 1 << 20;
/// Characters in the key of an item: it becomes a key in the store.
const KEY_CHARS: usize = 256;
/// Characters in a payroll tax number (12) and in the code of a service, and then some.
const CODE_CHARS: usize = 64;
/// Characters in a media type (RFC 6838: 127 on each side of the slash).
const MEDIA_TYPE_CHARS: usize = 255;
/// Characters in the name of a file, as most file systems have it.
const FILE_NAME_CHARS: usize = 255;

/// What a result is held against.
pub(crate) struct Examination<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) limits: &'a Limits,
    pub(crate) call: &'a Call,
    /// How many effects were answered.
    pub(crate) replies: usize,
}

impl Examination<'_> {
    /// Whether the result is what the contract asks for.
    pub(crate) fn of(&self, result: &StepResult) -> Result<(), StepFault> {
        let StepResult { asked, progress } = result;
        let (limits, replies) = (self.limits, self.replies);
        if asked.len() > limits.effects {
            return Err(StepFault::TooManyEffects { limit: limits.effects });
        }
        if output_bytes(result) > limits.output_bytes {
            return Err(StepFault::TooMuchOutput { limit: limits.output_bytes });
        }
        asked.iter().try_for_each(effect)?;
        match progress {
            Progress::Waiting if asked.len() <= replies => {
                nonsense("zij wacht, maar alles wat zij vroeg is beantwoord")
            }
            Progress::Waiting | Progress::Fault(_) => Ok(()),
            _ if asked.len() > replies => nonsense("zij wacht niet op het antwoord dat zij vroeg"),
            _ if asked.len() < replies => nonsense("zij vroeg minder dan de vorige keer"),
            Progress::Continue(chunk) => self.chunk(chunk),
            Progress::Done(document) => self.outcome(document),
        }
    }

    fn chunk(&self, chunk: &Chunk) -> Result<(), StepFault> {
        let asked = &self.call.request.kind;
        if asked != kinds::RECEIVE {
            return nonsense(format!("bij `{asked}` kan zij geen deel inleveren"));
        }
        self.intakes(&chunk.intakes)
    }

    fn outcome(&self, outcome: &Document) -> Result<(), StepFault> {
        let asked = &self.call.request.kind;
        let expected = kinds::outcome_of(asked);
        if expected.is_some_and(|expected| expected != outcome.kind) {
            return nonsense(format!("op `{asked}` past geen `{}`", outcome.kind));
        }
        if outcome.version != kinds::VERSION {
            return nonsense(format!("`{}` heeft geen versie {}", outcome.kind, outcome.version));
        }
        match outcome.kind.as_str() {
            kinds::RECEIVED => match read(outcome)? {
                Received::Read { intakes, .. } => self.intakes(&intakes),
                Received::Repeated { .. } | Received::Refused { .. } => Ok(()),
            },
            kinds::RESPONSE => self.response(&read(outcome)?),
            kinds::OUTCOME => read::<Outcome>(outcome).map(drop),
            kinds::PAGE => match read(outcome)? {
                Page::Listed { items, cursor, .. } => page(&items, &cursor),
                Page::TryAgain { .. } | Page::Rejected { .. } => Ok(()),
            },
            kinds::FETCHED => match read(outcome)? {
                Fetched::Message { content_type, .. } => media_type(&content_type),
                Fetched::Gone { .. } | Fetched::TryAgain { .. } => Ok(()),
            },
            _ => read::<IgnoredAny>(outcome).map(drop),
        }
    }

    fn response(&self, response: &Response) -> Result<(), StepFault> {
        if !STATUS.contains(&response.status) {
            return nonsense(format!("{} is geen status van een antwoord", response.status));
        }
        match &response.follow_up {
            Some(kind) if !self.manifest.documents.iter().any(|known| known.kind == *kind) => {
                nonsense(format!("vervolgdocument `{kind}` staat niet in plugin.toml"))
            }
            _ => Ok(()),
        }
    }

    fn intakes(&self, intakes: &[Document]) -> Result<(), StepFault> {
        intakes
            .iter()
            .try_for_each(|intake| self.manifest.check_intake(intake))
            .map_err(|what| StepFault::nonsense(&what))
    }
}

/// What a page lists goes into the store as it is.
fn page(items: &[Item], cursor: &Value) -> Result<(), StepFault> {
    if items.len() > PAGE_ITEMS {
        return nonsense(format!("een pagina heeft hoogstens {PAGE_ITEMS} stukken"));
    }
    if cursor.to_string().len() > CURSOR_BYTES {
        return nonsense(format!("de stand van het ophalen is groter dan {CURSOR_BYTES} bytes"));
    }
    let lawful = |item: &Item| {
        !item.key.is_empty()
            && is_line(&item.key, KEY_CHARS)
            && is_line(&item.loonheffingennummer, CODE_CHARS)
            && is_line(&item.dienst, CODE_CHARS)
    };
    match items.iter().position(|item| !lawful(item)) {
        Some(place) => nonsense(format!(
            "stuk {} van een pagina heeft een kenmerk, loonheffingennummer of dienst dat leeg of te lang is of stuurtekens heeft",
            place + 1
        )),
        None => Ok(()),
    }
}

/// Whether a file can lie where an intake says, and is called something that can be shown. The error
/// says nothing of the name.
pub(crate) fn check_file(file: &FileSlice) -> Result<(), String> {
    let wrong = if file.offset.checked_add(file.length).is_none() {
        "de plaats van het bestand bestaat niet"
    } else if !is_line(&file.name, FILE_NAME_CHARS) {
        "de naam van het bestand is te lang of heeft stuurtekens"
    } else if !is_line(&file.content_type, MEDIA_TYPE_CHARS) {
        "de soort van het bestand is te lang of heeft stuurtekens"
    } else {
        return Ok(());
    };
    Err(wrong.into())
}

fn media_type(text: &str) -> Result<(), StepFault> {
    if is_line(text, MEDIA_TYPE_CHARS) {
        return Ok(());
    }
    nonsense("de soort van het bericht is te lang of heeft stuurtekens")
}

/// At most so many characters, on one line.
fn is_line(text: &str, most: usize) -> bool {
    text.chars().take(most + 1).count() <= most && !text.chars().any(char::is_control)
}

/// A result that is no answer.
pub(crate) fn nonsense<T>(what: impl AsRef<str>) -> Result<T, StepFault> {
    Err(StepFault::nonsense(what.as_ref()))
}

/// Reads a document of the connector.
fn read<T: DeserializeOwned>(document: &Document) -> Result<T, StepFault> {
    document.read().map_err(|what| StepFault::nonsense(&what))
}

/// Whatever an effect asks, its kind goes into texts for people.
fn effect(effect: &Document) -> Result<(), StepFault> {
    let lawful = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    if effect.kind.len() > KIND_BYTES || !effect.kind.chars().all(lawful) {
        return nonsense("de naam van een handeling is geen naam");
    }
    read::<IgnoredAny>(effect).map(drop)
}

/// What a step hands over, in bytes.
fn output_bytes(result: &StepResult) -> usize {
    let of = |documents: &[Document]| -> usize {
        documents.iter().map(|document| document.kind.len() + document.body.len()).sum()
    };
    let progress = match &result.progress {
        Progress::Waiting => 0,
        Progress::Continue(chunk) => chunk.state.len() + of(&chunk.intakes),
        Progress::Done(outcome) => of(std::slice::from_ref(outcome)),
        Progress::Fault(text) => text.len(),
    };
    of(&result.asked) + progress
}

#[cfg(test)]
mod tests {
    use sdk_connector::protocol::FileEncoding;

    use super::*;

    fn item(key: &str) -> Item {
        let (loonheffingennummer, dienst) = ("123456782L01".into(), "UWV-ZZ-ZW".into());
        Item { key: key.into(), loonheffingennummer, dienst }
    }

    #[test]
    fn a_page_fits_in_the_store() {
        let full = vec![item("a"); PAGE_ITEMS];
        assert!(page(&full, &Value::Null).is_ok());
        assert!(page(&[full, vec![item("a")]].concat(), &Value::Null).is_err());
        assert!(page(&[item(&"é".repeat(KEY_CHARS))], &Value::Null).is_ok());
        for key in [String::new(), "é".repeat(KEY_CHARS + 1), "a\nb".into(), "a\0".into()] {
            let what = page(&[item("a"), item(&key)], &Value::Null).unwrap_err().to_string();
            assert!(what.contains("stuk 2 van een pagina"), "{what}");
        }
        let long = Item { dienst: "x".repeat(CODE_CHARS + 1), ..item("a") };
        assert!(page(&[long], &Value::Null).is_err());
        assert!(page(&[], &Value::from("x".repeat(CURSOR_BYTES))).is_err());
    }

    #[test]
    fn a_file_lies_somewhere_and_has_a_name() {
        let file = FileSlice {
            handle: 1,
            offset: u64::MAX - 2,
            length: 2,
            encoding: FileEncoding::Base64,
            name: "brief.pdf".into(),
            content_type: "application/pdf".into(),
        };
        assert_eq!(check_file(&file), Ok(()));
        for (wrong, expected) in [
            (FileSlice { length: 3, ..file.clone() }, "plaats"),
            (FileSlice { name: "x".repeat(256), ..file.clone() }, "naam"),
            (FileSlice { name: "a\r\nb".into(), ..file.clone() }, "naam"),
            (FileSlice { content_type: "x".repeat(256), ..file }, "soort"),
        ] {
            let what = check_file(&wrong).unwrap_err();
            assert!(what.contains(expected), "{what}");
        }
    }
}
