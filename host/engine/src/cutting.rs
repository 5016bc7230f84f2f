//! Cutting a file out of a body: from a slice that a connector points at to a sealed file of its own,
//! in pieces, so that a document of 20 MiB costs no more memory than a small one.

use std::io::{self, Read};

use base64::{engine::general_purpose::STANDARD, read::DecoderReader};
use sdk_connector::protocol::{FileEncoding, FileSlice};

use crate::{
    Engine,
    bodies::CallBodies,
    document_file::{Cut, NewFile},
    error::Fault,
    failpoint,
    ports::Bodies,
};

/// Bytes read of a body, or written to a file, at a time.
const PIECE: u32 = 64 << 10;

/// Why there is no file.
pub(crate) enum NoFile {
    /// The record is to blame; the text says why, in Dutch.
    Unusable(String),
    /// The host is.
    Failed(Fault),
}

impl From<host_store::SpoolError> for NoFile {
    fn from(error: host_store::SpoolError) -> NoFile {
        NoFile::Failed(error.into())
    }
}

impl Engine {
    /// Cuts the file out of its body.
    pub(crate) fn cut(&self, bodies: &CallBodies, slice: &FileSlice) -> Result<Cut, NoFile> {
        if bodies.owned(slice.handle).is_none() {
            let text = "het bestand hoort niet bij deze aanroep".to_owned();
            return Err(NoFile::Unusable(text));
        }
        let raw = SliceReader::new(bodies, slice);
        let mut plain: Box<dyn Read + '_> = match slice.encoding {
            FileEncoding::Plain => Box::new(raw),
            FileEncoding::Base64 => Box::new(DecoderReader::new(Unspaced(raw), &STANDARD)),
        };
        let mut file = NewFile::create(&self.store)?;
        let mut piece = vec![0; PIECE as usize];
        loop {
            let read = plain.read(&mut piece).map_err(|error| unusable(&error))?;
            let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            match file.write(bytes) {
                Err(host_store::SpoolError::TooLarge { max }) => {
                    let mib = max >> 20;
                    return Err(NoFile::Unusable(format!("het bestand is groter dan {mib} MiB")));
                }
                written => written?,
            }
        }
        let cut = file.finish(slice.name.clone(), &slice.content_type)?;
        failpoint::hit("na-uitsnijden");
        Ok(cut)
    }
}

fn unusable(error: &io::Error) -> NoFile {
    match error.kind() {
        // What a reader of ours says is meant for people already.
        io::ErrorKind::Other => NoFile::Unusable(format!("het bestand is niet te lezen: {error}")),
        _ => NoFile::Unusable("het bestand is geen geldige base64".to_owned()),
    }
}

/// A slice of a body, as it stands there.
struct SliceReader<'b> {
    bodies: &'b CallBodies,
    handle: u64,
    next: u64,
    end: u64,
    piece: io::Cursor<Vec<u8>>,
}

impl<'b> SliceReader<'b> {
    fn new(bodies: &'b CallBodies, slice: &FileSlice) -> SliceReader<'b> {
        SliceReader {
            bodies,
            handle: slice.handle,
            next: slice.offset,
            end: slice.offset.saturating_add(slice.length),
            piece: io::Cursor::default(),
        }
    }
}

impl Read for SliceReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.piece.read(into)?;
        if read > 0 || into.is_empty() || self.next >= self.end {
            return Ok(read);
        }
        let wanted = u32::try_from(self.end - self.next).unwrap_or(PIECE).min(PIECE);
        let bytes = self.bodies.read(self.handle, self.next, wanted).map_err(io::Error::other)?;
        if bytes.is_empty() {
            return Err(io::Error::other("het reikt voorbij het einde van het bericht"));
        }
        self.next += bytes.len() as u64;
        self.piece = io::Cursor::new(bytes);
        self.piece.read(into)
    }
}

/// Base64 without the white space that XML allows between its characters.
struct Unspaced<R>(R);

impl<R: Read> Read for Unspaced<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.0.read(into)?;
            let mut kept = 0;
            for at in 0..read {
                let byte = into.get(at).copied().unwrap_or_default();
                if let Some(place) = into.get_mut(kept).filter(|_| !byte.is_ascii_whitespace()) {
                    *place = byte;
                    kept += 1;
                }
            }
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_left_out() {
        let mut text = String::new();
        Unspaced(&b" Y W\nJj\r\n\t "[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "YWJj");
    }
}
