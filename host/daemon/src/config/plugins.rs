//! `[plugins]`: where the plugins are.

use std::path::PathBuf;

use serde::Deserialize;

/// Where the plugins are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Plugins {
    /// `map`: folder with a folder for each plugin, with its plugin.toml. Default `plugins`.
    pub(crate) map: PathBuf,
    /// `gebouwd`: where the wasm of a plugin is looked for when it is not beside its plugin.toml.
    /// Default: nowhere else.
    pub(crate) gebouwd: Option<PathBuf>,
    /// `cache`: where compiled plugins are kept. Whoever can write there can run code in the host.
    /// Default `plugin-cache` in the folder of the data.
    pub(crate) cache: Option<PathBuf>,
    /// `herladen`: whether plugins that change are put in use while the host runs. One that asks for
    /// more than was accepted waits for `schakel plugins aanvaard`. Default `true`.
    pub(crate) herladen: bool,
}

impl Default for Plugins {
    fn default() -> Plugins {
        Plugins { map: "plugins".into(), gebouwd: None, cache: None, herladen: true }
    }
}
