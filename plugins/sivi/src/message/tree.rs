//! The message as a stream: one element at a time, whole where it is small.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde::{Deserialize, Serialize};

/// How much is kept of one element with all that is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Elements within it.
    pub elements: usize,
    /// Bytes of text in all.
    pub text: usize,
    /// Bytes of the message that it may take; what is beyond is left unread.
    pub bytes: u64,
}

impl Room {
    /// For an employee: far more than any real one needs, and small beside the memory of a
    /// connector.
    pub const EMPLOYEE: Room = Room { elements: 30_000, text: 1 << 20, bytes: 2 << 20 };
    /// For any other part of a message; the largest that the standard knows has 27 elements.
    pub const PART: Room = Room { elements: 200, text: 64 << 10, bytes: 1 << 20 };
}

/// Most characters kept of a tag; SIVI's longest has 27.
const MAX_TAG: usize = 60;

/// Most bytes kept of one value: SIVI's longest has 512 characters of at most four bytes.
const MAX_VALUE: usize = 2048;

/// The message cannot be read on. After the guard has seen it that is the host's doing.
#[derive(Debug, thiserror::Error)]
#[error("het bericht is niet verder te lezen (regel {line}): {}", in_dutch(.cause))]
pub struct Unreadable {
    line: u64,
    cause: quick_xml::Error,
}

/// What the host said; what the parser says repeats the message.
fn in_dutch(cause: &quick_xml::Error) -> String {
    match cause {
        quick_xml::Error::Io(error) => error.to_string(),
        _ => "het is niet meer wat het was".to_owned(),
    }
}

/// An element with all that is in it. Without Debug: it holds personal data.
#[derive(Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Tag without prefix.
    pub name: String,
    /// The line on which its start tag ends.
    pub line: u64,
    /// Its text, trimmed; empty for a group.
    pub text: String,
    /// In the order of the message.
    pub children: Vec<Node>,
    /// It holds more than we keep, so what is here is not all.
    pub truncated: bool,
}

/// An element as far as it was read.
pub struct Taken {
    /// The element.
    pub node: Node,
    /// How many elements are still open: 0 when it was read to its end. Else it is longer than there
    /// is room for, and the stream stands within it.
    pub open: usize,
}

impl Node {
    /// The first child with this tag.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// How many elements it is with all that is in it, and the bytes of their texts.
    pub fn size(&self) -> (usize, usize) {
        let below = self.children.iter().map(Node::size);
        below.fold((1, self.text.len()), |(elements, text), (more, longer)| {
            (elements + more, text + longer)
        })
    }

    /// All children with this tag.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// What comes next at the level where the stream stands.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// An element begins; its tag without prefix, and its namespace when it declares that itself.
    Start(String, Option<String>),
    /// The element around ends.
    End,
    /// Something that is no element: a text, a comment.
    Other,
    /// The message ends.
    Eof,
}

