//! A call to a connector: stepped until it is done, with every answer from outside in the journal
//! before the next step.
//!
//! A call that is taken up again after a crash gets the same replies from the journal, so nothing
//! is asked of the outside twice. A step that then asks for something else than before is stopped:
//! its plugin is not deterministic, and going on would guess.

use std::sync::Arc;

use host_domain::Toegestaan;
use host_store::{BlobRef, SpoolWriter};
use sdk_connector::{
    kinds,
    protocol::{
        Call, Chunk, ClaimMessage, Document, HttpReply, HttpRequest, Progress, ReplyAs, StepResult,
    },
};
use serde_json::{Map, Value};

use crate::{
    Engine,
    bodies::{self, CallBodies},
    error::Fault,
    failpoint,
    journal::Noted,
    ports::PluginVersion,
};

/// Steps of one round; a connector that needs more is not getting anywhere.
const STEPS_MAX: usize = 64;

/// Bytes of an answer that is kept as a blob: a document of 20 MiB in base64, with room around it.
const BLOB_BYTES: u64 = 64 << 20;

/// One round of a call: from a state to the next `continue` or the outcome.
pub(crate) struct Round<'a> {
    pub(crate) plugin: &'a PluginVersion,
    pub(crate) call: &'a Call,
    /// Number of the round; replies are kept by it.
    pub(crate) number: u32,
    /// The message that the call is about, where it is.
    pub(crate) message: Option<&'a BlobRef>,
    pub(crate) settings: &'a Map<String, Value>,
    pub(crate) granted: &'a Toegestaan,
    /// What claims a message, where that makes sense.
    pub(crate) claim: Option<&'a dyn Fn(ClaimMessage) -> Result<Document, Fault>>,
}

/// How a round ended.
pub(crate) enum RoundEnd {
    Continue(Chunk),
    Done(Document),
}

/// The reply to an effect, and its body when that lies in the spool.
type Performed = (Document, Option<BlobRef>);

impl Round<'_> {
    /// Steps the connector to the end of the round. The bodies are those that it was handed by then.
    pub(crate) fn run(&self, engine: &Engine) -> Result<(RoundEnd, Arc<CallBodies>), Fault> {
        for _ in 0..STEPS_MAX {
            let journal = engine.replies(&self.call.id, self.number)?;
            let replies: Vec<Document> = journal.iter().map(|entry| entry.reply.clone()).collect();
            let bodies = Arc::new(self.bodies(engine, &journal));
            let lent = Arc::clone(&bodies) as Arc<dyn crate::ports::Bodies>;
            let step = engine.connectors.step(self.plugin, self.call, lent, &replies)?;
            self.check_determinism(&journal, &step)?;
            match step.progress {
                Progress::Continue(chunk) => return Ok((RoundEnd::Continue(chunk), bodies)),
                Progress::Done(outcome) => return Ok((RoundEnd::Done(outcome), bodies)),
                Progress::Fault(reason) => return Err(self.broken(reason)),
                Progress::Waiting => self.perform(engine, step.asked, journal.len())?,
            }
        }
        Err(self.broken(format!("vraagt na {STEPS_MAX} stappen nog steeds om iets")))
    }

    /// Steps it to its outcome, which must be of this kind.
    pub(crate) fn outcome(
        &self,
        engine: &Engine,
        kind: &str,
    ) -> Result<(Document, Arc<CallBodies>), Fault> {
        match self.run(engine)? {
            (RoundEnd::Done(outcome), bodies) if outcome.kind == kind => Ok((outcome, bodies)),
            (RoundEnd::Done(other), _) => {
                Err(self.broken(format!("antwoordt met `{}` waar `{kind}` hoort", other.kind)))
            }
            (RoundEnd::Continue(_), _) => {
                Err(self.broken(format!("gaat verder waar een `{kind}` hoort")))
            }
        }
    }

    fn bodies(&self, engine: &Engine, journal: &[Noted]) -> CallBodies {
        let replies = journal.iter().enumerate();
        let replies = replies.filter_map(|(place, entry)| Some((place, entry.blob.clone()?)));
        CallBodies::new(&engine.store, self.message, replies)
    }

    fn check_determinism(&self, journal: &[Noted], step: &StepResult) -> Result<(), Fault> {
        let before = journal.iter().map(|entry| &entry.effect);
        if step.asked.len() < journal.len() || !before.eq(step.asked.iter().take(journal.len())) {
            return Err(
                self.broken("vraagt bij het hervatten om iets anders dan in het journaal staat")
            );
        }
        if step.progress == Progress::Waiting && step.asked.len() == journal.len() {
            return Err(self.broken("wacht, maar vraagt om niets"));
        }
        Ok(())
    }

    fn perform(&self, engine: &Engine, asked: Vec<Document>, answered: usize) -> Result<(), Fault> {
        for (place, effect) in asked.into_iter().enumerate().skip(answered) {
            let (reply, blob) = self.perform_one(engine, &effect, place)?;
            failpoint::hit("na-effect");
            engine.note_reply(&self.call.id, self.number, Noted { effect, reply, blob })?;
        }
        Ok(())
    }

    fn perform_one(
        &self,
        engine: &Engine,
        effect: &Document,
        place: usize,
    ) -> Result<Performed, Fault> {
        match (effect.kind.as_str(), effect.version, self.claim) {
            (kinds::CLAIM_MESSAGE, 1, Some(claim)) => {
                let reply = claim(effect.read().map_err(|reason| self.broken(reason))?)?;
                Ok((reply, None))
            }
            (kinds::HTTP, 1, _) => {
                let request: HttpRequest = effect.read().map_err(|reason| self.broken(reason))?;
                let (reply, blob) = match request.reply_as {
                    ReplyAs::Text => (self.http(engine, &request, &mut |_| Ok(())), None),
                    ReplyAs::Blob => self.http_to_blob(engine, &request, place)?,
                };
                Ok((Document::of(kinds::HTTP, 1, &reply), blob))
            }
            (kind, version, _) => {
                Err(self.broken(format!("vraagt om `{kind}` versie {version}; dat kan hier niet")))
            }
        }
    }

    fn http(
        &self,
        engine: &Engine,
        request: &HttpRequest,
        sink: &mut crate::ports::Sink<'_>,
    ) -> HttpReply {
        engine.connectors.http(self.plugin, self.settings, self.granted, request, sink)
    }

    /// Sends a request of which the body of the answer goes to the spool as it comes in.
    fn http_to_blob(
        &self,
        engine: &Engine,
        request: &HttpRequest,
        place: usize,
    ) -> Result<(HttpReply, Option<BlobRef>), Fault> {
        let mut writer = engine.store.spool().create(BLOB_BYTES)?;
        let mut sink =
            |piece: &[u8]| SpoolWriter::write(&mut writer, piece).map_err(|e| e.to_string());
        let mut reply = self.http(engine, request, &mut sink);
        let HttpReply::Answered { blob, .. } = &mut reply else { return Ok((reply, None)) };
        let kept = writer.finish()?;
        failpoint::hit("na-inhoud");
        *blob = Some(bodies::of_reply(place, &kept));
        Ok((reply, Some(kept)))
    }

    /// The connector broke the contract.
    pub(crate) fn broken(&self, reason: impl Into<String>) -> Fault {
        Fault::Contract { plugin: self.plugin.name.clone(), reason: reason.into() }
    }
}
