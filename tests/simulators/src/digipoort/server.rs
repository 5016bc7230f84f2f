//! The service on a port of loopback: the endpoint of the interface, and `/beheer` for who stages it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::desk::{Content, Desk, Journal, Plan, Uitkomst};
use super::document::UwvDocument;
use super::gate::Gate;
use super::mood::Moods;
use super::{beheer, broken, envelope};

/// Where the service is, as at the real one.
pub const PATH: &str = "/wus/2.0/ophaalservice/1.2";
/// Largest request that is taken, in bytes; requests are small, and a stage order may be long.
const LARGEST: usize = 16 * 1024 * 1024;

/// A running service; it stops when this is dropped.
#[derive(Debug)]
pub struct Digipoort {
    address: SocketAddr,
    stage: Arc<Stage>,
    task: JoinHandle<io::Result<()>>,
}

/// What handlers share.
#[derive(Debug)]
pub(crate) struct Stage {
    desk: Mutex<Desk>,
    gate: watch::Sender<Option<Instant>>,
    /// The one value of wsa:To that is right.
    pub(crate) endpoint: String,
}

impl Digipoort {
    /// Starts on a port of loopback; 0 takes a free one.
    pub async fn start(port: u16, moods: impl Into<Moods>) -> io::Result<Digipoort> {
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let (gate, closed) = watch::channel(None);
        let endpoint = format!("http://{address}{PATH}");
        let stage = Arc::new(Stage { desk: Mutex::default(), gate, endpoint });
        stage.set_moods(moods.into());
        let router = Router::new()
            .route(PATH, post(take))
            .merge(beheer::routes())
            .layer(DefaultBodyLimit::max(LARGEST))
            .with_state(Arc::clone(&stage));
        let gate = Gate::new(listener, closed)?;
        let task = tokio::spawn(async move { axum::serve(gate, router).await });
        Ok(Digipoort { address, stage, task })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The URL of the ophaalservice.
    pub fn endpoint(&self) -> String {
        self.stage.endpoint.clone()
    }

    /// Puts a document where it can be fetched.
    pub fn put(&self, document: UwvDocument) {
        self.stage.put([document]);
    }

    /// Puts documents where they can be fetched.
    pub fn put_all(&self, documents: impl IntoIterator<Item = UwvDocument>) {
        self.stage.put(documents);
    }

    /// Changes how it behaves from now on.
    pub fn set_mood(&self, moods: impl Into<Moods>) {
        self.stage.set_moods(moods.into());
    }

    /// All calls so far.
    pub fn journal(&self) -> Journal {
        self.stage.desk().journal()
    }
}

impl Drop for Digipoort {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Stage {
    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn put(&self, documents: impl IntoIterator<Item = UwvDocument>) {
        let now = now();
        let mut desk = self.desk();
        documents.into_iter().for_each(|document| desk.put(document, now));
    }

    pub(crate) fn set_moods(&self, moods: Moods) {
        let until = self.desk().set_moods(moods, std::time::Instant::now());
        self.gate.send_replace(until.map(Instant::from_std));
    }
}

#[expect(clippy::disallowed_methods, reason = "the outside world has a clock of its own")]
fn now() -> Timestamp {
    Timestamp::now()
}

async fn take(State(stage): State<Arc<Stage>>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let content_type = header(CONTENT_TYPE.as_str());
    let read = envelope::read(&stage.endpoint, content_type, header("soapaction"), &body);
    let plan = stage.desk().plan(read, std::time::Instant::now());
    tokio::time::sleep(plan.pause).await;
    let (status, text) = written(&plan);
    if plan.end == Uitkomst::Verloren || status == 0 {
        // Ends the task of this connection: the work was done and no answer comes.
        std::panic::resume_unwind(Box::new("het antwoord gaat verloren"));
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = match plan.content {
        Content::Status(_) => return (status, text).into_response(),
        Content::Fault(_) | Content::Documents(..) => (CONTENT_TYPE, "text/xml; charset=utf-8"),
    };
    match plan.end {
        Uitkomst::Afgebroken => {
            let length = (CONTENT_LENGTH, text.len().to_string());
            (status, [kind], [length], broken::half(&text)).into_response()
        }
        Uitkomst::Afgekapt => {
            let cut = cut(&text, plan.place);
            (status, [kind], Body::from(text.get(..cut).unwrap_or_default().to_owned()))
                .into_response()
        }
        _ => (status, [kind], text).into_response(),
    }
}

/// Where an answer is cut: in the middle, or (every second call) before its last closing tags, where
/// a reader who does not look at the end is fooled.
fn cut(text: &str, place: u64) -> usize {
    let middle = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at));
    if place.is_multiple_of(2) { text.rfind("</k:") } else { middle }.unwrap_or_default()
}

/// Status and text of an answer; a status of 0 is no answer.
fn written(plan: &Plan) -> (u16, String) {
    match &plan.content {
        Content::Status(status) => (*status, "storing".to_owned()),
        Content::Fault(refusal) => (500, envelope::fault(refusal, plan.place)),
        Content::Documents(request, chosen) => {
            let mut items = String::new();
            for (document, since) in chosen {
                if request.operation.lists() {
                    document.listed(&mut items);
                } else {
                    document.handed_over(*since, &mut items);
                }
            }
            (200, envelope::answer(request, plan.place, &items))
        }
    }
}
