//! Writing XML: nested elements, every text escaped, characters that XML does not have left out.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Whether XML 1.0 has this character.
pub fn legal(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// An XML document in the making, indented by two spaces. Elements close by themselves.
pub struct XmlWriter {
    writer: Writer<Vec<u8>>,
}

impl Default for XmlWriter {
    fn default() -> XmlWriter {
        XmlWriter::new()
    }
}

impl XmlWriter {
    /// A document with its declaration.
    pub fn new() -> XmlWriter {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        put(&mut writer, Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        XmlWriter { writer }
    }

    /// An element with what `within` writes inside it.
    pub fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        within: impl FnOnce(&mut XmlWriter),
    ) {
        put(&mut self.writer, Event::Start(start(name, attributes)));
        within(self);
        put(&mut self.writer, Event::End(BytesEnd::new(name)));
    }

    /// An element with a text.
    pub fn text(&mut self, name: &str, text: &str) {
        put(&mut self.writer, Event::Start(BytesStart::new(name)));
        put(&mut self.writer, Event::Text(BytesText::new(&without_illegal(text))));
        put(&mut self.writer, Event::End(BytesEnd::new(name)));
    }

    /// An element with a text, where there is one.
    pub fn text_if(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// The whole document.
    pub fn finish(self) -> String {
        String::from_utf8(self.writer.into_inner()).unwrap_or_default() // only text went in
    }
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &str)]) -> BytesStart<'a> {
    let mut tag = BytesStart::new(name);
    for (name, value) in attributes {
        tag.push_attribute((*name, without_illegal(value).as_str()));
    }
    tag
}

fn without_illegal(text: &str) -> String {
    text.chars().filter(|character| legal(*character)).collect()
}

fn put(writer: &mut Writer<Vec<u8>>, event: Event) {
    let _ = writer.write_event(event); // writing to memory does not fail
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn texts_are_escaped_and_illegal_characters_left_out() {
        let mut xml = XmlWriter::new();
        xml.element("Bericht", &[("xmlns", "urn:a&b"), ("naam", "\"<\u{1}")], |xml| {
            xml.text("Tekst", "a < b && \u{0}c \u{fffe}ë €");
            xml.text_if("Weg", None);
            xml.element("Leeg", &[], |_| ());
        });
        expect![[r#"
            <?xml version="1.0" encoding="UTF-8"?>
            <Bericht xmlns="urn:a&amp;b" naam="&quot;&lt;">
              <Tekst>a &lt; b &amp;&amp; c ë €</Tekst>
              <Leeg>
              </Leeg>
            </Bericht>"#]]
        .assert_eq(&xml.finish());
    }
}
