//! The guard in front of every XML parser: refuses what no honest sender sends, before anything is
//! built from it. It reads a stream in pieces and keeps a small state, so that a large message can
//! be checked over several steps.
//!
//! Only UTF-8, no DOCTYPE and so no entities of one's own (billion laughs, outside files), bounded
//! depth, tags, attributes and elements, and well-formed to the very end.

use std::collections::BTreeSet;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesEnd, BytesRef, BytesStart, Event};
use serde::{Deserialize, Serialize};

use super::meter::{Meter, Most, Overrun};
use super::refusal::{self, Refusal, shown};

/// Elements within elements; real messages stay below 20.
const MOST_DEPTH: usize = 100;
/// Bytes in a start tag; parsers take time in the square of it.
const MOST_TAG: u64 = 16 * 1024;
/// Attributes in a start tag, for the same reason.
const MOST_ATTRIBUTES: usize = 256;
/// The five entities that XML itself has.
const OWN_ENTITIES: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];

/// How large a message may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in the message.
    pub bytes: u64,
    /// Elements in the message.
    pub elements: u64,
    /// Bytes in one text, comment or CDATA; what parses it afterwards has to hold it in memory.
    pub text: u64,
}

impl Limits {
    /// Messages of at most `bytes`, with 20 million elements (a bulk file of 100 MB has about 3
    /// million) and texts of 8 MiB.
    pub fn of_size(bytes: u64) -> Limits {
        Limits { bytes, elements: 20_000_000, text: 8 << 20 }
    }
}

/// An element that was opened and not yet closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenElement {
    /// As it stands in the message, with its prefix.
    pub name: String,
    /// Where it was opened, from 1.
    pub line: u64,
}

/// Where the guard is: enough to go on in a later step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardState {
    /// Bytes checked so far; the next check reads from here.
    pub offset: u64,
    /// The line at `offset`, from 1.
    pub line: u64,
    /// Elements that are open, outermost first.
    pub open: Vec<OpenElement>,
    /// Elements seen so far.
    pub elements: u64,
    /// Whether the outermost element has been opened.
    rooted: bool,
}

/// How far a check came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// There is more: check on from [`GuardState::offset`].
    More,
    /// The message was well-formed to its end.
    Complete,
}

/// Checks one message.
#[derive(Debug)]
pub struct Guard {
    limits: Limits,
    state: GuardState,
}

type Result<T> = std::result::Result<T, Refusal>;

impl Guard {
    /// A guard at the start of a message.
    pub fn new(limits: Limits) -> Guard {
        let state = GuardState { offset: 0, line: 1, open: Vec::new(), elements: 0, rooted: false };
        Guard::resume(limits, state)
    }

    /// A guard that goes on where an earlier one was.
    pub fn resume(limits: Limits, state: GuardState) -> Guard {
        Guard { limits, state }
    }

    /// Where the guard is.
    pub fn state(&self) -> &GuardState {
        &self.state
    }

    /// Checks a whole message.
    ///
    /// # Errors
    /// The first thing in it that is not acceptable.
    pub fn check_whole(message: impl BufRead, limits: Limits) -> Result<()> {
        Guard::new(limits).check(message, u64::MAX).map(drop)
    }

    /// Checks on in `from`, which stands at [`GuardState::offset`], for about `budget` bytes or to
    /// the end of the message.
    ///
    /// # Errors
    /// The first thing that is not acceptable. The guard is of no use after that.
    pub fn check(&mut self, mut from: impl BufRead, budget: u64) -> Result<Checked> {
        if self.state.offset == 0 {
            self.refuse_utf16(&mut from)?;
        }
        let left = self.limits.bytes.saturating_sub(self.state.offset);
        let most = Most { message: left, tag: MOST_TAG, text: self.limits.text };
        let mut reader = Reader::from_reader(Meter::new(from, most));
        let config = reader.config_mut();
        config.check_comments = true;
        config.check_end_names = false; // the state keeps the open elements, over steps
        config.allow_unmatched_ends = true;

        let start = (self.state.offset, self.state.line);
        let mut buffer = Vec::new();
        loop {
            reader.get_mut().begin_piece();
            buffer.clear();
            let event = reader.read_event_into(&mut buffer);
            let event = event.map_err(|error| self.stopped(&error, reader.get_ref()))?;
            let meter = reader.get_ref();
            self.fits(meter)?;
            let ended = matches!(event, Event::Eof);
            self.look_at(&event, meter.piece())?;
            self.state.offset = start.0 + meter.bytes;
            self.state.line = start.1 + meter.lines;
            if ended {
                return Ok(Checked::Complete);
            }
            if meter.bytes >= budget {
                return Ok(Checked::More);
            }
        }
    }

