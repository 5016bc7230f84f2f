//! Bodies, read at the pace that we ask of who sends them. One that trickles in would keep its
//! place for hours.

use std::{future::poll_fn, pin::Pin, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::StatusCode,
};
use tokio::time::{Instant, timeout};

use crate::{limits::Limits, problem::Problem};

/// How fast a body comes in. Only waiting for the sender counts, not what we do in between.
#[derive(Debug)]
pub(crate) struct Pace {
    limits: Limits,
    waited: Duration,
    bytes: u64,
}

impl Pace {
    /// For one body.
    pub(crate) fn new(limits: &Limits) -> Pace {
        Pace { limits: limits.clone(), waited: Duration::ZERO, bytes: 0 }
    }

    /// The next piece; none at the end.
    pub(crate) async fn next(&mut self, body: &mut Body) -> Result<Option<Bytes>, Problem> {
        loop {
            let left = self.allowed().saturating_sub(self.waited);
            let began = Instant::now();
            let frame = poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx));
            let frame = timeout(left.min(self.limits.silence), frame).await;
            self.waited += began.elapsed();
            match frame {
                Err(_) => return Err(too_slow()),
                Ok(None) => return Ok(None),
                Ok(Some(Err(_))) => return Err(cut_off()),
                Ok(Some(Ok(frame))) => {
                    // Trailers say nothing to us.
                    let Ok(bytes) = frame.into_data() else { continue };
                    self.bytes += bytes.len() as u64;
                    return Ok(Some(bytes));
                }
            }
        }
    }

    /// A whole body of at most `max` bytes.
    pub(crate) async fn whole(mut self, mut body: Body, max: usize) -> Result<Vec<u8>, Problem> {
        let mut whole = Vec::new();
        while let Some(piece) = self.next(&mut body).await? {
            if whole.len() + piece.len() > max {
                return Err(Problem::too_large(max as u64));
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole)
    }

    /// How long the sender may have taken for what came so far.
    fn allowed(&self) -> Duration {
        let by_rate = self.bytes / u64::from(self.limits.body_rate.max(1));
        self.limits.body_least + Duration::from_secs(by_rate)
    }
}

/// The answer to a body that ended before its end.
pub(crate) fn cut_off() -> Problem {
    Problem::bad_request("Het bericht brak onderweg af; er is niets van bewaard.")
}

fn too_slow() -> Problem {
    let detail = "Er kwam te lang niets of te weinig; er is niets van bewaard.";
    Problem::new(StatusCode::REQUEST_TIMEOUT, "Het bericht kwam niet verder", detail)
}
