//! A plugin that is loaded and has shown that it can start.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sdk_connector::protocol::{Call, Document};

use crate::inside::Blobs;
use crate::limits::Limits;
use crate::manifest::Manifest;
use crate::step::{Program, Step};

/// A plugin that is loaded and has shown that it can start.
pub struct Plugin {
    pub(crate) program: Program,
    pub(crate) sha256: String,
    pub(crate) folder: PathBuf,
    /// The component itself, for trials: its file may hold the next version by then.
    pub(crate) wasm: Arc<[u8]>,
}

impl Plugin {
    /// What plugin.toml says.
    pub fn manifest(&self) -> &Manifest {
        &self.program.manifest
    }

    /// SHA-256 of its file, lower-case hexadecimal: tells versions apart in the journal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The folder that its plugin.toml was read from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it may use: the host's limits, lowered by plugin.toml.
    pub fn limits(&self) -> &Limits {
        &self.program.limits
    }

    /// Runs one step of `call`. Blocks for at most the time of a step; call it from a thread that may.
    pub fn step(&self, call: &Call, blobs: Arc<dyn Blobs>, replies: &[Document]) -> Step {
        self.program.step(call, blobs, replies).0
    }

    /// Whether the other one would do the very same: the same code and the same plugin.toml.
    pub fn is_the_same_as(&self, other: &Plugin) -> bool {
        self.sha256 == other.sha256 && self.manifest() == other.manifest()
    }
}
