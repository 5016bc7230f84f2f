//! The journal: what calls asked of the outside, and what came back.

use host_domain::LogverslagId;
use host_store::{BlobRef, JournalEntry, JsonDoc, Reads};
use sdk_connector::protocol::Document;

use crate::{Engine, error::Fault};

/// An effect with its reply.
pub(crate) struct Noted {
    pub(crate) effect: Document,
    pub(crate) reply: Document,
    /// The body of the reply, when it lies in the spool.
    pub(crate) blob: Option<BlobRef>,
}

/// The calls about a message: the one that reads it and the one that answers it.
pub(crate) fn calls_about(id: LogverslagId) -> [String; 2] {
    [id.to_string(), format!("{id}/antwoord")]
}

impl Engine {
    /// Effects and replies of a round, in order.
    pub(crate) fn replies(&self, call: &str, round: u32) -> Result<Vec<Noted>, Fault> {
        let entries = self.store.read()?.journal(call, round)?.into_iter();
        let noted = |entry: JournalEntry| Noted {
            effect: read(entry.effect),
            reply: read(entry.reply),
            blob: entry.blob,
        };
        Ok(entries.map(noted).collect())
    }

    /// Adds an effect with its reply; from here on it will not be performed again.
    pub(crate) fn note_reply(&self, call: &str, round: u32, noted: Noted) -> Result<(), Fault> {
        let call = call.to_owned();
        let Noted { effect, reply, blob } = noted;
        let entry = JournalEntry { effect: stored(effect), reply: stored(reply), blob };
        self.writer.write(move |session| Ok(session.push_journal(&call, round, &entry)?))
    }

    /// Removes the files of bodies that nothing refers to any more. One that stays behind is swept
    /// later, so a failure is told and no more.
    pub(crate) fn remove_blobs(&self, blobs: &[BlobRef]) {
        for blob in blobs {
            if let Err(error) = self.store.spool().remove(blob) {
                tracing::warn!("a body that is no longer needed could not be removed: {error}");
            }
        }
    }
}

/// A document as the store keeps it.
pub(crate) fn stored(document: Document) -> JsonDoc {
    let body = String::from_utf8(document.body).unwrap_or_else(|_| "null".to_owned());
    JsonDoc { kind: document.kind, version: document.version, body }
}

/// The other way round.
pub(crate) fn read(stored: JsonDoc) -> Document {
    Document { kind: stored.kind, version: stored.version, body: stored.body.into_bytes() }
}
