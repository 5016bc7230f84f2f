//! The file of a document on its way out. It is read piece by piece, each when the network has taken
//! the one before: a large file takes little memory, and who reads slowly keeps no thread.

use std::{
    future::Future,
    io, mem,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{
        HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use host_domain::Document;
use host_store::{SpoolError, SpoolReader};
use http_body::{Frame, SizeHint};
use tokio::task::JoinHandle;

use crate::shown;

/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// Characters of a file name that are kept.
const NAME_CHARS: usize = 100;

/// The file as an answer that browsers keep apart and do not show.
pub(crate) fn response(document: &Document, file: SpoolReader) -> Response {
    let unknown = HeaderValue::from_static("application/octet-stream");
    let media_type = HeaderValue::from_str(&document.mediatype).unwrap_or(unknown);
    let disposition = HeaderValue::from_str(&disposition(document));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (CONTENT_TYPE, media_type),
        (CONTENT_DISPOSITION, disposition),
        (CONTENT_LENGTH, HeaderValue::from(file.length())),
    ];
    (headers, Body::new(FileBody::new(file))).into_response()
}

/// The name at the source, in characters that mean nothing to any system and without what could be a
/// BSN; that of the document itself when nothing is left.
fn disposition(document: &Document) -> String {
    let lawful = |c: char| c.is_ascii_alphanumeric() || "-_. ".contains(c);
    let name = shown::without_bsn(&document.bestandsnaam);
    let name: String =
        name.chars().map(|c| if lawful(c) { c } else { '_' }).take(NAME_CHARS).collect();
    // A leading dot would hide the file.
    let name = match name.trim_matches(['.', ' ']) {
        "" => document.id.to_string(),
        name => name.to_owned(),
    };
    let is_named_so = name.to_ascii_lowercase().ends_with(".pdf");
    let ending = if document.mediatype == Document::PDF && !is_named_so { ".pdf" } else { "" };
    format!("attachment; filename=\"{name}{ending}\"")
}

/// A file as the body of an answer.
struct FileBody {
    at: At,
    /// Bytes that were handed over.
    given: u64,
    length: u64,
}

enum At {
    /// Between two pieces.
    Rest(SpoolReader),
    /// A piece is being read.
    Reading(JoinHandle<(SpoolReader, Result<Vec<u8>, SpoolError>)>),
    /// The end, or an error.
    End,
}

impl FileBody {
    fn new(file: SpoolReader) -> FileBody {
        FileBody { length: file.length(), at: At::Rest(file), given: 0 }
    }
}

impl HttpBody for FileBody {
    type Data = Bytes;
    type Error = SpoolError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SpoolError>>> {
        loop {
            match mem::replace(&mut self.at, At::End) {
                At::Rest(mut file) if self.given < self.length => {
                    let from = self.given;
                    self.at = At::Reading(tokio::task::spawn_blocking(move || {
                        let piece = file.read(from, PIECE);
                        (file, piece)
                    }));
                }
                At::Rest(_) | At::End => return Poll::Ready(None),
                At::Reading(mut reading) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(cx) else {
                        self.at = At::Reading(reading);
                        return Poll::Pending;
                    };
                    return Poll::Ready(Some(self.take(read)));
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.given >= self.length
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length.saturating_sub(self.given))
    }
}

impl FileBody {
    /// Hands over a piece that was read. A file that cannot be read any further breaks the
    /// connection: the other side sees that it is not whole.
    fn take(
        &mut self,
        read: Result<(SpoolReader, Result<Vec<u8>, SpoolError>), tokio::task::JoinError>,
    ) -> Result<Frame<Bytes>, SpoolError> {
        let died = |_| SpoolError::Io(io::Error::other("het lezen liep vast"));
        let read = read.map_err(died).and_then(|(file, piece)| Ok((file, piece?)));
        let (file, piece) = read.inspect_err(|error| {
            tracing::error!(%error, "een document kon niet tot het einde worden gelezen");
        })?;
        self.given += piece.len() as u64;
        self.at = At::Rest(file);
        Ok(Frame::data(piece.into()))
    }
}

#[cfg(test)]
mod tests {
    use host_domain::DocumentId;
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_file_gets_a_name_that_is_safe() {
        let named = |bestandsnaam: &str, mediatype: &str| {
            disposition(&Document {
                id: DocumentId::from_bits(1),
                extern_kenmerk: String::new(),
                dienst: None,
                kenmerk: None,
                titel: String::new(),
                datum: None,
                bestandsnaam: bestandsnaam.to_owned(),
                mediatype: mediatype.to_owned(),
                lengte: 1,
                sha256: String::new(),
                ontvangen_op: Timestamp::UNIX_EPOCH,
                machtiging: None,
                opmerking: None,
                spreekuur: None,
            })
        };
        let id = "doc-00000000000000000000000000000001";
        for (given, kept) in [
            ("brief.pdf", "brief.pdf"),
            ("Brief 3.PDF", "Brief 3.PDF"),
            ("brief", "brief.pdf"),
            ("../../etc/passwd", "_.._etc_passwd.pdf"),
            ("a\"b;\r\nX: y.pdf", "a_b___X_ y.pdf"),
            ("besluit 123456782.pdf", "besluit ______782.pdf"),
            ("…", "_.pdf"),
            (" .. ", &format!("{id}.pdf")),
            ("", &format!("{id}.pdf")),
        ] {
            let shown = format!("attachment; filename=\"{kept}\"");
            assert_eq!(named(given, "application/pdf"), shown, "{given}");
        }
        assert_eq!(named("a.html", "text/html"), "attachment; filename=\"a.html\"");
        assert!(named(&"x".repeat(500), "text/plain").len() < 150);
    }
}
