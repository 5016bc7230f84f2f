//! The program `schakel` as a process: started, stopped, killed, and asked things at its command
//! line.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::{Folder, built};

/// How long a start may take; a debug build that has to compile its connectors first needs most.
const START_MAX: Duration = Duration::from_secs(90);
/// How long stopping in good order may take; the host's own deadline is 10 s.
const STOP_MAX: Duration = Duration::from_secs(20);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(5);

/// A command that ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub output: String,
    /// Error output.
    pub errors: String,
}

/// A host that runs.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    output: PathBuf,
    errors: PathBuf,
}

impl Program {
    /// Starts `schakel serve`; it may end before it is ready.
    pub(crate) fn spawn(folder: &Folder, run: usize, environment: &[(String, String)]) -> Program {
        let output = folder.path(&format!("uitvoer-{run}.log"));
        let errors = folder.path(&format!("log-{run}.log"));
        let file = |path: &PathBuf| File::create(path).expect("a file for the output of the host");
        let child = command(folder)
            .arg("serve")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(file(&output))
            .stderr(file(&errors))
            .spawn();
        let child = child.expect("the host starts");
        Program { child, output, errors }
    }

    /// Waits until it listens; its URL, or how it ended.
    pub(crate) fn ready(&mut self) -> Result<String, Ended> {
        let until = Instant::now() + START_MAX;
        loop {
            let output = fs::read_to_string(&self.output).unwrap_or_default();
            let line = output.split_inclusive('\n').find(|line| line.ends_with('\n'));
            if let Some(url) = line.and_then(|line| line.strip_prefix("READY schakel ")) {
                return Ok(url.trim().to_owned());
            }
            if let Some(status) = self.child.try_wait().expect("the host can be asked") {
                return Err(self.ended(status));
            }
            assert!(
                Instant::now() < until,
                "de host is niet klaar na {START_MAX:?}\n{}",
                self.log()
            );
            std::thread::sleep(LOOK);
        }
    }

    /// SIGKILL, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("the host can be killed");
        self.child.wait().expect("a killed host ends");
    }

    /// SIGTERM; how it ended.
    pub(crate) fn terminate(&mut self) -> Ended {
        let signal = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(signal.is_ok_and(|status| status.success()), "the host was gone before SIGTERM");
        let until = Instant::now() + STOP_MAX;
        loop {
            if let Some(status) = self.child.try_wait().expect("the host can be asked") {
                return self.ended(status);
            }
            if Instant::now() > until {
                self.kill();
                panic!("de host stopt niet binnen {STOP_MAX:?} na SIGTERM\n{}", self.log());
            }
            std::thread::sleep(LOOK);
        }
    }

    /// How it ended, when it did by itself.
    pub(crate) fn try_ended(&mut self) -> Option<Ended> {
        let status = self.child.try_wait().expect("the host can be asked")?;
        Some(self.ended(status))
    }

    /// What it wrote to the log so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.errors).unwrap_or_default()
    }

    fn ended(&self, status: ExitStatus) -> Ended {
        let output = fs::read_to_string(&self.output).unwrap_or_default();
        Ended { code: status.code(), output, errors: self.log() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Gone already, or a scenario failed: nothing may stay behind.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The variable that sets the clock of a host.
pub(crate) fn clock(moment: Option<&str>) -> Vec<(String, String)> {
    moment.map(|moment| ("SCHAKEL_KLOK".to_owned(), moment.to_owned())).into_iter().collect()
}

/// Runs a command of the program to its end, with these variables in its environment.
pub(crate) fn run(folder: &Folder, environment: &[(&str, &str)], arguments: &[&str]) -> Ended {
    let mut command = command(folder);
    command.args(arguments).envs(environment.iter().copied()).stdin(Stdio::null());
    let output: io::Result<_> = command.output();
    let output = output.expect("the program starts");
    Ended {
        code: output.status.code(),
        output: String::from_utf8_lossy(&output.stdout).into_owned(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn command(folder: &Folder) -> Command {
    let mut command = Command::new(built::program());
    command.env("SCHAKEL_CONFIG", folder.config()).env("USER", "toets");
    for name in ["SCHAKEL_HOST", "SCHAKEL_TOKEN", "SCHAKEL_FAALPUNT", "SCHAKEL_KLOK", "RUST_LOG"] {
        command.env_remove(name);
    }
    command
}
