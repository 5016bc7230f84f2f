//! A scripted exchange: runs a connector natively, without a host, from start to end.
//!
//! ```
//! # use sdk_connector::protocol::{About, Call, ClaimMessage, Claim, Receive, Received};
//! # use sdk_connector::{Connector, Host, Reception, Result};
//! # #[derive(Default)] struct Brievenbus;
//! # impl Connector for Brievenbus {
//! #     fn about() -> About { About { name: "brievenbus".into(), version: "0.1.0".into() } }
//! #     fn receive(&self, _: &Call, r: Receive, host: &mut Host) -> Result<Reception> {
//! #         host.claim_message(ClaimMessage { key: r.body.length.to_string(), test: false })?;
//! #         Ok(Reception::Done(Received::Read { intakes: vec![], header: serde_json::Value::Null }))
//! #     }
//! # }
//! use sdk_connector::{kinds, script::Script};
//!
//! let played = Script::new()
//!     .reply(kinds::CLAIM_MESSAGE, &Claim::New)
//!     .receive::<Brievenbus>("text/plain", b"hallo");
//! assert!(matches!(played.outcome, Ok(Received::Read { .. })));
//! println!("{}", played.transcript); // made for expect-test
//! ```

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::connector::Connector;
use crate::host::{NoteLevel, Surroundings};
use crate::kinds;
use crate::protocol::{
    Answer, Ask, Blob, Call, Deliver, Document, Fetch, Fetched, HttpReply, Outcome, Page, Poll,
    Progress, Receive, Received, Response, StepResult,
};
use crate::run;

/// Steps of one call after which a script gives up: a connector that needs more does not end.
const MOST_STEPS: usize = 10_000;

/// The time of a call where the script names none: 2 March 2026, 09:00 UTC, in milliseconds.
const USUAL_TIME: i64 = 1_772_442_000_000;

/// What a host would do, written down beforehand.
#[derive(Debug, Clone)]
pub struct Script {
    settings: String,
    now_ms: i64,
    blobs: Vec<Vec<u8>>,
    replies: Vec<Document>,
}

/// How a call went.
#[derive(Debug)]
pub struct Played<T> {
    /// Everything that crossed, in order and readable: effects with their replies, intakes, remarks
    /// and the outcome.
    pub transcript: String,
    /// The outcome, or why there is none: a fault of the connector, or a script that does not fit.
    pub outcome: Result<T, String>,
    /// All intakes that were handed over by a `continue`, in order.
    pub intakes: Vec<Document>,
}

impl Default for Script {
    fn default() -> Script {
        Script::new()
    }
}

impl Script {
    /// A script with empty settings, no blobs and no replies.
    pub fn new() -> Script {
        Script { settings: "{}".into(), now_ms: USUAL_TIME, blobs: Vec::new(), replies: Vec::new() }
    }

    /// The settings of the link: a JSON object.
    #[must_use]
    pub fn settings(mut self, json: &Value) -> Script {
        self.settings = json.to_string();
        self
    }

    /// The time of the call, in milliseconds since 1970 UTC.
    #[must_use]
    pub fn now_ms(mut self, now_ms: i64) -> Script {
        self.now_ms = now_ms;
        self
    }

    /// Hands the call a blob. Its handle is its number in the script, from 1.
    #[must_use]
    pub fn blob(mut self, bytes: &[u8]) -> Script {
        self.blobs.push(bytes.to_vec());
        self
    }

    /// The reply to the next effect, which must be of this kind.
    #[must_use]
    pub fn reply<R: Serialize>(mut self, kind: &str, reply: &R) -> Script {
        self.replies.push(Document::of(kind, kinds::VERSION, reply));
        self
    }

    /// The reply to the next effect: an answer with this status and these headers, whose body the
    /// host keeps. It takes the next number of [`Script::blob`].
    #[must_use]
    pub fn reply_blob(self, status: u16, headers: &[(&str, &str)], body: &[u8]) -> Script {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let headers = headers.collect();
        let script = self.blob(body);
        let blob = Some(blob(script.blobs.len(), body));
        let reply = HttpReply::Answered { status, headers, body: String::new(), blob };
        script.reply(kinds::HTTP, &reply)
    }

