//! `[regels]`: where the rules are.

use std::path::PathBuf;

use serde::Deserialize;

/// Where the rules are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Regels {
    /// `map`: folder with triggers, importconfiguraties and conversiegroepen. Default `rules`.
    pub(crate) map: PathBuf,
}

impl Default for Regels {
    fn default() -> Regels {
        Regels { map: "rules".into() }
    }
}
