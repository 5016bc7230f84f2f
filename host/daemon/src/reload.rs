//! Rules and plugins that change while the host runs.
//!
//! # How to read it
//! * `watch.rs` says when something changed, `look.rs` finds what the watching missed.
//! * `rules.rs`: the whole book is read and checked aside, its tests are run, and only then is it put
//!   in use, between two batches, or kept as the concept of one. Anything wrong: the old book stays, and
//!   what is wrong is shown.
//! * `plugins.rs`: a version is loaded beside the one in use, held against the rules and against what
//!   was accepted, and swapped. Open calls stay on their version until they have ended.
//! * `living.rs`: a person puts the concept in use, a second one approves, somebody goes back.
//! * `start.rs`: the same at a start, when there is nothing yet to stay on.
//! * `threads.rs`: one thread for rules and one for plugins, so that neither waits while a plugin is
//!   compiled. What they put in use they put in use one at a time ([`Reloader::held`]).
//!
//! What came of it is told in the log, and to operators through [`Reloading`].

mod living;
mod look;
mod plugins;
mod rules;
mod start;
mod threads;
mod watch;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use host_connectors::{Library, Plugin};
use host_engine::{Engine, Fault};
use host_http::Reloading;

use crate::config::{Config, Modus};

pub(crate) use look::Look;
pub(crate) use start::{AtStart, hold_back, rules as rules_at_start};
pub(crate) use threads::{Watching, watch};
pub(crate) use watch::{Heard, Watch};

/// Reads rules and plugins anew, and puts in use what is good.
pub(crate) struct Reloader {
    engine: Arc<Engine>,
    library: Arc<Library>,
    told: Arc<Reloading>,
    /// The folder of rules.
    rules: PathBuf,
    /// Whether rules may change while the host runs.
    rules_change: bool,
    /// What happens to saved rules that are good.
    modus: Modus,
    /// Whether a second person must approve.
    four_eyes: bool,
    /// The folder of plugins.
    plugins: PathBuf,
    held: Mutex<Held>,
    /// Held by the one trial of a plugin that runs.
    trying: Mutex<()>,
}

/// What waits for something. Who holds it may put rules and plugins in use, and nobody else.
#[derive(Default)]
pub(crate) struct Held {
    /// What is wrong with the rules in the folder; empty when they can be used.
    faults: Vec<String>,
    /// Hash of the rules in the folder when they were last read; none when they could not be used.
    folder: Option<String>,
    /// By name: versions that ask for more than was accepted.
    waiting: BTreeMap<String, Waiting>,
    /// By name: versions that the rules do not fit, with why not.
    unfit: BTreeMap<String, (Arc<Plugin>, String)>,
}

/// A version that asks for more than was accepted.
pub(crate) struct Waiting {
    plugin: Arc<Plugin>,
    /// What it asks for besides, one line for people each.
    more: Vec<String>,
}

impl Reloader {
    /// Over what the host started with.
    pub(crate) fn new(
        config: &Config,
        engine: Arc<Engine>,
        library: Arc<Library>,
        told: Arc<Reloading>,
        held: Held,
    ) -> Result<Reloader, Fault> {
        let reloader = Reloader {
            engine,
            library,
            told,
            rules: config.regels.map.clone(),
            rules_change: config.regels.herladen,
            modus: config.regels.ingebruikname,
            four_eyes: config.regels.vier_ogen,
            plugins: config.plugins.map.clone(),
            held: Mutex::new(held),
            trying: Mutex::default(),
        };
        reloader.accept_new()?;
        let mut held = reloader.lock();
        if reloader.modus == Modus::Concept {
            // What was saved while the host did not run.
            reloader.read_rules(&mut held, Instant::now())?;
        }
        reloader.tell_rules(&held);
        reloader.tell_plugins(&held);
        drop(held);
        Ok(reloader)
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn library(&self) -> &Library {
        &self.library
    }

    pub(crate) fn trying(&self) -> &Mutex<()> {
        &self.trying
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// What a start found.
    pub(crate) fn at_start(rules: &AtStart, waiting: BTreeMap<String, Waiting>) -> Held {
        let (faults, folder) = (rules.faults.clone(), rules.folder.clone());
        Held { faults, folder, waiting, unfit: BTreeMap::new() }
    }

    /// Forgets what waited of the plugin in a folder: there is another one now.
    fn forget(&mut self, folder: &Path) {
        self.waiting.retain(|_, waiting| waiting.plugin.folder() != folder);
        self.unfit.retain(|_, (plugin, _)| plugin.folder() != folder);
    }
}

#[cfg(test)]
pub(crate) mod tests;
