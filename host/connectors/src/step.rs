//! One step of a plugin: a fresh instance, within its limits, and a result that is checked before
//! anybody builds on it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sdk_connector::kinds;
use sdk_connector::protocol::{About, Call, Document, StepResult};
use wasmtime::Store;

use crate::bindings::{Connector, ConnectorPre, WitCall, WitDocument};
use crate::examine::{Examination, nonsense};
use crate::fault::StepFault;
use crate::guest_documents;
use crate::inside::{Blobs, Inside, Note};
use crate::limits::Limits;
use crate::manifest::Manifest;
use crate::patience::PatientBlobs;
use crate::sandbox::Sandbox;

/// More than any step burns; time is what ends it.
const ALL_FUEL: u64 = u64::MAX;

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

/// What a step used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Used {
    /// About one for each instruction; 0 in a sandbox that does not count them.
    pub(crate) fuel: u64,
    /// The most memory that it held, in bytes.
    pub(crate) memory_bytes: usize,
}

/// The code of a plugin, ready to run in one sandbox.
pub(crate) struct Program {
    pub(crate) manifest: Manifest,
    pub(crate) limits: Limits,
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) pre: ConnectorPre<Inside>,
}

impl Program {
    /// Runs one step of `call`, and says what it used.
    pub(crate) fn step(
        &self,
        call: &Call,
        blobs: Arc<dyn Blobs>,
        replies: &[Document],
    ) -> (Step, Used) {
        let wit_call = WitCall::from(call);
        let wit_replies: Vec<WitDocument> = replies.iter().map(WitDocument::from).collect();
        let entered = self.enter(call.now_ms, call.seed, blobs, |connector, store| {
            connector.call_step(store, &wit_call, &wit_replies)
        });
        let (manifest, limits) = (&self.manifest, &self.limits);
        let examination = Examination { manifest, limits, call, replies: replies.len() };
        let result = entered.result.and_then(|result| {
            let mut result = StepResult::from(result);
            examination.of(&result)?;
            guest_documents::fit_to_read(&mut result.progress)
                .map_err(|what| StepFault::nonsense(&what))?;
            Ok(result)
        });
        (Step { result, notes: entered.notes, took: entered.took }, entered.used)
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
        let filled = if self.sandbox.counts_fuel { store.set_fuel(ALL_FUEL) } else { Ok(()) };
        store.limiter(|inside| &mut inside.memory);
        store.set_hostcall_fuel(self.limits.output_bytes);
        store.epoch_deadline_trap();
        store.set_epoch_deadline(Sandbox::ticks(self.limits.step_time));

        let instance = filled.and_then(|()| self.pre.instantiate(&mut store));
        let result = match instance {
            Ok(connector) => body(&connector, &mut store)
                .map_err(|error| StepFault::of(&error, store.data().memory.refused, &self.limits)),
            Err(error) if error.is::<wasmtime::Trap>() || store.data().memory.refused => {
                Err(StepFault::of(&error, store.data().memory.refused, &self.limits))
            }
            Err(error) => Err(StepFault::NotStarted(error.root_cause().to_string())),
        };
        let used = Used {
            fuel: store.get_fuel().map_or(0, |left| ALL_FUEL - left),
            memory_bytes: store.data().memory.peak,
        };
        Entered { result, notes: store.into_data().into_notes(), took: began.elapsed(), used }
    }
}

struct Entered<T> {
    result: Result<T, StepFault>,
    notes: Vec<Note>,
    took: Duration,
    used: Used,
}

/// For a plugin that only introduces itself.
struct NoBlobs;

impl Blobs for NoBlobs {
    fn read(&self, _: u64, _: u64, _: u32) -> Result<Vec<u8>, String> {
        Err("er is geen bericht".into())
    }
}
