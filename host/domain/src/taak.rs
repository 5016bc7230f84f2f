//! The taak.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{DocumentId, TaakId, amsterdam::moment};

/// Work for a person, on a traject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taak {
    /// Ours.
    pub id: TaakId,
    /// Code in the catalogue.
    pub code: String,
    /// Name at the time it was added.
    pub naam: String,
    /// Role that should do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rol: Option<String>,
    /// Trigger that asked for it; none when a person added it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regel: Option<String>,
    /// Document that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// When it was added.
    #[serde(with = "moment")]
    pub toegevoegd_op: Timestamp,
    /// Where it stands.
    pub status: TaakStatus,
}

impl Taak {
    /// Code of the task to put a document in the right dossier; moving the document does it (S0).
    pub const PLAATS_DOCUMENT: &'static str = "PlaatsDocument";
}

/// Where a taak stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaakStatus {
    /// To be done.
    Open,
    /// Done.
    Uitgevoerd,
    /// No longer needed: its traject was withdrawn.
    Vervallen,
}
