//! The real program: from start to ready, and what it takes when nothing happens.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    Measured,
    machine::{Machine, resident_bytes},
    options::Options,
    plugins,
    rule_files::{self, Variant},
    spread::{Spread, percentile},
    table::{Figure, Table, Unit},
};

const PART: &str = "Programma";

/// What the architecture aims at: seconds, and bytes.
const START_AIM: f64 = 0.5;
const IDLE_AIM: f64 = 60.0 * (1 << 20) as f64;

/// After this long nothing of the start is going on any more.
const IDLE: Duration = Duration::from_secs(5);

/// What the program says when it listens.
const READY: &str = "READY schakel ";

/// Takes the figures of this part.
pub(crate) fn measure(machine: &Machine, options: &Options) -> Measured<Table> {
    let folder = machine.scratch()?;
    let config = furnish(machine, folder.path())?;
    let program = machine.built(&format!("release/schakel{}", std::env::consts::EXE_SUFFIX))?;
    let (cold, started) = Started::start(&program, &config)?;
    drop(started);
    let (mut warm, mut idle) = (Vec::new(), Vec::new());
    for round in 0..options.rounds() {
        let (took, started) = Started::start(&program, &config)?;
        warm.push(took.as_secs_f64());
        if round == 0 || !options.quick {
            thread::sleep(IDLE);
            idle.extend(resident_bytes(started.0.id()));
        }
    }
    let mut table = Table::default();
    let warm = Figure::new(PART, "start tot klaar, 1 000 regels, 1 plugin", Unit::Time, {
        Spread::lowest(warm)
    });
    table.push(warm.aim(START_AIM).note("met warme cache, bestaande opslag"));
    let cold = Spread::once(cold.as_secs_f64());
    let cold = Figure::new(PART, "eerste start: opslag maken, plugin compileren", Unit::Time, cold);
    table.push(cold);
    if !percentile(&idle, 0).is_nan() {
        let idle = Spread::lowest(idle);
        table.push(Figure::new(PART, "geheugen in rust", Unit::Bytes, idle).aim(IDLE_AIM));
    }
    Ok(table)
}

/// Writes all that a host needs; where its configuration is.
fn furnish(machine: &Machine, folder: &Path) -> Measured<PathBuf> {
    fs::create_dir_all(folder.join("regels"))?;
    rule_files::write(machine, &folder.join("regels"), Variant::Spread)?;
    plugins::write(machine, &folder.join("plugins"), &["sivi"])?;
    let config = folder.join("schakel.toml");
    let built = plugins::built(machine)?;
    let text = format!(
        "[opslag]\nmap = \"gegevens\"\n\n[http]\nluister = \"127.0.0.1:0\"\n\n\
         [regels]\nmap = \"regels\"\n\n[plugins]\nmap = \"plugins\"\ngebouwd = '{}'\n\n\
         [log]\nniveau = \"warn\"\n",
        built.display()
    );
    fs::write(&config, text)?;
    Ok(config)
}

/// A host that is ready; it is killed when dropped, as it has nothing to lose.
struct Started(Child);

impl Started {
    /// Starts the program; how long it took to be ready.
    fn start(program: &Path, config: &Path) -> Measured<(Duration, Started)> {
        let start = Instant::now();
        let child = Command::new(program)
            .arg("serve")
            .env("SCHAKEL_CONFIG", config)
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut started = Started(child);
        let output = started.0.stdout.take().ok_or("het programma heeft geen uitvoer")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.starts_with(READY) {
            Ok((start.elapsed(), started))
        } else {
            Err(format!("`schakel serve` werd niet klaar: {}", line.trim_end()).into())
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
