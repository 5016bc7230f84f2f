//! Compiled plugins on disk, so that a start does not compile again. A file holds the SHA-256 of
//! what follows and then machine code; its name holds the hash of the wasm and of everything in the
//! engine that matters to the code. Whoever can write in this folder can run code in the host, so
//! it belongs to the host alone.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, DirBuilder, File};
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;
use wasmtime::component::Component;
use wasmtime::{Engine, Result};

/// Bytes of the hash in front.
const HASH_BYTES: usize = digest::SHA256_OUTPUT_LEN;

/// The folder with compiled plugins.
pub(crate) struct Cache {
    folder: PathBuf,
    engine: Engine,
}

impl Cache {
    /// Opens the folder and makes it when it is not there, for the host's own eyes.
    pub(crate) fn open(folder: &Path, engine: &Engine) -> io::Result<Cache> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        #[cfg(unix)]
        fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        Ok(Cache { folder: folder.to_owned(), engine: engine.clone() })
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
        let file = fs::read(path).ok()?;
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
}

#[allow(unsafe_code, reason = "the one way to load compiled code")]
fn load(engine: &Engine, code: &[u8]) -> Result<Component> {
    // SAFETY: `code` is what `Component::serialize` gave: its hash was checked, and the folder can
    // be written by nobody but the user that the host runs as.
    unsafe { Component::deserialize(engine, code) }
}

/// Writes a file that is whole or not there at all, also when the machine stops half-way.
fn keep(path: &Path, code: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut file = File::create(&unfinished)?;
    file.write_all(digest::digest(&digest::SHA256, code).as_ref())?;
    file.write_all(code)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}
