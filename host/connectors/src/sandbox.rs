//! The engine that all plugins share, and the clock that stops a step that takes too long.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wasmtime::{
    Config, Enabled, Engine, EngineWeak, InstanceAllocationStrategy, PoolingAllocationConfig,
    Result,
};

use crate::limits::Limits;
use crate::patience::GivenUp;

/// How often the clock of the engine ticks: fine enough to hold a step to its time, and so rare that
/// nobody notices it.
const TICK: Duration = Duration::from_millis(5);

/// Steps at once in the whole process. More wait their turn; the time of a step starts after that.
const STEPS_AT_ONCE: u32 = 64;

/// Memory of an instance that stays resident in its slot of the pool: enough for most of what a small step
/// touches, and little when multiplied by the slots.
const KEEP_RESIDENT: usize = 512 << 10;

/// Slots of the pool that stay warm while not in use.
const WARM_SLOTS: u32 = 8;

/// The stack of a guest; deep enough for any honest recursion.
const STACK_BYTES: usize = 512 << 10;

/// The engine with its clock and its places.
pub(crate) struct Sandbox {
    pub(crate) engine: Engine,
    /// Whether the engine counts what a step does, which costs time.
    pub(crate) counts_fuel: bool,
    /// Reads that steps gave up on.
    pub(crate) given_up: GivenUp,
    places: Mutex<u32>,
    freed: Condvar,
}

impl Sandbox {
    /// An engine with instances from a pool where the machine allows it, and otherwise on demand.
    pub(crate) fn new(limits: &Limits) -> Result<Arc<Sandbox>> {
        let engine = Engine::new(&config(Some(pool(limits)))).or_else(|error| {
            tracing::warn!(%error, "geen pool voor plugins; elke stap vraagt nu zelf geheugen");
            Engine::new(&config(None))
        })?;
        Sandbox::over(engine, false)
    }

    /// An engine for trials, apart from the one that does the work: it counts fuel, and takes no
    /// memory while nothing is tried.
    pub(crate) fn counting() -> Result<Arc<Sandbox>> {
        let mut config = config(None);
        config.consume_fuel(true);
        Sandbox::over(Engine::new(&config)?, true)
    }

    fn over(engine: Engine, counts_fuel: bool) -> Result<Arc<Sandbox>> {
        start_clock(engine.weak())?;
        Ok(Arc::new(Sandbox {
            engine,
            counts_fuel,
            given_up: GivenUp::default(),
            places: Mutex::new(STEPS_AT_ONCE),
            freed: Condvar::new(),
        }))
    }

    /// How many ticks make up this time, and one more because the first may come at once.
    pub(crate) fn ticks(time: Duration) -> u64 {
        let ticks = time.as_nanos().div_ceil(TICK.as_nanos());
        u64::try_from(ticks).unwrap_or(u64::MAX - 1).saturating_add(1)
    }

    /// Waits for a place to run a step in.
    pub(crate) fn enter(&self) -> Place<'_> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let mut places = self
            .freed
            .wait_while(places, |places| *places == 0)
            .unwrap_or_else(PoisonError::into_inner);
        *places -= 1;
        Place(self)
    }
}

/// A place to run a step in; free again when dropped.
pub(crate) struct Place<'a>(&'a Sandbox);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.places.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

/// Starts the clock; it ends by itself once the engine is gone. Without it nothing would stop a step.
fn start_clock(engine: EngineWeak) -> Result<()> {
    let clock = thread::Builder::new().name("plugin-klok".into());
    clock.spawn(move || {
        loop {
            thread::sleep(TICK);
            match engine.upgrade() {
                Some(engine) => engine.increment_epoch(),
                None => return,
            }
        }
    })?;
    Ok(())
}

/// Determinism first: the same call gives the same answer on every machine.
fn config(pool: Option<PoolingAllocationConfig>) -> Config {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .concurrency_support(false)
        .epoch_interruption(true)
        .cranelift_nan_canonicalization(true)
        .relaxed_simd_deterministic(true)
        .wasm_memory64(false)
        .wasm_backtrace_max_frames(None)
        .max_wasm_stack(STACK_BYTES);
    if let Some(pool) = pool {
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    }
    config
}

fn pool(limits: &Limits) -> PoolingAllocationConfig {
    let instances = u32::try_from(limits.instances).unwrap_or(u32::MAX);
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(STEPS_AT_ONCE)
        .total_core_instances(STEPS_AT_ONCE.saturating_mul(instances))
        .max_core_instances_per_component(instances)
        .total_memories(STEPS_AT_ONCE)
        .max_memories_per_component(1)
        .max_memory_size(limits.memory_bytes)
        .total_tables(STEPS_AT_ONCE.saturating_mul(4))
        .max_tables_per_component(4)
        .table_elements(limits.table_elements)
        .max_unused_warm_slots(WARM_SLOTS)
        .linear_memory_keep_resident(KEEP_RESIDENT)
        .table_keep_resident(KEEP_RESIDENT)
        .pagemap_scan(Enabled::Auto);
    pool
}
