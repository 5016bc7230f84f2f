//! What the hostile connector does, mode by mode.

use std::hint::black_box;
use std::io::Read;
use std::time::Duration;

use sdk_connector::protocol::{
    About, Answer, Blob, Call, ClaimMessage, Deliver, Document, Fetch, Fetched, FileEncoding,
    FileSlice, HttpReply, HttpRequest, Intake, Level, Outcome, Page, Poll, Problem, Receive,
    Received, Response,
};
use sdk_connector::{Connector, Host, NoteLevel, Reception, Result, Stop, settings};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::fetching;

/// See the top of this file.
#[derive(Debug, Default)]
pub struct Hostile;

/// What it does wrong, from the setting `mode`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mode {
    /// Nothing: accepts at once.
    Fine,
    /// Nothing: lists an item for every scope, and fetches it from `settings.url`, with
    /// `settings.credential` when there is one.
    Partner,
    /// Turns round for ever.
    Loop,
    /// Takes memory until there is none.
    Allocate,
    /// Panics.
    Trap,
    /// Calls itself until the stack ends.
    Recurse,
    /// Makes far too many remarks.
    FloodLog,
    /// Prints far too much.
    FloodStderr,
    /// Hands over tens of megabytes.
    FloodOutput,
    /// Gives a fault of fifteen megabytes, just within what it may hand over.
    FloodFault,
    /// Puts numbers of persons, line ends and steering characters in every text for people.
    PrivateTexts,
    /// Answers its sender with status 0.
    StatusZero,
    /// Promises a document that its plugin.toml does not list.
    StrayFollowUp,
    /// Asks for far too many effects in one step.
    FloodEffects,
    /// Gives intakes that are not JSON.
    Nonsense,
    /// Gives an intake with a field that its plugin.toml does not list.
    StrayField,
    /// Goes to sleep.
    Sleep,
    /// Reads a blob that it was not handed, or says that it fetched one.
    ForeignHandle,
    /// Brings a file that lies beyond the end of everything.
    StrayFile,
    /// Lists more items than a page has.
    FloodItems,
    /// Lists an item whose key has a line end in it.
    StrayKey,
    /// Sends a request to `settings.url`, with `settings.credential` when there is one.
    OtherHost,
    /// Nothing: posts the message of a rule, as it is, to `settings.url`.
    Bericht,
    /// Reads a message that never ends.
    EndlessContinue,
    /// Asks for another effect each time it is run.
    Fickle,
    /// Tells time, randomness and environment as it finds them.
    Surroundings,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Settings {
    pub(crate) mode: Mode,
    #[serde(default)]
    pub(crate) url: String,
    /// POST when absent.
    pub(crate) method: Option<String>,
    pub(crate) credential: Option<String>,
}

impl Connector for Hostile {
    fn about() -> About {
        About { name: "guests".into(), version: env!("CARGO_PKG_VERSION").into() }
    }

    fn receive(&self, call: &Call, request: Receive, host: &mut Host) -> Result<Reception> {
        let settings: Settings = settings(call)?;
        match settings.mode {
            Mode::EndlessContinue => {
                let step = call.state.first().copied().unwrap_or_default();
                Ok(Reception::More { state: vec![step.wrapping_add(1)], intakes: Vec::new() })
            }
            Mode::FloodOutput => {
                Ok(Reception::More { state: vec![1; 30 << 20], intakes: Vec::new() })
            }
            Mode::PrivateTexts => Ok(match call.state.is_empty() {
                true => Reception::More { state: vec![1], intakes: vec![private_intake()] },
                false => Reception::Done(Received::Refused {
                    problem: private_problem(),
                    header: Value::from(PRIVATE),
                }),
            }),
            Mode::Nonsense => Ok(Reception::More { state: Vec::new(), intakes: vec![not_json()] }),
            Mode::StrayField => read_to_end(stray_field()),
            Mode::StrayFile => read_to_end(stray_file(request.body.handle)),
            Mode::ForeignHandle => {
                let text = read(host, &Blob { handle: request.body.handle + 1, ..request.body })?;
                Err(Stop::Fault(text))
            }
            Mode::Loop => spin(),
            Mode::Allocate => allocate(),
            Mode::Trap => fall(),
            Mode::Recurse => Err(Stop::Fault(recurse(1).to_string())),
            Mode::Sleep => rest(),
            Mode::FloodEffects => flood_effects(host),
            _ => Ok(Reception::Done(Received::Read {
                intakes: Vec::new(),
                header: Value::String(read(host, &request.body)?),
            })),
        }
    }

