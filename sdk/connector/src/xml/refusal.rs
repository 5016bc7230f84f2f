//! Why a message is not acceptable as XML, for its sender.

use quick_xml::Error;
use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::events::attributes::AttrError;

/// Characters of a name that are repeated in a message; names in practice are shorter.
const NAME_SHOWN: usize = 60;

/// Why a message is refused, and on which line. The text is plain Dutch and holds names of
/// elements at most, never content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("regel {line}: {text}")]
pub struct Refusal {
    /// From 1.
    pub line: u64,
    /// A sentence without its full stop.
    pub text: String,
}

/// A name from the message, shortened where somebody made it long.
pub(super) fn shown(name: &str) -> String {
    let mut shown: String = name.chars().take(NAME_SHOWN).collect();
    if shown.len() < name.len() {
        shown.push('…');
    }
    shown
}

/// What the parser found, in Dutch.
pub(super) fn of_parser(error: &Error) -> String {
    match error {
        Error::Io(error) => format!("het bericht is niet te lezen: {error}"),
        Error::Syntax(error) => of_syntax(error).to_owned(),
        Error::IllFormed(error) => of_form(error),
        Error::InvalidAttr(error) => of_attribute(error).to_owned(),
        Error::Encoding(_) => not_utf8(),
        Error::Escape(_) => "een verwijzing die met & begint klopt niet".into(),
        Error::Namespace(_) => "een naamruimte klopt niet".into(),
    }
}

/// The bytes are no UTF-8.
pub(super) fn not_utf8() -> String {
    "het bericht bevat bytes die geen UTF-8 zijn; lever het aan in UTF-8".into()
}

fn of_syntax(error: &SyntaxError) -> &'static str {
    match error {
        SyntaxError::InvalidBangMarkup => "na <! staat iets dat geen commentaar of CDATA is",
        SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl => {
            "een instructie die met <? begint wordt niet met ?> gesloten"
        }
        SyntaxError::UnclosedComment => "een commentaar wordt niet met --> gesloten",
        SyntaxError::UnclosedDoctype => "het bericht bevat een DOCTYPE; dat is niet toegestaan",
        SyntaxError::UnclosedCData => "een CDATA-deel wordt niet met ]]> gesloten",
        SyntaxError::UnclosedTag => "het bericht houdt midden in een tag op",
        SyntaxError::UnclosedSingleQuotedAttributeValue
        | SyntaxError::UnclosedDoubleQuotedAttributeValue => {
            "de waarde van een attribuut heeft geen sluitend aanhalingsteken"
        }
    }
}

fn of_form(error: &IllFormedError) -> String {
    match error {
        IllFormedError::MissingDeclVersion(_) | IllFormedError::UnknownVersion => {
            "de XML-declaratie noemt geen versie die bestaat".into()
        }
        IllFormedError::MissingDoctypeName => {
            "het bericht bevat een DOCTYPE; dat is niet toegestaan".into()
        }
        IllFormedError::MissingEndTag(name) => {
            format!("element `{}` wordt niet gesloten", shown(name))
        }
        IllFormedError::UnmatchedEndTag(name) => {
            format!("element `{}` wordt gesloten maar was niet open", shown(name))
        }
        IllFormedError::MismatchedEndTag { expected, found } => mismatch(expected, found),
        IllFormedError::DoubleHyphenInComment => "een commentaar bevat --".into(),
        IllFormedError::UnclosedReference => {
            "een & staat niet aan het begin van een verwijzing; schrijf &amp;".into()
        }
    }
}

/// One element ends where another should.
pub(super) fn mismatch(expected: &str, found: &str) -> String {
    format!("element `{}` wordt gesloten waar `{}` nog open is", shown(found), shown(expected))
}

/// What is wrong with an attribute.
pub(super) fn of_attribute(error: &AttrError) -> &'static str {
    match error {
        AttrError::ExpectedEq(_) => "een attribuut heeft geen =",
        AttrError::ExpectedValue(_) => "een attribuut heeft geen waarde",
        AttrError::UnquotedValue(_) => {
            "de waarde van een attribuut staat niet tussen aanhalingstekens"
        }
        AttrError::ExpectedQuote(..) => {
            "de waarde van een attribuut heeft geen sluitend aanhalingsteken"
        }
        AttrError::Duplicated(..) => "een attribuut komt twee keer voor in dezelfde tag",
    }
}
