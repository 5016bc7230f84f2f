//! How the structure of a message is written down: which elements, in which order, how often and in
//! which form. The table of each edition stands in a file of its own.

mod verzuimmeldingen_2022;

pub use verzuimmeldingen_2022::{BR_ALG, DNSTVBND, MESSAGE, VRZM, WRKGVR, WRKNMR};

/// A group of elements: its name on the wire and its children in their prescribed order.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// Tag on the wire.
    pub name: &'static str,
    /// In the order of the standard.
    pub elements: &'static [Element],
}

/// One place in a group.
#[derive(Debug, PartialEq, Eq)]
pub struct Element {
    /// Tag on the wire.
    pub name: &'static str,
    /// Fewest times.
    pub min: u32,
    /// Most times; `u32::MAX` where the standard sets no limit.
    pub max: u32,
    /// What stands in it.
    pub content: Content,
}

/// What stands in an element.
#[derive(Debug, PartialEq, Eq)]
pub enum Content {
    /// A value.
    Value(Format),
    /// More elements.
    Group(&'static Group),
}

/// The lexical form of a value, in the notation of SIVI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `an..N`: text of at most N characters; may be empty.
    Text(usize),
    /// `anN`: text of exactly N characters.
    Exact(usize),
    /// `a..N`: text of at most N characters without digits.
    Letters(usize),
    /// `aN`: text of exactly N characters without digits.
    ExactLetters(usize),
    /// `n..N`: whole number of at most N digits; leading zeros mean nothing.
    Number(usize),
    /// `n..N,2`: this many digits at most, a point, and always two decimals.
    Decimal(usize),
    /// `n..6,2` that is a percentage: 0.00 up to and including 100.00.
    Percentage,
    /// xs:date.
    Date,
    /// xs:time.
    Time,
    /// One of these.
    Code(&'static [&'static str]),
}

impl Group {
    /// The place of a tag within this group, with its rank in the prescribed order. Looks from
    /// `rank` on first, for that is where it stands in a message that is right.
    pub fn find(&self, name: &str, rank: usize) -> Option<(usize, &'static Element)> {
        let mut ranked = self.elements.iter().enumerate();
        let is_it = |(_, element): &(usize, &Element)| element.name == name;
        ranked.clone().skip(rank).find(is_it).or_else(|| ranked.find(is_it))
    }
}

/// A value that has to be there.
const fn must(name: &'static str, format: Format) -> Element {
    Element { name, min: 1, max: 1, content: Content::Value(format) }
}

/// A value that may be there.
const fn may(name: &'static str, format: Format) -> Element {
    Element { name, min: 0, max: 1, content: Content::Value(format) }
}

/// A group, so many times.
const fn group(min: u32, max: u32, group: &'static Group) -> Element {
    Element { name: group.name, min, max, content: Content::Group(group) }
}
