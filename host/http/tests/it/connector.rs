//! The connector of these tests: it reads lines of text, and documents.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicU16, Ordering},
};

use host_domain::Toegestaan;
use host_engine::ports::{Bodies, Connectors, PluginVersion, Sink, StepFault};
use host_rulebook::{IntakeField, IntakeSchema, IntakeType};
use sdk_connector::protocol::{
    Answer, Call, Document, FileEncoding, FileSlice, HttpReply, HttpRequest, Intake, Outcome, Page,
    Poll, Progress, Receive, Received, Response, StepResult,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Media type of a document.
pub(crate) const DOCUMENT: &str = "application/x-document";

/// Fields of a line, and of the first line of a document.
const LINE: [&str; 3] = ["werkgever", "bsn", "naam"];
const HEAD: [&str; 5] = ["nummer", "dienst", "kenmerk", "bsn", "titel"];

/// What the connector reads.
pub(crate) fn schemas() -> [IntakeSchema; 2] {
    let field =
        |name: &&str| IntakeField { name: (*name).into(), kind: IntakeType::Tekst, optional: true };
    let schema = |kind: &str, fields: &[&str]| IntakeSchema {
        kind: kind.into(),
        version: 1,
        fields: fields.iter().map(field).collect(),
    };
    [schema("proef.regel", &LINE), schema("proef.document", &HEAD)]
}

/// Reads a record `werkgever;bsn;naam` from every line; a first line `verslag` asks for a report. A
/// document is a line `nummer;dienst;kenmerk;bsn;titel` and a file.
pub(crate) struct Lines {
    pub(crate) gate: Arc<Mutex<()>>,
    pub(crate) status: Arc<AtomicU16>,
    pub(crate) breaks: Arc<AtomicBool>,
}

impl Connectors for Lines {
    fn current(&self, plugin: &str) -> Option<PluginVersion> {
        (plugin == "proef").then(|| version("2"))
    }

    fn loaded(&self) -> Vec<PluginVersion> {
        vec![version("1"), version("2")]
    }

    fn step(
        &self,
        plugin: &PluginVersion,
        call: &Call,
        bodies: Arc<dyn Bodies>,
        _: &[Document],
    ) -> Result<StepResult, StepFault> {
        drop(self.gate.lock().unwrap());
        Ok(match call.request.kind.as_str() {
            "receive" if self.breaks.load(Ordering::SeqCst) => {
                let reason = "liep vast".into();
                return Err(StepFault::Broken { plugin: plugin.name.clone(), reason });
            }
            "receive" => done("received", &received(call, bodies.as_ref())),
            "answer" => done("response", &response(call, self.status.load(Ordering::SeqCst))),
            "poll" => done("page", &page(call)),
            _ => done("outcome", &Outcome::Rejected { reason: "wil dit niet".into() }),
        })
    }

    fn http(
        &self,
        _: &PluginVersion,
        _: &Map<String, Value>,
        _: &Toegestaan,
        _: &HttpRequest,
        _: &mut Sink<'_>,
    ) -> HttpReply {
        HttpReply::Failed { unsent: true, reason: "niemand vraagt dit".into() }
    }
}

fn version(build: &str) -> PluginVersion {
    PluginVersion { name: "proef".into(), version: build.into(), hash: build.into() }
}

fn done<T: Serialize>(kind: &str, outcome: &T) -> StepResult {
    StepResult { asked: Vec::new(), progress: Progress::Done(Document::of(kind, 1, outcome)) }
}

fn page(call: &Call) -> Page {
    let poll: Poll = call.request.read().unwrap();
    Page::Listed { items: Vec::new(), cursor: poll.cursor, more: false }
}

fn response(call: &Call, status: u16) -> Response {
    let answer: Answer = call.request.read().unwrap();
    let follow_up = (answer.header == "verslag").then(|| "proef.verslag".to_owned());
    let body = "<goed/>".to_owned();
    Response { status, content_type: "application/xml".into(), body, follow_up }
}

fn received(call: &Call, bodies: &dyn Bodies) -> Received {
    let request: Receive = call.request.read().unwrap();
    let bytes = bodies.read(request.body.handle, 0, request.body.length as u32).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    if request.content_type == DOCUMENT {
        let intakes = vec![document(&text, request.body.handle)];
        return Received::Read { intakes, header: Value::Null };
    }
    let (header, text) = match text.strip_prefix("verslag\n") {
        Some(rest) => (json!("verslag"), rest),
        None => (Value::Null, text.as_str()),
    };
    Received::Read { intakes: text.lines().map(record).collect(), header }
}

fn record(line: &str) -> Document {
    let fields = fields(&LINE, line);
    let (werkgever, bsn) = (&fields["werkgever"], &fields["bsn"]);
    let intake = Intake {
        // A source that is careless with its keys.
        key: format!("{}/{}", werkgever.as_str().unwrap_or(""), bsn.as_str().unwrap_or("")),
        place: "regel".into(),
        problems: Vec::new(),
        file: None,
        echo: json!({ "SofiNr": bsn }),
        fields,
    };
    Document::of("proef.regel", 1, &intake)
}

fn document(text: &str, handle: u64) -> Document {
    let (head, file) = text.split_once('\n').unwrap();
    let fields = fields(&HEAD, head);
    let slice = FileSlice {
        handle,
        offset: (text.len() - file.len()) as u64,
        length: file.len() as u64,
        encoding: FileEncoding::Plain,
        name: "Jansen 123456782.pdf".into(),
        content_type: "application/pdf".into(),
    };
    let intake = Intake {
        key: fields["kenmerk"].as_str().unwrap().to_owned(),
        place: "document".into(),
        problems: Vec::new(),
        file: Some(slice),
        echo: Value::Null,
        fields,
    };
    Document::of("proef.document", 1, &intake)
}

/// Values between `;`; an empty one is none.
fn fields(names: &[&str], line: &str) -> Value {
    let mut values = line.split(';').map(|text| (!text.is_empty()).then_some(text));
    names.iter().map(|name| ((*name).to_owned(), json!(values.next().flatten()))).collect()
}
