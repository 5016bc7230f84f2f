//! The outside world: the program `simulators`, which plays the portal, Digipoort and the mail server,
//! each as a process of its own.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use crate::{client::HostClient, exit::Failure};

/// The mail server closes the connection on the first mail without a word that it has it, so that the
/// host must send it again.
const MAIL_MOOD: &str = "zwijgt:1";

/// All outside systems; they end with the demo.
pub(super) struct Outside {
    /// Where the portal takes Verwerkingsmeldingen.
    pub(super) portal: Simulator,
    /// The ophaalservice with documents of UWV.
    pub(super) digipoort: Simulator,
    /// The mail server of the organisation.
    pub(super) mail: Simulator,
}

impl Outside {
    /// Starts all, and waits until they can be talked to.
    pub(super) fn start(simulators: &Path) -> Result<Outside, Failure> {
        Ok(Outside {
            portal: Simulator::start(simulators, "sivi", &[])?,
            digipoort: Simulator::start(simulators, "digipoort", &[])?,
            mail: Simulator::start(simulators, "mail", &["--mood", MAIL_MOOD])?,
        })
    }
}

/// One outside system.
pub(super) struct Simulator {
    process: Child,
    /// Where it is, as `host:port`; of the mail server where it takes mail.
    pub(super) address: String,
    /// Where it can be looked into.
    pub(super) url: String,
}

impl Simulator {
    fn start(simulators: &Path, name: &str, options: &[&str]) -> Result<Simulator, Failure> {
        let mut command = Command::new(simulators);
        let (process, mut lines) =
            spawn(command.args([name, "--port", "0"]).args(options), simulators)?;
        let mut started = Simulator { process, address: String::new(), url: String::new() };
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let mut words = line.split_whitespace();
        let (first, last) = match (words.next(), words.next(), words.next()) {
            (Some("READY"), Some(ready), Some(first)) if ready == name => {
                (first, words.next().unwrap_or(first))
            }
            _ => {
                let program = simulators.display();
                return Err(Failure::Internal(format!("{program} {name} kwam niet op gang")));
            }
        };
        started.url = last.trim_end_matches('/').to_owned();
        let address = first.split_once("://").map_or(first, |(_, address)| address);
        started.address = address.trim_end_matches('/').to_owned();
        Ok(started)
    }

    /// Looks into it.
    pub(super) fn get(&self, path: &[&str]) -> Result<Value, Failure> {
        // It asks for no token.
        HostClient::at(&self.url, String::new())?.get(path, &[])
    }

    /// Lets it do something.
    pub(super) fn post(&self, path: &[&str]) -> Result<Value, Failure> {
        HostClient::at(&self.url, String::new())?.post(path)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // One that ended by itself, at Ctrl-C for one, is as good.
        let _ = self.process.kill().and_then(|()| self.process.wait());
    }
}

/// Starts a program whose lines we read.
pub(super) fn spawn(
    command: &mut Command,
    program: &Path,
) -> Result<(Child, BufReader<ChildStdout>), Failure> {
    let mut process =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(|error| {
            Failure::Usage(format!("--simulators: {} start niet: {error}", program.display()))
        })?;
    let lines = process.stdout.take().map(BufReader::new);
    let lines = lines.ok_or_else(|| Failure::Internal("geen uitvoer te lezen".to_owned()))?;
    Ok((process, lines))
}
