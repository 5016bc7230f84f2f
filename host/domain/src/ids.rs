//! Identifiers: a short prefix that says what it is, and 128 bits in hexadecimal.
//!
//! They carry no meaning and no personal data. Who makes them decides how ([`IdSource`]): the
//! engine derives them from what led to them, so that doing a step again gives the same ones.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Where new identifiers come from.
pub trait IdSource {
    /// The next 128 bits; never the same twice from one source.
    fn next(&mut self) -> u128;
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// What its text starts with.
            pub const PREFIX: &'static str = $prefix;

            /// A new one.
            pub fn new(ids: &mut dyn IdSource) -> $name {
                $name(ids.next())
            }

            /// From bits that are known to be one.
            pub const fn from_bits(bits: u128) -> $name {
                $name(bits)
            }

            /// The bits, for use as a key.
            pub const fn bits(self) -> u128 {
                self.0
            }

            /// Reads the text form; `None` when it is not one.
            pub fn parse(text: &str) -> Option<$name> {
                let digits = text.strip_prefix($prefix)?.strip_prefix('-')?;
                let canonical = digits.len() == 32 && !digits.contains('+');
                if canonical { u128::from_str_radix(digits, 16).ok().map($name) } else { None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{:032x}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
                $name::parse(&text)
                    .ok_or_else(|| D::Error::custom(concat!("geen geldige ", $prefix, "-id")))
            }
        }
    };
}

id!(
    /// An event in the log.
    EventId,
    "ev"
);
id!(
    /// A werkgever.
    WerkgeverId,
    "wg"
);
id!(
    /// A werknemer.
    WerknemerId,
    "wn"
);
id!(
    /// A dienstverband.
    DienstverbandId,
    "dv"
);
id!(
    /// A traject.
    TrajectId,
    "tr"
);
id!(
    /// A taak.
    TaakId,
    "ta"
);
id!(
    /// A document in a dossier; also names its file.
    DocumentId,
    "doc"
);
id!(
    /// An afspraak.
    AfspraakId,
    "af"
);
id!(
    /// A polis.
    PolisId,
    "po"
);
id!(
    /// A machtiging.
    MachtigingId,
    "ma"
);
id!(
    /// A delivery: one document on its way to one connector.
    DeliveryId,
    "bz"
);
id!(
    /// A logverslag; also identifies the received message that it is about.
    LogverslagId,
    "lv"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes_and_nothing_else() {
        let id = TrajectId::from_bits(0x12ab);
        assert_eq!(TrajectId::parse(&id.to_string()), Some(id));
        for wrong in ["", "tr-", "tr-12ab", "wn-000000000000000000000000000012ab"] {
            assert_eq!(TrajectId::parse(wrong), None, "{wrong}");
        }
        assert_eq!(TrajectId::parse("tr-+00000000000000000000000000012ab"), None);
    }
}
