//! Plugins: a version that changed is loaded beside the one in use, held against what was accepted
//! and against the rules, and swapped. A bad one keeps the old one in use.

use std::{collections::HashSet, path::Path, sync::Arc, time::Instant};

use host_connectors::{Asks, Plugin};
use host_engine::{Actor, Fault};
use host_http::{PluginsState, WaitingPlugin};
use host_rulebook::Book;
use host_store::Reads;
use serde_json::{Value, json};

use super::{
    Held, Reloader, Waiting,
    rules::{Checked, check, millis},
};
use crate::{config::Modus, intake_schemas};

/// Who accepts a plugin that was not there before: no link has granted it anything yet.
const HOST: &str = "host";

/// Characters of a hash that tell builds apart, for people.
const BUILD_CHARS: usize = 8;

impl Reloader {
    /// Keeps what plugins ask for that nobody accepted yet: who starts the host with them does.
    pub(super) fn accept_new(&self) -> Result<(), Fault> {
        for plugin in self.library.plugins() {
            let name = &plugin.manifest().name;
            if self.engine.store().read()?.accepted_plugin(name)?.is_none() {
                self.engine.accept_plugin(&Actor(HOST.to_owned()), name, asks_of(&plugin))?;
            }
        }
        Ok(())
    }

    /// Plugins may have changed, at `since` first.
    pub(super) fn plugins_changed(&self, since: Instant) -> Result<(), Fault> {
        let folders = match self.library.changed_folders() {
            Ok(folders) => folders,
            Err(error) => {
                tracing::error!("gewijzigde plugins worden niet gezien: {error}");
                return Ok(());
            }
        };
        for folder in &folders {
            self.read_plugin(folder, since)?;
        }
        if !folders.is_empty() {
            self.tell_plugins(&self.lock());
        }
        Ok(())
    }

    /// Loads the plugin in a folder and puts it in use when it may be.
    fn read_plugin(&self, folder: &Path, since: Instant) -> Result<(), Fault> {
        // Compiling takes its time; rules need not wait for it.
        let candidate = self.library.candidate(folder);
        let mut held = self.lock();
        held.forget(folder);
        let plugin = match candidate {
            Ok(plugin) => plugin,
            Err(problem) => {
                tracing::error!("plugin niet geladen, een vorige blijft in gebruik: {problem}");
                return Ok(());
            }
        };
        let name = plugin.manifest().name.clone();
        if self.library.plugin(&name).is_some_and(|current| current.is_the_same_as(&plugin)) {
            return Ok(());
        }
        let accepted = self.engine.store().read()?.accepted_plugin(&name)?;
        let more = more_than_accepted(&plugin, accepted.as_ref());
        if !more.is_empty() {
            tell_waiting(&plugin, &more);
            held.waiting.insert(name, Waiting { plugin, more });
            return Ok(());
        }
        if let Err(why) = self.put_in_use(&mut held, plugin, accepted.is_none(), since)? {
            tracing::error!("{why}");
            // The rules in the folder may be meant for it; then they are a concept.
            if self.rules_change && self.modus == Modus::Concept && !held.faults.is_empty() {
                return self.read_rules(&mut held, since);
            }
        }
        Ok(())
    }

    /// An operator accepts what the waiting version of a plugin asks for. Gives that version, or why it
    /// is not in use all the same.
    pub(crate) fn accept_waiting(&self, actor: &Actor, name: &str) -> Result<String, String> {
        let since = Instant::now();
        let mut held = self.lock();
        let none = || format!("er wacht geen versie van plugin `{name}` om te worden aanvaard");
        let waiting = held.waiting.get(name).ok_or_else(none)?;
        let plugin = Arc::clone(&waiting.plugin);
        let version = plugin.manifest().version.clone();
        let told = |fault: Fault| fault.to_string();
        self.engine.accept_plugin(actor, name, asks_of(&plugin)).map_err(told)?;
        held.waiting.remove(name);
        let put = self.put_in_use(&mut held, plugin, false, since).map_err(told)?;
        self.tell_plugins(&held);
        put.map(|()| version)
    }

    /// Puts a version in use when there are rules that fit it; otherwise says why not. The rules in the
    /// folder go first: who changes a plugin and its rules together saves one before the other.
    fn put_in_use(
        &self,
        held: &mut Held,
        plugin: Arc<Plugin>,
        is_new: bool,
        since: Instant,
    ) -> Result<Result<(), String>, Fault> {
        let name = plugin.manifest().name.clone();
        let fitting = match self.fitting(&plugin) {
            Ok(fitting) => fitting,
            Err(faults) => {
                let why = format!("de regels passen niet bij deze versie:\n{}", faults.join("\n"));
                self.library.refuse(&plugin, &why);
                let told = format!("plugin `{name}` niet herladen; {why}");
                held.unfit.insert(name, (plugin, told.clone()));
                return Ok(Err(told));
            }
        };
        if is_new {
            self.engine.accept_plugin(&Actor(HOST.to_owned()), &name, asks_of(&plugin))?;
        }
        let swapped = self.swap(plugin);
        if fitting.book.hash() == self.engine.book().hash() {
            // The same rules, now read for the fields of this version.
            self.engine.use_book(fitting.book)?;
        } else {
            self.use_rules(held, fitting, since)?;
        }
        let ms = millis(since.elapsed());
        tracing::info!(ms, "{swapped}");
        if self.rules_change && !held.faults.is_empty() {
            self.read_rules(held, since)?;
        }
        Ok(Ok(()))
    }

