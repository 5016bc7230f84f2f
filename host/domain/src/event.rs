//! Events: what happened. Their JSON is the public language of the product.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    DeliveryId, Dienstverband, DienstverbandId, DossierId, EventId, Percentage, Persoon, Source,
    Taak, TaakId, Traject, TrajectId, VerloopStap, WerkgeverId, WerknemerId, amsterdam::moment,
    bsn,
};

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

events! {
    /// An absence was reported; it opens the traject.
    Ziekmelding, "verzuim.ziekmelding", "Ziekmelding / Start van nieuw traject", {
        /// The case, as it starts.
        traject: Traject,
    }
    /// The share of absence changed, up or down.
    GedeeltelijkHersteld, "verzuim.gedeeltelijk_hersteld", "Gedeeltelijk hersteld melding", {
        /// First day of the new share.
        ingangsdatum: Date,
        /// The new share.
        percentage: Percentage,
        /// The share before.
        vorig_percentage: Percentage,
        /// Sequence number of the source.
        volgnummer: Option<u32>,
    }
    /// A report restated the share that held already; it is part of the course, so that it can be put
    /// right or taken back like any other.
    Bevestigd, "verzuim.bevestigd", "Bevestigde verzuimmelding", {
        /// From which day the report holds.
        ingangsdatum: Date,
        /// The share, as it was.
        percentage: Percentage,
        /// Sequence number of the source.
        volgnummer: Option<u32>,
    }
    /// The case was put right, or a report took back or said otherwise what was known of it; these
    /// are the facts as they now are.
    Correctie, "verzuim.correctie", "Correctie ziekmelding / gedeeltelijke hersteld melding", {
        /// First day of absence.
        begin: Date,
        /// The whole course.
        verloop: Vec<VerloopStap>,
        /// Day of full recovery, when recovered.
        beeindigd_op: Option<Date>,
        /// From which day the recovery was reported to hold, when that is another day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hersteld_gemeld_per: Option<Date>,
        /// Falls under the Ziektewet safety net; none when unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vangnet: Option<bool>,
        /// Cause, in the code of the source; none when unknown. Never a diagnosis.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        oorzaak: Option<String>,
        /// The employment that it is about; none when unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dienstverband: Option<DienstverbandId>,
        /// First day of absence before.
        vorige_begin: Date,
        /// The course before.
        vorig_verloop: Vec<VerloopStap>,
        /// Day of full recovery before, when it was recovered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vorige_beeindigd_op: Option<Date>,
        /// Sequence number of the source.
        volgnummer: Option<u32>,
    }
    /// Wholly recovered. The end of the traject follows as an event of its own.
    Hersteld, "verzuim.hersteld", "Hersteld melding", {
        /// First day at work.
        op: Date,
        /// From which day it was reported to hold, when that is another day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gemeld_per: Option<Date>,
        /// The share before.
        vorig_percentage: Percentage,
        /// Sequence number of the source.
        volgnummer: Option<u32>,
    }
    /// The absence should not have been reported.
    Ingetrokken, "verzuim.ingetrokken", "Ingetrokken ziekmelding", {
        /// Sequence number of the source.
        volgnummer: Option<u32>,
    }
    /// A traject of another soort than Verzuim started.
    TrajectGestart, "traject.gestart", "Ziekmelding / Start van nieuw traject", {
        /// The case, as it starts.
        traject: Traject,
    }
    /// A traject ended.
    TrajectBeeindigd, "traject.beeindigd", "Einde traject melding", {
        /// Last day; of a Verzuim the day of full recovery.
        op: Date,
    }
    /// A task was added.
    TaakToegevoegd, "taak.toegevoegd", "Toevoegen taak", {
        /// The task.
        taak: Taak,
    }
    /// A task was done.
    TaakUitgevoerd, "taak.uitgevoerd", "Uitgevoerde taak", {
        /// Which.
        taak: TaakId,
        /// Its code.
        code: String,
    }
    /// A werknemer became known.
    WerknemerToegevoegd, "werknemer.toegevoegd", "Toevoegen werknemer", {
        /// Who.
        persoon: Persoon,
    }
    /// Data of a werknemer changed.
    WerknemerGewijzigd, "werknemer.gewijzigd", "Wijzigen werknemer", {
        /// As it now is.
        persoon: Persoon,
    }
    /// An employment became known.
    DienstverbandGestart, "dienstverband.gestart", "Start dienstverband", {
        /// As it is.
        dienstverband: Dienstverband,
    }
    /// Data of an employment changed.
    DienstverbandGewijzigd, "dienstverband.gewijzigd", "Wijzigen dienstverband", {
        /// As it now is.
        dienstverband: Dienstverband,
    }
    /// The last day of an employment became known.
    DienstverbandBeeindigd, "dienstverband.beeindigd", "Einde dienstverband", {
        /// Which.
        dienstverband: DienstverbandId,
        /// Last day.
        einde: Date,
    }
    /// A werkgever became known.
    WerkgeverToegevoegd, "werkgever.toegevoegd", "Toevoegen werkgever", {
        /// Key on links.
        werkgevercode: String,
        /// Trade name.
        naam: String,
        /// Payroll tax numbers.
        loonheffingennummers: std::collections::BTreeSet<crate::Loonheffingennummer>,
        /// Groups.
        werkgevergroepen: std::collections::BTreeSet<String>,
    }
    /// Data of a werkgever changed; its werkgevercode never does.
    WerkgeverGewijzigd, "werkgever.gewijzigd", "Wijzigen werkgever", {
        /// Trade name.
        naam: String,
        /// Payroll tax numbers.
        loonheffingennummers: std::collections::BTreeSet<crate::Loonheffingennummer>,
        /// Groups.
        werkgevergroepen: std::collections::BTreeSet<String>,
    }
    /// The other side took a delivery.
    BezorgingAanvaard, "bezorging.aanvaard", "Bezorging aanvaard", {
        /// Which.
        bezorging: DeliveryId,
        /// On which link.
        koppeling: String,
        /// What the other side said.
        ontvangstbewijs: String,
    }
    /// The other side will not take a delivery, or trying has ended.
    BezorgingGeweigerd, "bezorging.geweigerd", "Bezorging geweigerd", {
        /// Which.
        bezorging: DeliveryId,
        /// On which link.
        koppeling: String,
        /// Why.
        reden: String,
    }
}

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

/// What every version of every event has.
#[derive(Deserialize)]
struct Head {
    seq: u64,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default = "first_version")]
    version: u32,
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
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
