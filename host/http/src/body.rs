//! A message on its way from the network into the spool. Only one that arrives whole is kept: a
//! connection that breaks, a body shorter than announced and a sender that falls silent leave
//! nothing.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use host_domain::LogverslagId;
use host_engine::{Engine, Fault, Incoming};
use host_store::{BlobRef, SpoolError};
use tokio::sync::mpsc;

use crate::{
    pace::{self, Pace},
    places::Place,
    problem::Problem,
};

/// Pieces of a message that wait for the disk; the network waits when it is full.
const PIECES_WAITING: usize = 16;

/// When to try again a message for a link that cannot work now, in seconds.
const RETRY_LATER: u32 = 60;

/// Who sends a message and on which link.
pub(crate) struct Message {
    pub(crate) klantcode: String,
    pub(crate) importkoppeling: String,
    pub(crate) content_type: String,
    /// Largest message, in bytes.
    pub(crate) max: u64,
}

/// What the network hands to the disk. A stream that ends without `End` was cut off.
enum Piece {
    Bytes(Bytes),
    End,
}

/// The answer to a message without content.
pub(crate) fn empty() -> Problem {
    Problem::bad_request("Het bericht is leeg.")
}

/// The pieces of a body, for a thread that may block.
pub(crate) struct Pieces(mpsc::Receiver<Piece>);

impl Pieces {
    /// The next piece; none at the end. A body that was cut off is a problem.
    pub(crate) fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        match self.0.blocking_recv() {
            Some(Piece::Bytes(bytes)) => Ok(Some(bytes)),
            Some(Piece::End) => Ok(None),
            None => Err(pace::cut_off()),
        }
    }
}

/// Receives a body and lets `keep` have it piece by piece, on a thread that may block.
pub(crate) async fn stream<T: Send + 'static>(
    mut body: Body,
    pace: Pace,
    keep: impl FnOnce(Pieces) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let (pieces, queue) = mpsc::channel(PIECES_WAITING);
    let kept = tokio::task::spawn_blocking(move || keep(Pieces(queue)));
    let sent = send_all(&mut body, pace, &pieces).await;
    drop(pieces);
    let kept =
        kept.await.unwrap_or_else(|_| Err(Problem::internal("het ontvangen liep vast (panic)")));
    // What the network did is the better explanation for a body that was not kept.
    sent.and(kept)
}

impl Message {
    /// Receives the body and hands the message to the engine. Once the last byte is there, it goes
    /// on to the end also when the sender hangs up, and has its `place` until then.
    pub(crate) async fn take_in(
        self,
        engine: &Arc<Engine>,
        body: Body,
        pace: Pace,
        place: Arc<Place>,
    ) -> Result<LogverslagId, Problem> {
        let engine = Arc::clone(engine);
        stream(body, pace, move |mut pieces| {
            let kept = self.keep(&engine, &mut pieces);
            drop(place);
            kept
        })
        .await
    }

    /// Writes the message to the spool and tells the engine of it.
    fn keep(self, engine: &Engine, pieces: &mut Pieces) -> Result<LogverslagId, Problem> {
        let spool = engine.store().spool();
        let mut writer = spool.create(self.max).map_err(in_spool)?;
        while let Some(bytes) = pieces.next()? {
            writer.write(&bytes).map_err(in_spool)?;
        }
        if writer.length() == 0 {
            return Err(empty());
        }
        let blob = writer.finish().map_err(in_spool)?;
        let incoming = Incoming {
            klantcode: self.klantcode,
            importkoppeling: self.importkoppeling,
            content_type: self.content_type,
            body: blob.clone(),
        };
        engine.accept(incoming).map_err(|fault| refuse(engine, &blob, fault))
    }
}

/// A message that the engine does not take is not kept either.
fn refuse(engine: &Engine, blob: &BlobRef, fault: Fault) -> Problem {
    // After a commit that failed nobody knows whether the message is referred to: leave it then.
    if !fault.is_fatal()
        && let Err(error) = engine.store().spool().remove(blob)
    {
        tracing::warn!(%error, "een geweigerd bericht kon niet worden verwijderd");
    }
    match fault {
        Fault::Unknown(reason) => {
            tracing::warn!("een bericht is geweigerd: {reason}");
            Problem::unavailable(format!("De koppeling werkt nu niet: {reason}."), RETRY_LATER)
        }
        other => other.into(),
    }
}

/// Hands over the body piece by piece. The disk may stop listening; it says itself why.
async fn send_all(
    body: &mut Body,
    mut pace: Pace,
    pieces: &mpsc::Sender<Piece>,
) -> Result<(), Problem> {
    loop {
        let piece = pace.next(body).await?.map_or(Piece::End, Piece::Bytes);
        let ends = matches!(piece, Piece::End);
        if pieces.send(piece).await.is_err() || ends {
            return Ok(());
        }
    }
}

/// What the disk says of a body.
pub(crate) fn in_spool(error: SpoolError) -> Problem {
    match error {
        SpoolError::TooLarge { max } => Problem::too_large(max),
        other => Problem::internal(other.to_string()),
    }
}
