//! All plugins of the host. A bad one is told of and does not stand in the way of the others.
//!
//! Plugins change while the host runs: [`Library::changed_folders`] says where to look,
//! [`Library::candidate`] loads what is there beside what runs, [`Library::swap`] puts it in its
//! place. The former version stays loaded for the calls that began on it, until
//! [`Library::retire`] finds that there are none left.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use crate::asks::is_name;
use crate::cache::Cache;
use crate::limits::Limits;
use crate::load::{LoadError, Loader, MANIFEST, Workbench, unreadable};
use crate::manifest::Manifest;
use crate::plugin::Plugin;
use crate::sandbox::Sandbox;
use crate::seen::Seen;
use crate::trial::{Trial, Trials};

/// Where plugins are.
#[derive(Debug, Clone)]
pub struct Places {
    /// One folder for each plugin, with plugin.toml in it.
    pub plugins: PathBuf,
    /// Where the wasm is looked for when it is not beside plugin.toml, such as
    /// `target/wasm32-wasip2/release`.
    pub built: Option<PathBuf>,
    /// Compiled plugins are kept in a folder of ours below this one.
    pub cache: PathBuf,
}

/// The plugins that can be used, and what is wrong with the others or with keeping them. Shared by
/// all threads of the host.
pub struct Library {
    loader: Loader,
    plugins: PathBuf,
    trials: Trials,
    shelves: RwLock<Shelves>,
}

/// What changes while the host runs.
#[derive(Default)]
struct Shelves {
    current: BTreeMap<String, Arc<Plugin>>,
    /// Latest last.
    former: Vec<Former>,
    /// By folder, as of the last attempt.
    problems: BTreeMap<PathBuf, String>,
    /// By folder, as of the last attempt.
    seen: BTreeMap<PathBuf, Seen>,
}

struct Former {
    plugin: Arc<Plugin>,
    since: Instant,
}

impl Former {
    fn now(plugin: &Arc<Plugin>) -> Former {
        Former { plugin: Arc::clone(plugin), since: Instant::now() }
    }
}

/// What is wrong with a plugin, or with keeping compiled ones ([`LoadError::NoCache`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadProblem {
    /// Folder of the plugin, or the one for compiled plugins.
    pub folder: PathBuf,
    /// For the operator.
    pub text: String,
}

impl fmt::Display for LoadProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why there are no plugins at all.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A folder cannot be read or made.
    #[error("{}: {reason}", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        reason: io::Error,
    },
    /// The engine does not start on this machine.
    #[error("plugins kunnen hier niet draaien: {0}")]
    Engine(String),
}

impl Library {
    /// Loads every plugin in [`Places::plugins`].
    ///
    /// # Errors
    /// When no plugin could be loaded whatever it was; what is wrong with single plugins is in
    /// [`Library::problems`].
    pub fn open(places: &Places, limits: &Limits) -> Result<Library, LibraryError> {
        let engine = |error: wasmtime::Error| LibraryError::Engine(error.root_cause().to_string());
        let bench = Sandbox::new(limits).and_then(Workbench::new).map_err(engine)?;
        let mut shelves = Shelves::default();
        let cache = Cache::open(&places.cache, &bench.sandbox.engine)
            .map_err(|problem| shelves.problems.insert(places.cache.clone(), problem.to_string()))
            .ok();
        let (limits, built) = (limits.clone(), places.built.clone());
        let library = Library {
            loader: Loader { bench, cache, limits, built },
            plugins: places.plugins.clone(),
            trials: Trials::default(),
            shelves: RwLock::new(shelves),
        };
        for folder in folders(&library.plugins)? {
            if let Ok(plugin) = library.candidate(&folder) {
                library.swap(plugin);
            }
        }
        Ok(library)
    }

    /// The version of this plugin that new calls begin on.
    pub fn plugin(&self, name: &str) -> Option<Arc<Plugin>> {
        self.read().current.get(name).cloned()
    }

