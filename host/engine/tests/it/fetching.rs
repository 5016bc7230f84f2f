//! The part of the connector of these tests that polls and fetches, and what is on the other side.

use std::collections::BTreeMap;

use host_engine::ports::{Bodies, PluginVersion, Sink, StepFault};
use host_rulebook::{IntakeField, IntakeSchema, IntakeType};
use sdk_connector::protocol::{
    Call, Document, Fetch, Fetched, FileEncoding, FileSlice, HttpReply, HttpRequest, Intake, Item,
    Page, Poll, Progress, Receive, Received, ReplyAs, StepResult,
};
use serde_json::{Value, json};

use crate::house::World;

/// Media type of what is fetched.
const DOCUMENT: &str = "application/x-proef-document";

/// Fields of a document.
const FIELDS: [&str; 5] = ["kenmerk", "nummer", "dienst", "bsn", "titel"];

/// What is on the other side.
#[derive(Default)]
pub(crate) struct Shelf {
    /// Key, payroll tax number, service and content of every item, in the order of listing.
    pub(crate) items: Vec<[String; 4]>,
    /// Status of the next answers to a request for this path; 200 when there is none.
    pub(crate) moods: BTreeMap<String, Vec<u16>>,
    /// The connector breaks on every poll.
    pub(crate) breaks: bool,
    /// The connector hands over a body that it was never given.
    pub(crate) steals: bool,
    /// Links of which the other side says every time that there is more.
    pub(crate) with_more: Vec<String>,
    /// Paths that were asked for.
    pub(crate) asked: Vec<String>,
}

impl World {
    /// Puts a document on the other side: `bsn` is a text, empty for none.
    pub(crate) fn put(&self, key: &str, nummer: &str, dienst: &str, bsn: &str, file: &str) {
        let content = format!("{key}\n{nummer}\n{dienst}\n{bsn}\nTitel\n{file}");
        let item = [key, nummer, dienst, &content].map(str::to_owned);
        self.shelf.lock().unwrap().items.push(item);
    }

    /// What was asked of the other side so far, and forgets it.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.shelf.lock().unwrap().asked)
    }
}

pub(crate) fn schema() -> IntakeSchema {
    let field =
        |name: &str| IntakeField { name: name.into(), kind: IntakeType::Tekst, optional: true };
    let fields = FIELDS.into_iter().map(field).collect();
    IntakeSchema { kind: "proef.document".into(), version: 1, fields }
}

/// Answers a request that is meant for the shelf.
pub(crate) fn http(world: &World, request: &HttpRequest, sink: &mut Sink<'_>) -> Option<HttpReply> {
    let path = request.url.strip_prefix("http://plank.test")?;
    let mut shelf = world.shelf.lock().unwrap();
    shelf.asked.push(path.to_owned());
    let moods = shelf.moods.get_mut(path).filter(|moods| !moods.is_empty());
    let status = moods.map_or(200, |moods| moods.remove(0));
    let line = |[key, nummer, dienst, _]: &[String; 4]| format!("{key} {nummer} {dienst}\n");
    let body = match path.strip_prefix("/stuk/") {
        Some(wanted) => {
            let found = shelf.items.iter().find(|[key, ..]| key == wanted);
            found.map(|[.., content]| content.clone()).unwrap_or_default()
        }
        None => shelf.items.iter().map(line).collect(),
    };
    let (headers, blob) = (Vec::new(), None);
    if request.reply_as == ReplyAs::Blob {
        sink(body.as_bytes()).unwrap();
        return Some(HttpReply::Answered { status, headers, body: String::new(), blob });
    }
    Some(HttpReply::Answered { status, headers, body, blob })
}

