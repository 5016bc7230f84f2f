//! Compiled plugins on disk, so that a start does not compile again. A file holds the SHA-256 of
//! what follows and then machine code; its name holds the hash of the wasm and of everything in the
//! engine that matters to the code. Whoever can write here can run code in the host, so the folder
//! is one of our own and is not used when anybody else could have written in it.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::hash::{Hash, Hasher};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use aws_lc_rs::digest;
use wasmtime::component::Component;
use wasmtime::{Engine, Result};

use crate::load::LoadError;

/// The folder below the configured one that is ours alone; the number is that of its layout.
const FOLDER: &str = "schakel-plugins-1";

/// Bytes of the hash in front.
const HASH_BYTES: usize = digest::SHA256_OUTPUT_LEN;

/// The folder with compiled plugins.
pub(crate) struct Cache {
    folder: PathBuf,
    engine: Engine,
    owner: Owner,
}

impl Cache {
    /// Opens the folder of ours within `within` and makes it when it is not there, for the host's
    /// own eyes.
    ///
    /// # Errors
    /// [`LoadError::NoCache`] when it cannot be made or others can write in it.
    pub(crate) fn open(within: &Path, engine: &Engine) -> std::result::Result<Cache, LoadError> {
        let folder = within.join(FOLDER);
        let no_cache = |reason: String| LoadError::NoCache { path: folder.clone(), reason };
        make(within, &folder).map_err(|error| no_cache(error.to_string()))?;
        let found = fs::symlink_metadata(&folder).map_err(|error| no_cache(error.to_string()))?;
        if !found.is_dir() {
            return Err(no_cache("dit is geen map".into()));
        }
        let owner = Owner::here(&folder).map_err(|error| no_cache(error.to_string()))?;
        owner.check(&found).map_err(|reason| no_cache(reason.into()))?;
        Ok(Cache { folder, engine: engine.clone(), owner })
    }

    /// The compiled plugin, from the folder when it is there and whole, and otherwise by `compile`.
    pub(crate) fn get(
        &self,
        sha256: &str,
        compile: impl FnOnce() -> Result<Component>,
    ) -> Result<Component> {
        let path = self.path(sha256);
        if let Some(component) = self.read(&path) {
            return Ok(component);
        }
        let component = compile()?;
        let kept = component.serialize().and_then(|code| Ok(keep(&path, &code)?));
        if let Err(error) = kept {
            let path = path.display();
            tracing::warn!(%error, %path, "de vertaalde plugin is niet bewaard; een volgende start duurt langer");
        }
        Ok(component)
    }

    fn path(&self, sha256: &str) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        self.engine.precompile_compatibility_hash().hash(&mut hasher);
        self.folder.join(format!("{sha256}-{:016x}.cwasm", hasher.finish()))
    }

    /// `None` when there is no such file or it is not what was written.
    fn read(&self, path: &Path) -> Option<Component> {
        let file = match self.bytes(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "bewaarde plugin wordt niet vertrouwd; zij wordt opnieuw vertaald");
                return None;
            }
        };
        let (hash, code) = file.split_at_checked(HASH_BYTES)?;
        if digest::digest(&digest::SHA256, code).as_ref() != hash {
            tracing::warn!(path = %path.display(), "bewaarde plugin is beschadigd; zij wordt opnieuw vertaald");
            return None;
        }
        match load(&self.engine, code) {
            Ok(component) => Some(component),
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "bewaarde plugin past niet; zij wordt opnieuw vertaald");
                None
            }
        }
    }

    /// What stands in a file that is ours and no link to another.
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        let entry = fs::symlink_metadata(path)?;
        if !entry.is_file() {
            return Err(io::Error::other("dit is geen gewoon bestand"));
        }
        let mut file = File::open(path)?;
        let opened = file.metadata()?;
        if !same_file(&entry, &opened) {
            return Err(io::Error::other("het bestand is tijdens het openen verwisseld"));
        }
        self.owner.check(&opened).map_err(io::Error::other)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

#[allow(unsafe_code, reason = "the one way to load compiled code")]
fn load(engine: &Engine, code: &[u8]) -> Result<Component> {
    // SAFETY: `code` is what `Component::serialize` gave: its hash was checked, and the folder and
    // the file can be written by nobody but the user that the host runs as.
    unsafe { Component::deserialize(engine, code) }
}

/// Makes the folder, and those around it, unless they are there.
fn make(within: &Path, folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(within)?;
    match builder.recursive(false).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Writes a file that is whole or not there at all, also when the machine stops half-way.
fn keep(path: &Path, code: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension(temporary());
    let mut file = fresh(&unfinished)?;
    file.write_all(digest::digest(&digest::SHA256, code).as_ref())?;
    file.write_all(code)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

/// An extension that nobody else who is running uses.
fn temporary() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}.tmp", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

/// A file that was not there before, so no link to another; what a stopped host left is removed.
fn fresh(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}

/// The user that the host runs as.
#[cfg(unix)]
struct Owner(u32);

#[cfg(unix)]
impl Owner {
    /// Whoever a file belongs to that was just made in `folder`.
    fn here(folder: &Path) -> io::Result<Owner> {
        use std::os::unix::fs::MetadataExt;
        let path = folder.join("eigenaar").with_extension(temporary());
        let owner = fresh(&path)?.metadata()?.uid();
        fs::remove_file(&path)?;
        Ok(Owner(owner))
    }

    /// Whether nobody else could have written this.
    fn check(&self, found: &Metadata) -> std::result::Result<(), &'static str> {
        use std::os::unix::fs::MetadataExt;
        /// The bits of a mode that let the group and others write.
        const OTHERS_WRITE: u32 = 0o022;
        if found.uid() != self.0 {
            return Err("dit is van een andere gebruiker");
        }
        if found.mode() & OTHERS_WRITE != 0 {
            return Err("anderen kunnen hierin schrijven; haal die rechten weg (chmod go-w)");
        }
        Ok(())
    }
}

#[cfg(unix)]
fn same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere the folder of the configuration is trusted to be the host's own.
#[cfg(not(unix))]
struct Owner;

#[cfg(not(unix))]
impl Owner {
    fn here(_: &Path) -> io::Result<Owner> {
        Ok(Owner)
    }

    fn check(&self, _: &Metadata) -> std::result::Result<(), &'static str> {
        Ok(())
    }
}

#[cfg(not(unix))]
fn same_file(_: &Metadata, _: &Metadata) -> bool {
    true
}
