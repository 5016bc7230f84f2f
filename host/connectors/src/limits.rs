//! What a connector may use, with the reason for each figure.

use std::time::Duration;

/// Memory of one step. Bulk reading needs a few MiB; a SIVI chunk with its intakes below 30.
const MEMORY_BYTES: usize = 64 << 20;
/// Time of one step. A step of 8 MiB of XML takes well below a second, also on a busy machine.
const STEP_TIME: Duration = Duration::from_secs(10);
/// What one step may hand to the host, effects and outcome together; more belongs in a `continue`.
const OUTPUT_BYTES: usize = 16 << 20;
/// Effects asked for in one step. The step before asked for all but the last of them.
const EFFECTS: usize = 64;
/// Steps in one call, for whoever drives it: a bulk file of 1 GiB takes 128 chunks of 8 MiB.
const STEPS: usize = 10_000;
/// Remarks in one step; an operator reads no more.
const NOTES: usize = 200;
/// Characters in a remark.
const NOTE_CHARS: usize = 500;
/// Elements in all tables of function pointers; a Rust connector has some hundreds.
const TABLE_ELEMENTS: usize = 20_000;
/// Core instances in a connector: its module, the adapter for WASI and the shims between them.
const INSTANCES: usize = 16;
/// Size of a plugin's file; the largest of ours stays below 2 MiB.
const COMPONENT_BYTES: u64 = 32 << 20;
/// Time to compile a plugin; takes a second on a slow machine.
const COMPILE_TIME: Duration = Duration::from_secs(120);

/// Time that a former version stays loaded in any case: a call that was about to begin on it has been
/// recorded by then.
const FORMER_TIME: Duration = Duration::from_secs(5);

/// What a connector may use in one step, and a plugin at load. A plugin.toml can only lower it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Linear memory, in bytes; there is one.
    pub memory_bytes: usize,
    /// Wall-clock time of a step.
    pub step_time: Duration,
    /// What a step may hand to the host, in bytes.
    pub output_bytes: usize,
    /// Effects asked for from the start of a step.
    pub effects: usize,
    /// Steps in a call; held by whoever drives the call.
    pub steps: usize,
    /// Remarks kept of a step; the rest is counted.
    pub notes: usize,
    /// Characters kept of a remark.
    pub note_chars: usize,
    /// Elements in all tables.
    pub table_elements: usize,
    /// Core instances.
    pub instances: usize,
    /// Size of the plugin's file, in bytes.
    pub component_bytes: u64,
    /// Time to compile the plugin.
    pub compile_time: Duration,
    /// How long a former version stays loaded in any case.
    pub former_time: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            memory_bytes: MEMORY_BYTES,
            step_time: STEP_TIME,
            output_bytes: OUTPUT_BYTES,
            effects: EFFECTS,
            steps: STEPS,
            notes: NOTES,
            note_chars: NOTE_CHARS,
            table_elements: TABLE_ELEMENTS,
            instances: INSTANCES,
            component_bytes: COMPONENT_BYTES,
            compile_time: COMPILE_TIME,
            former_time: FORMER_TIME,
        }
    }
}
