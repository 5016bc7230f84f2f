//! Who did what, for later.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One act of a person, or of the host on behalf of one. Never holds personal data of a werknemer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who: the name of an account, or `systeem`.
    pub actor: String,
    /// What was done, in Dutch: `werknemer gewist`.
    pub action: String,
    /// To what: an id or a name.
    pub subject: String,
}
