//! The herinnering: a timer on a traject.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A timer on a traject, which knows it by its name. It goes off once, on its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Herinnering {
    /// The day.
    pub op: Date,
    /// Trigger that set it; none when a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regel: Option<String>,
}
