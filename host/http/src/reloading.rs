//! What came of reading rules and plugins anew while the host runs. Who reads them tells it here, and
//! operators see it.

use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;

/// The rules in use, and what is wrong with those in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesState {
    /// Hash of the book in use.
    pub boek: String,
    /// Since when it is in use.
    pub sinds: Timestamp,
    /// The folder holds other rules that cannot be used; none when it holds the book in use.
    pub geweigerd: Option<Refused>,
}

/// Rules that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// When they were read.
    pub op: Timestamp,
    /// What is wrong, each with its place, in Dutch.
    pub fouten: Vec<String>,
}

/// What there is to say of plugins, besides those that are loaded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PluginsState {
    /// What is wrong with those that could not be loaded, in Dutch.
    pub problems: Vec<String>,
    /// Versions that ask for more than was accepted, and wait for somebody who accepts that.
    pub waiting: Vec<WaitingPlugin>,
}

/// A version of a plugin that waits to be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPlugin {
    /// Name of the plugin.
    pub naam: String,
    /// Its version.
    pub versie: String,
    /// What it asks for and the version in use does not, one line for people each.
    pub vraagt: Vec<String>,
}

/// What came of the last reading. All threads may tell and look.
#[derive(Debug, Default)]
pub struct Reloading(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    rules: Option<RulesState>,
    plugins: PluginsState,
}

impl Reloading {
    /// Tells of the rules; what was told before is forgotten.
    pub fn set_rules(&self, rules: RulesState) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).rules = Some(rules);
    }

    /// Tells of the plugins; what was told before is forgotten.
    pub fn set_plugins(&self, plugins: PluginsState) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).plugins = plugins;
    }

    /// The rules; none when nothing was told of them.
    pub fn rules(&self) -> Option<RulesState> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).rules.clone()
    }

    /// The plugins.
    pub fn plugins(&self) -> PluginsState {
        self.0.read().unwrap_or_else(PoisonError::into_inner).plugins.clone()
    }
}
