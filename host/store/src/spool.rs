//! The spool: received messages as sealed files, written once and read in any order.
//!
//! ```text
//! "SCHAKEL1" | nonce, key of this file, tag | segment 0 | segment 1 | … | last segment
//! ```
//! A segment is 64 KiB, the last one less; each is sealed under the key of the file, with its
//! number and whether it is the last one: segments cannot be swapped and the end cannot be cut off.
//! The key of the file is sealed under a key of the store, or for a document ([`crate::Documents`])
//! under one of its own. Memory holds one segment at a time.

mod folder;
mod reader;
mod writer;

use std::{io, path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    error::OpenError,
    vault::{KEY_BYTES, NONCE_BYTES, Vault},
};

pub(crate) use folder::SealedFolder;
pub use reader::SpoolReader;
pub use writer::SpoolWriter;

/// What a file starts with.
const MAGIC: &[u8; 8] = b"SCHAKEL1";
/// Plain bytes of a segment.
const SEGMENT: usize = 64 * 1024;
/// What sealing adds: nonce and tag.
const SEAL_BYTES: usize = NONCE_BYTES + 16;
/// Bytes before the first segment.
const HEADER: usize = MAGIC.len() + KEY_BYTES + SEAL_BYTES;

/// A message in the spool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobRef {
    /// Name of the file; random.
    pub name: String,
    /// In bytes, unsealed.
    pub length: u64,
    /// Of the bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// A message or a document cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// More bytes than were allowed.
    #[error("het bestand is groter dan {max} bytes")]
    TooLarge {
        /// The limit.
        max: u64,
    },
    /// There is no such file.
    #[error("bestand {0} is er niet (meer)")]
    Missing(String),
    /// The file was changed, cut off, or belongs to another store.
    #[error("bestand {0} is beschadigd")]
    Damaged(String),
    /// The system gives no randomness.
    #[error("het bestand kan niet worden verzegeld")]
    Seal,
    /// The disk said no.
    #[error("een bestand kan niet worden bewaard of gelezen: {0}")]
    Io(#[from] io::Error),
}

/// The folder of messages.
pub struct Spool {
    folder: SealedFolder,
    vault: Arc<Vault>,
}

impl Spool {
    pub(crate) fn new(folder: PathBuf, vault: Arc<Vault>) -> Result<Spool, OpenError> {
        Ok(Spool { folder: SealedFolder::new(folder)?, vault })
    }

    /// Starts a message of at most `max` bytes. Dropping the writer before [`SpoolWriter::finish`]
    /// leaves nothing.
    pub fn create(&self, max: u64) -> Result<SpoolWriter, SpoolError> {
        self.folder.create(&self.vault.messages, max)
    }

    /// Opens a message.
    pub fn open(&self, blob: &BlobRef) -> Result<SpoolReader, SpoolError> {
        self.folder.open(&self.vault.messages, blob)
    }

    /// Whether the file of a message is there.
    pub fn holds(&self, blob: &BlobRef) -> bool {
        self.folder.holds(&blob.name)
    }

    /// Removes a message; one that is not there is fine.
    pub fn remove(&self, blob: &BlobRef) -> Result<(), SpoolError> {
        self.folder.remove(&blob.name)
    }

    /// Removes what earlier runs left: unfinished files, and messages for whose name `keep` says
    /// no. Messages of this run stay. Gives how many were removed.
    pub fn sweep(&self, keep: &dyn Fn(&str) -> bool) -> Result<u64, SpoolError> {
        self.folder.sweep(keep)
    }
}

/// What is bound to a segment.
fn segment_aad(number: u64, is_last: bool) -> [u8; 9] {
    let mut aad = [u8::from(is_last); 9];
    aad.iter_mut().zip(number.to_be_bytes()).for_each(|(to, from)| *to = from);
    aad
}
