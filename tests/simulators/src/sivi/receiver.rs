//! Where the portal takes delivery of Verwerkingsmeldingen: strict, and with a memory.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::structure::{Node, VERWERKINGSMELDING, parse, violations};

/// Largest Verwerkingsmelding that is taken, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;

/// How the receiver behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// Answers at once.
    #[default]
    Fine,
    /// Answers after a while.
    Slow(Duration),
    /// Answers 503 to everything.
    Down,
    /// Answers 500 to so many requests more, and is fine after that.
    Failing(u32),
    /// Takes so many messages more and closes the connection without a word.
    Silent(u32),
}

impl FromStr for Mood {
    type Err = String;

    fn from_str(text: &str) -> Result<Mood, String> {
        let (name, number) = text.split_once(':').unwrap_or((text, "1"));
        let number: u32 = number.parse().map_err(|_| format!("`{number}` is geen geheel getal"))?;
        match name {
            "goed" => Ok(Mood::Fine),
            "traag" => Ok(Mood::Slow(Duration::from_millis(number.into()))),
            "plat" => Ok(Mood::Down),
            "fout" => Ok(Mood::Failing(number)),
            "zwijgt" => Ok(Mood::Silent(number)),
            _ => Err("kies goed, traag:<ms>, plat, fout:<aantal> of zwijgt:<aantal>".into()),
        }
    }
}

/// One message that was taken, with how often it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Idempotency-Key.
    pub key: String,
    /// Berrefnr.
    pub berrefnr: String,
    /// BerrefnrIngzndnBer: the message that it is about.
    pub ingezonden: String,
    /// VrwrkbhdCd of each report in it, under `VrzmgvlId/VrzmgvlVnrMld`.
    pub meldingen: Vec<(String, String)>,
    /// How often it came again.
    pub repeated: u32,
}

/// What was received so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Journal {
    /// Every distinct message, in the order of their keys.
    pub received: Vec<Receipt>,
    /// Messages that came with a key that was new.
    pub distinct: u32,
    /// Messages that came again under a known key.
    pub repeated: u32,
    /// Why messages were refused, in order.
    pub refused: Vec<String>,
}

/// A running receiver; it stops when this is dropped.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    desk: Arc<Mutex<Desk>>,
    task: JoinHandle<io::Result<()>>,
}

#[derive(Debug, Default)]
struct Desk {
    mood: Mood,
    received: BTreeMap<String, Receipt>,
    repeated: u32,
    refused: Vec<String>,
}

type Shared = Arc<Mutex<Desk>>;

impl Receiver {
    /// Starts on a port of loopback; 0 takes a free one.
    pub async fn start(port: u16, mood: Mood) -> io::Result<Receiver> {
        let desk = Arc::new(Mutex::new(Desk { mood, ..Desk::default() }));
        let router = Router::new()
            .route("/verwerkingsmeldingen", post(take))
            .route("/journal", get(journal))
            .layer(DefaultBodyLimit::max(LARGEST))
            .with_state(Arc::clone(&desk));
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Receiver { address, desk, task })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The URL to deliver to.
    pub fn url(&self) -> String {
        format!("{}/verwerkingsmeldingen", self.base())
    }

    /// Changes how it behaves from now on.
    pub fn set_mood(&self, mood: Mood) {
        lock(&self.desk).mood = mood;
    }

    /// What was received so far.
    pub fn journal(&self) -> Journal {
        lock(&self.desk).journal()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn journal(State(desk): State<Shared>) -> Json<Journal> {
    Json(lock(&desk).journal())
}

async fn take(
    State(desk): State<Shared>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, String) {
    let mood = lock(&desk).next_mood();
    match mood {
        Mood::Down => return (StatusCode::SERVICE_UNAVAILABLE, "buiten dienst".into()),
        Mood::Failing(_) => return (StatusCode::INTERNAL_SERVER_ERROR, "storing".into()),
        Mood::Slow(pause) => tokio::time::sleep(pause).await,
        Mood::Fine | Mood::Silent(_) => {}
    }
    let answer = lock(&desk).take(&headers, &body);
    if matches!(mood, Mood::Silent(_)) {
        // Ends the task of this connection, so that the message was taken and no answer comes.
        std::panic::resume_unwind(Box::new("het antwoord gaat verloren"));
    }
    answer
}

impl Desk {
    /// The mood for one request; counts down where it is for so many requests.
    fn next_mood(&mut self) -> Mood {
        let mood = self.mood;
        self.mood = match mood {
            Mood::Failing(0 | 1) | Mood::Silent(0 | 1) => Mood::Fine,
            Mood::Failing(left) => Mood::Failing(left - 1),
            Mood::Silent(left) => Mood::Silent(left - 1),
            Mood::Fine | Mood::Slow(_) | Mood::Down => mood,
        };
        match mood {
            Mood::Failing(0) | Mood::Silent(0) => Mood::Fine,
            _ => mood,
        }
    }

    fn take(&mut self, headers: &HeaderMap, body: &str) -> (StatusCode, String) {
        let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
        let Some(key) = key else { return self.refuse("Idempotency-Key ontbreekt".into()) };
        let found = violations(&VERWERKINGSMELDING, body);
        if !found.is_empty() {
            return self.refuse(found.join("; "));
        }
        let fresh = Receipt::of(key, &parse(body).unwrap_or_default());
        match self.received.get_mut(key) {
            None => {
                self.received.insert(key.to_owned(), fresh);
            }
            Some(known) if known.meldingen == fresh.meldingen => {
                known.repeated += 1;
                self.repeated += 1;
            }
            Some(_) => return self.refuse(format!("andere inhoud onder sleutel {key}")),
        }
        (StatusCode::ACCEPTED, "aangenomen".into())
    }

    fn refuse(&mut self, why: String) -> (StatusCode, String) {
        self.refused.push(why.clone());
        (StatusCode::UNPROCESSABLE_ENTITY, why)
    }

    fn journal(&self) -> Journal {
        Journal {
            received: self.received.values().cloned().collect(),
            distinct: u32::try_from(self.received.len()).unwrap_or(u32::MAX),
            repeated: self.repeated,
            refused: self.refused.clone(),
        }
    }
}

impl Receipt {
    fn of(key: &str, message: &Node) -> Receipt {
        let header = message.child("BrAlg").cloned().unwrap_or_default();
        let report = |melding: &Node| {
            let case = format!("{}/{}", melding.value("VrzmgvlId"), melding.value("VrzmgvlVnrMld"));
            (case, melding.value("VrwrkbhdCd").to_owned())
        };
        Receipt {
            key: key.to_owned(),
            berrefnr: header.value("Berrefnr").to_owned(),
            ingezonden: header.value("BerrefnrIngzndnBer").to_owned(),
            meldingen: message.all("VrwrkMld").map(report).collect(),
            repeated: 0,
        }
    }
}
