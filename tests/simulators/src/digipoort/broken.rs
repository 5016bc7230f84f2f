//! An answer that breaks off: half of it arrives, and then the connection ends.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_core::Stream;
use tokio::time::{Sleep, sleep};

/// How long the first half gets to arrive.
const PAUSE: Duration = Duration::from_millis(30);

/// A body of which only the first half comes.
pub(crate) fn half(whole: &str) -> Body {
    let half = Bytes::copy_from_slice(whole.as_bytes().get(..whole.len() / 2).unwrap_or_default());
    Body::from_stream(Broken { half: Some(half), pause: Box::pin(sleep(PAUSE)) })
}

struct Broken {
    half: Option<Bytes>,
    pause: Pin<Box<Sleep>>,
}

impl Stream for Broken {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let broken = self.get_mut();
        if let Some(half) = broken.half.take() {
            return Poll::Ready(Some(Ok(half)));
        }
        let over = broken.pause.as_mut().poll(context);
        over.map(|()| Some(Err(io::Error::other("het antwoord breekt af"))))
    }
}
