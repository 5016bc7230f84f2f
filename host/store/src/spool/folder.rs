//! A folder of sealed files, each written once. Which key opens a file is for its user to say.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{BlobRef, SpoolError, SpoolReader, SpoolWriter};
use crate::{
    create::TMP,
    error::{OpenError, StoreError, hex},
    vault::{Cipher, random_key},
};

/// Random bytes in a name.
const NAME_BYTES: usize = 16;
/// Random bytes that mark the files of one run.
const RUN_BYTES: usize = 4;

/// A folder of sealed files.
pub(crate) struct SealedFolder {
    path: PathBuf,
    /// What names of this run start with: [`SealedFolder::sweep`] leaves them alone, as they may be
    /// on their way into the database.
    run: String,
}

impl SealedFolder {
    pub(crate) fn new(path: PathBuf) -> Result<SealedFolder, OpenError> {
        let run = random_name(RUN_BYTES).map_err(|_| OpenError::NoRandomness)?;
        Ok(SealedFolder { path, run })
    }

    /// Starts a file of at most `max` bytes; its own key is sealed under `outer`.
    pub(crate) fn create(&self, outer: &Cipher, max: u64) -> Result<SpoolWriter, SpoolError> {
        let random = random_name(NAME_BYTES).map_err(|_| SpoolError::Seal)?;
        SpoolWriter::create(&self.path, format!("{}-{random}", self.run), outer, max)
    }

    /// Opens a file whose own key is sealed under `outer`.
    pub(crate) fn open(&self, outer: &Cipher, blob: &BlobRef) -> Result<SpoolReader, SpoolError> {
        SpoolReader::open(&self.file(&blob.name)?, blob, outer)
    }

    /// Whether a file is there.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.file(name).is_ok_and(|path| path.is_file())
    }

    /// Removes a file; one that is not there is fine.
    pub(crate) fn remove(&self, name: &str) -> Result<(), SpoolError> {
        match fs::remove_file(self.file(name)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Removes what earlier runs left: unfinished files, and files for whose name `keep` says no.
    /// Files of this run stay. Gives how many were removed.
    pub(crate) fn sweep(&self, keep: &dyn Fn(&str) -> bool) -> Result<u64, SpoolError> {
        let mut removed = 0;
        for entry in fs::read_dir(&self.path)? {
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

    /// Where a file lies. A name comes from the database, but may never lead out of the folder.
    fn file(&self, name: &str) -> Result<PathBuf, SpoolError> {
        if is_name(name) {
            Ok(self.path.join(name))
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
