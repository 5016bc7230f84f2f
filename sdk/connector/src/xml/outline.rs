//! A message with large files in it, in little memory: everything but the long base64 texts, and the
//! place of each of those in the message.
//!
//! The message is read once, from start to end, and guarded like any other. What is left of it stays
//! in memory as one text with a table of its elements; a file is pointed at and never copied.

use std::collections::BTreeMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, NamespaceResolver, ResolveResult};

use super::element::Element;
use super::refusal::{self, Refusal, shown};
use super::sieve::{Run, Sieve};
use super::{Guard, Limits};

/// Base64 texts of more bytes than this are left out.
pub const LONGEST_KEPT: usize = 4 * 1024;
/// Bytes that a message may have besides those.
const MOST_KEPT: usize = 8 << 20;
/// Elements that a message may have; the largest list that fits in a reply has some hundred thousand.
const MOST_ELEMENTS: u64 = 300_000;
/// What may stand before the first element without being part of the message.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A part of a message, in bytes from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Where it begins.
    pub offset: u64,
    /// How long it is.
    pub length: u64,
}

/// A message without its long base64 texts. Without Debug: it may hold personal data.
#[derive(Clone)]
pub struct Outline {
    pub(super) text: String,
    pub(super) runs: Vec<Run>,
    /// Bytes left out up to and including each of `runs`.
    left_out: Vec<u64>,
    /// In the order of their start tags.
    pub(super) nodes: Vec<Node>,
    pub(super) namespaces: Vec<String>,
}

/// An element, by places in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Its name without prefix.
    pub(super) name: (u32, u32),
    /// Number of its namespace; 0 is none.
    pub(super) namespace: u32,
    /// What is between its tags.
    pub(super) content: (u32, u32),
    /// The first node that is not within it.
    pub(super) after: u32,
}

impl Outline {
    /// Reads a whole message of at most `bytes` bytes.
    ///
    /// # Errors
    /// The first thing in it that is not acceptable, or that it cannot be read.
    pub fn read(from: impl BufRead, bytes: u64) -> Result<Outline, Refusal> {
        Outline::without_runs_of(from, bytes, LONGEST_KEPT)
    }

    pub(super) fn without_runs_of(
        mut from: impl BufRead,
        bytes: u64,
        longest: usize,
    ) -> Result<Outline, Refusal> {
        let (kept, runs) = sieve(&mut from, bytes, longest)?;
        let limits = Limits { elements: MOST_ELEMENTS, ..Limits::of_size(MOST_KEPT as u64) };
        Guard::check_whole(kept.as_slice(), limits)?;
        let text =
            String::from_utf8(kept).map_err(|_| Refusal { line: 1, text: refusal::not_utf8() })?;
        let left_out = runs.iter().scan(0, |sum, run| {
            *sum += run.left_out;
            Some(*sum)
        });
        let left_out = left_out.collect();
        let mut outline =
            Outline { text, runs, left_out, nodes: Vec::new(), namespaces: vec![String::new()] };
        Table::default().fill(&mut outline)?;
        outline.refuse_runs_outside()?;
        Ok(outline)
    }

    /// The outermost element.
    pub fn root(&self) -> Element<'_> {
        Element::new(self, 0)
    }

    /// The runs within these places of the text, their ends included.
    pub(super) fn runs_in(&self, (from, to): (u32, u32)) -> &[Run] {
        let first = self.runs.partition_point(|run| run.place < from as usize);
        let end = self.runs.partition_point(|run| run.place <= to as usize);
        self.runs.get(first..end).unwrap_or_default()
    }

    /// The part of the message that these places of the text stand for, with all that was left out.
    pub(super) fn slice(&self, (from, to): (u32, u32)) -> Slice {
        let before = |runs: usize| match runs.checked_sub(1) {
            Some(last) => self.left_out.get(last).copied().unwrap_or_default(),
            None => 0,
        };
        let first = self.runs.partition_point(|run| run.place < from as usize);
        let end = self.runs.partition_point(|run| run.place <= to as usize);
        let offset = u64::from(from) + before(first);
        Slice { offset, length: u64::from(to) + before(end) - offset }
    }

    /// The line of a place in the text, from 1.
    pub(super) fn line(&self, place: u32) -> u64 {
        let before = self.text.as_bytes().get(..place as usize).unwrap_or_default();
        1 + newlines(before)
    }

    /// The guard did not see what was left out; outside of the root there may be white space only.
    fn refuse_runs_outside(&self) -> Result<(), Refusal> {
        let Some(root) = self.nodes.first() else { return Ok(()) };
        let (from, to) = root.content;
        let outside = |run: &&Run| run.place < from as usize || run.place > to as usize;
        match self.runs.iter().filter(outside).find(|run| !run.blank) {
            None => Ok(()),
            Some(run) => {
                let side = if run.place < from as usize { "voor" } else { "na" };
                let text = format!("er staat tekst {side} het buitenste element");
                let line = self.line(u32::try_from(run.place).unwrap_or(u32::MAX));
                Err(Refusal { line, text })
            }
        }
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// Reads all of `from`, without its long runs.
fn sieve(
    from: &mut impl BufRead,
    most: u64,
    longest: usize,
) -> Result<(Vec<u8>, Vec<Run>), Refusal> {
    let mut sieve = Sieve::new(longest);
    let (mut read, mut lines) = (0_u64, 1_u64);
    loop {
        let refused = |text| Err(Refusal { line: lines, text });
        let bytes = match from.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) => return refused(format!("het bericht is niet te lezen: {error}")),
        };
        if bytes.is_empty() {
            return Ok(sieve.finish());
        }
        read += bytes.len() as u64;
        if read > most {
            return refused(format!("het bericht is groter dan {most} bytes"));
        }
        sieve.pass(bytes);
        if sieve.kept() > MOST_KEPT {
            return refused(format!(
                "het bericht heeft meer dan {MOST_KEPT} bytes naast zijn bestanden"
            ));
        }
        lines += newlines(bytes);
        let length = bytes.len();
        from.consume(length);
    }
}

