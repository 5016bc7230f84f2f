//! One step of a plugin: a fresh instance, within its limits, and a result that is checked before
//! anybody builds on it.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sdk_connector::kinds;
use sdk_connector::protocol::{
    About, Call, Chunk, Document, Outcome, Progress, Received, Response, StepResult,
};
use serde::de::{DeserializeOwned, IgnoredAny};
use wasmtime::Store;

use crate::bindings::{Connector, ConnectorPre, WitCall, WitDocument};
use crate::fault::StepFault;
use crate::guest_documents;
use crate::inside::{Blobs, Inside, Note};
use crate::limits::Limits;
use crate::manifest::Manifest;
use crate::patience::PatientBlobs;
use crate::sandbox::Sandbox;

/// What an answer to a sender can have as its HTTP status: final ones, not the interim ones below.
const STATUS: RangeInclusive<u16> = 200..=599;

/// Length of the kind of an effect; those of the contract stay below 20.
const KIND_BYTES: usize = 100;

/// A plugin that is loaded and has shown that it can start.
pub struct Plugin {
    pub(crate) manifest: Manifest,
    pub(crate) sha256: String,
    pub(crate) limits: Limits,
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) pre: ConnectorPre<Inside>,
}

/// What came of one step.
#[derive(Debug)]
pub struct Step {
    /// What the connector answered, or how it failed.
    pub result: Result<StepResult, StepFault>,
    /// Its remarks and what it printed, also when it failed.
    pub notes: Vec<Note>,
    /// How long it took, starting included and waiting for a place not.
    pub took: Duration,
}

impl Plugin {
    /// What plugin.toml says.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of its file, lower-case hexadecimal: tells versions apart in the journal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// What it may use: the host's limits, lowered by plugin.toml.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Runs one step of `call`. Blocks for at most the time of a step; call it from a thread that may.
    pub fn step(&self, call: &Call, blobs: Arc<dyn Blobs>, replies: &[Document]) -> Step {
        let wit_call = WitCall::from(call);
        let wit_replies: Vec<WitDocument> = replies.iter().map(WitDocument::from).collect();
        let entered = self.enter(call.now_ms, call.seed, blobs, |connector, store| {
            connector.call_step(store, &wit_call, &wit_replies)
        });
        let result = entered.result.and_then(|result| {
            let mut result = StepResult::from(result);
            self.examine(call, replies.len(), &result)?;
            guest_documents::fit_to_read(&mut result.progress)
                .map_err(|what| StepFault::nonsense(&what))?;
            Ok(result)
        });
        Step { result, notes: entered.notes, took: entered.took }
    }

    /// Who the plugin says it is.
    pub(crate) fn describe(&self) -> Result<About, StepFault> {
        let entered =
            self.enter(0, 0, Arc::new(NoBlobs), |connector, store| connector.call_describe(store));
        let document = Document::from(entered.result?);
        if document.kind != kinds::ABOUT {
            return nonsense(format!("soort `{}` in plaats van `about`", document.kind));
        }
        document.read().map_err(|what: String| StepFault::nonsense(&what))
    }

    /// Makes an instance and runs `body` in it.
    fn enter<T>(
        &self,
        now_ms: i64,
        seed: u64,
        blobs: Arc<dyn Blobs>,
        body: impl FnOnce(&Connector, &mut Store<Inside>) -> wasmtime::Result<T>,
    ) -> Entered<T> {
        let _place = self.sandbox.enter();
        let began = Instant::now();
        let given_up = self.sandbox.given_up.clone();
        let blobs = PatientBlobs::new(blobs, given_up, self.limits.step_time);
        let inside = Inside::new(&self.limits, now_ms, seed, blobs);
        let mut store = Store::new(&self.sandbox.engine, inside);
        store.limiter(|inside| &mut inside.memory);
        store.set_hostcall_fuel(self.limits.output_bytes);
        store.epoch_deadline_trap();
        store.set_epoch_deadline(Sandbox::ticks(self.limits.step_time));

        let result = match self.pre.instantiate(&mut store) {
            Ok(connector) => body(&connector, &mut store)
                .map_err(|error| StepFault::of(&error, store.data().memory.refused, &self.limits)),
            Err(error) if error.is::<wasmtime::Trap>() || store.data().memory.refused => {
                Err(StepFault::of(&error, store.data().memory.refused, &self.limits))
            }
            Err(error) => Err(StepFault::NotStarted(error.root_cause().to_string())),
        };
        Entered { result, notes: store.into_data().into_notes(), took: began.elapsed() }
    }

