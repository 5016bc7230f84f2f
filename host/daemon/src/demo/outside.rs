//! The outside world: the program `simulators`, which plays the portal.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use crate::exit::Failure;

/// What a simulator writes when it can be talked to, followed by its URL.
const READY: &str = "READY sivi ";

/// The portal where it takes delivery; it ends with the demo.
pub(super) struct Outside {
    process: Child,
    url: String,
}

impl Outside {
    /// Starts it and waits until it can be talked to.
    pub(super) fn start(simulators: &Path) -> Result<Outside, Failure> {
        let arguments = ["sivi", "--port", "0"];
        let (process, mut lines) = spawn(Command::new(simulators).args(arguments), simulators)?;
        let mut outside = Outside { process, url: String::new() };
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let url = line.trim().strip_prefix(READY).ok_or_else(|| {
            Failure::Internal(format!("{} sivi kwam niet op gang", simulators.display()))
        })?;
        outside.url = url.trim_end_matches('/').to_owned();
        Ok(outside)
    }

    /// Where it is.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Where it takes Verwerkingsmeldingen.
    pub(super) fn deliveries_url(&self) -> String {
        format!("{}/verwerkingsmeldingen", self.url)
    }

    /// Its host and port, as a link grants them.
    pub(super) fn address(&self) -> &str {
        self.url.split_once("://").map_or(self.url.as_str(), |(_, address)| address)
    }

    /// What it received so far.
    pub(super) fn journal(&self) -> Result<Value, Failure> {
        // It asks for no token.
        crate::client::HostClient::at(&self.url, String::new())?.get(&["journal"], &[])
    }
}

impl Drop for Outside {
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
