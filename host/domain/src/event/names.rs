//! How types of events are found: by name, by the consultants' word; and the version of their data.

use std::fmt;

use crate::EventType;

impl EventType {
    /// The newest version of this type's data.
    pub const fn version(self) -> u32 {
        1
    }

    /// Reads a name as in JSON.
    pub fn parse(name: &str) -> Option<EventType> {
        EventType::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The types that a consultant's word covers; empty when no such word.
    pub fn labelled(label: &str) -> Vec<EventType> {
        EventType::ALL.iter().copied().filter(|kind| kind.label() == label).collect()
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
