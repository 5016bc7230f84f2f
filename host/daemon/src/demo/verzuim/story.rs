//! Playing the story: the program `simulators` posts the messages one by one and tells of each what
//! it sent and what came back, one line of JSON at a time.

use std::{io::BufRead as _, path::Path, process::Command};

use serde::{Deserialize, Serialize};

use super::super::{files, outside};
use crate::{exit::Failure, output::Output};

/// Environment variable in which the portal finds its token; an option would show in a list of
/// processes.
const TOKEN: &str = "SIVI_TOKEN";

/// A line of the portal.
#[derive(Deserialize)]
#[serde(tag = "regel", rename_all = "snake_case")]
enum Line {
    /// It is about to send.
    Stuurt { stap: u32, van: u32, naam: String, berrefnr: String, bytes: u64 },
    /// It has an answer.
    Antwoord(Told),
}

/// One message of the story: how it ended, and how it should have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    /// From 1.
    pub(super) stap: u32,
    /// What it is, in Dutch.
    pub(super) naam: String,
    /// HTTP status.
    pub(super) status: u16,
    /// SrtRetmldngCd of the Retourmelding1; none when the answer was not one.
    pub(super) retourmelding: Option<String>,
    /// Its Foutmldngen.
    pub(super) fouten: Vec<String>,
    /// In what it departs from the standard.
    pub(super) afwijkingen: Vec<String>,
    /// What should become of its records.
    pub(super) verwacht: Verwacht,
}

/// What should become of the records of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verwacht {
    pub(super) verwerkt: u64,
    pub(super) uitval: u64,
    /// It is a repeat; nothing is counted but that.
    pub(super) herhaald: bool,
}

/// Lets the portal tell its story to the host at `url`.
pub(super) fn play(
    simulators: &Path,
    url: &str,
    token: &str,
    out: Output,
) -> Result<Vec<Told>, Failure> {
    let mut command = Command::new(simulators);
    command.args(["sivi-story", "--naar", url]);
    command.args(["--klantcode", files::KLANTCODE, "--koppeling", files::KOPPELING]);
    let (mut process, lines) = outside::spawn(command.env(TOKEN, token), simulators)?;
    let mut told = Vec::new();
    for line in lines.lines() {
        let line: Line = serde_json::from_str(&line?).map_err(|error| {
            Failure::Internal(format!("het portaal is niet te volgen: {error}"))
        })?;
        match line {
            Line::Stuurt { stap, van, naam, berrefnr, bytes } => {
                out.line(format!("\n  {stap}/{van}  {naam}"));
                out.line(format!("       -> POST bericht {berrefnr}, {bytes} bytes"));
            }
            Line::Antwoord(answer) => {
                answer.show(out);
                told.push(answer);
            }
        }
    }
    let status = process.wait()?;
    if !status.success() {
        return Err(Failure::Internal("het portaal kon zijn verhaal niet afmaken".to_owned()));
    }
    Ok(told)
}

impl Told {
    fn show(&self, out: Output) {
        let kind = match &self.retourmelding {
            Some(code) => format!("Retourmelding1, soort {code}"),
            None => "geen Retourmelding1".to_owned(),
        };
        out.line(format!("       <- {} {kind}", self.status));
        for fout in &self.fouten {
            out.line(format!("          {fout}"));
        }
        for departure in &self.afwijkingen {
            out.line(format!("          wijkt af van de standaard: {departure}"));
        }
    }
}
