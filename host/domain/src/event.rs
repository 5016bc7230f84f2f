//! Events: what happened. Their JSON is the public language of the product.

mod kind;
mod list;
mod names;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    DossierId, EventId, Source, TrajectId, WerkgeverId, WerknemerId, amsterdam::moment, bsn,
};

pub use kind::{EventKind, EventType};

/// Something that happened: numbered, never changed, never deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Place in the log, from 1, without gaps.
    pub seq: u64,
    /// Identity, the same when the step that made it is done again.
    pub id: EventId,
    /// What happened, with its data.
    #[serde(flatten)]
    pub kind: EventKind,
    /// Version of the data's shape; older ones are lifted when read.
    #[serde(default = "first_version")]
    pub version: u32,
    /// When it happened in the world.
    #[serde(with = "moment")]
    pub occurred_at: Timestamp,
    /// When it was put in the log; `vandaag` is its Amsterdam day.
    #[serde(with = "moment")]
    pub recorded_at: Timestamp,
    /// Where it came from.
    pub source: Source,
    /// The event that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causation: Option<u64>,
    /// How many events led to it, one by one; 0 for what came from outside.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub depth: u32,
    /// The first event of its chain.
    pub correlation: u64,
    /// Whom it is about.
    pub about: About,
}

fn first_version() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Whom an event is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// None when it is about no dossier at all, such as a delivery to a partner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub werkgever: Option<WerkgeverId>,
    /// None when it is about the werkgever itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub werknemer: Option<WerknemerId>,
    /// None when it is not about one case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traject: Option<TrajectId>,
}

impl About {
    /// The dossier that the event changes; none when it changes none.
    pub fn dossier(&self) -> Option<DossierId> {
        let werkgever = self.werkgever.map(DossierId::Werkgever);
        self.werknemer.map(DossierId::Werknemer).or(werkgever)
    }
}

/// An event that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// Unknown form of `source`.
    #[error("onbekende herkomst van een event")]
    Source,
    /// Made by a newer version of the program.
    #[error("event {seq} heeft versie {version} van {kind}; dit programma kent versie {known}")]
    Newer {
        /// Place in the log.
        seq: u64,
        /// Its type.
        kind: String,
        /// Its version.
        version: u32,
        /// The newest known here.
        known: u32,
    },
    /// Not the JSON of an event.
    #[error("geen leesbaar event: {0}")]
    Json(#[from] serde_json::Error),
}

/// What every version of every event has.
#[derive(Deserialize)]
struct Head {
    seq: u64,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default = "first_version")]
    version: u32,
}

impl Event {
    /// Reads the JSON of an event of this or an older version.
    pub fn read(json: &[u8]) -> Result<Event, EventError> {
        let read = serde_json::from_slice::<Event>(json);
        if let Ok(event) = &read
            && event.version <= event.kind.event_type().version()
        {
            return Ok(read?);
        }
        // The data of a newer version may have a shape that is not known here: look at the head.
        let Head { seq, kind, version } = serde_json::from_slice(json)?;
        let known = EventType::parse(&kind).map_or(u32::MAX, EventType::version);
        if version > known {
            return Err(EventError::Newer { seq, kind, version, known });
        }
        Ok(read?)
    }

    /// The JSON for people and partners: every BSN masked.
    pub fn masked(&self) -> Value {
        let mut json = serde_json::to_value(self).unwrap_or(Value::Null);
        mask_bsn(&mut json);
        json
    }
}

/// Masks every `bsn` in a JSON value, at any depth.
pub fn mask_bsn(json: &mut Value) {
    match json {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(digits) if name == "bsn" => *digits = bsn::mask(digits),
                    Value::Number(digits) if name == "bsn" => {
                        *value = Value::String(bsn::mask(&digits.to_string()));
                    }
                    other => mask_bsn(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask_bsn),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