/// Makes the table of elements.
#[derive(Default)]
struct Table {
    resolver: NamespaceResolver,
    known: BTreeMap<String, u32>,
    open: Vec<usize>,
}

impl Table {
    fn fill(mut self, outline: &mut Outline) -> Result<(), Refusal> {
        let Outline { text, nodes, namespaces, .. } = outline;
        // The parser leaves out a byte order mark and does not count it.
        let mark =
            if text.as_bytes().starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let mut reader = Reader::from_str(text.get(mark..).unwrap_or_default());
        let place = |position: u64| u32::try_from(position + mark as u64).unwrap_or(u32::MAX);
        loop {
            let before = place(reader.buffer_position());
            let event = reader.read_event();
            let at = place(reader.buffer_position());
            let told = match event {
                Ok(Event::Start(tag)) => self.begin(&tag, before, nodes, namespaces).map(|node| {
                    self.open.push(nodes.len());
                    nodes.push(Node { content: (at, at), ..node });
                }),
                Ok(Event::Empty(tag)) => self.begin(&tag, before, nodes, namespaces).map(|node| {
                    self.resolver.pop();
                    nodes.push(Node { content: (at - 1, at - 1), ..node });
                }),
                Ok(Event::End(_)) => {
                    self.resolver.pop();
                    let after = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
                    if let Some(node) = self.open.pop().and_then(|open| nodes.get_mut(open)) {
                        node.content.1 = before;
                        node.after = after;
                    }
                    Ok(())
                }
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => Ok(()),
                Err(error) => Err(refusal::of_parser(&error)),
            };
            told.map_err(|told| {
                let kept = text.as_bytes().get(..before as usize).unwrap_or_default();
                Refusal { line: 1 + newlines(kept), text: told }
            })?;
        }
    }

    /// The element of a tag that begins at `place`; its content is not known yet.
    fn begin(
        &mut self,
        tag: &BytesStart,
        place: u32,
        nodes: &[Node],
        namespaces: &mut Vec<String>,
    ) -> Result<Node, String> {
        self.resolver.push(tag).map_err(|error| refusal::of_parser(&error.into()))?;
        let (resolved, local) = self.resolver.resolve_element(tag.name());
        let namespace = match resolved {
            ResolveResult::Unbound => 0,
            ResolveResult::Bound(Namespace(name)) => match self.known.get(name) {
                Some(number) => *number,
                None => {
                    let number = u32::try_from(namespaces.len()).unwrap_or_default();
                    namespaces.push(name.to_owned());
                    self.known.insert(name.to_owned(), number);
                    number
                }
            },
            ResolveResult::Unknown(prefix) => {
                return Err(format!("voorvoegsel `{}` heeft geen naamruimte", shown(&prefix)));
            }
        };
        let length = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
        let end = place + 1 + length(tag.name().0);
        let name = (end - length(local.into_inner()), end);
        let after = u32::try_from(nodes.len() + 1).unwrap_or(u32::MAX);
        Ok(Node { name, namespace, content: (place, place), after })
    }
}

#[cfg(test)]
#[path = "outline_tests.rs"]
mod tests;
