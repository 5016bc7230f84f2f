//! The systems outside, each a process of its own: what they take is not counted as the host's.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use crate::{Measured, machine::Machine};

/// A simulator that runs; it is killed when dropped.
pub(crate) struct Outside {
    child: Child,
    /// Where it is, as it says when it is ready.
    places: Vec<String>,
}

impl Outside {
    /// Starts the simulator with this name on a free port.
    pub(crate) fn start(machine: &Machine, name: &str) -> Measured<Outside> {
        let program = machine.built(&format!("release/simulators{}", std::env::consts::EXE_SUFFIX));
        let child = Command::new(program?)
            .arg(name)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut outside = Outside { child, places: Vec::new() };
        let output = outside.child.stdout.take().ok_or("de simulator heeft geen uitvoer")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let ready = format!("READY {name} ");
        let places = line
            .strip_prefix(&ready)
            .ok_or_else(|| format!("simulator `{name}` werd niet klaar: {}", line.trim_end()))?;
        outside.places = places.split_whitespace().map(str::to_owned).collect();
        Ok(outside)
    }

    /// The first place that it told of.
    pub(crate) fn place(&self) -> &str {
        self.places.first().map(String::as_str).unwrap_or_default()
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