/// The message as a stream of events, with the place where it stands.
pub struct Stream<R> {
    xml: Reader<Counted<R>>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Stream<R> {
    /// Reads on from `offset` bytes, which is in line `line`. `source` must stand there.
    pub fn new(source: R, offset: u64, line: u64) -> Stream<R> {
        let mut xml = Reader::from_reader(Counted { source, offset, line });
        let config = xml.config_mut();
        config.expand_empty_elements = true;
        config.allow_unmatched_ends = true; // in the middle, what is around it began before us
        Stream { xml, buffer: Vec::new() }
    }

    /// Bytes from the start of the message.
    pub fn offset(&self) -> u64 {
        self.xml.get_ref().offset
    }

    /// Line, from 1.
    pub fn line(&self) -> u64 {
        self.xml.get_ref().line
    }

    /// The next piece of the message.
    pub fn step(&mut self) -> Result<Next, Unreadable> {
        self.buffer.clear();
        Ok(match self.xml.read_event_into(&mut self.buffer) {
            Ok(Event::Start(tag)) => Next::Start(name_of(&tag), namespace(&tag)),
            Ok(Event::End(_)) => Next::End,
            Ok(Event::Eof) => Next::Eof,
            Ok(_) => Next::Other,
            Err(cause) => return Err(Unreadable { line: self.line(), cause }),
        })
    }

    /// The rest of the element whose start tag was just read, as far as there is room for it.
    pub fn element(&mut self, name: String, mut room: Room) -> Result<Taken, Unreadable> {
        let end = self.offset().saturating_add(room.bytes);
        let mut open = vec![Node { name, line: self.line(), ..Node::default() }];
        let mut skipped: usize = 0; // depth below an element that was not kept
        loop {
            self.buffer.clear();
            let event = self.xml.read_event_into(&mut self.buffer);
            let Counted { line, offset, .. } = *self.xml.get_ref();
            match event.map_err(|cause| Unreadable { line, cause })? {
                // Its end may not stand in the message: never stop right behind a start.
                Event::Start(_) if skipped > 0 || room.elements == 0 => {
                    skipped += 1;
                    mark_truncated(&mut open);
                    continue;
                }
                Event::Start(tag) => {
                    room.elements -= 1;
                    open.push(Node { name: name_of(&tag), line, ..Node::default() });
                    continue;
                }
                Event::End(_) if skipped > 0 => skipped -= 1,
                Event::End(_) => {
                    if let Some(node) = close(&mut open) {
                        return Ok(Taken { node, open: 0 });
                    }
                }
                Event::Text(text) if skipped == 0 => {
                    keep(&mut open, &text.xml10_content(), &mut room);
                }
                Event::CData(text) if skipped == 0 => keep(&mut open, &text, &mut room),
                Event::GeneralRef(entity) if skipped == 0 => {
                    keep(&mut open, &character(&entity), &mut room);
                }
                Event::Eof => return Ok(Taken { node: close_all(open), open: 0 }),
                _ => {}
            }
            if offset >= end {
                let depth = open.len() + skipped;
                return Ok(Taken { node: close_all(open), open: depth });
            }
        }
    }
}

/// What a reference stands for. The guard has let through no others than these.
fn character(entity: &BytesRef) -> String {
    let character = entity.resolve_char_ref().ok().flatten().map(String::from);
    let text = character.or(resolve_predefined_entity(entity).map(str::to_owned));
    text.unwrap_or_else(|| "\u{FFFD}".to_owned())
}

/// The tag without its prefix. One that is longer than the standard has any is cut: a message may
/// hold many, and what is left of it is still not one of the standard's.
fn name_of(tag: &BytesStart) -> String {
    tag.local_name().into_inner().chars().take(MAX_TAG).collect()
}

fn namespace(tag: &BytesStart) -> Option<String> {
    let declaration = match tag.name().prefix() {
        Some(prefix) => format!("xmlns:{}", prefix.into_inner()),
        None => "xmlns".to_owned(),
    };
    let attribute = tag.try_get_attribute(declaration.as_str()).ok().flatten()?;
    Some(attribute.value.into_owned())
}

fn keep(open: &mut [Node], text: &str, room: &mut Room) {
    let Some(node) = open.last_mut() else { return };
    if node.text.is_empty() && text.trim().is_empty() {
        return; // white space between children
    }
    let most = MAX_VALUE.saturating_sub(node.text.len()).min(room.text);
    let end = text.floor_char_boundary(most);
    node.text.push_str(text.get(..end).unwrap_or_default());
    node.truncated |= end < text.len();
    let is_full = text.len() > room.text;
    room.text -= end;
    if is_full {
        mark_truncated(open);
    }
}

fn mark_truncated(open: &mut [Node]) {
    if let Some(root) = open.first_mut() {
        root.truncated = true;
    }
}

/// Closes the innermost open element; gives it when it was the outermost.
fn close(open: &mut Vec<Node>) -> Option<Node> {
    let mut node = open.pop()?;
    node.text = node.text.trim().to_owned();
    node.children.shrink_to_fit();
    match open.last_mut() {
        Some(around) => {
            around.children.push(node);
            None
        }
        None => Some(node),
    }
}

/// What is there when the element was not read to its end.
fn close_all(mut open: Vec<Node>) -> Node {
    while !open.is_empty() {
        if let Some(root) = close(&mut open) {
            return Node { truncated: true, ..root };
        }
    }
    Node::default()
}

/// A source that knows how far it was read.
struct Counted<R> {
    source: R,
    offset: u64,
    line: u64,
}

impl<R: BufRead> std::io::Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut from = self.fill_buf()?;
        let read = std::io::Read::read(&mut from, into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.source.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // The caller has just seen this very range; asking for it again fetches nothing.
        if let Ok(range) = self.source.fill_buf() {
            let passed = range.get(..amount).unwrap_or(range);
            self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        }
        self.offset += amount as u64;
        self.source.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room::PART;

    #[test]
    fn an_element_is_read_with_its_lines_and_entities() {
        let xml = "<a>\n <s:b xmlns:s='u'>x &amp; &#233;<![CDATA[<z>]]></s:b>\n<c/>\n</a>";
        let mut stream = Stream::new(xml.as_bytes(), 0, 1);
        assert_eq!(stream.step().unwrap(), Next::Start("a".into(), None));
        let node = stream.element("a".into(), ROOM).unwrap().node;
        assert_eq!(node.child("b").unwrap().text, "x & é<z>");
        assert_eq!((node.child("b").unwrap().line, node.child("c").unwrap().line), (2, 3));
        assert_eq!((stream.offset(), stream.line()), (xml.len() as u64, 4));
        assert_eq!(stream.step().unwrap(), Next::Eof);
    }

    #[test]
    fn an_element_of_any_size_is_kept_within_bounds() {
        let xml = format!("<a>{}</a><b/>", "<x>y</x>".repeat(ROOM.elements + 1));
        let mut stream = Stream::new(xml.as_bytes(), 0, 1);
        stream.step().unwrap();
        let node = stream.element("a".into(), ROOM).unwrap().node;
        assert!(node.truncated);
        assert_eq!(node.children.len(), ROOM.elements);
        assert_eq!(stream.step().unwrap(), Next::Start("b".into(), None));
    }

    #[test]
    fn tags_and_texts_of_any_size_are_kept_within_bounds() {
        let children = format!("<{0}>{1}</{0}>", "t".repeat(10_000), "x".repeat(2_000)).repeat(100);
        let xml = format!("<a>{children}</a>");
        let mut stream = Stream::new(xml.as_bytes(), 0, 1);
        stream.step().unwrap();
        let node = stream.element("a".into(), Room { bytes: u64::MAX, ..ROOM }).unwrap().node;
        assert!(node.truncated);
        assert_eq!(node.size(), (101, ROOM.text));
        assert!(node.children.iter().all(|child| child.name.len() == MAX_TAG));
    }

    #[test]
    fn an_element_that_takes_too_much_of_the_message_is_left_half_way() {
        let xml = format!("<a><b>{}</b></a><c/>", "<x/>".repeat(1_000));
        let mut stream = Stream::new(xml.as_bytes(), 0, 1);
        stream.step().unwrap();
        let taken = stream.element("a".into(), Room { bytes: 100, ..ROOM }).unwrap();
        assert!(taken.node.truncated);
        assert_eq!((taken.open, taken.node.children.len()), (2, 1));
        assert!(stream.offset() < 110);
    }

    #[test]
    fn a_value_of_any_length_is_kept_within_bounds() {
        let xml = format!("<a>{}</a>", "é".repeat(MAX_VALUE));
        let mut stream = Stream::new(xml.as_bytes(), 0, 1);
        stream.step().unwrap();
        let node = stream.element("a".into(), ROOM).unwrap().node;
        assert!(node.truncated && node.text.len() <= MAX_VALUE);
    }
}