    fn answer(&self, call: &Call, request: Answer, _host: &mut Host) -> Result<Response> {
        let settings: Settings = settings(call)?;
        let status = if matches!(settings.mode, Mode::StatusZero) { 0 } else { 200 };
        let stray = matches!(settings.mode, Mode::StrayFollowUp);
        Ok(Response {
            status,
            content_type: "text/plain".into(),
            body: request.report,
            follow_up: stray.then(|| "guests.onbekend".into()),
        })
    }

    fn deliver(&self, call: &Call, request: Deliver, host: &mut Host) -> Result<Outcome> {
        let settings: Settings = settings(call)?;
        match settings.mode {
            Mode::Loop => spin(),
            Mode::Allocate => allocate(),
            Mode::Trap => fall(),
            Mode::Recurse => accepted(recurse(1).to_string()),
            Mode::FloodLog => flood_log(host),
            Mode::FloodStderr => flood_stderr(),
            Mode::FloodEffects => flood_effects(host),
            Mode::FloodFault => Err(Stop::Fault("fout 123456782\n".repeat(1 << 20))),
            Mode::PrivateTexts => {
                host.note(NoteLevel::Info, PRIVATE);
                Ok(Outcome::TryAgain { reason: PRIVATE.into(), after: None })
            }
            Mode::Sleep => rest(),
            Mode::Fickle => fickle(host),
            Mode::OtherHost => send(host, settings, "hallo".into()),
            Mode::Bericht => {
                let text = String::from_utf8(request.document.body);
                send(host, settings, text.map_err(|error| Stop::fault(error.to_string()))?)
            }
            Mode::Surroundings => accepted(surroundings()),
            _ => accepted(request.delivery),
        }
    }

    fn poll(&self, call: &Call, request: Poll, _host: &mut Host) -> Result<Page> {
        fetching::list(&settings::<Settings>(call)?, &request)
    }

    fn fetch(&self, call: &Call, _request: Fetch, host: &mut Host) -> Result<Fetched> {
        fetching::fetch(settings(call)?, host)
    }
}

/// A text that no log may show as it is.
pub(crate) const PRIVATE: &str = "BSN 123456782\nvan\u{1b}[31m 12345672";

fn private_problem() -> Problem {
    Problem { level: Level::Uitval, field: PRIVATE.into(), text: PRIVATE.into() }
}

fn private_intake() -> Document {
    let intake = Intake {
        key: PRIVATE.into(),
        place: PRIVATE.into(),
        problems: vec![private_problem()],
        fields: json!({ "tekst": PRIVATE }),
        file: None,
        echo: Value::from(PRIVATE),
    };
    Document::of("guests.regel", 1, &intake)
}

fn accepted(receipt: String) -> Result<Outcome> {
    Ok(Outcome::Accepted { receipt })
}

fn not_json() -> Document {
    Document { kind: "onzin".into(), version: 1, body: b"{\"half".to_vec() }
}

fn stray_field() -> Document {
    let fields = json!({ "tekst": "geheim", "extra": "geheim" });
    Document::of("guests.regel", 1, &Intake { fields, ..intake() })
}

fn stray_file(handle: u64) -> Document {
    let file = FileSlice {
        handle,
        offset: u64::MAX,
        length: 2,
        encoding: FileEncoding::Plain,
        name: "brief.pdf".into(),
        content_type: "application/pdf".into(),
    };
    Document::of("guests.regel", 1, &Intake { file: Some(file), ..intake() })
}

