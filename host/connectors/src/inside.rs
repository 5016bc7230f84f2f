//! What a step finds around it: blobs, a place for remarks, and a WASI with nothing in it. Clock and
//! randomness are those of the call, so that the same call runs the same way again.

use std::time::Duration;

use sdk_connector::NoteLevel;
use wasmtime::component::{HasData, HasSelf, Linker, Resource, ResourceTable};
use wasmtime::{Error, ResourceLimiter, Result};
use wasmtime_wasi::p2::DynPollable;
use wasmtime_wasi::p2::bindings::clocks::monotonic_clock;
use wasmtime_wasi::{Deterministic, HostWallClock, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

use crate::bindings::{Connector, blobs, journal, types};
use crate::guest_text::from_guest_within;
use crate::limits::Limits;
use crate::patience::PatientBlobs;
use crate::printed::Printed;

/// Bytes of a blob in one read; the SDK takes 64 KiB.
const MOST_READ: u32 = 1 << 20;

/// Random bytes of a call before they repeat; a connector takes 16 for an identifier.
const RANDOM_BYTES: usize = 4096;

/// Handles that a guest may hold at once: streams and the like.
const HANDLES: usize = 256;

/// The large bodies that a call was handed. Reading blocks the step; one that takes longer than the
/// step may is given up on.
pub trait Blobs: Send + Sync {
    /// At most `length` bytes from `offset`; shorter only at the end.
    ///
    /// # Errors
    /// When the call was not handed this blob or it cannot be read: in plain Dutch, for the connector.
    fn read(&self, handle: u64, offset: u64, length: u32) -> std::result::Result<Vec<u8>, String>;
}

/// A remark of a connector for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// How important it is.
    pub level: NoteLevel,
    /// Its text, cut off at the limit and fit to be read.
    pub text: String,
}

/// The state of one step.
pub(crate) struct Inside {
    wasi: WasiCtx,
    table: ResourceTable,
    blobs: PatientBlobs,
    notes: Notes,
    printed: Printed,
    pub(crate) memory: Memory,
}

impl Inside {
    /// The surroundings of a step at this time and with this randomness.
    pub(crate) fn new(limits: &Limits, now_ms: i64, seed: u64, blobs: PatientBlobs) -> Inside {
        let printed = Printed::default();
        let mut table = ResourceTable::new();
        table.set_max_capacity(HANDLES);
        Inside {
            wasi: wasi(now_ms, seed, &printed),
            table,
            blobs,
            notes: Notes {
                kept: Vec::new(),
                left_out: 0,
                most: limits.notes,
                chars: limits.note_chars,
            },
            printed,
            memory: Memory {
                bytes: limits.memory_bytes,
                table_elements: limits.table_elements,
                instances: limits.instances,
                refused: false,
                peak: 0,
            },
        }
    }

    /// Makes all this known to components.
    pub(crate) fn link(linker: &mut Linker<Inside>) -> Result<()> {
        wasmtime_wasi::p2::add_to_linker_sync(linker)?;
        linker.allow_shadowing(true); // the clock of WASI can make a guest wait, and so its thread
        monotonic_clock::add_to_linker::<Inside, Stopped>(linker, |_| StoppedClock)?;
        linker.allow_shadowing(false);
        Connector::add_to_linker::<Inside, HasSelf<Inside>>(linker, |inside| inside)
    }

    /// The remarks, followed by what was printed.
    pub(crate) fn into_notes(mut self) -> Vec<Note> {
        for line in self.printed.lines() {
            self.notes.keep(NoteLevel::Warning, &line);
        }
        self.notes.finish()
    }
}

fn wasi(now_ms: i64, seed: u64, printed: &Printed) -> WasiCtx {
    let random = random_bytes(seed);
    WasiCtxBuilder::new()
        .stdout(printed.clone())
        .stderr(printed.clone())
        .wall_clock(CallTime(Duration::from_millis(u64::try_from(now_ms).unwrap_or_default())))
        .secure_random(Deterministic::new(random.clone()))
        .insecure_random(Deterministic::new(random))
        .insecure_random_seed(u128::from(seed))
        .max_random_size(RANDOM_BYTES as u64)
        .allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .allow_blocking_current_thread(true)
        .build()
}

/// SplitMix64: spreads a seed over as many bytes as are wanted.
fn random_bytes(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let words = std::iter::repeat_with(|| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).to_le_bytes()
    });
    words.take(RANDOM_BYTES / 8).flatten().collect()
}

impl WasiView for Inside {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl blobs::Host for Inside {
    fn read(
        &mut self,
        handle: u64,
        offset: u64,
        length: u32,
    ) -> Result<std::result::Result<Vec<u8>, String>> {
        if length > MOST_READ {
            return Ok(Err(format!("lees per keer hoogstens {MOST_READ} bytes")));
        }
        self.blobs.read(handle, offset, length)
    }
}

/// The interface with the records of the contract has no functions.
impl types::Host for Inside {}

impl journal::Host for Inside {
    fn note(&mut self, level: journal::Level, text: String) {
        self.notes.keep(level.into(), &text);
    }
}

/// The remarks of one step, within their limits.
struct Notes {
    kept: Vec<Note>,
    left_out: usize,
    most: usize,
    chars: usize,
}

impl Notes {
    fn keep(&mut self, level: NoteLevel, text: &str) {
        if self.kept.len() >= self.most {
            self.left_out += 1;
            return;
        }
        self.kept.push(Note { level, text: from_guest_within(text, self.chars) });
    }

    fn finish(mut self) -> Vec<Note> {
        if self.left_out > 0 {
            let text = format!("{} opmerkingen zijn weggelaten", self.left_out);
            self.kept.push(Note { level: NoteLevel::Warning, text });
        }
        self.kept
    }
}

/// Holds a step to its memory and remembers when it wanted more.
pub(crate) struct Memory {
    bytes: usize,
    table_elements: usize,
    instances: usize,
    /// Whether the guest was refused memory.
    pub(crate) refused: bool,
    /// The most that it held, in bytes.
    pub(crate) peak: usize,
}

impl ResourceLimiter for Memory {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        let fits = desired <= self.bytes;
        self.refused |= !fits;
        if fits {
            self.peak = self.peak.max(desired);
        }
        Ok(fits)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        Ok(desired <= self.table_elements)
    }

    fn instances(&self) -> usize {
        self.instances
    }

    fn tables(&self) -> usize {
        self.instances
    }

    fn memories(&self) -> usize {
        1
    }
}

/// The wall clock stands still at the time of the call.
struct CallTime(Duration);

impl HostWallClock for CallTime {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        self.0
    }
}

/// The monotonic clock stands still as well, and nothing can wait for it.
struct StoppedClock;

/// How the linker finds the stopped clock: it has no state.
struct Stopped;

impl HasData for Stopped {
    type Data<'a> = StoppedClock;
}

impl monotonic_clock::Host for StoppedClock {
    fn now(&mut self) -> Result<u64> {
        Ok(0)
    }

    fn resolution(&mut self) -> Result<u64> {
        Ok(1_000_000)
    }

    fn subscribe_instant(&mut self, _: u64) -> Result<Resource<DynPollable>> {
        Err(cannot_wait())
    }

    fn subscribe_duration(&mut self, _: u64) -> Result<Resource<DynPollable>> {
        Err(cannot_wait())
    }
}

/// Ends a guest that wants to sleep.
#[derive(Debug, thiserror::Error)]
#[error("een koppeling kan niet wachten; vraag het de host")]
pub(crate) struct CannotWait;

fn cannot_wait() -> Error {
    Error::new(CannotWait)
}
