//! The connector for the SIVI Verzuimstandaard: `Verzuimmeldingen` 2022, posted over HTTP.
//!
//! [`edition`] says what it speaks; [`message`] reads; [`returned`] and [`processed`] write what
//! goes back, with [`outgoing`] for what these share; [`settings`] is what an operator can set. This
//! file only ties them to the functions of a connector. README.md lists what SIVI leaves unsaid and
//! what we assume.

pub mod settings;
pub mod edition;
pub mod key;
pub mod moment;
pub mod message;
pub mod outgoing;
pub mod returned;
pub mod processed;

use sdk_connector::protocol::{
    About, Answer, Blob, Call, Claim, Deliver, Document, Intake, Level, Outcome, Problem, Receive,
    Received, Response,
};
use sdk_connector::xml::{Checked, Guard, GuardState, Limits};
use sdk_connector::{Connector, Host, Reception, Result, Stop, connector};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use message::header::{self, Header, Opening, Refusal};
use message::reader::{self, Position};
use message::tree::{Stream, Unreadable};
use settings::Settings;

/// Version of the connector, as in plugin.toml.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The kind of the intakes, as in plugin.toml.
pub const INTAKE: &str = "sivi.verzuimmelding";
/// Version of the intakes.
pub const INTAKE_VERSION: u32 = 1;

/// Largest message in bytes; an initial load of half a million employees.
const MAX_MESSAGE: u64 = 1024 * 1024 * 1024;
/// Largest single text, comment or the like in bytes; SIVI's longest value has 512 characters.
const MAX_TEXT: u64 = 64 * 1024;
/// Bytes that the guard checks in one step: well within the time that a step may take.
const GUARD_STEP: u64 = 8 * 1024 * 1024;

/// The connector.
#[derive(Debug, Default)]
pub struct Sivi;

connector!(Sivi);

/// What is handed over between two steps.
#[derive(Serialize, Deserialize)]
struct State<S> {
    /// Version of the connector that wrote it; the rest means something to that version only.
    version: String,
    stage: S,
}

/// Where receiving a message stands between two steps.
#[derive(Serialize, Deserialize)]
enum Stage {
    /// The guard has not seen all of it yet. Nothing is handed over before it has.
    Guard(GuardState),
    /// The records are being read.
    Records(Header, Box<Position>),
}

impl Connector for Sivi {
    fn about() -> About {
        About { name: "sivi".to_owned(), version: VERSION.to_owned() }
    }

    fn receive(&self, call: &Call, request: Receive, host: &mut Host) -> Result<Reception> {
        let _: Settings = sdk_connector::settings(call)?; // settings that are wrong show at once
        match stage(&call.state)? {
            Some(Stage::Records(header, position)) => {
                records(&request.body, header, *position, host)
            }
            Some(Stage::Guard(state)) => guard(&request.body, Some(state), host),
            None => guard(&request.body, None, host),
        }
    }

    fn answer(&self, call: &Call, request: Answer, _host: &mut Host) -> Result<Response> {
        Ok(returned::answer(&request, &sdk_connector::settings(call)?, call.now_ms))
    }

    fn deliver(&self, call: &Call, request: Deliver, host: &mut Host) -> Result<Outcome> {
        if request.document.kind != processed::KIND {
            let kind = &request.document.kind;
            return Err(Stop::fault(format!("deze koppeling bezorgt geen documenten `{kind}`")));
        }
        processed::deliver(&request, &sdk_connector::settings(call)?, call.now_ms, host)
    }
}

fn stage(state: &[u8]) -> Result<Option<Stage>> {
    if state.is_empty() {
        return Ok(None);
    }
    let broken = |_| Stop::fault("de stand van het lezen is niet te begrijpen");
    let State { version, .. } =
        serde_json::from_slice::<State<IgnoredAny>>(state).map_err(broken)?;
    if version != VERSION {
        return Err(Stop::fault(format!(
            "het lezen is begonnen met versie {version} van deze plugin en kan met versie {VERSION} \
             niet verder; bied het bericht opnieuw aan"
        )));
    }
    serde_json::from_slice::<State<Stage>>(state).map(|state| Some(state.stage)).map_err(broken)
}

fn more(stage: Stage, intakes: Vec<Document>) -> Result<Reception> {
    let state = State { version: VERSION.to_owned(), stage };
    let state = serde_json::to_vec(&state).map_err(|error| Stop::fault(error.to_string()))?;
    Ok(Reception::More { state, intakes })
}

/// First the guard, over the whole message: what is malformed, cut off or hostile commits nothing.
fn guard(body: &Blob, state: Option<GuardState>, host: &mut Host) -> Result<Reception> {
    let limits = Limits { text: MAX_TEXT, ..Limits::of_size(MAX_MESSAGE) };
    let mut guard = match state {
        Some(state) => Guard::resume(limits, state),
        None => Guard::new(limits),
    };
    match guard.check(host.open_at(body, guard.state().offset), GUARD_STEP) {
        Ok(Checked::More) => more(Stage::Guard(guard.state().clone()), Vec::new()),
        Ok(Checked::Complete) => open(body, host),
        Err(refusal) => Ok(refused(problem(&refusal.to_string()), Value::Null)),
    }
}

/// Then the header, and the question whether this message came before.
fn open(body: &Blob, host: &mut Host) -> Result<Reception> {
    let mut stream = Stream::new(host.open(body), 0, 1);
    let (header, remarks) = match header::open(&mut stream)? {
        Opening::Read(header, remarks) => (header, remarks),
        Opening::Refused(Refusal { problem, header }) => {
            let header = header.map_or_else(|| json!({}), |header| json!(header));
            return Ok(refused(problem, header));
        }
    };
    match host.claim_message(header.claim())? {
        Claim::New => {
            let position = Position::after_header(&stream, remarks);
            records(body, header, position, host)
        }
        Claim::Repeated { .. } => Ok(Reception::Done(Received::Repeated { header: json!(header) })),
        Claim::Conflict { report } => {
            let text = format!(
                "dit nummer is eerder gebruikt voor een bericht met een andere inhoud (logverslag {report})"
            );
            let problem = Problem { level: Level::Uitval, field: "Berrefnr".to_owned(), text };
            Ok(refused(problem, json!(header)))
        }
    }
}

/// Then the records, part by part.
fn records(body: &Blob, header: Header, at: Position, host: &mut Host) -> Result<Reception> {
    let stream = Stream::new(host.open_at(body, at.offset), at.offset, at.line);
    let part = reader::read_part(stream, &header, at, reader::USUAL)?;
    if part.empty {
        return Ok(refused(problem("het bericht bevat geen werkgever (Wrkgvr)"), json!(header)));
    }
    let intakes = part.intakes.iter().map(document).collect();
    match part.next {
        Some(position) => more(Stage::Records(header, Box::new(position)), intakes),
        None => Ok(Reception::Done(Received::Read { intakes, header: json!(header) })),
    }
}

fn document(intake: &Intake) -> Document {
    Document::of(INTAKE, INTAKE_VERSION, intake)
}

fn refused(problem: Problem, header: Value) -> Reception {
    Reception::Done(Received::Refused { problem, header })
}

fn problem(text: &str) -> Problem {
    Problem { level: Level::Uitval, field: String::new(), text: text.to_owned() }
}

/// The guard has read all of it just before, so this is the host's doing.
impl From<Unreadable> for Stop {
    fn from(error: Unreadable) -> Stop {
        Stop::fault(error.to_string())
    }
}
