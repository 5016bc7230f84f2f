//! Writing one sealed file.

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{Context, SHA256};

use super::{BlobRef, MAGIC, SEGMENT, SpoolError, segment_aad};
use crate::{
    create::TMP,
    error::hex,
    vault::{Cipher, random_key},
};

/// A file that is coming in. Nothing of it is kept unless it is finished.
pub struct SpoolWriter {
    folder: PathBuf,
    name: String,
    file: File,
    cipher: Cipher,
    max: u64,
    length: u64,
    hash: Context,
    /// Less than a segment or exactly one: a full one waits until it is known not to be the last.
    pending: Vec<u8>,
    segments: u64,
    finished: bool,
}

impl SpoolWriter {
    pub(super) fn create(
        folder: &Path,
        name: String,
        outer: &Cipher,
        max: u64,
    ) -> Result<SpoolWriter, SpoolError> {
        let key = random_key().map_err(|_| SpoolError::Seal)?;
        let cipher = Cipher::new(&key).map_err(|_| SpoolError::Seal)?;
        let mut header = MAGIC.to_vec();
        let sealed = outer.seal(name.as_bytes(), &key, &mut header);
        sealed.map_err(|_| SpoolError::Seal)?;
        let path = folder.join(&name).with_extension(TMP);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(&header)?;
        Ok(SpoolWriter {
            folder: folder.to_owned(),
            name,
            file,
            cipher,
            max,
            length: 0,
            hash: Context::new(&SHA256),
            pending: Vec::with_capacity(SEGMENT),
            segments: 0,
            finished: false,
        })
    }

    /// Bytes so far.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Adds to the file.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SpoolError> {
        self.length = self.length.saturating_add(bytes.len() as u64);
        if self.length > self.max {
            return Err(SpoolError::TooLarge { max: self.max });
        }
        self.hash.update(bytes);
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.pending.len() == SEGMENT {
                self.seal_segment(false)?;
            }
            let (now, later) = rest.split_at(rest.len().min(SEGMENT - self.pending.len()));
            self.pending.extend_from_slice(now);
            rest = later;
        }
        Ok(())
    }

    /// Makes the file durable.
    pub fn finish(mut self) -> Result<BlobRef, SpoolError> {
        if self.length > self.max {
            return Err(SpoolError::TooLarge { max: self.max });
        }
        self.seal_segment(true)?;
        self.file.sync_all()?;
        fs::rename(self.unfinished(), self.folder.join(&self.name))?;
        self.finished = true;
        File::open(&self.folder)?.sync_all()?;
        let sha256 = hex(self.hash.clone().finish().as_ref());
        Ok(BlobRef { name: self.name.clone(), length: self.length, sha256 })
    }

    fn seal_segment(&mut self, is_last: bool) -> Result<(), SpoolError> {
        let mut sealed = Vec::new();
        let aad = segment_aad(self.segments, is_last);
        self.cipher.seal(&aad, &self.pending, &mut sealed).map_err(|_| SpoolError::Seal)?;
        self.file.write_all(&sealed)?;
        self.pending.clear();
        self.segments += 1;
        Ok(())
    }

    fn unfinished(&self) -> PathBuf {
        self.folder.join(&self.name).with_extension(TMP)
    }
}

impl Drop for SpoolWriter {
    fn drop(&mut self) {
        if !self.finished
            && let Err(error) = fs::remove_file(self.unfinished())
        {
            // The sweep at the next start removes it.
            tracing::warn!(%error, "een afgebroken bestand kon niet worden opgeruimd");
        }
    }
}
