//! How a step can fail through the connector's own doing, in words for the operator.

use std::time::Duration;

use sdk_connector::protocol::Document;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use wasmtime::{Error, Trap};
use wasmtime_wasi::I32Exit;

use crate::inside::CannotWait;
use crate::limits::Limits;

/// Why a step gave no result. Nothing of it reaches other calls.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    /// The connector stopped on a mistake of its own.
    #[error("de plugin is vastgelopen: {0}")]
    Trapped(String),
    /// It took longer than it may.
    #[error("de plugin deed langer dan {} s over één stap", .limit.as_secs_f32())]
    TooSlow {
        /// The time of a step.
        limit: Duration,
    },
    /// It wanted more memory than it may have.
    #[error("de plugin vroeg meer dan {} MiB geheugen", .limit >> 20)]
    OutOfMemory {
        /// In bytes.
        limit: usize,
    },
    /// It handed over more than it may.
    #[error("de plugin gaf in één stap meer dan {} MiB terug", .limit >> 20)]
    TooMuchOutput {
        /// In bytes.
        limit: usize,
    },
    /// It asked for more effects than it may.
    #[error("de plugin vroeg in één stap meer dan {limit} handelingen")]
    TooManyEffects {
        /// A number of effects.
        limit: usize,
    },
    /// It answered, but not what the contract asks for.
    #[error("de plugin gaf een antwoord dat niet klopt: {0}")]
    Nonsense(String),
    /// The step could not begin; not the connector's doing, so trying again is sensible.
    #[error("de plugin kon niet starten: {0}")]
    NotStarted(String),
}

impl StepFault {
    /// Tells what ended a step. `refused_memory` is whether the guest was refused memory before.
    pub(crate) fn of(error: &Error, refused_memory: bool, limits: &Limits) -> StepFault {
        match error.downcast_ref::<Trap>() {
            Some(Trap::Interrupt) => StepFault::TooSlow { limit: limits.step_time },
            _ if refused_memory => StepFault::OutOfMemory { limit: limits.memory_bytes },
            Some(trap) => StepFault::Trapped(of_trap(*trap)),
            None if error.is::<I32Exit>() => StepFault::Trapped("zij beëindigde zichzelf".into()),
            None => match error.downcast_ref::<CannotWait>() {
                Some(reason) => StepFault::Trapped(reason.to_string()),
                None if is_too_much(error) => {
                    StepFault::TooMuchOutput { limit: limits.output_bytes }
                }
                None => StepFault::Trapped(error.root_cause().to_string()),
            },
        }
    }
}

/// Whether the guest handed over more than its share in one go. The engine has no type for it.
fn is_too_much(error: &Error) -> bool {
    error.chain().any(|cause| cause.to_string().contains("fuel allocated for hostcalls"))
}

fn of_trap(trap: Trap) -> String {
    match trap {
        Trap::StackOverflow => "aanroepen gingen te diep (stapel vol)".into(),
        Trap::UnreachableCodeReached => "zij stuitte op een fout in zichzelf (panic)".into(),
        Trap::MemoryOutOfBounds | Trap::TableOutOfBounds => {
            "zij greep buiten haar geheugen, of haar aanroepen gingen te diep".into()
        }
        Trap::IntegerDivisionByZero => "zij deelde door nul".into(),
        Trap::IntegerOverflow => "een getal werd te groot".into(),
        other => format!("{other}"),
    }
}

/// Reads a document of a connector. The error tells where it is wrong but not what stands there:
/// that may be somebody's data.
pub(crate) fn shape<T: DeserializeOwned>(document: &Document) -> Result<T, String> {
    serde_json::from_slice(&document.body).map_err(|error| {
        let Document { kind, version, .. } = document;
        let column = error.column();
        match error.classify() {
            Category::Data => {
                format!("`{kind}` heeft niet de vorm van versie {version} (teken {column})")
            }
            _ => format!("`{kind}` is geen JSON (teken {column})"),
        }
    })
}
