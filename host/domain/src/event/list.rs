//! What a list of types of events makes: the enum with their data, the one without, names and labels.

macro_rules! events {
    ($( $(#[$doc:meta])* $variant:ident, $name:literal, $label:literal, { $( $(#[$fdoc:meta])* $field:ident : $type:ty ),* $(,)? } )*) => {
        /// What happened. Closed: a new kind is a compile error in every place that must think of it.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "type", content = "data")]
        pub enum EventKind {
            $( $(#[$doc])* #[serde(rename = $name)] $variant { $( $(#[$fdoc])* $field: $type ),* }, )*
        }

        /// The type of an event without its data.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventType {
            $( $(#[$doc])* $variant, )*
        }

        impl EventKind {
            /// Its type.
            pub fn event_type(&self) -> EventType {
                match self { $( EventKind::$variant { .. } => EventType::$variant, )* }
            }
        }

        impl EventType {
            /// All of them, in the order of the manual.
            pub const ALL: &'static [EventType] = &[ $( EventType::$variant, )* ];

            /// The name in JSON and in rules.
            pub fn name(self) -> &'static str {
                match self { $( EventType::$variant => $name, )* }
            }

            /// The consultants' word.
            pub fn label(self) -> &'static str {
                match self { $( EventType::$variant => $label, )* }
            }
        }
    };
}

pub(super) use events;