    /// What a plugin declares: the version that is loaded, or else what stands in its folder. What is
    /// asked of one that cannot be loaded now can so wait for it. None when there is no such plugin.
    pub fn declared(&self, name: &str) -> Option<Manifest> {
        if let Some(loaded) = self.plugin(name) {
            return Some(loaded.manifest().clone());
        }
        let path = self.plugins.join(name).join(MANIFEST);
        let text = is_name(name).then(|| fs::read_to_string(&path).ok()).flatten()?;
        Manifest::read(&path, &text).ok().filter(|read| read.name == name)
    }

    /// The version of this plugin with this hash, as long as it is loaded.
    pub fn version(&self, name: &str, sha256: &str) -> Option<Arc<Plugin>> {
        let shelves = self.read();
        let mut loaded = shelves.loaded();
        loaded.find(|plugin| plugin.manifest().name == name && plugin.sha256() == sha256).cloned()
    }

    /// The versions that new calls begin on, by name.
    pub fn plugins(&self) -> Vec<Arc<Plugin>> {
        self.read().current.values().cloned().collect()
    }

    /// All that are loaded, former versions too.
    pub fn loaded(&self) -> Vec<Arc<Plugin>> {
        self.read().loaded().cloned().collect()
    }

    /// What is wrong, by folder, as of the last attempt to load it. A plugin that worked before
    /// keeps working in its former version.
    pub fn problems(&self) -> Vec<LoadProblem> {
        let shelves = self.read();
        let problem = |(folder, text): (&PathBuf, &String)| LoadProblem {
            folder: folder.clone(),
            text: text.clone(),
        };
        shelves.problems.iter().map(problem).collect()
    }

    /// The folders whose plugin.toml or wasm, also the built one, looks other than when it was last
    /// read, those of new and of removed plugins among them.
    ///
    /// # Errors
    /// When [`Places::plugins`] cannot be read.
    pub fn changed_folders(&self) -> Result<Vec<PathBuf>, LibraryError> {
        let present = folders(&self.plugins)?;
        let shelves = self.read();
        let mut changed: Vec<PathBuf> =
            present.into_iter().filter(|folder| !shelves.seen.contains_key(folder)).collect();
        let other = shelves.seen.iter().filter(|(_, seen)| seen.again() != **seen);
        changed.extend(other.map(|(folder, _)| folder.clone()));
        changed.sort();
        Ok(changed)
    }

