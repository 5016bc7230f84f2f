//! What the messages that we send have in common.

use sdk_connector::protocol::Problem;
use sdk_connector::xml::XmlWriter;

use crate::message::header::Header;
use crate::moment::in_amsterdam;
use crate::settings::Settings;

/// Longest text in any message of ours, in characters (SIVI: an..512).
pub const LONGEST_TEXT: usize = 512;

/// What kind of message goes out.
#[derive(Debug, Clone, Copy)]
pub struct Kind<'a> {
    /// Tag of the root.
    pub root: &'a str,
    /// Namespace of the edition.
    pub namespace: &'a str,
    /// BrCd.
    pub br_cd: &'a str,
    /// VnrBrCd.
    pub vnr_br_cd: &'a str,
}

/// What a message of ours says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Letterhead<'a> {
    /// The message that it answers.
    pub incoming: &'a Header,
    /// Our number of it.
    pub number: &'a str,
    /// Who we are.
    pub settings: &'a Settings,
    /// When, in milliseconds since 1970 UTC.
    pub now_ms: i64,
}

/// A message of this kind, with what `fill` writes inside its root.
pub fn message(kind: Kind, fill: impl FnOnce(&mut XmlWriter)) -> String {
    let mut xml = XmlWriter::new();
    xml.element(kind.root, &[("xmlns", kind.namespace)], fill);
    xml.finish()
}

/// BrAlg up to and including OntvngstbevJN, which is all that our messages share.
pub fn header(xml: &mut XmlWriter, kind: Kind, letterhead: Letterhead) {
    let Letterhead { incoming, number, settings, now_ms } = letterhead;
    let moment = in_amsterdam(now_ms);
    value(xml, "BrCd", kind.br_cd, 5);
    value(xml, "VnrBrCd", kind.vnr_br_cd, 5);
    xml.text("AandatBr", &moment.date);
    xml.text("AantijdBr", &moment.time);
    value(xml, "IdInzndr", &settings.id_inzender, 40);
    value(xml, "GebrSwPakket", &settings.softwarepakket, 35);
    value(xml, "IdOntvngr", &incoming.inzender, 40);
    value(xml, "Berrefnr", number, LONGEST_TEXT);
    value(xml, "BerrefnrIngzndnBer", &incoming.berrefnr, LONGEST_TEXT);
    xml.text("TestJN", if incoming.test { "J" } else { "N" });
    xml.text("OntvngstbevJN", "N");
}

/// An element with a value, cut off at the length that the standard allows it.
pub fn value(xml: &mut XmlWriter, tag: &str, value: &str, longest: usize) {
    let value: String = value.chars().take(longest).collect();
    xml.text(tag, &value);
}

/// A problem as one line of text.
pub fn sentence(problem: &Problem) -> String {
    match problem.field.as_str() {
        "" => problem.text.clone(),
        field => format!("{field}: {}", problem.text),
    }
}
