//! An answer that comes line by line, each a piece of JSON, while the work goes on. When nobody listens
//! any more the work is told to stop.

use std::{
    convert::Infallible,
    ops::ControlFlow,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderValue, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use host_engine::{Fault, Progress};
use http_body::Frame;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Lines that wait for the network; the work waits when there are more.
const LINES_WAITING: usize = 16;

/// What the work tells while it goes on.
pub(crate) struct Telling(mpsc::Sender<Bytes>);

impl Telling {
    /// How far it is; breaks off when nobody listens.
    pub(crate) fn progress(&self, progress: Progress) -> ControlFlow<()> {
        match self.line(&json!({ "voortgang": progress })) {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    }

    /// What came of it.
    fn end<T: Serialize>(&self, outcome: Result<T, Fault>) {
        let line = match outcome {
            Ok(outcome) => json!({ "uitkomst": outcome }),
            Err(fault @ (Fault::Refused(_) | Fault::Unknown(_) | Fault::Busy(_))) => {
                json!({ "fout": fault.to_string() })
            }
            Err(Fault::Stopped) => return,
            Err(fault) => {
                tracing::error!("een berekening mislukte: {fault}");
                json!({ "fout": "Er ging bij ons iets mis; de oorzaak staat in het log." })
            }
        };
        self.line(&line);
    }

    fn line(&self, line: &Value) -> bool {
        self.0.blocking_send(Bytes::from(format!("{line}\n"))).is_ok()
    }
}

/// Does work that takes long on a thread that may block, and answers with what it tells.
pub(crate) fn answer<T: Serialize>(
    work: impl FnOnce(&Telling) -> Result<T, Fault> + Send + 'static,
) -> Response {
    let (sender, lines) = mpsc::channel(LINES_WAITING);
    tokio::task::spawn_blocking(move || {
        let telling = Telling(sender);
        telling.end(work(&telling));
    });
    let kind = HeaderValue::from_static("application/x-ndjson");
    ([(CONTENT_TYPE, kind)], Body::new(Lines(lines))).into_response()
}

/// The lines as the body of an answer.
struct Lines(mpsc::Receiver<Bytes>);

impl HttpBody for Lines {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|line| line.map(|line| Ok(Frame::data(line))))
    }
}
