//! `[regels]`: where the rules are.

use std::path::PathBuf;

use serde::Deserialize;

/// Where the rules are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Regels {
    /// `map`: folder with triggers, importconfiguraties and conversiegroepen. Default `rules`.
    pub(crate) map: PathBuf,
    /// `herladen`: whether rules that change are put in use while the host runs, once they and their
    /// tests are good. With `false` they are read at the next start. Default `true`.
    pub(crate) herladen: bool,
}

impl Default for Regels {
    fn default() -> Regels {
        Regels { map: "rules".into(), herladen: true }
    }
}
