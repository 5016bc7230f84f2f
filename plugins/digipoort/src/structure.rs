//! The order in which the interface has its elements, as data, and an element held against it.

use sdk_connector::xml::Element;

use crate::wsdl::DIGIPOORT;

/// Longest name that we repeat in a text.
const MOST_NAME: usize = 60;

/// How often an element may stand in a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// Exactly once.
    Once,
    /// Once or not at all.
    Optional,
    /// Any number of times.
    Any,
    /// At least once.
    Some,
}

use Times::{Any, Once, Optional, Some as AtLeastOnce};

/// The elements of a sequence, in order.
pub type Sequence = &'static [(&'static str, Times)];

/// BerichtLijstResultaat.
pub const LIJST_RESULTAAT: Sequence =
    &[("berichtsoort", Once), ("identiteitBelanghebbende", Once), ("kenmerk", Once)];
/// What getBerichtenLijst returns.
pub const LIJST: Sequence = &[("BerichtLijstResultaat", Any)];
/// What getBerichtenKenmerk returns.
pub const BERICHTEN: Sequence = &[("BerichtResultaat", Any)];
/// BerichtResultaat.
pub const BERICHT: Sequence = &[
    ("kenmerk", Once),
    ("berichtsoort", Once),
    ("berichtkenmerk", Once),
    ("aanleverkenmerk", Optional),
    ("eerderAanleverkenmerk", Optional),
    ("tijdstempelAangeleverd", Once),
    ("identiteitBelanghebbende", Once),
    ("rolBelanghebbende", Once),
    ("identiteitAanleveraar", Optional),
    ("identiteitOntvanger", Optional),
    ("rolOntvanger", Optional),
    ("berichtInhoud", Once),
    ("berichtBijlagen", Optional),
    ("constateringenLijst", Optional),
    ("additioneleElementenLijst", Optional),
];
/// An identity.
pub const IDENTITEIT: Sequence = &[("nummer", Once), ("type", Once)];
/// berichtInhoud, and every bijlage.
pub const INHOUD: Sequence = &[("mimeType", Once), ("bestandsnaam", Once), ("inhoud", Once)];
/// berichtBijlagen.
pub const BIJLAGEN: Sequence = &[("bijlage", AtLeastOnce)];
/// additioneleElementenLijst.
pub const ELEMENTEN: Sequence = &[("element", AtLeastOnce)];
/// An element in that list.
pub const ELEMENT: Sequence = &[("naam", Once), ("waarde", Once)];

/// An element whose children are those of its sequence.
#[derive(Clone)]
pub struct Held<'a> {
    children: Vec<Element<'a>>,
}

impl<'a> Held<'a> {
    /// Holds the children of `element` against `sequence`.
    ///
    /// # Errors
    /// The first child that does not fit, or the first that is missing, with its line.
    pub fn against(element: Element<'a>, sequence: Sequence) -> Result<Held<'a>, String> {
        let mut children = element.children().peekable();
        let mut held = Vec::new();
        for (name, times) in sequence {
            let mut count = 0;
            while let Some(child) = children.next_if(|child| child.is(DIGIPOORT, name)) {
                count += 1;
                held.push(child);
                if matches!(times, Once | Optional) {
                    break;
                }
            }
            if count == 0 && matches!(times, Once | AtLeastOnce) {
                let found = children.peek().map_or("niets meer".to_owned(), |child| found(*child));
                return Err(wrong(element, &format!("hier hoort `{name}` en er staat {found}")));
            }
        }
        match children.next() {
            Some(child) => Err(wrong(element, &format!("hier hoort geen {}", found(child)))),
            None => Ok(Held { children: held }),
        }
    }

    /// The first child with this name.
    pub fn child(&self, name: &str) -> Option<Element<'a>> {
        self.children.iter().find(|child| child.name() == name).copied()
    }

    /// All children, in order.
    pub fn children(&self) -> &[Element<'a>] {
        &self.children
    }

    /// The text of a child, empty when it has none.
    ///
    /// # Errors
    /// When the child holds something else than a text of a usual length.
    pub fn text(&self, name: &str) -> Result<String, String> {
        self.child(name).map_or(Ok(String::new()), text)
    }
}

/// The text of an element, with its white space collapsed as the XSD says.
///
/// # Errors
/// When it holds something else than a text of a usual length.
pub fn text(element: Element) -> Result<String, String> {
    match element.text() {
        Some(text) => Ok(collapsed(&text)),
        None => Err(wrong(element, "hier hoort een korte tekst")),
    }
}

/// A text without white space around it and with single spaces in it.
pub fn collapsed(text: &str) -> String {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    words.join(" ")
}

fn found(element: Element) -> String {
    let name: String = element.name().chars().take(MOST_NAME).collect();
    let other = if element.namespace() == DIGIPOORT { "" } else { " uit een andere naamruimte" };
    format!("`{name}`{other} (regel {})", element.line())
}

fn wrong(element: Element, text: &str) -> String {
    let name: String = element.name().chars().take(MOST_NAME).collect();
    format!("{name}: {text}")
}