    /// Posts a message to the connector.
    pub fn receive<C: Connector>(self, content_type: &str, body: &[u8]) -> Played<Received> {
        let script = self.blob(body);
        let body = blob(script.blobs.len(), body);
        script
            .play::<C, _>(kinds::RECEIVE, &Receive { content_type: content_type.to_owned(), body })
    }

    /// Asks the connector for the answer to a sender.
    pub fn answer<C: Connector>(self, request: &Answer) -> Played<Response> {
        self.play::<C, _>(kinds::ANSWER, request)
    }

    /// Has the connector deliver a document.
    pub fn deliver<C: Connector>(self, request: &Deliver) -> Played<Outcome> {
        self.play::<C, _>(kinds::DELIVER, request)
    }

    /// Asks the connector about an earlier delivery.
    pub fn ask<C: Connector>(self, request: &Ask) -> Played<Outcome> {
        self.play::<C, _>(kinds::ASK, request)
    }

    /// Asks the connector what is new on the other side.
    pub fn poll<C: Connector>(self, request: &Poll) -> Played<Page> {
        self.play::<C, _>(kinds::POLL, request)
    }

    /// Has the connector fetch an item.
    pub fn fetch<C: Connector>(self, request: &Fetch) -> Played<Fetched> {
        self.play::<C, _>(kinds::FETCH, request)
    }

    fn play<C: Connector, T: DeserializeOwned>(
        self,
        kind: &str,
        request: &impl Serialize,
    ) -> Played<T> {
        let call = Call {
            id: "proef-1".into(),
            request: Document::of(kind, kinds::VERSION, request),
            settings: self.settings,
            state: Vec::new(),
            now_ms: self.now_ms,
            seed: 1,
        };
        let mut play = Play {
            stage: Rc::new(Stage { blobs: self.blobs, notes: RefCell::default() }),
            script: self.replies.into_iter(),
            transcript: format!("> {kind}\n"),
            intakes: Vec::new(),
        };
        let outcome = play.run_out::<C>(call, kind).and_then(|outcome| outcome.read());
        if let Err(why) = &outcome {
            play.tell(format_args!("! {why}"));
        }
        Played { transcript: play.transcript, outcome, intakes: play.intakes }
    }
}

