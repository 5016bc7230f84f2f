//! A plugin on trial: recorded calls are played on it again, beside the plugins that do the work and
//! without touching them. Its engine counts fuel, so that two versions can be compared by what they
//! do and not by how busy the machine was.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sdk_connector::protocol::{About, Call, Document, StepResult};

use crate::fault::StepFault;
use crate::guest_text::from_guest;
use crate::inside::{Blobs, Note};
use crate::limits::Limits;
use crate::load::{LoadError, Workbench, check_component, not_a_connector, started};
use crate::manifest::Manifest;
use crate::sandbox::Sandbox;
use crate::step::{Program, Step, Used};

/// A plugin on trial. Held to the same limits and the same examination as when it works.
pub struct Trial {
    program: Program,
    about: About,
}

/// What came of one step on trial.
#[derive(Debug)]
pub struct TrialStep {
    /// What the connector answered, or how it failed.
    pub result: Result<StepResult, StepFault>,
    /// Its remarks and what it printed, also when it failed.
    pub notes: Vec<Note>,
    /// How long it took. Counting fuel makes it slower than at work.
    pub took: Duration,
    /// Fuel that it burned, about one for each instruction; the same on every machine. What a step
    /// burned in a loop that had to be ended is not in it.
    pub fuel: u64,
    /// The most memory that it held, in bytes.
    pub memory_bytes: usize,
}

impl Trial {
    /// Who the plugin says it is.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Runs one step of `call`. Blocks for at most the time of a step; call it from a thread that may.
    pub fn step(&self, call: &Call, blobs: Arc<dyn Blobs>, replies: &[Document]) -> TrialStep {
        let (step, used) = self.program.step(call, blobs, replies);
        let Step { result, notes, took } = step;
        let Used { fuel, memory_bytes } = used;
        TrialStep { result, notes, took, fuel, memory_bytes }
    }
}

/// Where trials are held: an engine of their own, begun at the first.
#[derive(Default)]
pub(crate) struct Trials(Mutex<Option<Arc<Workbench>>>);

impl Trials {
    /// Compiles `wasm` and lets it start.
    pub(crate) fn begin(
        &self,
        manifest: &Manifest,
        wasm: &Arc<[u8]>,
        limits: &Limits,
    ) -> Result<Trial, LoadError> {
        let path = manifest.wasm_file();
        check_component(&path, wasm)?;
        let bench = self.bench(&path)?;
        let component = bench
            .compile(wasm, limits.compile_time)
            .map_err(|error| not_a_connector(&path, &error))?;
        let program = bench.program(&path, manifest, &component, limits)?;
        let about = started(&path, &program)?;
        if about.name != manifest.name {
            let (said, expected) = (from_guest(&about.name), manifest.name.clone());
            return Err(LoadError::OtherName { path, said, expected });
        }
        Ok(Trial { program, about })
    }

    fn bench(&self, path: &Path) -> Result<Arc<Workbench>, LoadError> {
        let mut bench = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bench) = &*bench {
            return Ok(Arc::clone(bench));
        }
        let made = Sandbox::counting().and_then(Workbench::new).map_err(|error| {
            let fault = StepFault::NotStarted(error.root_cause().to_string());
            LoadError::DoesNotStart { path: path.to_owned(), fault }
        })?;
        Ok(Arc::clone(bench.insert(Arc::new(made))))
    }
}
