//! Reading a blob through its handle, in ranges.

use std::io::{BufRead, Error, ErrorKind, Read, Result};
use std::rc::Rc;

use crate::host::Surroundings;
use crate::protocol::Blob;

/// Bytes fetched at a time: large enough to make the crossing cheap, small beside the memory limit.
const RANGE: u32 = 64 * 1024;

/// A blob as a stream. It fetches ranges of 64 KiB, so there is no need to wrap it in a `BufReader`.
pub struct BlobReader {
    surroundings: Rc<dyn Surroundings>,
    handle: u64,
    length: u64,
    next: u64,
    range: Vec<u8>,
    taken: usize,
}

impl BlobReader {
    /// Reads `blob` from `offset` bytes; past its end there is nothing to read.
    pub(crate) fn from_offset(
        surroundings: Rc<dyn Surroundings>,
        blob: &Blob,
        offset: u64,
    ) -> BlobReader {
        BlobReader {
            surroundings,
            handle: blob.handle,
            length: blob.length,
            next: offset,
            range: Vec::new(),
            taken: 0,
        }
    }

    /// Where the next byte to be read stands in the blob, in bytes from its start.
    pub fn position(&self) -> u64 {
        self.next - self.unread().len() as u64
    }

    fn unread(&self) -> &[u8] {
        self.range.get(self.taken..).unwrap_or_default()
    }

    fn fetch(&mut self) -> Result<()> {
        self.range.clear();
        self.taken = 0;
        if self.next >= self.length {
            return Ok(());
        }
        let length = (self.length - self.next).min(u64::from(RANGE)) as u32;
        let range =
            self.surroundings.read_blob(self.handle, self.next, length).map_err(Error::other)?;
        if range.len() != length as usize {
            return Err(Error::new(
                ErrorKind::UnexpectedEof,
                "het bericht is korter dan de lengte die ervan bekend is",
            ));
        }
        self.next += u64::from(length);
        self.range = range;
        Ok(())
    }
}

impl BufRead for BlobReader {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.unread().is_empty() {
            self.fetch()?;
        }
        Ok(self.unread())
    }

    fn consume(&mut self, amount: usize) {
        self.taken = (self.taken + amount).min(self.range.len());
    }
}

impl Read for BlobReader {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let mut from = self.fill_buf()?;
        let read = from.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