    fn refused<T>(&self, text: impl Into<String>) -> Result<T> {
        Err(Refusal { line: self.state.line, text: text.into() })
    }

    fn stopped<R>(&self, error: &quick_xml::Error, meter: &Meter<R>) -> Refusal {
        let text = match meter.overrun {
            Some(Overrun::Message) => self.too_large(),
            Some(Overrun::Tag) => tag_too_long(),
            Some(Overrun::Text) => self.too_long(),
            None => refusal::of_parser(error),
        };
        Refusal { line: self.state.line, text }
    }

    fn too_large(&self) -> String {
        format!("het bericht is groter dan {} bytes", self.limits.bytes)
    }

    fn too_long(&self) -> String {
        format!("een tekst is langer dan {} bytes", self.limits.text)
    }

    fn fits<R: BufRead>(&self, meter: &Meter<R>) -> Result<()> {
        if self.state.offset.saturating_add(meter.piece()) > self.limits.bytes {
            return self.refused(self.too_large());
        }
        if meter.illegal {
            return self.refused("hier staat een stuurteken dat in XML niet bestaat");
        }
        Ok(())
    }

    fn refuse_utf16(&self, from: &mut impl BufRead) -> Result<()> {
        match from.fill_buf() {
            Ok([0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [b'<', 0, ..] | [0, b'<', ..]) => {
                self.refused("het bericht is in UTF-16; lever het aan in UTF-8")
            }
            _ => Ok(()), // a reader that fails will say so again
        }
    }

    fn look_at(&mut self, event: &Event, length: u64) -> Result<()> {
        match event {
            Event::Start(tag) => self.open(tag, length, true),
            Event::Empty(tag) => self.open(tag, length, false),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => self.text(text, length),
            Event::CData(_) => self.inside("CDATA", length),
            Event::GeneralRef(reference) => {
                self.inside("een verwijzing", length)?;
                self.reference(reference)
            }
            Event::Decl(declaration) => self.declaration(declaration),
            Event::DocType(_) => {
                self.refused("het bericht bevat een DOCTYPE; dat is niet toegestaan")
            }
            Event::Comment(_) | Event::PI(_) => self.fits_text(length),
            Event::Eof => self.end(),
        }
    }

    fn open(&mut self, tag: &BytesStart, length: u64, stays_open: bool) -> Result<()> {
        if length > MOST_TAG {
            return self.refused(tag_too_long());
        }
        if self.state.open.is_empty() && self.state.rooted {
            return self.refused("na het buitenste element begint nog een element");
        }
        if self.state.open.len() >= MOST_DEPTH {
            return self.refused(format!("elementen staan meer dan {MOST_DEPTH} diep in elkaar"));
        }
        if self.state.elements >= self.limits.elements {
            return self
                .refused(format!("het bericht heeft meer dan {} elementen", self.limits.elements));
        }
        let name = tag.name().0;
        if !is_name(name) {
            return self.refused(format!("`{}` is geen naam voor een element", shown(name)));
        }
        self.attributes(tag)?;
        self.state.elements += 1;
        self.state.rooted = true;
        if stays_open {
            let line = self.state.line;
            self.state.open.push(OpenElement { name: name.to_owned(), line });
        }
        Ok(())
    }

    fn attributes(&self, tag: &BytesStart) -> Result<()> {
        let mut names = BTreeSet::new();
        for attribute in tag.attributes().with_checks(false) {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => return self.refused(refusal::of_attribute(&error)),
            };
            let name = attribute.key.0;
            if !is_name(name) {
                return self.refused(format!("`{}` is geen naam voor een attribuut", shown(name)));
            }
            if !names.insert(name) {
                return self.refused(format!("attribuut `{}` komt twee keer voor", shown(name)));
            }
            if names.len() > MOST_ATTRIBUTES {
                return self
                    .refused(format!("een tag heeft meer dan {MOST_ATTRIBUTES} attributen"));
            }
            self.value(&attribute.value)?;
        }
        Ok(())
    }

