//! Where an event came from: a link, a rule, a person or the host itself.

use serde::{Deserialize, Serialize};

use crate::EventError;

/// Where an event came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Source {
    /// A link, by klantcode and name.
    Koppeling(String),
    /// A trigger, by its id.
    Regel(String),
    /// A person, by name of the account.
    Persoon(String),
    /// The host itself.
    Systeem,
}

impl From<Source> for String {
    fn from(source: Source) -> String {
        match source {
            Source::Koppeling(name) => format!("koppeling:{name}"),
            Source::Regel(name) => format!("regel:{name}"),
            Source::Persoon(name) => format!("persoon:{name}"),
            Source::Systeem => "systeem".to_owned(),
        }
    }
}

impl TryFrom<String> for Source {
    type Error = EventError;

    fn try_from(text: String) -> Result<Source, EventError> {
        let named = |(kind, name): (&str, &str)| match kind {
            "koppeling" => Some(Source::Koppeling(name.to_owned())),
            "regel" => Some(Source::Regel(name.to_owned())),
            "persoon" => Some(Source::Persoon(name.to_owned())),
            _ => None,
        };
        match text.as_str() {
            "systeem" => Ok(Source::Systeem),
            other => other.split_once(':').and_then(named).ok_or(EventError::Source),
        }
    }
}
