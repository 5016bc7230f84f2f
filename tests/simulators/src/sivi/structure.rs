//! What the messages that the portal gets back must look like, and whether one does.
//!
//! Transcribed from SIVI's structure tables, apart from the connector's: a mistake would have to be
//! made twice to go unseen.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

/// An element that a message may hold.
#[derive(Debug)]
pub struct Element {
    name: &'static str,
    min: usize,
    max: usize,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Text(usize),
    Exact(usize),
    Digits(usize),
    Code(&'static [&'static str]),
    Date,
    Time,
    Group(&'static [Element]),
}

const fn one(name: &'static str, form: Form) -> Element {
    Element { name, min: 1, max: 1, form }
}

const MANY: usize = usize::MAX;
const JN: &[&str] = &["J", "N"];

/// Retourmelding1, edition 2022.
pub static RETOURMELDING: Element = one(
    "Retourmelding1",
    Form::Group(&[
        one(
            "BrAlg",
            Form::Group(&[
                one("BrCd", Form::Code(&["99999"])),
                one("VnrBrCd", Form::Code(&["00002"])),
                one("AandatBr", Form::Date),
                one("AantijdBr", Form::Time),
                one("IdInzndr", Form::Text(40)),
                one("GebrSwPakket", Form::Text(35)),
                one("IdOntvngr", Form::Text(40)),
                one("Berrefnr", Form::Text(512)),
                one("BerrefnrIngzndnBer", Form::Text(512)),
                one("TestJN", Form::Code(JN)),
                one("OntvngstbevJN", Form::Code(JN)),
                one("SrtRetmldngCd", Form::Code(&["01", "02", "03", "04"])),
            ]),
        ),
        Element {
            name: "Foutmldng",
            min: 0,
            max: MANY,
            form: Form::Group(&[
                one("SrtFoutCd", Form::Code(&["01", "02", "03", "04", "05", "06", "99"])),
                Element { name: "Toelchtng", min: 0, max: 1, form: Form::Text(512) },
            ]),
        },
    ]),
);

/// VerwerkingsmeldingWerkgeverArbodienst, edition 2025.
pub static VERWERKINGSMELDING: Element = one(
    "VerwerkingsmeldingWerkgeverArbodienst",
    Form::Group(&[
        one(
            "BrAlg",
            Form::Group(&[
                one("BrCd", Form::Text(5)),
                one("VnrBrCd", Form::Text(5)),
                one("AandatBr", Form::Date),
                one("AantijdBr", Form::Time),
                one("IdInzndr", Form::Text(40)),
                one("GebrSwPakket", Form::Text(35)),
                one("IdOntvngr", Form::Text(40)),
                one("Berrefnr", Form::Text(512)),
                one("BerrefnrIngzndnBer", Form::Text(512)),
                one("TestJN", Form::Exact(1)),
                one("OntvngstbevJN", Form::Exact(1)),
            ]),
        ),
        Element {
            name: "VrwrkMld",
            min: 1,
            max: MANY,
            form: Form::Group(&[
                one("VrwrkbhdCd", Form::Code(&["01", "02", "03"])),
                one("VrzmgvlId", Form::Text(40)),
                one("VrzmgvlVnrMld", Form::Digits(3)),
                one("AansltnrGeguitwlngArbdnst", Form::Text(70)),
                one("IdWrkgvrArbdnst", Form::Text(40)),
                one("CtrlCd", Form::Exact(5)),
                one("MldngTkst", Form::Text(512)),
                Element {
                    name: "VrTkst",
                    min: 0,
                    max: 1,
                    form: Form::Group(&[one("VrijeTekst", Form::Text(512))]),
                },
            ]),
        },
    ]),
);

/// An element as it was read.
#[derive(Debug, Default, Clone)]
pub(crate) struct Node {
    /// Tag.
    pub name: String,
    /// Text, as it stands.
    pub text: String,
    /// In order.
    pub children: Vec<Node>,
}

impl Node {
    /// The text of the child with this tag; empty when there is none.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.child(name).map(|child| child.text.as_str()).unwrap_or_default()
    }

    /// The first child with this tag.
    pub(crate) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children with this tag.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// Reads a message whole; an error when it is no XML.
