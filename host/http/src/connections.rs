//! Connections: how many there may be, and how long one may keep us waiting.

use std::{future::Future, io, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::sleep,
};

use crate::{limits::Limits, unread::Unread};

/// How long to wait when the system gives no more connections, for want of file handles for one.
const RECOVER: Duration = Duration::from_secs(1);

/// Answers requests with `router` until `stop` is ready, and finishes those being answered then.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    stop: impl Future<Output = ()>,
) {
    let room = Arc::new(Semaphore::new(usize::from(limits.connections)));
    // Nothing is ever sent: that the sender is gone is what connections wait for.
    let (running, stopping) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let (stream, place) = tokio::select! {
            next = next(&listener, &room) => next,
            () = &mut stop => break,
        };
        let (router, limits, stopping) = (router.clone(), limits.clone(), stopping.clone());
        tokio::spawn(async move {
            answer(stream, router, &limits, stopping).await;
            drop(place);
        });
    }
    drop((listener, running));
    // All room is there again when the last connection has ended.
    let _ = room.acquire_many(u32::from(limits.connections)).await;
}

/// The next connection, once there is room for it.
async fn next(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // Nobody closes the semaphore.
    let place = Arc::clone(room).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            Err(error) if is_of_the_peer(&error) => {}
            Err(error) => {
                tracing::error!(%error, "er kan geen verbinding worden aangenomen");
                sleep(RECOVER).await;
            }
        }
    }
}

/// Whether it was the other side that gave up.
fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Answers the requests of one connection.
async fn answer(
    stream: TcpStream,
    router: Router,
    limits: &Limits,
    mut stopping: watch::Receiver<()>,
) {
    // Without it, the builder would wait without end for the first bytes, to guess the version.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.head);
    let stream = TokioIo::new(Unread::new(stream, limits.unread));
    let mut connection = pin!(builder.serve_connection(stream, TowerToHyperService::new(router)));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    // How a connection ended is between the sender and its network.
    if let Err(error) = ended {
        tracing::trace!("een verbinding eindigde met een fout: {error}");
    }
}
