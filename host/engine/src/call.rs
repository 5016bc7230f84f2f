//! A call to a connector: stepped until it is done, with every answer from outside in the journal
//! before the next step.
//!
//! A call that is taken up again after a crash gets the same replies from the journal, so nothing
//! is asked of the outside twice. A step that then asks for something else than before is stopped:
//! its plugin is not deterministic, and going on would guess.

use std::sync::Arc;

use host_domain::Toegestaan;
use sdk_connector::protocol::{
    Call, Chunk, ClaimMessage, Document, HttpRequest, Progress, StepResult,
};
use serde_json::{Map, Value};

use crate::{
    Engine,
    error::Fault,
    failpoint,
    ports::{Bodies, PluginVersion},
};

/// Steps of one round; a connector that needs more is not getting anywhere.
const STEPS_MAX: usize = 64;

/// Kind of the effect that claims a message.
const CLAIM: &str = "claim-message";

/// Kind of the effect that sends an HTTP request.
const HTTP: &str = "http";

/// One round of a call: from a state to the next `continue` or the outcome.
pub(crate) struct Round<'a> {
    pub(crate) plugin: &'a PluginVersion,
    pub(crate) call: &'a Call,
    /// Number of the round; replies are kept by it.
    pub(crate) number: u32,
    pub(crate) bodies: Arc<dyn Bodies>,
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

impl Round<'_> {
    /// Steps the connector to the end of the round.
    pub(crate) fn run(&self, engine: &Engine) -> Result<RoundEnd, Fault> {
        for _ in 0..STEPS_MAX {
            let journal = engine.replies(&self.call.id, self.number)?;
            let replies: Vec<Document> = journal.iter().map(|entry| entry.1.clone()).collect();
            let step = engine.connectors.step(
                self.plugin,
                self.call,
                Arc::clone(&self.bodies),
                &replies,
            )?;
            self.check_determinism(&journal, &step)?;
            match step.progress {
                Progress::Continue(chunk) => return Ok(RoundEnd::Continue(chunk)),
                Progress::Done(outcome) => return Ok(RoundEnd::Done(outcome)),
                Progress::Fault(reason) => return Err(self.broken(reason)),
                Progress::Waiting => self.perform(engine, step.asked, journal.len())?,
            }
        }
        Err(self.broken(format!("vraagt na {STEPS_MAX} stappen nog steeds om iets")))
    }

    fn check_determinism(
        &self,
        journal: &[(Document, Document)],
        step: &StepResult,
    ) -> Result<(), Fault> {
        let before = journal.iter().map(|entry| &entry.0);
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
        for effect in asked.into_iter().skip(answered) {
            let reply = self.perform_one(engine, &effect)?;
            failpoint::hit("na-effect");
            engine.note_reply(&self.call.id, self.number, effect, reply)?;
        }
        Ok(())
    }

    fn perform_one(&self, engine: &Engine, effect: &Document) -> Result<Document, Fault> {
        match (effect.kind.as_str(), effect.version, self.claim) {
            (CLAIM, 1, Some(claim)) => claim(effect.read().map_err(|reason| self.broken(reason))?),
            (HTTP, 1, _) => {
                let request: HttpRequest = effect.read().map_err(|reason| self.broken(reason))?;
                let reply =
                    engine.connectors.http(self.plugin, self.settings, self.granted, &request);
                Ok(Document::of(HTTP, 1, &reply))
            }
            (kind, version, _) => {
                Err(self.broken(format!("vraagt om `{kind}` versie {version}; dat kan hier niet")))
            }
        }
    }

    /// The connector broke the contract.
    pub(crate) fn broken(&self, reason: impl Into<String>) -> Fault {
        Fault::Contract { plugin: self.plugin.name.clone(), reason: reason.into() }
    }
}

/// The bodies that a call was handed: none.
pub(crate) struct NoBodies;

impl Bodies for NoBodies {
    fn read(&self, _handle: u64, _offset: u64, _length: u32) -> Result<Vec<u8>, String> {
        Err("deze aanroep heeft geen bestanden".to_owned())
    }
}
