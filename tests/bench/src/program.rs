//! The real program: from start to ready, and what it takes when nothing happens.

use std::{thread, time::Duration};

use crate::{
    Measured,
    machine::{Machine, resident_bytes},
    options::Options,
    rule_files::{self, Variant},
    running::Program,
    scene::Scene,
    spread::{Spread, percentile},
    table::{Figure, Table, Unit},
};

const PART: &str = "Programma";

/// What the architecture aims at: seconds, and bytes.
const START_AIM: f64 = 0.5;
const IDLE_AIM: f64 = 60.0 * (1 << 20) as f64;

/// After this long nothing of the start is going on any more.
const IDLE: Duration = Duration::from_secs(5);

/// Takes the figures of this part.
pub(crate) fn measure(machine: &Machine, options: &Options) -> Measured<Table> {
    let folder = machine.scratch()?;
    let plugins = ["sivi", "digipoort"];
    let rules = Some((Variant::Spread, rule_files::COUNT));
    let scene = Scene { rules, plugins: &plugins, own_wasm: false, mail: None, log: "warn" };
    scene.write(machine, folder.path())?;
    let program = Program::of(machine, folder.path())?;
    let (cold, host) = program.start()?;
    drop(host);
    let (mut warm, mut idle) = (Vec::new(), Vec::new());
    for round in 0..options.rounds() {
        let (took, host) = program.start()?;
        warm.push(took.as_secs_f64());
        if round == 0 || !options.quick {
            thread::sleep(IDLE);
            idle.extend(resident_bytes(host.process()));
        }
    }
    let mut table = Table::default();
    let warm = Figure::new(PART, "start tot klaar, 1 000 regels, 2 plugins", Unit::Time, {
        Spread::lowest(warm)
    });
    table.push(warm.aim(START_AIM).note("met warme cache, bestaande opslag"));
    let cold = Spread::once(cold.as_secs_f64());
    let cold =
        Figure::new(PART, "eerste start: opslag maken, plugins compileren", Unit::Time, cold);
    table.push(cold);
    if !percentile(&idle, 0).is_nan() {
        let idle = Spread::lowest(idle);
        table.push(Figure::new(PART, "geheugen in rust", Unit::Bytes, idle).aim(IDLE_AIM));
    }
    Ok(table)
}
