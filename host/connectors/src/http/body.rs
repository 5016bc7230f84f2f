//! Reading the body of an answer within its size and its time. Whoever sends it drop by drop has no
//! more time than anybody else.

use reqwest::Response;
use tokio::time::{Instant, timeout_at};

use super::{HttpTimes, NO_ANSWER_IN_TIME};

/// Size of a body that is handed over as text; a connector handles it whole, in 64 MiB of memory.
const TEXT_BYTES: u64 = 8 << 20;
/// Size of a body that is kept as a blob: the largest document that is exchanged, 20 MiB, as base64
/// in a message, twice over.
const BLOB_BYTES: u64 = 64 << 20;

/// Takes a blob piece by piece; an error ends the request.
pub(super) type Sink<'s> = dyn FnMut(&[u8]) -> Result<(), String> + 's;

/// The whole body as text.
pub(super) async fn text(mut response: Response, deadline: Instant) -> Result<String, String> {
    let mut room = Room::of(&response, TEXT_BYTES)?;
    let mut body = Vec::new();
    while let Some(piece) = piece(&mut response, deadline).await? {
        room.take(piece.len())?;
        body.extend_from_slice(&piece);
        if Instant::now() >= deadline {
            return Err(NO_ANSWER_IN_TIME.into());
        }
    }
    String::from_utf8(body).map_err(|_| "het antwoord is geen UTF-8".into())
}

/// The whole body, handed over piece by piece.
pub(super) async fn blob(
    mut response: Response,
    times: &HttpTimes,
    sink: &mut Sink<'_>,
) -> Result<(), String> {
    let mut room = Room::of(&response, BLOB_BYTES)?;
    let deadline = Instant::now() + times.blob;
    let mut pace = Pace::begin(times);
    loop {
        match timeout_at(pace.until.min(deadline), response.chunk()).await {
            Ok(Ok(Some(piece))) => {
                room.take(piece.len())?;
                pace.came = pace.came.saturating_add(piece.len() as u64);
                sink(&piece)?;
            }
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(_)) => return Err(BROKEN_OFF.into()),
            Err(_) => {} // the time of the pace or of the whole is over, which is looked at here:
        }
        if Instant::now() >= deadline {
            return Err(NO_ANSWER_IN_TIME.into());
        }
        pace.check(times)?;
    }
}

/// Said when less came than was announced, or the connection broke.
const BROKEN_OFF: &str = "het antwoord brak halverwege af";

async fn piece(
    response: &mut Response,
    deadline: Instant,
) -> Result<Option<impl std::ops::Deref<Target = [u8]>>, String> {
    match timeout_at(deadline, response.chunk()).await {
        Ok(Ok(piece)) => Ok(piece),
        Ok(Err(_)) => Err(BROKEN_OFF.into()),
        Err(_) => Err(NO_ANSWER_IN_TIME.into()),
    }
}

/// How much may still come.
struct Room {
    limit: u64,
    left: u64,
}

impl Room {
    /// A body that is announced as too large is not begun with.
    fn of(response: &Response, limit: u64) -> Result<Room, String> {
        let announced = response.content_length().unwrap_or_default();
        if announced > limit {
            return Err(too_large(limit));
        }
        Ok(Room { limit, left: limit })
    }

    fn take(&mut self, bytes: usize) -> Result<(), String> {
        let left = self.left.checked_sub(bytes as u64);
        self.left = left.ok_or_else(|| too_large(self.limit))?;
        Ok(())
    }
}

fn too_large(limit: u64) -> String {
    format!("het antwoord is groter dan {limit} bytes")
}

/// What came in the present stretch of time.
struct Pace {
    until: Instant,
    came: u64,
}

impl Pace {
    fn begin(times: &HttpTimes) -> Pace {
        Pace { until: Instant::now() + times.pace, came: 0 }
    }

    fn check(&mut self, times: &HttpTimes) -> Result<(), String> {
        if Instant::now() < self.until {
            return Ok(());
        }
        if self.came < times.pace_bytes {
            return Err("het antwoord komt te langzaam binnen".into());
        }
        *self = Pace::begin(times);
        Ok(())
    }
}