    /// Loads the plugin in `folder` as it is now and lets it start, beside what runs; nothing is
    /// swapped. What is wrong with it is in [`Library::problems`] as well, until the next attempt.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn candidate(&self, folder: &Path) -> Result<Arc<Plugin>, LoadError> {
        let seen = Seen::now(folder, self.loader.built.as_deref());
        let loaded = self.loader.load(folder);
        let mut shelves = self.write();
        let candidate = loaded.and_then(|plugin| match shelves.namesake(&plugin) {
            Some(name) => Err(unreadable(folder, &format!("er is al een plugin `{name}`"))),
            None => Ok(Arc::new(plugin)),
        });
        shelves.seen.insert(folder.to_owned(), seen);
        match &candidate {
            Ok(_) => shelves.problems.remove(folder),
            Err(problem) => shelves.problems.insert(folder.to_owned(), problem.to_string()),
        };
        shelves.forget_if_gone(folder);
        candidate
    }

    /// Keeps a candidate out for a reason of the caller's, which stands among the problems until the
    /// next attempt.
    pub fn refuse(&self, candidate: &Plugin, why: &str) {
        let text = format!("{}: {why}", candidate.folder().display());
        self.write().problems.insert(candidate.folder().to_owned(), text);
    }

    /// Lets new calls begin on this version, and gives back the one that they began on before. That
    /// one stays loaded.
    pub fn swap(&self, plugin: Arc<Plugin>) -> Option<Arc<Plugin>> {
        let mut shelves = self.write();
        shelves.problems.remove(plugin.folder());
        let (name, sha256) = (plugin.manifest().name.clone(), plugin.sha256().to_owned());
        let before = shelves.current.insert(name.clone(), plugin);
        shelves.former.extend(before.as_ref().map(Former::now));
        // A version is known by its hash: what came back, or got another plugin.toml, is there once.
        let again = |former: &Former| {
            former.plugin.manifest().name == name && former.plugin.sha256() == sha256
        };
        shelves.former.retain(|former| !again(former));
        before
    }

    /// Lets no new calls begin on this plugin, and gives back the version that they began on. That one
    /// stays loaded, as after a swap; put it in use again with [`Library::swap`].
    pub fn set_aside(&self, name: &str) -> Option<Arc<Plugin>> {
        let mut shelves = self.write();
        let before = shelves.current.remove(name);
        shelves.former.extend(before.as_ref().map(Former::now));
        before
    }

    /// Drops the former versions that nobody uses, told by name and hash, and gives them back.
    /// `in_use` may take its time.
    pub fn retire(&self, in_use: &dyn Fn(&str, &str) -> bool) -> Vec<Arc<Plugin>> {
        let settled = |former: &&Former| former.since.elapsed() >= self.loader.limits.former_time;
        let settled: Vec<Arc<Plugin>> =
            self.read().former.iter().filter(settled).map(|f| Arc::clone(&f.plugin)).collect();
        let unused = |plugin: &Arc<Plugin>| !in_use(&plugin.manifest().name, plugin.sha256());
        let retired: Vec<Arc<Plugin>> = settled.into_iter().filter(unused).collect();
        let goes = |former: &Former| retired.iter().any(|one| Arc::ptr_eq(one, &former.plugin));
        self.write().former.retain(|former| !goes(former));
        retired
    }

    /// Puts a component on trial as the plugin that `manifest` describes; its version may be another.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn trial(&self, manifest: &Manifest, wasm: &[u8]) -> Result<Trial, LoadError> {
        self.trials.begin(manifest, &wasm.into(), &self.loader.limits)
    }

    /// Puts a plugin that is loaded on trial, to compare with.
    ///
    /// # Errors
    /// When it does not start there either.
    pub fn trial_of(&self, plugin: &Plugin) -> Result<Trial, LoadError> {
        self.trials.begin(plugin.manifest(), &plugin.wasm, &self.loader.limits)
    }

    fn read(&self) -> RwLockReadGuard<'_, Shelves> {
        self.shelves.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Shelves> {
        self.shelves.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelves {
    fn loaded(&self) -> impl Iterator<Item = &Arc<Plugin>> {
        self.current.values().chain(self.former.iter().rev().map(|former| &former.plugin))
    }

    /// The name of this plugin when one of another folder, which is still there, has it too.
    fn namesake(&self, plugin: &Plugin) -> Option<String> {
        let name = &plugin.manifest().name;
        let other = self.current.get(name)?;
        let stays = other.folder() != plugin.folder() && other.folder().join(MANIFEST).is_file();
        stays.then(|| name.clone())
    }

    /// Forgets a folder without plugin.toml, unless a plugin that was in it still works.
    fn forget_if_gone(&mut self, folder: &Path) {
        let works = self.current.values().any(|plugin| plugin.folder() == folder);
        if !works && !folder.join(MANIFEST).is_file() {
            self.seen.remove(folder);
            self.problems.remove(folder);
        }
    }
}

/// The folders with a plugin.toml, in order of name.
fn folders(plugins: &Path) -> Result<Vec<PathBuf>, LibraryError> {
    let failed = |reason| LibraryError::Folder { path: plugins.to_owned(), reason };
    let mut folders = Vec::new();
    for entry in fs::read_dir(plugins).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.join(MANIFEST).is_file() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}
