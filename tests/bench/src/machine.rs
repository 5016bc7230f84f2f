//! The machine and the build that are measured.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::Measured;

/// Where things are.
#[derive(Debug)]
pub(crate) struct Machine {
    root: PathBuf,
    target: PathBuf,
}

impl Machine {
    /// Finds the repository that this was built from, and what else was built with it.
    pub(crate) fn find() -> Measured<Machine> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
        let root = root.ok_or("dit pakket staat niet waar het hoort")?.to_owned();
        let own = std::env::current_exe()?; // target/release/cijfers
        let target = own.ancestors().nth(2).ok_or("dit programma staat niet in een bouwmap")?;
        Ok(Machine { root, target: target.to_owned() })
    }

    /// A file or folder of the repository.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A program or plugin that was built in release.
    pub(crate) fn built(&self, path: &str) -> Measured<PathBuf> {
        let built = self.target.join(path);
        if built.exists() {
            return Ok(built);
        }
        Err(format!("{} ontbreekt; `cargo cijfers` bouwt het", built.display()).into())
    }

    /// A folder beside what was built.
    pub(crate) fn target(&self, name: &str) -> Measured<PathBuf> {
        let folder = self.target.join(name);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// A folder on the disk of the build, which is a real one where `/tmp` may be in memory.
    pub(crate) fn scratch(&self) -> Measured<TempDir> {
        let folder = self.target.join("tmp");
        fs::create_dir_all(&folder)?;
        Ok(tempfile::Builder::new().prefix("cijfers-").tempdir_in(folder)?)
    }
}

/// Memory of a process that is in use now, in bytes; none where the system does not tell.
pub(crate) fn resident_bytes(process: u32) -> Option<f64> {
    status(process, "VmRSS:")
}

/// The most memory that a process ever had in use, in bytes; none where the system does not tell.
pub(crate) fn peak_bytes(process: u32) -> Option<f64> {
    status(process, "VmHWM:")
}

fn status(process: u32, name: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024.0)
}
