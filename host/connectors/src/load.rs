//! From a folder to a plugin that has shown that it can start.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use aws_lc_rs::digest;
use sdk_connector::protocol::About;
use wasmtime::component::{Component, Linker};

use crate::bindings::ConnectorPre;
use crate::cache::Cache;
use crate::fault::StepFault;
use crate::guest_text::from_guest;
use crate::inside::Inside;
use crate::limits::Limits;
use crate::manifest::{Manifest, ManifestError};
use crate::plugin::Plugin;
use crate::sandbox::Sandbox;
use crate::step::Program;

/// Name of the file that describes a plugin.
pub(crate) const MANIFEST: &str = "plugin.toml";

/// Times that a file is read again when it changes under our hands, and the pause in between.
const READ_ATTEMPTS: usize = 5;
const READ_PAUSE: Duration = Duration::from_millis(100);

/// How a component starts: the magic of wasm, and version 13 in layer 1. A bare module is of layer 0.
const COMPONENT: [u8; 8] = *b"\0asm\x0d\0\x01\0";

/// Interfaces that a component may import. Those of WASI are what the standard library of Rust
/// wants; they lead nowhere (see `inside.rs`).
const WORLD: [&str; 7] = [
    "schakel:connector/",
    "wasi:cli/",
    "wasi:clocks/",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:io/",
    "wasi:random/",
];

/// Refused imports that are named; one would do.
const MOST_NAMED: usize = 5;

/// Why a plugin cannot be used, for the operator.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// plugin.toml is not right.
    #[error("{0}")]
    Manifest(#[from] ManifestError),
    /// A file is not there or cannot be read.
    #[error("{}: {reason}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The wasm is in none of the places where it may be.
    #[error("{}: {} ontbreekt; bouw de plugin met `cargo build --release --target wasm32-wasip2`", .manifest.display(), .wasm.display())]
    NotBuilt {
        /// The plugin.toml that names it.
        manifest: PathBuf,
        /// The file that is missing.
        wasm: PathBuf,
    },
    /// It wants more from the host than the contract has.
    #[error("{}: de plugin vraagt {}; dat krijgt geen enkele plugin", .path.display(), .imports.join(", "))]
    OutsideWorld {
        /// The wasm file.
        path: PathBuf,
        /// Interfaces that are refused.
        imports: Vec<String>,
    },
    /// It is no component, or not one of this contract.
    #[error("{}: {reason}", .path.display())]
    NotAConnector {
        /// The wasm file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Compiled plugins are not kept, so every start compiles them again. The plugins themselves
    /// can be used.
    #[error("{}: vertaalde plugins worden hier niet bewaard, elke start duurt daardoor langer: {reason}", .path.display())]
    NoCache {
        /// The folder that was meant for them.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// It does not start.
    #[error("{}: {fault}", .path.display())]
    DoesNotStart {
        /// The wasm file.
        path: PathBuf,
        /// What happened.
        fault: StepFault,
    },
    /// It says to be somebody else than plugin.toml says.
    #[error("{}: de plugin noemt zich {said}, plugin.toml noemt haar {expected}", .path.display())]
    OtherName {
        /// The wasm file.
        path: PathBuf,
        /// Name and version of the plugin.
        said: String,
        /// Name and version in plugin.toml.
        expected: String,
    },
}

/// A sandbox with what goes into it: where components become programs.
pub(crate) struct Workbench {
    pub(crate) sandbox: Arc<Sandbox>,
    linker: Linker<Inside>,
}

impl Workbench {
    pub(crate) fn new(sandbox: Arc<Sandbox>) -> wasmtime::Result<Workbench> {
        let mut linker: Linker<Inside> = Linker::new(&sandbox.engine);
        Inside::link(&mut linker)?;
        Ok(Workbench { sandbox, linker })
    }

    /// Compiles in a thread of its own, so that a file made to compile for ever only costs a thread.
    pub(crate) fn compile(&self, wasm: &Arc<[u8]>, time: Duration) -> wasmtime::Result<Component> {
        let engine = self.sandbox.engine.clone();
        let wasm = Arc::clone(wasm);
        let (done, compiled) = mpsc::channel();
        thread::Builder::new().name("plugin-vertalen".into()).spawn(move || {
            let _ = done.send(Component::from_binary(&engine, &wasm)); // nobody may wait any more
        })?;
        compiled.recv_timeout(time).unwrap_or_else(|_| {
            Err(wasmtime::Error::msg("vertalen duurt te lang of is vastgelopen"))
        })
    }

    /// A program that stays inside the contract. `path` is for the errors only.
    pub(crate) fn program(
        &self,
        path: &Path,
        manifest: &Manifest,
        component: &Component,
        limits: &Limits,
    ) -> Result<Program, LoadError> {
        self.stays_inside(path, component)?;
        let pre = self
            .linker
            .instantiate_pre(component)
            .and_then(ConnectorPre::new)
            .map_err(|error| not_a_connector(path, &error))?;
        let (manifest, limits) = (manifest.clone(), manifest.limits(limits));
        Ok(Program { manifest, limits, sandbox: Arc::clone(&self.sandbox), pre })
    }

    /// Nothing may be imported but the contract and what the standard library wants.
    fn stays_inside(&self, path: &Path, component: &Component) -> Result<(), LoadError> {
        let imports: Vec<String> = component
            .component_type()
            .imports(&self.sandbox.engine)
            .map(|(name, _)| name)
            .filter(|name| !WORLD.iter().any(|allowed| is_within(name, allowed)))
            .map(from_guest)
            .take(MOST_NAMED)
            .collect();
        if imports.is_empty() {
            return Ok(());
        }
        Err(LoadError::OutsideWorld { path: path.to_owned(), imports })
    }
}

/// All that loading plugins takes.
pub(crate) struct Loader {
    pub(crate) bench: Workbench,
    /// `None` when the folder for it cannot be trusted.
    pub(crate) cache: Option<Cache>,
    pub(crate) limits: Limits,
    /// Where the wasm may be besides the folder of the plugin.
    pub(crate) built: Option<PathBuf>,
}

impl Loader {
    /// Loads the plugin in `folder`.
    pub(crate) fn load(&self, folder: &Path) -> Result<Plugin, LoadError> {
        let (manifest_path, manifest) = read_manifest(folder)?;
        let path = self.find(folder, &manifest_path, &manifest)?;
        let wasm: Arc<[u8]> = read_whole(&path, self.limits.component_bytes)?.into();
        check_component(&path, &wasm)?;
        let sha256 = hexadecimal(digest::digest(&digest::SHA256, &wasm).as_ref());
        let compile = || self.bench.compile(&wasm, self.limits.compile_time);
        let component = match &self.cache {
            Some(cache) => cache.get(&sha256, compile),
            None => compile(),
        };
        let component = component.map_err(|error| not_a_connector(&path, &error))?;
        let program = self.bench.program(&path, &manifest, &component, &self.limits)?;
        introduced(&path, &program)?;
        Ok(Plugin { program, sha256, folder: folder.to_owned(), wasm })
    }

    fn find(
        &self,
        folder: &Path,
        manifest_path: &Path,
        manifest: &Manifest,
    ) -> Result<PathBuf, LoadError> {
        let file = manifest.wasm_file();
        let places = [Some(folder), self.built.as_deref()];
        let found =
            places.into_iter().flatten().map(|place| place.join(&file)).find(|path| path.is_file());
        found.ok_or_else(|| LoadError::NotBuilt { manifest: manifest_path.to_owned(), wasm: file })
    }
}

/// Reads the plugin.toml in `folder`; gives its path as well.
pub(crate) fn read_manifest(folder: &Path) -> Result<(PathBuf, Manifest), LoadError> {
    let path = folder.join(MANIFEST);
    let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error.to_string()))?;
    let manifest = Manifest::read(&path, &text)?;
    Ok((path, manifest))
}

