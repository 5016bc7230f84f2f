//! Reading one sealed file, any part of it at any time.

use std::{fs::File, io, os::unix::fs::FileExt as _, path::Path};

use super::{BlobRef, HEADER, MAGIC, SEAL_BYTES, SEGMENT, SpoolError, segment_aad};
use crate::vault::{Cipher, KEY_BYTES};

/// A file that is open. It keeps the segment that was read last.
pub struct SpoolReader {
    name: String,
    file: File,
    cipher: Cipher,
    length: u64,
    current: Option<(u64, Vec<u8>)>,
}

impl SpoolReader {
    pub(super) fn open(
        path: &Path,
        blob: &BlobRef,
        outer: &Cipher,
    ) -> Result<SpoolReader, SpoolError> {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => SpoolError::Missing(blob.name.clone()),
            _ => SpoolError::Io(error),
        })?;
        let damaged = || SpoolError::Damaged(blob.name.clone());
        let mut header = [0; HEADER];
        file.read_exact_at(&mut header, 0).map_err(|_| damaged())?;
        let sealed = header.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let key = outer.open(blob.name.as_bytes(), sealed).ok_or_else(damaged)?;
        let key = <[u8; KEY_BYTES]>::try_from(key).map_err(|_| damaged())?;
        let cipher = Cipher::new(&key).map_err(|_| SpoolError::Seal)?;
        let reader = SpoolReader {
            name: blob.name.clone(),
            file,
            cipher,
            length: blob.length,
            current: None,
        };
        let sealed_length =
            HEADER as u64 + reader.length + (reader.last_segment() + 1) * SEAL_BYTES as u64;
        if reader.file.metadata()?.len() != sealed_length {
            return Err(damaged());
        }
        Ok(reader)
    }

    /// In bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The bytes from `offset` on: `length` of them, or fewer at the end.
    pub fn read(&mut self, offset: u64, length: usize) -> Result<Vec<u8>, SpoolError> {
        let available = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        let wanted = length.min(available);
        let mut bytes = Vec::with_capacity(wanted);
        while bytes.len() < wanted {
            let at = offset + bytes.len() as u64;
            let inside = (at % SEGMENT as u64) as usize;
            let segment = self.segment(at / SEGMENT as u64)?;
            let rest = segment.get(inside..).unwrap_or_default();
            let taken = rest.get(..rest.len().min(wanted - bytes.len())).unwrap_or_default();
            if taken.is_empty() {
                return Err(SpoolError::Damaged(self.name.clone()));
            }
            bytes.extend_from_slice(taken);
        }
        Ok(bytes)
    }

    /// Number of the last segment; an empty file has one as well.
    fn last_segment(&self) -> u64 {
        self.length.saturating_sub(1) / SEGMENT as u64
    }

    fn segment(&mut self, number: u64) -> Result<&[u8], SpoolError> {
        if self.current.as_ref().is_none_or(|(current, _)| *current != number) {
            self.current = Some((number, self.load(number)?));
        }
        Ok(self.current.as_ref().map(|(_, plain)| plain.as_slice()).unwrap_or_default())
    }

    fn load(&self, number: u64) -> Result<Vec<u8>, SpoolError> {
        let damaged = || SpoolError::Damaged(self.name.clone());
        let is_last = number == self.last_segment();
        let plain = if is_last { self.length - number * SEGMENT as u64 } else { SEGMENT as u64 };
        let plain = usize::try_from(plain).map_err(|_| damaged())?;
        let mut sealed = vec![0; plain + SEAL_BYTES];
        let at = HEADER as u64 + number * (SEGMENT + SEAL_BYTES) as u64;
        self.file.read_exact_at(&mut sealed, at).map_err(|_| damaged())?;
        self.cipher.open(&segment_aad(number, is_last), &sealed).ok_or_else(damaged)
    }
}