    /// Whether the result is what the contract asks for.
    fn examine(&self, call: &Call, replies: usize, result: &StepResult) -> Result<(), StepFault> {
        let StepResult { asked, progress } = result;
        if asked.len() > self.limits.effects {
            return Err(StepFault::TooManyEffects { limit: self.limits.effects });
        }
        if output_bytes(result) > self.limits.output_bytes {
            return Err(StepFault::TooMuchOutput { limit: self.limits.output_bytes });
        }
        asked.iter().try_for_each(examine_effect)?;
        match progress {
            Progress::Waiting if asked.len() <= replies => {
                nonsense("zij wacht, maar alles wat zij vroeg is beantwoord")
            }
            Progress::Waiting | Progress::Fault(_) => Ok(()),
            _ if asked.len() > replies => nonsense("zij wacht niet op het antwoord dat zij vroeg"),
            _ if asked.len() < replies => nonsense("zij vroeg minder dan de vorige keer"),
            Progress::Continue(chunk) => self.examine_chunk(call, chunk),
            Progress::Done(outcome) => self.examine_outcome(call, outcome),
        }
    }

    fn examine_chunk(&self, call: &Call, chunk: &Chunk) -> Result<(), StepFault> {
        if call.request.kind != kinds::RECEIVE {
            return nonsense(format!("bij `{}` kan zij geen deel inleveren", call.request.kind));
        }
        self.examine_intakes(&chunk.intakes)
    }

    fn examine_outcome(&self, call: &Call, outcome: &Document) -> Result<(), StepFault> {
        let expected = kinds::outcome_of(&call.request.kind);
        if expected.is_some_and(|expected| expected != outcome.kind) {
            return nonsense(format!("op `{}` past geen `{}`", call.request.kind, outcome.kind));
        }
        if outcome.version != kinds::VERSION {
            return nonsense(format!("`{}` heeft geen versie {}", outcome.kind, outcome.version));
        }
        match outcome.kind.as_str() {
            kinds::RECEIVED => match read(outcome)? {
                Received::Read { intakes, .. } => self.examine_intakes(&intakes),
                Received::Repeated { .. } | Received::Refused { .. } => Ok(()),
            },
            kinds::RESPONSE => self.examine_response(&read(outcome)?),
            kinds::OUTCOME => read::<Outcome>(outcome).map(drop),
            _ => read::<IgnoredAny>(outcome).map(drop),
        }
    }

    fn examine_response(&self, response: &Response) -> Result<(), StepFault> {
        if !STATUS.contains(&response.status) {
            return nonsense(format!("{} is geen status van een antwoord", response.status));
        }
        match &response.follow_up {
            Some(kind) if !self.manifest.documents.iter().any(|known| known.kind == *kind) => {
                nonsense(format!("vervolgdocument `{kind}` staat niet in plugin.toml"))
            }
            _ => Ok(()),
        }
    }

    fn examine_intakes(&self, intakes: &[Document]) -> Result<(), StepFault> {
        intakes
            .iter()
            .try_for_each(|intake| self.manifest.check_intake(intake))
            .map_err(|what| StepFault::nonsense(&what))
    }
}

struct Entered<T> {
    result: Result<T, StepFault>,
    notes: Vec<Note>,
    took: Duration,
}

/// For a plugin that only introduces itself.
struct NoBlobs;

impl Blobs for NoBlobs {
    fn read(&self, _: u64, _: u64, _: u32) -> Result<Vec<u8>, String> {
        Err("er is geen bericht".into())
    }
}

fn nonsense<T>(what: impl AsRef<str>) -> Result<T, StepFault> {
    Err(StepFault::nonsense(what.as_ref()))
}

/// Reads a document of the connector.
fn read<T: DeserializeOwned>(document: &Document) -> Result<T, StepFault> {
    document.read().map_err(|what| StepFault::nonsense(&what))
}

/// Whatever an effect asks, its kind goes into texts for people.
fn examine_effect(effect: &Document) -> Result<(), StepFault> {
    let lawful = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    if effect.kind.len() > KIND_BYTES || !effect.kind.chars().all(lawful) {
        return nonsense("de naam van een handeling is geen naam");
    }
    read::<IgnoredAny>(effect).map(drop)
}

/// What a step hands over, in bytes.
fn output_bytes(result: &StepResult) -> usize {
    let of = |documents: &[Document]| -> usize {
        documents.iter().map(|document| document.kind.len() + document.body.len()).sum()
    };
    let progress = match &result.progress {
        Progress::Waiting => 0,
        Progress::Continue(chunk) => chunk.state.len() + of(&chunk.intakes),
        Progress::Done(outcome) => of(std::slice::from_ref(outcome)),
        Progress::Fault(text) => text.len(),
    };
    of(&result.asked) + progress
}
