//! `[opslag]`: where data is kept.

use std::path::PathBuf;

use serde::Deserialize;

/// Where data is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Opslag {
    /// `map`: folder for the database, its key, received messages and the beheer token. Made on
    /// first start. Default `gegevens`.
    pub(crate) map: PathBuf,
}

impl Default for Opslag {
    fn default() -> Opslag {
        Opslag { map: "gegevens".into() }
    }
}
