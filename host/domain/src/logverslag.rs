//! The logverslag: what became of every record of one received message.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{LogverslagId, WerknemerId, amsterdam::moment};

/// Levels of a line, mildest first; the numbers of Xpert Suite are 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Niveau {
    /// About the processing itself.
    Metadata,
    /// For information.
    Melding,
    /// Processed, but look at it.
    Waarschuwing,
    /// The record was dropped.
    Uitval,
}

/// What of a logverslag is mailed. The stored report always holds everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mailniveau {
    /// Dropped records only.
    #[default]
    Uitval,
    /// And warnings.
    Waarschuwing,
    /// And remarks.
    Melding,
    /// Everything, always.
    Alles,
}

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Uitkomst {
    /// Processed; perhaps nothing had changed.
    Verwerkt,
    /// Processed before.
    Dubbel,
    /// Dropped.
    Uitval,
    /// A test message: checked to the end, nothing kept.
    Proef,
}

/// One remark about a record or message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Melding {
    /// How bad.
    pub niveau: Niveau,
    /// The field, in the words of the source or of the command; empty when about the whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub veld: String,
    /// Plain Dutch, without personal data.
    pub tekst: String,
}

/// One record of the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRegel {
    /// Number within the message, from 1.
    pub nr: u64,
    /// Where in the message it stands.
    pub plaats: String,
    /// The source's own key.
    pub sleutel: String,
    /// What became of it.
    pub uitkomst: Uitkomst,
    /// What there is to say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meldingen: Vec<Melding>,
    /// Events that it led to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<u64>,
    /// Whose dossier it touched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub werknemer: Option<WerknemerId>,
    /// What the connector needs for the acknowledgement.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub echo: Value,
}

/// How many records came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// Processed.
    pub verwerkt: u64,
    /// Processed before.
    pub dubbel: u64,
    /// Dropped.
    pub uitval: u64,
    /// Only tried.
    pub proef: u64,
}

impl Telling {
    /// Counts one more.
    pub fn count(&mut self, uitkomst: Uitkomst) {
        let counter = match uitkomst {
            Uitkomst::Verwerkt => &mut self.verwerkt,
            Uitkomst::Dubbel => &mut self.dubbel,
            Uitkomst::Uitval => &mut self.uitval,
            Uitkomst::Proef => &mut self.proef,
        };
        *counter += 1;
    }

    /// All records.
    pub fn total(&self) -> u64 {
        self.verwerkt + self.dubbel + self.uitval + self.proef
    }
}

/// The head of a logverslag; its records are kept one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logverslag {
    /// Its number, for the sender to refer to.
    pub id: LogverslagId,
    /// Account that sent the message.
    pub klantcode: String,
    /// Link on which it came.
    pub importkoppeling: String,
    /// When it was wholly received.
    #[serde(with = "moment")]
    pub ontvangen_op: Timestamp,
    /// A test message.
    pub proef: bool,
    /// All records are processed and counted.
    pub klaar: bool,
    /// Remarks about the message as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meldingen: Vec<Melding>,
    /// How many records came to what.
    pub telling: Telling,
    /// Importconfiguratie and version of the rules that processed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regelboek: Option<String>,
}