/// Polls or fetches.
pub(crate) fn step(
    world: &World,
    plugin: &PluginVersion,
    call: &Call,
    replies: &[Document],
) -> Result<StepResult, StepFault> {
    if world.shelf.lock().unwrap().breaks {
        return Err(StepFault::Broken { plugin: plugin.name.clone(), reason: "liep vast".into() });
    }
    let asked = match call.request.kind.as_str() {
        "poll" => get("/lijst", ReplyAs::Text),
        _ => {
            let fetch: Fetch = call.request.read().unwrap();
            get(&format!("/stuk/{}", fetch.item.key), ReplyAs::Blob)
        }
    };
    let reply = replies.first().map(|reply| reply.read::<HttpReply>().unwrap());
    let progress = match (reply, call.request.kind.as_str()) {
        (None, _) => Progress::Waiting,
        (Some(reply), "poll") => done("page", &page(world, call, reply)),
        (Some(reply), _) => done("fetched", &fetched(world, reply)),
    };
    Ok(StepResult { asked: vec![Document::of("http", 1, &asked)], progress })
}

fn get(path: &str, reply_as: ReplyAs) -> HttpRequest {
    let url = format!("http://plank.test{path}");
    HttpRequest { method: "GET".into(), url, reply_as, ..HttpRequest::default() }
}

fn done<T: serde::Serialize>(kind: &str, outcome: &T) -> Progress {
    Progress::Done(Document::of(kind, 1, outcome))
}

fn page(world: &World, call: &Call, reply: HttpReply) -> Page {
    let poll: Poll = call.request.read().unwrap();
    let HttpReply::Answered { status: 200, body, .. } = reply else {
        return Page::TryAgain { reason: "de plank is dicht".into(), after: None };
    };
    let item = |line: &str| {
        let mut words = line.split(' ').map(str::to_owned);
        let mut next = || words.next().unwrap_or_default();
        Item { key: next(), loonheffingennummer: next(), dienst: next() }
    };
    let cursor = json!({ "keren": poll.cursor["keren"].as_u64().unwrap_or(0) + 1 });
    let links = &world.shelf.lock().unwrap().with_more;
    let more = links.iter().any(|link| call.id.contains(link));
    Page::Listed { items: body.lines().map(item).collect(), cursor, more }
}

fn fetched(world: &World, reply: HttpReply) -> Fetched {
    match reply {
        HttpReply::Answered { status: 200, blob: Some(mut body), .. } => {
            if world.shelf.lock().unwrap().steals {
                body.handle = 1;
            }
            Fetched::Message { body, content_type: DOCUMENT.into() }
        }
        HttpReply::Answered { status: 404, .. } => {
            Fetched::Gone { reason: "het is er niet meer".into() }
        }
        _ => Fetched::TryAgain { reason: "de plank is dicht".into(), after: None },
    }
}

/// Whether a message is one that was fetched.
pub(crate) fn is_document(call: &Call) -> bool {
    let request: Receive = call.request.read().unwrap();
    request.content_type == DOCUMENT
}

/// Five lines of fields, and the file: as base64 when it says so.
pub(crate) fn receive(call: &Call, bodies: &dyn Bodies) -> Result<StepResult, StepFault> {
    let request: Receive = call.request.read().unwrap();
    let bytes = bodies.read(request.body.handle, 0, request.body.length as u32).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.splitn(6, '\n').collect();
    let mut fields = serde_json::Map::new();
    for (name, line) in FIELDS.iter().zip(&lines) {
        let value = if line.is_empty() { Value::Null } else { Value::from(*line) };
        fields.insert((*name).to_owned(), value);
    }
    let file = lines[5];
    let (encoding, mark) = match file.strip_prefix("base64:") {
        Some(_) => (FileEncoding::Base64, "base64:".len()),
        None => (FileEncoding::Plain, 0),
    };
    let slice = FileSlice {
        handle: request.body.handle,
        offset: (text.len() - file.len() + mark) as u64,
        length: (file.len() - mark) as u64,
        encoding,
        name: "brief.pdf".into(),
        content_type: "application/pdf".into(),
    };
    let intake = Intake {
        key: lines[0].to_owned(),
        place: "document 1".into(),
        problems: Vec::new(),
        fields: Value::Object(fields),
        file: Some(slice),
        echo: Value::Null,
    };
    let mut intakes = vec![Document::of("proef.document", 1, &intake)];
    if file.starts_with("dubbel:") {
        let again = Intake { key: format!("{}/2", intake.key), ..intake };
        intakes.push(Document::of("proef.document", 1, &again));
    }
    let received = Received::Read { intakes, header: Value::Null };
    Ok(StepResult { asked: Vec::new(), progress: done("received", &received) })
}
