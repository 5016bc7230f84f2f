//! What can be wrong with a link, other than one message that is not understood.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoringSoort {
    /// Something could not be fetched or delivered, and trying has ended.
    Uitval,
    /// Its connector kept failing and rests.
    Gepauzeerd,
    /// Nothing came for longer than its usual rhythm.
    Stil,
}

impl StoringSoort {
    /// All of them.
    pub const ALL: [StoringSoort; 3] =
        [StoringSoort::Uitval, StoringSoort::Gepauzeerd, StoringSoort::Stil];

    /// The name in JSON and in rules.
    pub fn name(self) -> &'static str {
        match self {
            StoringSoort::Uitval => "uitval",
            StoringSoort::Gepauzeerd => "gepauzeerd",
            StoringSoort::Stil => "stil",
        }
    }

    /// What people read after the name of the link.
    pub fn naam(self) -> &'static str {
        match self {
            StoringSoort::Uitval => "kon iets niet ophalen of bezorgen",
            StoringSoort::Gepauzeerd => "is gepauzeerd na herhaalde fouten",
            StoringSoort::Stil => "is langer stil dan gewoonlijk",
        }
    }

    /// Reads the name; `None` when there is no such kind.
    pub fn parse(name: &str) -> Option<StoringSoort> {
        StoringSoort::ALL.into_iter().find(|soort| soort.name() == name)
    }
}

impl fmt::Display for StoringSoort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
