//! The message as a stream: one element at a time, whole where it is small.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// How much is kept of one element with all that is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Elements within it.
    pub elements: usize,
    /// Bytes of text in all.
    pub text: usize,
}

impl Room {
    /// For an employee: far more than any real one needs, and small beside the memory of a
    /// connector.
    pub const EMPLOYEE: Room = Room { elements: 30_000, text: 4 * 1024 * 1024 };
    /// For any other part of a message; the largest that the standard knows has 27 elements.
    pub const PART: Room = Room { elements: 200, text: 64 * 1024 };
}

/// Most bytes kept of one value: SIVI's longest has 512 characters of at most four bytes.
const MAX_VALUE: usize = 2048;

/// The message cannot be read on. After the guard has seen it that is the host's doing.
#[derive(Debug, thiserror::Error)]
#[error("het bericht is niet verder te lezen (regel {line}): {cause}")]
pub struct Unreadable {
    line: u64,
    cause: quick_xml::Error,
}

/// An element with all that is in it. Without Debug: it holds personal data.
#[derive(Default)]
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

impl Node {
    /// The first child with this tag.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
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

    /// The next start or end, over whatever stands between.
    pub fn step(&mut self) -> Result<Next, Unreadable> {
        loop {
            self.buffer.clear();
            let next = match self.xml.read_event_into(&mut self.buffer) {
                Ok(Event::Start(tag)) => {
                    Next::Start(tag.local_name().into_inner().to_owned(), namespace(&tag))
                }
                Ok(Event::End(_)) => Next::End,
                Ok(Event::Eof) => Next::Eof,
                Ok(_) => continue,
                Err(cause) => return Err(Unreadable { line: self.line(), cause }),
            };
            return Ok(next);
        }
    }

    /// The rest of the element whose start tag was just read, as far as there is room for it.
    pub fn element(&mut self, name: String, mut room: Room) -> Result<Node, Unreadable> {
        let mut open = vec![Node { name, line: self.line(), ..Node::default() }];
        let mut skipped: u64 = 0; // depth below an element that was not kept
        loop {
            self.buffer.clear();
            let event = self.xml.read_event_into(&mut self.buffer);
            let line = self.xml.get_ref().line;
            match event.map_err(|cause| Unreadable { line, cause })? {
                Event::Start(_) if skipped > 0 || room.elements == 0 => {
                    skipped += 1;
                    mark_truncated(&mut open);
                }
                Event::Start(tag) => {
                    room.elements -= 1;
                    let name = tag.local_name().into_inner().to_owned();
                    open.push(Node { name, line, ..Node::default() });
                }
                Event::End(_) if skipped > 0 => skipped -= 1,
                Event::End(_) => {
                    if let Some(root) = close(&mut open) {
                        return Ok(root);
                    }
                }
                Event::Text(text) if skipped == 0 => {
                    keep(&mut open, &text.xml10_content(), &mut room);
                }
                Event::CData(text) if skipped == 0 => keep(&mut open, &text, &mut room),
                Event::GeneralRef(entity) if skipped == 0 => {
                    let character = entity.resolve_char_ref().ok().flatten().map(String::from);
                    let text = character.or(resolve_predefined_entity(&entity).map(str::to_owned));
                    keep(&mut open, text.as_deref().unwrap_or("\u{FFFD}"), &mut room);
                }
                Event::Eof => return Ok(close_all(open)),
                _ => {}
            }
        }
    }
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
    if text.len() > room.text || node.text.len() + text.len() > MAX_VALUE {
        let end = text.floor_char_boundary(MAX_VALUE.saturating_sub(node.text.len()));
        node.text.push_str(text.get(..end).unwrap_or_default());
        node.truncated = true;
        return;
    }
    room.text -= text.len();
    node.text.push_str(text);
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

/// What is there when the message ends in the middle, which the guard has ruled out.
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
        let node = stream.element("a".into(), ROOM).unwrap();
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
        let node = stream.element("a".into(), ROOM).unwrap();
        assert!(node.truncated);
        assert_eq!(node.children.len(), ROOM.elements);
        assert_eq!(stream.step().unwrap(), Next::Start("b".into(), None));
    }

    #[test]
    fn a_value_of_any_length_is_kept_within_bounds() {
        let xml = format!("<a>{}</a>", "é".repeat(MAX_VALUE));
        let mut stream = Stream::new(xml.as_bytes(), 0, 1);
        stream.step().unwrap();
        let node = stream.element("a".into(), ROOM).unwrap();
        assert!(node.truncated && node.text.len() <= MAX_VALUE);
    }
}