/// Nothing wrong with it.
fn intake() -> Intake {
    Intake {
        key: "1".into(),
        place: "regel 1".into(),
        problems: Vec::new(),
        fields: json!({ "tekst": "gewoon" }),
        file: None,
        echo: Value::Null,
    }
}

fn read_to_end(intake: Document) -> Result<Reception> {
    Ok(Reception::Done(Received::Read { intakes: vec![intake], header: Value::Null }))
}

fn read(host: &Host, blob: &Blob) -> Result<String> {
    let mut text = String::new();
    host.open(blob).read_to_string(&mut text).map_err(|error| Stop::Fault(error.to_string()))?;
    Ok(text)
}

pub(crate) fn spin<T>() -> Result<T> {
    let mut turns = 0_u64;
    loop {
        turns = black_box(turns.wrapping_add(1));
    }
}

fn allocate<T>() -> Result<T> {
    let mut kept = Vec::new();
    loop {
        kept.push(black_box(vec![1_u8; 1 << 20]));
    }
}

#[allow(clippy::panic, reason = "to trap is what this mode is for")]
pub(crate) fn fall<T>() -> Result<T> {
    panic!("de koppeling is gevallen")
}

#[allow(unconditional_recursion, reason = "to exhaust the stack is what this mode is for")]
fn recurse(depth: u64) -> u64 {
    let frame = black_box([depth; 64]);
    recurse(depth + 1) + frame.iter().sum::<u64>()
}

fn flood_log(host: &Host) -> Result<Outcome> {
    let long = "opmerking ".repeat(1_000);
    for _ in 0..10_000 {
        host.note(NoteLevel::Info, &long);
    }
    accepted("uitgepraat".into())
}

#[allow(clippy::print_stderr, reason = "to print is what this mode is for")]
fn flood_stderr() -> Result<Outcome> {
    for _ in 0..300 {
        eprintln!("{}", "geschreeuw ".repeat(100));
    }
    accepted("uitgeschreeuwd".into())
}

fn rest<T>() -> Result<T> {
    std::thread::sleep(Duration::from_secs(3600));
    Err(Stop::fault("uitgerust"))
}

fn flood_effects<T>(host: &mut Host) -> Result<T> {
    for place in 0..1_000 {
        let _: Value = host.effect("claim-message", &claim(place))?;
    }
    Err(Stop::fault("alles gevraagd"))
}

fn claim(place: u64) -> ClaimMessage {
    ClaimMessage { key: place.to_string(), test: false }
}

/// A connector has no memory, so it takes what differs between two runs: how far the replies are.
fn fickle(host: &mut Host) -> Result<Outcome> {
    if host.replies() == 0 {
        host.claim_message(claim(0))?;
    } else {
        host.claim_message(claim(1))?;
    }
    accepted("wispelturig".into())
}

fn send(host: &mut Host, settings: Settings, body: String) -> Result<Outcome> {
    let method = settings.method.unwrap_or_else(|| "POST".into());
    let request = HttpRequest {
        body: if method == "POST" { body } else { String::new() },
        method,
        url: settings.url,
        credential: settings.credential,
        ..HttpRequest::default()
    };
    Ok(match host.http(request)? {
        HttpReply::Answered { status, body, .. } => {
            Outcome::Accepted { receipt: format!("{status} {body}") }
        }
        HttpReply::Failed { reason, .. } => Outcome::Rejected { reason },
    })
}

#[allow(clippy::disallowed_methods, reason = "to look at a clock is what this mode is for")]
fn surroundings() -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map(|since| since.as_millis())
        .unwrap_or_default();
    let random = std::collections::hash_map::RandomState::new();
    let random = std::hash::BuildHasher::hash_one(&random, 1_u8);
    let environment = std::env::vars().count() + std::env::args().count();
    let files = std::fs::read_dir("/").is_ok() || std::fs::File::open("/etc/hostname").is_ok();
    format!("tijd {now}, toeval {random:016x}, omgeving {environment}, bestanden {files}")
}
