//! All plugins of the host. A bad one is told of and does not stand in the way of the others.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wasmtime::component::Linker;

use crate::cache::Cache;
use crate::inside::Inside;
use crate::limits::Limits;
use crate::load::{LoadError, Loader};
use crate::sandbox::Sandbox;
use crate::step::Plugin;

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

/// The plugins that can be used, and what is wrong with the others or with keeping them.
pub struct Library {
    plugins: BTreeMap<String, Arc<Plugin>>,
    problems: Vec<LoadError>,
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
        let sandbox = Sandbox::new(limits).map_err(engine)?;
        let mut linker: Linker<Inside> = Linker::new(&sandbox.engine);
        Inside::link(&mut linker).map_err(engine)?;
        let mut library = Library { plugins: BTreeMap::new(), problems: Vec::new() };
        let cache = Cache::open(&places.cache, &sandbox.engine)
            .map_err(|problem| library.problems.push(problem))
            .ok();
        let loader =
            Loader { sandbox, linker, cache, limits: limits.clone(), built: places.built.clone() };
        for folder in folders(&places.plugins)? {
            match loader.load(&folder) {
                Ok(plugin) => library.keep(&folder, plugin),
                Err(problem) => library.problems.push(problem),
            }
        }
        Ok(library)
    }

    /// The plugin of this name.
    pub fn plugin(&self, name: &str) -> Option<&Arc<Plugin>> {
        self.plugins.get(name)
    }

    /// All plugins by name.
    pub fn plugins(&self) -> impl Iterator<Item = &Arc<Plugin>> {
        self.plugins.values()
    }

    /// What is wrong with the plugins that cannot be used, and why compiled ones are not kept
    /// ([`LoadError::NoCache`]).
    pub fn problems(&self) -> &[LoadError] {
        &self.problems
    }

    fn keep(&mut self, folder: &Path, plugin: Plugin) {
        match self.plugins.entry(plugin.manifest().name.clone()) {
            Entry::Vacant(place) => {
                place.insert(Arc::new(plugin));
            }
            Entry::Occupied(taken) => self.problems.push(LoadError::Unreadable {
                path: folder.to_owned(),
                reason: format!("er is al een plugin `{}`", taken.key()),
            }),
        }
    }
}

/// The folders with a plugin.toml, in order of name.
fn folders(plugins: &Path) -> Result<Vec<PathBuf>, LibraryError> {
    let failed = |reason| LibraryError::Folder { path: plugins.to_owned(), reason };
    let mut folders = Vec::new();
    for entry in fs::read_dir(plugins).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.join("plugin.toml").is_file() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}