    fn value(&self, value: &str) -> Result<()> {
        if value.contains('<') {
            return self.refused("de waarde van een attribuut bevat <; schrijf &lt;");
        }
        let mut rest = value;
        while let Some((_, after)) = rest.split_once('&') {
            let Some((reference, after)) = after.split_once(';') else {
                return self
                    .refused("een & staat niet aan het begin van een verwijzing; schrijf &amp;");
            };
            self.reference(&BytesRef::new(reference))?;
            rest = after;
        }
        Ok(())
    }

    fn close(&mut self, tag: &BytesEnd) -> Result<()> {
        let found = tag.name();
        match self.state.open.pop() {
            Some(open) if open.name == found.0 => Ok(()),
            Some(open) => self.refused(refusal::mismatch(&open.name, found.0)),
            None => self
                .refused(format!("element `{}` wordt gesloten maar was niet open", shown(found.0))),
        }
    }

    fn text(&self, text: &str, length: u64) -> Result<()> {
        if text.contains("]]>") {
            return self.refused("]]> staat in gewone tekst; schrijf ]]&gt;");
        }
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return self.fits_text(length);
        }
        self.inside("tekst", length)
    }

    fn inside(&self, what: &str, length: u64) -> Result<()> {
        if self.state.open.is_empty() {
            let side = if self.state.rooted { "na" } else { "voor" };
            return self.refused(format!("er staat {what} {side} het buitenste element"));
        }
        self.fits_text(length)
    }

    fn fits_text(&self, length: u64) -> Result<()> {
        if length > self.limits.text { self.refused(self.too_long()) } else { Ok(()) }
    }

    fn reference(&self, reference: &BytesRef) -> Result<()> {
        if !reference.is_char_ref() {
            if OWN_ENTITIES.contains(&reference.as_ref()) {
                return Ok(());
            }
            return self.refused(format!("de verwijzing `&{};` bestaat niet", shown(reference)));
        }
        match reference.resolve_char_ref() {
            Ok(Some(character)) if super::legal(character) => Ok(()),
            _ => self.refused("een verwijzing noemt een teken dat in XML niet bestaat"),
        }
    }

    fn declaration(&self, declaration: &BytesDecl) -> Result<()> {
        let first = self.state.offset == 0;
        if !first {
            return self.refused("de XML-declaratie staat niet aan het begin");
        }
        if !declaration.version().is_ok_and(|version| version == "1.0") {
            return self.refused("de XML-declaratie noemt een andere versie dan 1.0");
        }
        match declaration.encoding() {
            None => Ok(()),
            Some(Ok(encoding)) if encoding.eq_ignore_ascii_case("utf-8") => Ok(()),
            Some(Ok(encoding)) => self.refused(format!(
                "het bericht noemt tekenset `{}`; lever het aan in UTF-8",
                shown(&encoding)
            )),
            Some(Err(_)) => self.refused("de XML-declaratie klopt niet"),
        }
    }

    fn end(&self) -> Result<()> {
        if let Some(open) = self.state.open.last() {
            let name = shown(&open.name);
            return self.refused(format!(
                "het bericht is afgebroken: element `{name}` van regel {} wordt niet gesloten",
                open.line
            ));
        }
        if !self.state.rooted {
            return self.refused("het bericht bevat geen element");
        }
        Ok(())
    }
}

fn tag_too_long() -> String {
    format!("een tag is langer dan {MOST_TAG} bytes")
}

/// Whether `name` can be the name of an element or attribute. Letters outside ASCII all pass.
fn is_name(name: &str) -> bool {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_' || c == ':' || !c.is_ascii();
    let goes_on = |c: char| starts(c) || c.is_ascii_digit() || c == '-' || c == '.';
    name.starts_with(starts) && name.chars().all(goes_on)
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