    /// Puts a version in the place of the one in use, and says so.
    fn swap(&self, plugin: Arc<Plugin>) -> String {
        let (name, version) = (plugin.manifest().name.clone(), build_of(&plugin));
        match self.library.swap(plugin) {
            Some(before) => {
                format!("plugin {name} {version} in gebruik in plaats van {}", build_of(&before))
            }
            None => format!("plugin {name} {version} in gebruik"),
        }
    }

    /// Puts a version in use that did not fit the rules in use, because those that go into use now do
    /// fit it.
    pub(super) fn swap_unfit(&self, held: &mut Held, plugin: Arc<Plugin>) -> Result<(), Fault> {
        let name = plugin.manifest().name.clone();
        held.unfit.remove(&name);
        if self.engine.store().read()?.accepted_plugin(&name)?.is_none() {
            self.engine.accept_plugin(&Actor(HOST.to_owned()), &name, asks_of(&plugin))?;
        }
        // Not inside of the macro: what is not logged is not worked out either.
        let swapped = self.swap(plugin);
        tracing::info!("{swapped}");
        self.tell_plugins(held);
        Ok(())
    }

    /// Rules that can be used with this version in the place of the one in use.
    fn fitting(&self, plugin: &Plugin) -> Result<Checked, Vec<String>> {
        let schemas = intake_schemas::in_use(&self.library, &self.plugins, Some(plugin.manifest()));
        if self.rules_change
            && self.modus == Modus::Direct
            && let Ok(checked) = check(Book::load(&self.rules, &schemas))
            && !self.is_set_aside(checked.book.hash()).map_err(|fault| vec![fault.to_string()])?
        {
            return Ok(checked);
        }
        check(Book::from_sources(self.engine.book().sources().clone(), &schemas))
    }

    /// There are other rules: versions that did not fit those before may fit these. Whether any did.
    pub(super) fn retry_unfit(&self, held: &mut Held, since: Instant) -> Result<bool, Fault> {
        let unfit = std::mem::take(&mut held.unfit);
        if unfit.is_empty() {
            return Ok(false);
        }
        let mut any = false;
        for (name, (plugin, told)) in unfit {
            let is_new = self.engine.store().read()?.accepted_plugin(&name)?.is_none();
            match self.put_in_use(held, plugin, is_new, since)? {
                Ok(()) => any = true,
                Err(why) if why == told => {}
                Err(why) => tracing::error!("{why}"),
            }
        }
        self.tell_plugins(held);
        Ok(any)
    }

    /// Lets go of former versions that no open call began on.
    pub(super) fn retire(&self) -> Result<(), Fault> {
        if self.library.loaded().len() == self.library.plugins().len() {
            return Ok(());
        }
        let in_use: HashSet<String> = self.engine.builds_in_use()?;
        for gone in self.library.retire(&|_, hash| in_use.contains(hash)) {
            let (name, version) = (&gone.manifest().name, build_of(&gone));
            tracing::info!("vorige versie {version} van plugin {name} is niet meer nodig");
        }
        Ok(())
    }

    /// Tells operators how it stands.
    pub(super) fn tell_plugins(&self, held: &Held) {
        let problems = self.library.problems().iter().map(ToString::to_string).collect();
        let waiting = held.waiting.values().map(|waiting| WaitingPlugin {
            naam: waiting.plugin.manifest().name.clone(),
            versie: waiting.plugin.manifest().version.clone(),
            vraagt: waiting.more.clone(),
        });
        self.told.set_plugins(PluginsState { problems, waiting: waiting.collect() });
    }
}

/// What a version asks for and was not accepted; nothing of a plugin that nobody ever accepted: it is
/// new, and nothing is granted to it.
pub(super) fn more_than_accepted(plugin: &Plugin, accepted: Option<&Value>) -> Vec<String> {
    let Some(accepted) = accepted else { return Vec::new() };
    // What we cannot read any more was accepted of another host; then all is asked anew.
    let accepted: Asks = serde_json::from_value(accepted.clone()).unwrap_or_default();
    plugin.manifest().asks().more_than(&accepted)
}

/// What a plugin asks for, as it is kept.
fn asks_of(plugin: &Plugin) -> Value {
    json!(plugin.manifest().asks())
}

/// A version with the beginning of its hash, for the log: builds of one version are not the same.
fn build_of(plugin: &Plugin) -> String {
    let build: String = plugin.sha256().chars().take(BUILD_CHARS).collect();
    format!("{} ({build})", plugin.manifest().version)
}

/// Says in the log that a version waits, and for what.
pub(super) fn tell_waiting(plugin: &Plugin, more: &[String]) {
    let (name, version) = (&plugin.manifest().name, &plugin.manifest().version);
    tracing::warn!(
        "plugin {name} {version} vraagt meer dan is aanvaard: {}. Zij wordt niet gebruikt tot \
         iemand dat aanvaardt: schakel plugins aanvaard {name}",
        more.join(", ")
    );
}
