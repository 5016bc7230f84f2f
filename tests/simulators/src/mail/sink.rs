//! The mail server on a port of loopback, with `/beheer` on another for who stages it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, put};
use axum::{Json, Router};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::letter::Letter;
use super::mood::Mood;
use super::post::{Journal, Post};
use super::session;

/// A running mail server; it stops when this is dropped.
#[derive(Debug)]
pub struct MailSink {
    address: SocketAddr,
    staging: SocketAddr,
    desk: Arc<Desk>,
    tasks: [JoinHandle<()>; 2],
}

/// What conversations share.
#[derive(Debug, Default)]
pub(crate) struct Desk(Mutex<Post>);

impl Desk {
    pub(crate) fn post(&self) -> MutexGuard<'_, Post> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a mail; gives its number.
    pub(crate) fn keep(&self, letter: Letter) -> usize {
        self.post().keep(letter)
    }
}

impl MailSink {
    /// Starts on a port of loopback, and `/beheer` on a free one; 0 takes a free one.
    pub async fn start(port: u16, mood: Mood) -> io::Result<MailSink> {
        let desk = Arc::new(Desk(Mutex::new(Post::new(mood))));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let staging = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (address, staged) = (listener.local_addr()?, staging.local_addr()?);
        let router = Router::new()
            .route("/beheer/journaal", get(journal))
            .route("/beheer/gedrag", put(behave))
            .with_state(Arc::clone(&desk));
        let tasks = [
            tokio::spawn(listen(listener, Arc::clone(&desk))),
            tokio::spawn(async move {
                let _ = axum::serve(staging, router).await; // ends with the task
            }),
        ];
        Ok(MailSink { address, staging: staged, desk, tasks })
    }

    /// `127.0.0.1:PORT`: where mail is taken.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// `http://127.0.0.1:PORT`: before `/beheer/journaal` (GET) and `/beheer/gedrag` (PUT).
    pub fn base(&self) -> String {
        format!("http://{}", self.staging)
    }

    /// Changes how it behaves from now on.
    pub fn set_mood(&self, mood: Mood) {
        self.desk.post().mood = mood;
    }

    /// What came so far.
    pub fn journal(&self) -> Journal {
        self.desk.post().journal()
    }

    /// How many different Message-IDs came.
    pub fn distinct(&self) -> usize {
        self.journal().distinct()
    }
}

impl Drop for MailSink {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn listen(listener: TcpListener, desk: Arc<Desk>) {
    loop {
        // A connection that could not be had is one that the client tries again.
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(session::talk(stream, Arc::clone(&desk)));
        }
    }
}

async fn journal(State(desk): State<Arc<Desk>>) -> Json<Journal> {
    Json(desk.post().journal())
}

async fn behave(State(desk): State<Arc<Desk>>, Json(mood): Json<Mood>) -> StatusCode {
    desk.post().mood = mood;
    StatusCode::NO_CONTENT
}
