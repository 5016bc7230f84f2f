//! The werkgever.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Loonheffingennummer, WerkgeverId};

/// An employer, as far as links need to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Werkgever {
    /// Ours.
    pub id: WerkgeverId,
    /// The key on links; unique.
    pub werkgevercode: String,
    /// Trade name.
    pub naam: String,
    /// None when nothing goes to UWV for this werkgever.
    pub loonheffingennummers: BTreeSet<Loonheffingennummer>,
    /// Groups on which klantaccounts are authorised.
    pub werkgevergroepen: BTreeSet<String>,
    /// Labels.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub kenmerken: BTreeSet<String>,
}
