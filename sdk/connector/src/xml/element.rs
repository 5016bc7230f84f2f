//! An element of an [`Outline`]: its name, what is in it, and where that stands in the message.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::outline::{Node, Outline, Slice};

/// An element of an [`Outline`]. Without Debug: it may hold personal data.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    outline: &'a Outline,
    index: u32,
}

/// What an element is when the table does not have it; it always has, so this names nothing.
const NONE: Node = Node { name: (0, 0), namespace: 0, content: (0, 0), after: 0 };

impl<'a> Element<'a> {
    pub(super) fn new(outline: &'a Outline, index: u32) -> Element<'a> {
        Element { outline, index }
    }

    fn node(self) -> Node {
        self.outline.nodes.get(self.index as usize).copied().unwrap_or(NONE)
    }

    fn kept(self, (from, to): (u32, u32)) -> &'a str {
        self.outline.text.get(from as usize..to as usize).unwrap_or_default()
    }

    /// Its name without prefix.
    pub fn name(self) -> &'a str {
        self.kept(self.node().name)
    }

    /// The namespace that it is in; empty for none.
    pub fn namespace(self) -> &'a str {
        let number = self.node().namespace as usize;
        self.outline.namespaces.get(number).map_or("", String::as_str)
    }

    /// Whether it has this name in this namespace.
    pub fn is(self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.namespace() == namespace
    }

    /// The line on which its start tag begins, from 1. Found by counting: for people, not for loops.
    pub fn line(self) -> u64 {
        self.outline.line(self.node().name.0)
    }

    /// The elements directly within it, in order.
    pub fn children(self) -> impl Iterator<Item = Element<'a>> {
        let end = self.node().after;
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            let child = (next < end).then_some(Element { outline: self.outline, index: next })?;
            next = child.node().after.max(next + 1);
            Some(child)
        })
    }

    /// The first child with this name in this namespace.
    pub fn child(self, namespace: &str, name: &str) -> Option<Element<'a>> {
        self.children().find(|child| child.is(namespace, name))
    }

    /// The element at the end of this path of first children, all in one namespace.
    pub fn path(self, namespace: &str, names: &[&str]) -> Option<Element<'a>> {
        names.iter().try_fold(self, |element, name| element.child(namespace, name))
    }

    /// All elements within it, at any depth, in the order of their start tags.
    pub fn descendants(self) -> impl Iterator<Item = Element<'a>> {
        (self.index + 1..self.node().after).map(move |index| Element { index, ..self })
    }

    /// Its text, with references resolved; `None` when it holds elements or was left out as too long.
    pub fn text(self) -> Option<String> {
        let node = self.node();
        if node.after > self.index + 1 || self.is_left_out() {
            return None;
        }
        let mut reader = Reader::from_str(self.kept(node.content));
        let mut text = String::new();
        loop {
            match reader.read_event() {
                Ok(Event::Text(part)) => text.push_str(&part.xml10_content()),
                Ok(Event::CData(part)) => text.push_str(&part.xml10_content()),
                Ok(Event::GeneralRef(reference)) => {
                    match (reference.resolve_char_ref(), resolve_predefined_entity(&reference)) {
                        (Ok(Some(character)), _) => text.push(character),
                        (_, Some(entity)) => text.push_str(entity),
                        _ => return None, // the guard lets no others through
                    }
                }
                Ok(Event::Eof) => return Some(text),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// Whether a base64 text in it was too long to be kept.
    pub fn is_left_out(self) -> bool {
        !self.outline.runs_in(self.node().content).is_empty()
    }

    /// Whether its text stands in the message as it is: without elements, references, comments and
    /// CDATA. Only then its [`slice`](Element::slice) is the text and nothing else.
    pub fn is_plain(self) -> bool {
        !self.kept(self.node().content).contains(['<', '&'])
    }

    /// Where all that is between its tags stands in the message.
    pub fn slice(self) -> Slice {
        self.outline.slice(self.node().content)
    }
}
