//! A message on its way from the network into the spool. Only one that arrives whole is kept: a
//! connection that breaks, a body shorter than announced and a sender that falls silent leave
//! nothing.

use std::{future::poll_fn, pin::Pin, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::StatusCode,
};
use host_domain::LogverslagId;
use host_engine::{Engine, Fault, Incoming};
use host_store::{BlobRef, SpoolError};
use tokio::{sync::mpsc, time::timeout};

use crate::problem::Problem;

/// How long a sender may be silent in the middle of a message.
const SILENCE_MAX: Duration = Duration::from_secs(30);

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

impl Message {
    /// Receives the body and hands the message to the engine. Once the last byte is there, it goes
    /// on to the end also when the sender hangs up.
    pub(crate) async fn take_in(
        self,
        engine: &Arc<Engine>,
        mut body: Body,
    ) -> Result<LogverslagId, Problem> {
        let (pieces, queue) = mpsc::channel(PIECES_WAITING);
        let engine = Arc::clone(engine);
        let kept = tokio::task::spawn_blocking(move || self.keep(&engine, queue));
        let sent = send_all(&mut body, &pieces).await;
        drop(pieces);
        let kept = kept
            .await
            .unwrap_or_else(|_| Err(Problem::internal("het ontvangen liep vast (panic)")));
        // What the network did is the better explanation for a message that was not kept.
        sent.and(kept)
    }

    /// Writes the message to the spool and tells the engine of it.
    fn keep(
        self,
        engine: &Engine,
        mut queue: mpsc::Receiver<Piece>,
    ) -> Result<LogverslagId, Problem> {
        let spool = engine.store().spool();
        let mut writer = spool.create(self.max).map_err(in_spool)?;
        loop {
            match queue.blocking_recv() {
                Some(Piece::Bytes(bytes)) => writer.write(&bytes).map_err(in_spool)?,
                Some(Piece::End) => break,
                None => return Err(cut_off()),
            }
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
async fn send_all(body: &mut Body, pieces: &mpsc::Sender<Piece>) -> Result<(), Problem> {
    loop {
        let frame = timeout(SILENCE_MAX, poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx))).await;
        let piece = match frame {
            Err(_) => return Err(silent()),
            Ok(Some(Err(_))) => return Err(cut_off()),
            Ok(Some(Ok(frame))) => match frame.into_data() {
                Ok(bytes) => Piece::Bytes(bytes),
                Err(_) => continue, // trailers say nothing to us
            },
            Ok(None) => Piece::End,
        };
        let ends = matches!(piece, Piece::End);
        if pieces.send(piece).await.is_err() || ends {
            return Ok(());
        }
    }
}

fn cut_off() -> Problem {
    Problem::bad_request("Het bericht brak onderweg af; er is niets van bewaard.")
}

fn silent() -> Problem {
    let detail = format!("Er kwam {} s niets; er is niets bewaard.", SILENCE_MAX.as_secs());
    Problem::new(StatusCode::REQUEST_TIMEOUT, "Het bericht kwam niet verder", detail)
}

fn in_spool(error: SpoolError) -> Problem {
    match error {
        SpoolError::TooLarge { max } => Problem::too_large(max),
        other => Problem::internal(other.to_string()),
    }
}
