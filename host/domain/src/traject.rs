//! The traject.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Afspraak, AfspraakId, Dagloon, DienstverbandId, Document, DocumentId, Herinnering, Percentage,
    Taak, TaakId, TrajectId,
};

/// A case in a dossier, of some trajectsoort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traject {
    /// Ours.
    pub id: TrajectId,
    /// Such as `Verzuim` or `UwvDocumenten`.
    pub soort: String,
    /// Key of the case in the source system; found only on exact match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extern_kenmerk: Option<String>,
    /// First day: of a `Verzuim` the first day of absence.
    pub begin: Date,
    /// Where it stands.
    pub status: TrajectStatus,
    /// From which day the recovery was reported to hold, when that is another day than the one it
    /// ended on: corrections name the recovery by this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hersteld_gemeld_per: Option<Date>,
    /// The course, by date; of a `Verzuim` at least one step.
    #[serde(default)]
    pub verloop: Vec<VerloopStap>,
    /// Highest sequence number seen from the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volgnummer: Option<u32>,
    /// Falls under the Ziektewet safety net; none when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vangnet: Option<bool>,
    /// Cause, in the code of the source. Never a diagnosis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oorzaak: Option<String>,
    /// The employment that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dienstverband: Option<DienstverbandId>,
    /// Labels.
    #[serde(default)]
    pub kenmerken: BTreeSet<String>,
    /// Tasks, done ones too.
    #[serde(default)]
    pub taken: BTreeMap<TaakId, Taak>,
    /// Documents.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub documenten: BTreeMap<DocumentId, Document>,
    /// Appointments.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub afspraken: BTreeMap<AfspraakId, Afspraak>,
    /// What the werknemer earns a day, by date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub daglonen: Vec<Dagloon>,
    /// Timers that have not gone off, by name. An ended traject has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub herinneringen: BTreeMap<String, Herinnering>,
    /// Triggers that fire once for a traject, and have done so; also when it was reopened since.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub afgegaan: BTreeSet<String>,
}

/// Where a traject stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum TrajectStatus {
    /// Running.
    Lopend,
    /// Ended on this day; of a `Verzuim` the day of full recovery.
    Beeindigd {
        /// The day.
        op: Date,
    },
    /// Withdrawn: it should not have been reported.
    Ingetrokken,
}

/// From this day on, this share of absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerloopStap {
    /// First day of the step.
    pub ingangsdatum: Date,
    /// Share of absence.
    pub percentage: Percentage,
}

impl VerloopStap {
    /// The share that a course, which is by date, gives on `day`; none before its first step.
    pub fn percentage_on(verloop: &[VerloopStap], day: Date) -> Option<Percentage> {
        let until = verloop.iter().take_while(|stap| stap.ingangsdatum <= day);
        until.last().map(|stap| stap.percentage)
    }
}

impl Traject {
    /// Trajectsoort of an absence.
    pub const VERZUIM: &'static str = "Verzuim";
    /// Trajectsoort of documents from UWV, of a werknemer or of the werkgever itself (S0).
    pub const UWV_DOCUMENTEN: &'static str = "UwvDocumenten";
    /// Trajectsoort of a machtiging under which documents of a werknemer come in (S0).
    pub const UWV_MACHTIGING: &'static str = "UwvMachtiging";
    /// Trajectsoort of documents of a werknemer who was not found at the werkgever (S0).
    pub const UWV_NIET_GEVONDEN: &'static str = "UwvDocumentenWerknemerNietGevonden";

    /// One that starts, of which nothing else is known yet.
    pub fn start(id: TrajectId, soort: impl Into<String>, begin: Date) -> Traject {
        Traject {
            id,
            soort: soort.into(),
            extern_kenmerk: None,
            begin,
            status: TrajectStatus::Lopend,
            hersteld_gemeld_per: None,
            verloop: Vec::new(),
            volgnummer: None,
            vangnet: None,
            oorzaak: None,
            dienstverband: None,
            kenmerken: BTreeSet::new(),
            taken: BTreeMap::new(),
            documenten: BTreeMap::new(),
            afspraken: BTreeMap::new(),
            daglonen: Vec::new(),
            herinneringen: BTreeMap::new(),
            afgegaan: BTreeSet::new(),
        }
    }

    /// Whether it runs.
    pub fn is_lopend(&self) -> bool {
        self.status == TrajectStatus::Lopend
    }

    /// The day it ended on.
    pub fn beeindigd_op(&self) -> Option<Date> {
        match self.status {
            TrajectStatus::Beeindigd { op } => Some(op),
            TrajectStatus::Lopend | TrajectStatus::Ingetrokken => None,
        }
    }

    /// The newest share of absence.
    pub fn percentage(&self) -> Option<Percentage> {
        self.verloop.last().map(|stap| stap.percentage)
    }
}
