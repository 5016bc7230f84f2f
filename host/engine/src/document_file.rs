//! The file of a document on its way into the store: sealed as it comes, and looked at for whether it is
//! a PDF.

use host_store::{DocumentFile, DocumentWriter, SpoolError, Store};

/// Most bytes of a document, decoded. The interface of Digipoort allows 20 MiB.
pub const DOCUMENT_BYTES: u64 = 64 << 20;

/// Where a PDF may begin (ISO 32000-1, annex H.3.4.1) and must have ended (H.3.4.2), in bytes.
const EDGE: usize = 1_024;

/// A file that came in whole.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    pub(crate) file: DocumentFile,
    pub(crate) bestandsnaam: String,
    pub(crate) mediatype: String,
    /// What is strange about it, in Dutch.
    pub(crate) opmerking: Option<String>,
}

/// A file that comes in. Nothing of it is kept unless it is finished.
pub(crate) struct NewFile {
    writer: DocumentWriter,
    edges: Edges,
}

impl NewFile {
    /// Starts one.
    pub(crate) fn create(store: &Store) -> Result<NewFile, SpoolError> {
        let writer = store.documents().create(DOCUMENT_BYTES)?;
        Ok(NewFile { writer, edges: Edges::default() })
    }

    /// Adds to it.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), SpoolError> {
        self.edges.take_in(bytes);
        self.writer.write(bytes)
    }

    /// Makes it durable; `given` is the media type by the word of who brings it.
    pub(crate) fn finish(self, bestandsnaam: String, given: &str) -> Result<Cut, SpoolError> {
        let file = self.writer.finish()?;
        let is_pdf = self.edges.are_of_a_pdf();
        Ok(Cut {
            opmerking: opmerking(is_pdf, file.length),
            mediatype: mediatype(is_pdf, given),
            bestandsnaam,
            file,
        })
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
}
