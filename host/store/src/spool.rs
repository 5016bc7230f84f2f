//! The spool: received messages as sealed files, written once and read in any order.
//!
//! ```text
//! "SCHAKEL1" | nonce, key of this file, tag | segment 0 | segment 1 | … | last segment
//! ```
//! A segment is 64 KiB, the last one less; each is sealed under the key of the file, with its
//! number and whether it is the last one: segments cannot be swapped and the end cannot be cut off.
//! The key of the file is sealed under a key of the store. Memory holds one segment at a time.

mod reader;
mod writer;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use crate::{
    create::TMP,
    error::{OpenError, StoreError, hex},
    vault::{KEY_BYTES, NONCE_BYTES, Vault, random_key},
};

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
/// Random bytes in a name.
const NAME_BYTES: usize = 16;
/// Random bytes that mark the files of one run.
const RUN_BYTES: usize = 4;

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

/// A message cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// More bytes than were allowed.
    #[error("het bericht is groter dan {max} bytes")]
    TooLarge {
        /// The limit.
        max: u64,
    },
    /// There is no such file.
    #[error("bericht {0} is er niet (meer)")]
    Missing(String),
    /// The file was changed, cut off, or belongs to another store.
    #[error("bericht {0} is beschadigd")]
    Damaged(String),
    /// The system gives no randomness.
    #[error("het bericht kan niet worden verzegeld")]
    Seal,
    /// The disk said no.
    #[error("een bericht kan niet worden bewaard of gelezen: {0}")]
    Io(#[from] io::Error),
}

/// The folder of messages.
pub struct Spool {
    folder: PathBuf,
    vault: Arc<Vault>,
    /// What names of this run start with: [`Spool::sweep`] leaves them alone, as they may be on
    /// their way into the database.
    run: String,
}

impl Spool {
    pub(crate) fn new(folder: PathBuf, vault: Arc<Vault>) -> Result<Spool, OpenError> {
        let run = random_name(RUN_BYTES).map_err(|_| OpenError::NoRandomness)?;
        Ok(Spool { folder, vault, run })
    }

    /// Starts a message of at most `max` bytes. Dropping the writer before [`SpoolWriter::finish`]
    /// leaves nothing.
    pub fn create(&self, max: u64) -> Result<SpoolWriter, SpoolError> {
        let random = random_name(NAME_BYTES).map_err(|_| SpoolError::Seal)?;
        SpoolWriter::create(&self.folder, format!("{}-{random}", self.run), &self.vault, max)
    }

    /// Opens a message.
    pub fn open(&self, blob: &BlobRef) -> Result<SpoolReader, SpoolError> {
        SpoolReader::open(&self.path(&blob.name)?, blob, &self.vault)
    }

    /// Whether the file of a message is there.
    pub fn holds(&self, blob: &BlobRef) -> bool {
        self.path(&blob.name).is_ok_and(|path| path.is_file())
    }

    /// Removes a message; one that is not there is fine.
    pub fn remove(&self, blob: &BlobRef) -> Result<(), SpoolError> {
        match fs::remove_file(self.path(&blob.name)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Removes what earlier runs left: unfinished files, and messages for whose name `keep` says
    /// no. Messages of this run stay. Gives how many were removed.
    pub fn sweep(&self, keep: &dyn Fn(&str) -> bool) -> Result<u64, SpoolError> {
        let mut removed = 0;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with(&self.run)) else {
                continue;
            };
            let is_unfinished = Path::new(name).extension().is_some_and(|end| end == TMP);
            if is_unfinished || (is_name(name) && !keep(name)) {
                fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Where a message lies. A name comes from the database, but may never lead out of the folder.
    fn path(&self, name: &str) -> Result<PathBuf, SpoolError> {
        if is_name(name) {
            Ok(self.folder.join(name))
        } else {
            Err(SpoolError::Missing("(ongeldige naam)".to_owned()))
        }
    }
}

fn is_name(name: &str) -> bool {
    let digits = |part: &str, bytes: usize| {
        part.len() == bytes * 2 && part.bytes().all(|b| b.is_ascii_hexdigit())
    };
    name.split_once('-')
        .is_some_and(|(run, rest)| digits(run, RUN_BYTES) && digits(rest, NAME_BYTES))
}

fn random_name(bytes: usize) -> Result<String, StoreError> {
    Ok(hex(random_key()?.get(..bytes).unwrap_or_default()))
}

/// What is bound to a segment.
fn segment_aad(number: u64, is_last: bool) -> [u8; 9] {
    let mut aad = [u8::from(is_last); 9];
    aad.iter_mut().zip(number.to_be_bytes()).for_each(|(to, from)| *to = from);
    aad
}
