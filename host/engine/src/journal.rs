//! The journal: what calls asked of the outside, and what came back.

use host_domain::LogverslagId;
use host_store::{JournalEntry, JsonDoc, Reads};
use sdk_connector::protocol::Document;

use crate::{Engine, error::Fault};

/// The calls about a message: the one that reads it and the one that answers it.
pub(crate) fn calls_about(id: LogverslagId) -> [String; 2] {
    [id.to_string(), format!("{id}/antwoord")]
}

impl Engine {
    /// Effects and replies of a round, in order.
    pub(crate) fn replies(
        &self,
        call: &str,
        round: u32,
    ) -> Result<Vec<(Document, Document)>, Fault> {
        let entries = self.store.read()?.journal(call, round)?;
        Ok(entries.into_iter().map(|entry| (read(entry.effect), read(entry.reply))).collect())
    }

    /// Adds an effect with its reply; from here on it will not be performed again.
    pub(crate) fn note_reply(
        &self,
        call: &str,
        round: u32,
        effect: Document,
        reply: Document,
    ) -> Result<(), Fault> {
        let call = call.to_owned();
        let entry = JournalEntry { effect: stored(effect), reply: stored(reply) };
        self.writer.write(move |session| Ok(session.push_journal(&call, round, &entry)?))
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