/// A blob handle as a host would make it. The hash is a stand-in that differs when the bytes do.
fn blob(handle: usize, bytes: &[u8]) -> Blob {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64; // FNV-1a
    let sha256 = (0..4_u8).fold(String::new(), |mut text, part| {
        for byte in bytes.iter().chain([&part]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let _ = write!(text, "{hash:016x}");
        text
    });
    Blob { handle: handle as u64, length: bytes.len() as u64, sha256 }
}

/// What the connector can reach besides effects.
struct Stage {
    blobs: Vec<Vec<u8>>,
    notes: RefCell<Vec<String>>,
}

impl Surroundings for Stage {
    fn read_blob(&self, handle: u64, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        let place = usize::try_from(handle).ok().and_then(|handle| handle.checked_sub(1));
        let blob = place
            .and_then(|place| self.blobs.get(place))
            .ok_or_else(|| format!("blob {handle} hoort niet bij deze aanroep"))?;
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(blob.len());
        let to = from.saturating_add(length as usize).min(blob.len());
        Ok(blob.get(from..to).unwrap_or_default().to_vec())
    }

    fn note(&self, level: NoteLevel, text: &str) {
        self.notes.borrow_mut().push(format!("{level:?}: {text}"));
    }
}

/// One call under way.
struct Play {
    stage: Rc<Stage>,
    script: std::vec::IntoIter<Document>,
    transcript: String,
    intakes: Vec<Document>,
}

impl Play {
    fn run_out<C: Connector>(&mut self, mut call: Call, request: &str) -> Result<Document, String> {
        let mut replies: Vec<Document> = Vec::new();
        let mut earlier: Vec<Document> = Vec::new();
        for _ in 0..MOST_STEPS {
            let step = self.step_twice::<C>(&call, &replies)?;
            if step.asked.get(..earlier.len()) != Some(earlier.as_slice()) {
                return Err("de koppeling vroeg bij herhaling iets anders dan eerst".into());
            }
            let fresh = step.asked.get(earlier.len()..).unwrap_or_default();
            for effect in fresh {
                self.tell(format_args!("? {}", readable(effect)));
            }
            match step.progress {
                Progress::Waiting => {
                    for effect in fresh {
                        replies.push(self.reply_to(effect)?);
                    }
                    earlier = step.asked;
                }
                Progress::Continue(chunk) => {
                    self.keep(chunk.intakes);
                    self.tell(format_args!("… verder vanaf {} bytes stand", chunk.state.len()));
                    call.state = chunk.state;
                    (replies, earlier) = (Vec::new(), Vec::new());
                }
                Progress::Done(outcome) => return self.end(outcome, request),
                Progress::Fault(text) => return Err(text),
            }
        }
        Err(format!("de koppeling is na {MOST_STEPS} stappen niet klaar"))
    }

    /// Runs a step two times: a connector that differs the second time is not deterministic.
    fn step_twice<C: Connector>(
        &mut self,
        call: &Call,
        replies: &[Document],
    ) -> Result<StepResult, String> {
        let once = run::step::<C>(call, replies, Rc::clone(&self.stage) as Rc<dyn Surroundings>);
        for note in self.stage.notes.take() {
            self.tell(format_args!("# {note}"));
        }
        let again = run::step::<C>(call, replies, Rc::clone(&self.stage) as Rc<dyn Surroundings>);
        self.stage.notes.take();
        if once == again {
            Ok(once)
        } else {
            Err("de koppeling geeft bij dezelfde aanroep niet telkens hetzelfde".into())
        }
    }

    fn reply_to(&mut self, effect: &Document) -> Result<Document, String> {
        let Some(reply) = self.script.next() else {
            return Err(format!("het script heeft geen antwoord op `{}`", effect.kind));
        };
        if reply.kind != effect.kind {
            return Err(format!(
                "de koppeling vroeg `{}`, het script heeft een antwoord op `{}`",
                effect.kind, reply.kind
            ));
        }
        self.tell(format_args!("= {}", readable(&reply)));
        Ok(reply)
    }

    fn keep(&mut self, intakes: Vec<Document>) {
        for intake in &intakes {
            self.tell(format_args!("+ {}", readable(intake)));
        }
        self.intakes.extend(intakes);
    }

    fn end(&mut self, outcome: Document, request: &str) -> Result<Document, String> {
        self.tell(format_args!("< {}", readable(&outcome)));
        if let Some(left) = self.script.next() {
            return Err(format!("het script houdt een antwoord op `{}` over", left.kind));
        }
        if kinds::outcome_of(request) != Some(outcome.kind.as_str()) {
            return Err(format!("`{}` is geen uitkomst van `{request}`", outcome.kind));
        }
        Ok(outcome)
    }

    fn tell(&mut self, line: std::fmt::Arguments) {
        let _ = writeln!(self.transcript, "{line}"); // writing to a String does not fail
    }
}

/// A document as its kind and its JSON, with documents inside it unfolded.
fn readable(document: &Document) -> String {
    match serde_json::from_slice::<Value>(&document.body) {
        Ok(mut body) => {
            unfold(&mut body);
            format!("{} {body:#}", document.kind)
        }
        Err(_) => format!("{} (geen JSON, {} bytes)", document.kind, document.body.len()),
    }
}

/// The body of a document inside a document is text; show what it says.
fn unfold(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(unfold),
        Value::Object(fields) => {
            let is_document = fields.len() == 3
                && ["kind", "version", "body"].iter().all(|name| fields.contains_key(*name));
            if let Some(body) = fields.get_mut("body").filter(|_| is_document)
                && let Some(inner) = body.as_str().and_then(|text| serde_json::from_str(text).ok())
            {
                *body = inner;
            }
            fields.values_mut().for_each(unfold);
        }
        _ => {}
    }
}
