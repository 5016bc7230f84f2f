//! Documents of dossiers as sealed files, beside the spool and in the same form, but for the key:
//! that of a file is sealed under a random key of its own, which stands in the row of the document
//! ([`crate::StoredDocument`]) and nowhere else. That row is sealed for the owner of the dossier, so
//! that a document is as unreadable as its owner once that is erased, wherever a copy of the file is.

use std::{fmt, path::PathBuf};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    BlobRef, SpoolError, SpoolReader, SpoolWriter,
    error::{OpenError, hex},
    key_file,
    spool::SealedFolder,
    vault::{Cipher, KEY_BYTES, random_key},
};

/// A document as a file. Whoever has this can read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFile {
    /// Name of the file; random.
    pub name: String,
    /// In bytes, unsealed.
    pub length: u64,
    /// Of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Opens it.
    pub key: FileKey,
}

/// The key to one file. Hexadecimal in JSON, and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey([u8; KEY_BYTES]);

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(…)")
    }
}

impl Serialize for FileKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for FileKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let key = key_file::parse(&String::deserialize(from)?);
        key.map(FileKey).ok_or_else(|| D::Error::custom("geen sleutel"))
    }
}

/// The folder of documents.
pub struct Documents(SealedFolder);

/// A document that is being written. Nothing of it is kept unless it is finished, nor beyond the next
/// sweep when no row came to refer to it.
pub struct DocumentWriter {
    file: SpoolWriter,
    key: FileKey,
}

impl Documents {
    pub(crate) fn new(folder: PathBuf) -> Result<Documents, OpenError> {
        Ok(Documents(SealedFolder::new(folder)?))
    }

    /// Starts a document of at most `max` bytes.
    pub fn create(&self, max: u64) -> Result<DocumentWriter, SpoolError> {
        let key = random_key().map_err(|_| SpoolError::Seal)?;
        let outer = Cipher::new(&key).map_err(|_| SpoolError::Seal)?;
        Ok(DocumentWriter { file: self.0.create(&outer, max)?, key: FileKey(key) })
    }

    /// Opens a document.
    pub fn open(&self, file: &DocumentFile) -> Result<SpoolReader, SpoolError> {
        let outer = Cipher::new(&file.key.0).map_err(|_| SpoolError::Seal)?;
        let DocumentFile { name, length, sha256, .. } = file.clone();
        self.0.open(&outer, &BlobRef { name, length, sha256 })
    }

    /// Whether the file of a document is there.
    pub fn holds(&self, file: &DocumentFile) -> bool {
        self.0.holds(&file.name)
    }

    /// Removes a file by its name; one that is not there is fine.
    pub fn remove(&self, name: &str) -> Result<(), SpoolError> {
        self.0.remove(name)
    }

    /// Removes what earlier runs left: unfinished files, and files for whose name `keep` says no
    /// (see [`crate::Reads::document_names`]). Files of this run stay. Gives how many were removed.
    pub fn sweep(&self, keep: &dyn Fn(&str) -> bool) -> Result<u64, SpoolError> {
        self.0.sweep(keep)
    }
}

impl DocumentWriter {
    /// Bytes so far.
    pub fn length(&self) -> u64 {
        self.file.length()
    }

    /// Adds to the document.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SpoolError> {
        self.file.write(bytes)
    }

    /// Makes the document durable.
    pub fn finish(self) -> Result<DocumentFile, SpoolError> {
        let BlobRef { name, length, sha256 } = self.file.finish()?;
        Ok(DocumentFile { name, length, sha256, key: self.key })
    }
}