/// Whether this is a component at all.
pub(crate) fn check_component(path: &Path, wasm: &[u8]) -> Result<(), LoadError> {
    if wasm.starts_with(&COMPONENT) {
        return Ok(());
    }
    let reason = "dit is geen WebAssembly-component; bouw voor wasm32-wasip2".to_owned();
    Err(LoadError::NotAConnector { path: path.to_owned(), reason })
}

/// Whether interface `name`, such as `wasi:io/poll@0.2.6`, is in `allowed`: a package that ends in
/// a slash, or one interface.
fn is_within(name: &str, allowed: &str) -> bool {
    let (interface, version) = name.split_once('@').unwrap_or((name, ""));
    let known = match allowed.strip_suffix('/') {
        Some(package) => interface.split_once('/').is_some_and(|(owner, _)| owner == package),
        None => interface == allowed,
    };
    known && (interface.starts_with("schakel:") || version.starts_with("0.2."))
}

/// Reads a file that may be written at this very moment: only when its size and time of change were
/// the same before and after is it taken for whole.
fn read_whole(path: &Path, most: u64) -> Result<Vec<u8>, LoadError> {
    let state = || fs::metadata(path).and_then(|meta| Ok((meta.len(), meta.modified()?)));
    let attempt = || -> io::Result<Option<Vec<u8>>> {
        let before = state()?;
        if before.0 > most {
            return Err(io::Error::other(format!("het bestand is groter dan {most} bytes")));
        }
        let bytes = fs::read(path)?;
        Ok((state()? == before && bytes.len() as u64 == before.0).then_some(bytes))
    };
    for _ in 0..READ_ATTEMPTS {
        match attempt() {
            Ok(Some(bytes)) => return Ok(bytes),
            Ok(None) => thread::sleep(READ_PAUSE),
            Err(error) => return Err(unreadable(path, &error.to_string())),
        }
    }
    Err(unreadable(path, "het bestand verandert telkens tijdens het lezen"))
}

/// The plugin starts and says that it is who plugin.toml says. Linking alone does not tell whether
/// it can.
fn introduced(path: &Path, program: &Program) -> Result<(), LoadError> {
    let about = started(path, program)?;
    let manifest = &program.manifest;
    if about.name == manifest.name && about.version == manifest.version {
        return Ok(());
    }
    Err(LoadError::OtherName {
        path: path.to_owned(),
        said: from_guest(&format!("{} {}", about.name, about.version)),
        expected: format!("{} {}", manifest.name, manifest.version),
    })
}

/// The plugin starts and says who it is.
pub(crate) fn started(path: &Path, program: &Program) -> Result<About, LoadError> {
    program.describe().map_err(|fault| LoadError::DoesNotStart { path: path.to_owned(), fault })
}

pub(crate) fn unreadable(path: &Path, reason: &str) -> LoadError {
    LoadError::Unreadable { path: path.to_owned(), reason: reason.to_owned() }
}

pub(crate) fn not_a_connector(path: &Path, error: &wasmtime::Error) -> LoadError {
    let cause = from_guest(&error.root_cause().to_string()); // may name what the file holds
    let reason = format!("dit is geen plugin voor deze host: {cause}");
    LoadError::NotAConnector { path: path.to_owned(), reason }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String does not fail
        text
    })
}