pub(crate) fn parse(xml: &str) -> Result<Node, String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Node> = vec![Node::default()];
    loop {
        let mut text = |text: Cow<'_, str>| {
            if let Some(node) = open.last_mut() {
                node.text.push_str(&text);
            }
        };
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => {
                let name = tag.local_name().into_inner().to_owned();
                open.push(Node { name, ..Node::default() });
            }
            Event::End(_) => {
                let node = open.pop().unwrap_or_default();
                let around = open.last_mut().ok_or("eindtag zonder begin")?;
                around.children.push(node);
            }
            Event::Text(part) => text(part.xml10_content()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                Ok(Some(character)) => text(character.to_string().into()),
                _ => text(resolve_predefined_entity(&entity).ok_or("onbekende entiteit")?.into()),
            },
            Event::DocType(_) => return Err("een DTD hoort hier niet".into()),
            Event::Eof if open.len() > 1 => return Err("het bericht is afgebroken".into()),
            Event::Eof => break,
            _ => {}
        }
    }
    let mut root = open.pop().unwrap_or_default();
    root.children.pop().ok_or_else(|| "het bericht is leeg".to_owned())
}

/// Everything in which `xml` departs from what `expected` may be; nothing when it is right.
pub fn violations(expected: &Element, xml: &str) -> Vec<String> {
    match parse(xml) {
        Err(error) => vec![error],
        Ok(node) if node.name != expected.name => vec![format!("wortel is {}", node.name)],
        Ok(node) => {
            let mut found = Vec::new();
            check(expected, &node, expected.name, &mut found);
            found
        }
    }
}

fn check(expected: &Element, node: &Node, path: &str, found: &mut Vec<String>) {
    match &expected.form {
        Form::Group(elements) => sequence(elements, node, path, found),
        form if !node.children.is_empty() || !fits(form, &node.text) => {
            found.push(format!("{path}: waarde heeft niet de vorm {form:?}"));
        }
        _ => {}
    }
}

/// Children come in the order of the table, each as often as it says, and nothing else.
fn sequence(elements: &'static [Element], node: &Node, path: &str, found: &mut Vec<String>) {
    let mut children = node.children.iter().peekable();
    for element in elements {
        let mut count = 0;
        while let Some(child) = children.next_if(|child| child.name == element.name) {
            count += 1;
            check(element, child, &format!("{path}/{}", element.name), found);
        }
        if count < element.min || count > element.max {
            found.push(format!("{path}/{}: komt {count} keer voor", element.name));
        }
    }
    for child in children {
        found.push(format!("{path}/{}: hoort hier niet", child.name));
    }
}

fn fits(form: &Form, text: &str) -> bool {
    let length = text.chars().count();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match form {
        Form::Text(longest) => length <= *longest,
        Form::Exact(exact) => length == *exact,
        Form::Digits(most) => digits && (1..=*most).contains(&length),
        Form::Code(codes) => codes.contains(&text),
        Form::Date => text.parse::<jiff::civil::Date>().is_ok() && length == 10,
        Form::Time => text.parse::<jiff::civil::Time>().is_ok() && length == 8,
        Form::Group(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departures_are_seen() {
        let wrong = "<Retourmelding1><BrAlg><BrCd>99998</BrCd><AandatBr>2026-02-30</AandatBr>\
            </BrAlg><Fout/></Retourmelding1>";
        let found = violations(&RETOURMELDING, wrong);
        assert!(found.iter().any(|text| text.contains("BrCd: waarde")));
        assert!(found.iter().any(|text| text.contains("VnrBrCd: komt 0 keer voor")));
        assert!(found.iter().any(|text| text.contains("AandatBr: waarde")));
        assert!(found.iter().any(|text| text.contains("Fout: hoort hier niet")));
        assert_eq!(violations(&RETOURMELDING, "<a/>"), ["wortel is a"]);
        assert_eq!(violations(&RETOURMELDING, "<a>"), ["het bericht is afgebroken"]);
    }
}
