//! The document in a dossier. Its file lies in the store; this is what is known about it.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{DocumentId, MachtigingId, amsterdam::moment};

/// A document in a traject. `Debug` shows its id only: a title may name somebody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Ours; the file is found by it.
    #[serde(rename = "document")]
    pub id: DocumentId,
    /// Key of the document in the source system.
    pub extern_kenmerk: String,
    /// Service that it came from, such as `UWV-ZZ-ZW`; none for other sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dienst: Option<String>,
    /// Documentkenmerk: its subfolder, which rules and rights may go by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kenmerk: Option<String>,
    /// What people read.
    pub titel: String,
    /// Date on the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datum: Option<Date>,
    /// Name of the file at the source.
    pub bestandsnaam: String,
    /// Media type.
    pub mediatype: String,
    /// In bytes.
    pub lengte: u64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// When it was put in a dossier.
    #[serde(with = "moment")]
    pub ontvangen_op: Timestamp,
    /// The machtiging that it came under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machtiging: Option<MachtigingId>,
    /// What is strange about it, in Dutch; none when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opmerking: Option<String>,
    /// Of a document made at a spreekuur, how far it is; none for any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spreekuur: Option<Spreekuur>,
}

/// How far a document of a spreekuur is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spreekuur {
    /// Being written.
    Concept,
    /// Final.
    Definitief,
}

impl Document {
    /// Media type of a PDF.
    pub const PDF: &'static str = "application/pdf";

    /// Whether it is a PDF about which nothing is strange.
    pub fn is_pdf(&self) -> bool {
        self.mediatype == Document::PDF && self.opmerking.is_none()
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({})", self.id)
    }
}
