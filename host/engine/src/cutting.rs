//! Cutting a file out of a body: from a slice that a connector points at to a sealed file of its own,
//! in pieces, so that a document of 20 MiB costs no more memory than a small one.

use std::io::{self, Read};

use base64::{engine::general_purpose::STANDARD, read::DecoderReader};
use host_store::DocumentFile;
use sdk_connector::protocol::{FileEncoding, FileSlice};

use crate::{Engine, bodies::CallBodies, error::Fault, failpoint, ports::Bodies};

/// Bytes of a document, decoded. The interface of Digipoort allows 20 MiB.
const DOCUMENT_BYTES: u64 = 64 << 20;

/// Bytes read of a body, or written to a file, at a time.
const PIECE: u32 = 64 << 10;

/// Where a PDF may begin (ISO 32000-1, annex H.3.4.1) and must have ended (H.3.4.2), in bytes.
const EDGE: usize = 1_024;

/// A file that was cut out.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    pub(crate) file: DocumentFile,
    pub(crate) bestandsnaam: String,
    pub(crate) mediatype: String,
    /// What is strange about it, in Dutch.
    pub(crate) opmerking: Option<String>,
}

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
        let mut writer = self.store.documents().create(DOCUMENT_BYTES)?;
        let mut edges = Edges::default();
        let mut piece = vec![0; PIECE as usize];
        loop {
            let read = plain.read(&mut piece).map_err(|error| unusable(&error))?;
            let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            edges.take_in(bytes);
            match writer.write(bytes) {
                Err(host_store::SpoolError::TooLarge { max }) => {
                    let mib = max >> 20;
                    return Err(NoFile::Unusable(format!("het bestand is groter dan {mib} MiB")));
                }
                written => written?,
            }
        }
        let file = writer.finish()?;
        failpoint::hit("na-uitsnijden");
        let is_pdf = edges.are_of_a_pdf();
        Ok(Cut {
            opmerking: opmerking(is_pdf, file.length),
            mediatype: mediatype(is_pdf, &slice.content_type),
            bestandsnaam: slice.name.clone(),
            file,
        })
    }
}

fn unusable(error: &io::Error) -> NoFile {
    match error.kind() {
        // What a reader of ours says is meant for people already.
        io::ErrorKind::Other => NoFile::Unusable(format!("het bestand is niet te lezen: {error}")),
        _ => NoFile::Unusable("het bestand is geen geldige base64".to_owned()),
    }
}

fn opmerking(is_pdf: bool, length: u64) -> Option<String> {
    match (length, is_pdf) {
        (0, _) => Some("het bestand is leeg".to_owned()),
        (_, true) => None,
        (_, false) => Some("het bestand is geen (volledige) PDF".to_owned()),
    }
}

/// The source's word is taken for what is no PDF, as far as it is one.
fn mediatype(is_pdf: bool, given: &str) -> String {
    let lawful = |c: char| c.is_ascii_alphanumeric() || "/.+-".contains(c);
    let is_type =
        given.len() <= 100 && given.matches('/').count() == 1 && given.chars().all(lawful);
    match (is_pdf, given) {
        (true, _) => "application/pdf".to_owned(),
        (false, given) if is_type && given != "application/pdf" => given.to_owned(),
        (false, _) => "application/octet-stream".to_owned(),
    }
}

/// The first and the last bytes of a file.
#[derive(Default)]
struct Edges {
    first: Vec<u8>,
    last: Vec<u8>,
}

impl Edges {
    fn take_in(&mut self, bytes: &[u8]) {
        let room = EDGE.saturating_sub(self.first.len());
        self.first.extend(bytes.iter().take(room));
        let kept = bytes.get(bytes.len().saturating_sub(EDGE)..).unwrap_or_default();
        self.last.extend_from_slice(kept);
        let excess = self.last.len().saturating_sub(EDGE);
        self.last.drain(..excess);
    }

    /// A header near the start and an end near the end: cut off files and error pages have not both.
    fn are_of_a_pdf(&self) -> bool {
        let holds = |edge: &[u8], mark: &[u8]| edge.windows(mark.len()).any(|part| part == mark);
        holds(&self.first, b"%PDF-") && holds(&self.last, b"%%EOF")
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
    fn a_pdf_has_a_head_and_an_end() {
        let is_pdf = |text: &[u8]| {
            let mut edges = Edges::default();
            text.chunks(7).for_each(|piece| edges.take_in(piece));
            edges.are_of_a_pdf()
        };
        let long = [&b"%PDF-1.4\n"[..], &[b'x'; 5_000], b"\n%%EOF\n"].concat();
        assert!(is_pdf(&long));
        assert!(!is_pdf(&long[..4_000]), "cut off");
        assert!(!is_pdf(b"<html>storing</html>"));
        assert!(!is_pdf(b""));
    }

    #[test]
    fn the_source_names_the_type_of_what_is_no_pdf() {
        assert_eq!(mediatype(true, "text/html"), "application/pdf");
        assert_eq!(mediatype(false, "text/html"), "text/html");
        assert_eq!(mediatype(false, "application/pdf"), "application/octet-stream");
        assert_eq!(mediatype(false, "a/b\r\nc: d"), "application/octet-stream");
    }

    #[test]
    fn white_space_is_left_out() {
        let mut text = String::new();
        Unspaced(&b" Y W\nJj\r\n\t "[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "YWJj");
    }
}
