//! The host as a connector sees it: effects with their replies, blobs and remarks.

use std::rc::Rc;

use serde::{Serialize, de::DeserializeOwned};

use crate::blob::BlobReader;
use crate::connector::{Result, Stop};
use crate::kinds;
use crate::protocol::{Blob, Claim, ClaimMessage, Document, HttpReply, HttpRequest};

/// How important a remark for the operator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteLevel {
    /// For the author of the connector.
    Debug,
    /// Good to know.
    Info,
    /// Somebody should look at it.
    Warning,
}

/// What lies outside the connector and is not an effect: in production the functions that the host lends it,
/// in a test a [`crate::script::Script`].
pub trait Surroundings {
    /// At most `length` bytes of a blob from `offset`; shorter only at its end.
    ///
    /// # Errors
    /// When the call was not handed this blob, in plain Dutch.
    fn read_blob(
        &self,
        handle: u64,
        offset: u64,
        length: u32,
    ) -> std::result::Result<Vec<u8>, String>;

    /// Keeps a remark for the operator.
    fn note(&self, level: NoteLevel, text: &str);
}

/// What a connector can ask of the host within one step.
pub struct Host {
    replies: Vec<Document>,
    asked: Vec<Document>,
    waiting: bool,
    surroundings: Rc<dyn Surroundings>,
}

impl Host {
    /// The host of a step with these replies so far.
    pub fn new(replies: Vec<Document>, surroundings: Rc<dyn Surroundings>) -> Host {
        Host { replies, asked: Vec::new(), waiting: false, surroundings }
    }

    /// Sends a request over the network. An answer with any status is a reply, and so is a failure:
    /// the connector decides what it means.
    #[expect(clippy::needless_pass_by_value, reason = "it is made on the spot and sent away")]
    pub fn http(&mut self, request: HttpRequest) -> Result<HttpReply> {
        self.effect(kinds::HTTP, &request)
    }

    /// Asks whether a message with this key came before, and remembers it.
    #[expect(clippy::needless_pass_by_value, reason = "it is made on the spot and sent away")]
    pub fn claim_message(&mut self, message: ClaimMessage) -> Result<Claim> {
        self.effect(kinds::CLAIM_MESSAGE, &message)
    }

    /// Asks for an effect of any kind: the way to those that this crate has no method for.
    pub fn effect<E: Serialize, R: DeserializeOwned>(
        &mut self,
        kind: &str,
        effect: &E,
    ) -> Result<R> {
        if self.waiting {
            return Err(Stop::Waiting); // an earlier wait was not passed on; nothing can follow it
        }
        let place = self.asked.len();
        self.asked.push(Document::of(kind, kinds::VERSION, effect));
        let Some(reply) = self.replies.get(place) else {
            self.waiting = true;
            return Err(Stop::Waiting);
        };
        if reply.kind != kind {
            return Err(Stop::Fault(format!(
                "het antwoord op `{kind}` is van de soort `{}`; de koppeling vroeg eerder iets anders",
                reply.kind
            )));
        }
        reply.read().map_err(Stop::Fault)
    }

    /// How many replies this step began with. To be curious about; what a connector does must not
    /// depend on it.
    pub fn replies(&self) -> usize {
        self.replies.len()
    }

    /// Reads a blob from its start.
    pub fn open(&self, blob: &Blob) -> BlobReader {
        BlobReader::from_offset(Rc::clone(&self.surroundings), blob, 0)
    }

    /// Reads a blob from `offset` bytes; past its end there is nothing to read.
    pub fn open_at(&self, blob: &Blob, offset: u64) -> BlobReader {
        BlobReader::from_offset(Rc::clone(&self.surroundings), blob, offset)
    }

    /// Leaves a remark for the operator: plain Dutch, no personal data. A remark that an earlier
    /// step of this call made on the way to the same point is not made again.
    pub fn note(&self, level: NoteLevel, text: &str) {
        if self.asked.len() >= self.replies.len() {
            self.surroundings.note(level, text);
        }
    }

    /// Everything asked for in this step, and whether the last of it has no reply yet.
    pub(crate) fn into_asked(self) -> (Vec<Document>, bool) {
        (self.asked, self.waiting)
    }
}
