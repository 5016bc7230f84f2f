//! The vocabulary: one ordered list of all that rules may say. Check, evaluation, index, trace, the
//! reference manual and the definitions for editors all take their names from it.

mod events;
mod facts;
mod keys;
mod manual;
mod subject;
mod writing;

use host_domain::{Catalogue, EventType, KenmerkOp};
use jiff::civil::Date;

use crate::{
    case::CaseFacts,
    trigger::effects::EFFECTS,
    value::{Type, Value},
    words,
};

pub(crate) use events::is_for_rules;
pub use facts::FACTS;
pub(crate) use keys::{Of, names as key_names};
pub use manual::manual;
pub use subject::Subject;

/// One thing that rules may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How rules name it; of an event its short name.
    pub name: &'static str,
    /// What it is.
    pub kind: EntryKind,
    /// How it is written, with the types of what goes in and comes out; of an event the
    /// consultants' word.
    pub signature: String,
    /// What it means, in Dutch.
    pub doc: &'static str,
    /// It in use: a key with a value, a condition, or an effect. Correct as it stands.
    pub example: String,
}

/// What kind of thing rules may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A key of `trigger(#{ … })`.
    Triggersleutel,
    /// A key of `test(#{ … })`.
    Testsleutel,
    /// A key of `importconfiguratie(#{ … })`.
    Importsleutel,
    /// A key of `conversiegroep(#{ … })`.
    Conversiesleutel,
    /// An event.
    Gebeurtenis,
    /// A value or a sign in expressions.
    Schrijfwijze,
    /// A fact.
    Feit,
    /// A word in expressions.
    Woord,
    /// An effect.
    Gevolg,
}

/// All that rules may say, in the order of the manual.
pub fn vocabulary() -> impl Iterator<Item = Entry> {
    keys::entries()
        .chain(events::entries())
        .chain(writing::entries())
        .chain(FACTS.iter().map(Fact::entry))
        .chain(words::all().map(words::WordSpec::entry))
        .chain(EFFECTS.iter().map(crate::trigger::effects::EffectSpec::entry))
}

/// Place of a fact in [`FACTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FactId(pub(crate) usize);

/// Something that a trigger may ask about.
#[derive(Clone, Copy)]
pub struct Fact {
    /// How rules name it.
    pub path: &'static str,
    /// Type of its value.
    pub kind: Type,
    /// Whether it may be unknown although it is about the event.
    pub optional: bool,
    /// Short name for people.
    pub label: &'static str,
    /// What it means, in Dutch.
    pub doc: &'static str,
    /// A condition with it.
    pub example: &'static str,
    /// For which events it has a meaning.
    pub about: Subject,
    /// Which texts it may be compared with.
    pub codes: Codes,
    /// Personal data: never shown in a trace.
    pub personal: bool,
    pub(crate) read: for<'f, 'a> fn(&'f CaseFacts<'a>) -> Value<'a>,
}

impl Fact {
    fn entry(&self) -> Entry {
        let mark = if self.optional { "?" } else { "" };
        Entry {
            name: self.path,
            kind: EntryKind::Feit,
            signature: format!("{}: {}{mark}", self.path, self.kind.word()),
            doc: self.doc,
            example: self.example.to_owned(),
        }
    }
}

/// The texts that a fact may be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    /// Any text.
    Open,
    /// Kinds of case in the catalogue.
    Trajectsoorten,
    /// Kinds of task in the catalogue.
    Taken,
    /// Roles in the catalogue; any text when it has none.
    Rollen,
    /// Labels in the catalogue for one of these; any text when it has no labels at all.
    Kenmerken(KenmerkOp),
    /// Labels in the catalogue; any text when it has none.
    AlleKenmerken,
    /// Kinds of insurance in the catalogue.
    Verzekeringstypen,
    /// Kinds of place in the catalogue.
    Locatietypen,
    /// Names of events.
    Events,
    /// These only.
    Fixed(&'static [&'static str]),
}

impl Codes {
    /// The codes; none when any text will do.
    pub(crate) fn known(self, catalogue: &Catalogue) -> Option<Vec<&str>> {
        let labels = &catalogue.kenmerken;
        Some(match self {
            Codes::Open => return None,
            Codes::Fixed(codes) => codes.to_vec(),
            Codes::Trajectsoorten => {
                catalogue.trajectsoorten.iter().map(|soort| soort.code.as_str()).collect()
            }
            Codes::Taken => catalogue.taken.iter().map(|taak| taak.code.as_str()).collect(),
            Codes::Rollen if catalogue.rollen.is_empty() => return None,
            Codes::Rollen => catalogue.rollen.iter().map(|rol| rol.code.as_str()).collect(),
            // Rules that are older than the list of labels go on as they are.
            Codes::Kenmerken(_) | Codes::AlleKenmerken if labels.is_empty() => return None,
            Codes::Kenmerken(op) => {
                let on = labels.iter().filter(|label| label.op.contains(&op));
                on.map(|label| label.code.as_str()).collect()
            }
            Codes::AlleKenmerken => labels.iter().map(|label| label.code.as_str()).collect(),
            Codes::Verzekeringstypen => {
                catalogue.verzekeringstypen.iter().map(|soort| soort.code.as_str()).collect()
            }
            Codes::Locatietypen => {
                catalogue.locatietypen.iter().map(|soort| soort.code.as_str()).collect()
            }
            Codes::Events => EventType::ALL.iter().map(|event| event.name()).collect(),
        })
    }
}

/// The fact at a place that [`find`] gave.
#[allow(clippy::indexing_slicing, reason = "ids come from `find` only, and the list is fixed")]
pub(crate) fn fact(id: FactId) -> &'static Fact {
    &FACTS[id.0]
}

/// The fact with this path.
pub(crate) fn find(path: &str) -> Option<FactId> {
    FACTS.iter().position(|fact| fact.path == path).map(FactId)
}

/// Days from one day to another; negative when the other is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    // Both are within jiff's calendar, of which the length in days fits by far.
    to.duration_since(from).as_hours() / 24
}
