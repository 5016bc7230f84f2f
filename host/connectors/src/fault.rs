//! How a step can fail through the connector's own doing, in words for the operator.

use std::time::Duration;

use wasmtime::{Error, Trap};
use wasmtime_wasi::I32Exit;

use crate::guest_text::from_guest;
use crate::inside::CannotWait;
use crate::limits::Limits;
use crate::patience::{Hangs, ReadingHangs};

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
    /// The connector gave something that the contract does not have.
    pub(crate) fn nonsense(what: &str) -> StepFault {
        StepFault::Nonsense(from_guest(what))
    }

    /// Tells what ended a step. `refused_memory` is whether the guest was refused memory before.
    pub(crate) fn of(error: &Error, refused_memory: bool, limits: &Limits) -> StepFault {
        match error.downcast_ref::<Trap>() {
            Some(Trap::Interrupt) => StepFault::TooSlow { limit: limits.step_time },
            _ if refused_memory => StepFault::OutOfMemory { limit: limits.memory_bytes },
            Some(trap) => StepFault::Trapped(of_trap(*trap)),
            None if error.is::<Hangs>() => StepFault::TooSlow { limit: limits.step_time },
            None if error.is::<ReadingHangs>() => StepFault::NotStarted(ReadingHangs.to_string()),
            None if error.is::<I32Exit>() => StepFault::Trapped("zij beëindigde zichzelf".into()),
            None => match error.downcast_ref::<CannotWait>() {
                Some(reason) => StepFault::Trapped(reason.to_string()),
                None if is_too_much(error) => {
                    StepFault::TooMuchOutput { limit: limits.output_bytes }
                }
                None => StepFault::Trapped(from_guest(&error.root_cause().to_string())),
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
