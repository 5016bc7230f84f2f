//! A request as a tree of elements, with the namespaces worked out.

use std::borrow::Cow;

use quick_xml::NsReader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

/// Deepest nesting that is read.
const DEPTH_MAX: usize = 32;

/// An element as it was read.
#[derive(Debug, Default, Clone)]
pub(crate) struct Node {
    /// Namespace; empty for none.
    pub(crate) space: String,
    /// Name without prefix.
    pub(crate) name: String,
    /// Namespace and name of each attribute, declarations of namespaces left out.
    pub(crate) attributes: Vec<(String, String)>,
    /// Text, as it stands.
    pub(crate) text: String,
    /// In order.
    pub(crate) children: Vec<Node>,
}

impl Node {
    /// Whether this is the element with that namespace and name.
    pub(crate) fn is(&self, space: &str, name: &str) -> bool {
        self.space == space && self.name == name
    }

    /// The text of the child with this name; none when there is no such child.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        self.children.iter().find(|child| child.name == name).map(|child| collapse(&child.text))
    }

    /// The first child with that namespace and name.
    pub(crate) fn child(&self, space: &str, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.is(space, name))
    }

    /// Whether something else than white space stands between the children.
    pub(crate) fn is_mixed(&self) -> bool {
        !self.children.is_empty() && !self.text.trim().is_empty()
    }
}

/// White space as XSD's `collapse` leaves it.
pub(crate) fn collapse(text: &str) -> String {
    text.split([' ', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Reads a message whole; an error when it is no XML, or has what SOAP does not allow.
pub(crate) fn parse(xml: &str) -> Result<Node, String> {
    let mut reader = NsReader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Node> = vec![Node::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let depth = open.len();
        let mut text = |text: Cow<'_, str>| {
            if let Some(node) = open.last_mut() {
                node.text.push_str(&text);
            }
        };
        match event {
            Event::Start(_) if depth > DEPTH_MAX => return Err("te diep genest".to_owned()),
            Event::Start(tag) => open.push(element(&reader, &tag)?),
            Event::End(_) => {
                let node = open.pop().unwrap_or_default();
                open.last_mut().ok_or("eindtag zonder begin")?.children.push(node);
            }
            Event::Text(part) => text(part.xml10_content()),
            Event::CData(part) => text(part.xml10_content()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                Ok(Some(character)) => text(character.to_string().into()),
                _ => text(resolve_predefined_entity(&entity).ok_or("onbekende entiteit")?.into()),
            },
            Event::DocType(_) => return Err("een DTD hoort hier niet".to_owned()),
            Event::PI(_) => return Err("een instructie (<?…?>) hoort hier niet".to_owned()),
            Event::Eof if depth > 1 => return Err("het bericht is afgebroken".to_owned()),
            Event::Eof => break,
            _ => {}
        }
    }
    let mut around = open.pop().unwrap_or_default();
    match (around.children.pop(), around.children.is_empty(), around.text.trim().is_empty()) {
        (Some(root), true, true) => Ok(root),
        _ => Err("er is niet precies een wortel".to_owned()),
    }
}

fn element(reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) -> Result<Node, String> {
    let (space, name) = reader.resolver().resolve_element(tag.name());
    let mut node =
        Node { space: namespace(space)?, name: name.into_inner().to_owned(), ..Node::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.as_namespace_binding().is_none() {
            let (space, name) = reader.resolver().resolve_attribute(attribute.key);
            node.attributes.push((namespace(space)?, name.into_inner().to_owned()));
        }
    }
    Ok(node)
}

fn namespace(resolved: ResolveResult<'_>) -> Result<String, String> {
    match resolved {
        ResolveResult::Bound(space) => Ok(space.into_inner().to_owned()),
        ResolveResult::Unbound => Ok(String::new()),
        ResolveResult::Unknown(prefix) => Err(format!("voorvoegsel {prefix} is niet verklaard")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_worked_out() {
        let root =
            parse("<a:x xmlns:a='u' xmlns='v' a:q='1' p='2'><y>1&amp;2</y><a:z/></a:x>").unwrap();
        assert!(root.is("u", "x"));
        assert_eq!(root.value("y").as_deref(), Some("1&2"));
        assert!(root.child("v", "y").is_some() && root.child("u", "z").is_some());
        let attributes = [("u".to_owned(), "q".to_owned()), (String::new(), "p".to_owned())];
        assert_eq!(root.attributes, attributes);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let deep = "<a>".repeat(50) + &"</a>".repeat(50);
        for text in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "<a:b/>",
            "<!DOCTYPE a><a/>",
            "<a><?php?></a>",
            "<a>&x;</a>",
            deep.as_str(),
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
