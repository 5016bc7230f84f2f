//! A listener that can refuse connections for a while, as when nobody is there.

use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

/// Pause after the system could not give the port.
const BREATH: Duration = Duration::from_millis(20);

/// Listens on one port, except until the moment that is told.
#[derive(Debug)]
pub(crate) struct Gate {
    address: SocketAddr,
    listener: Option<TcpListener>,
    closed: watch::Receiver<Option<Instant>>,
}

impl Gate {
    pub(crate) fn new(
        listener: TcpListener,
        closed: watch::Receiver<Option<Instant>>,
    ) -> std::io::Result<Gate> {
        Ok(Gate { address: listener.local_addr()?, listener: Some(listener), closed })
    }

    /// Waits until something else is told; for ever when nobody is left to tell.
    async fn told(closed: &mut watch::Receiver<Option<Instant>>) {
        if closed.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Listener for Gate {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            let until = *self.closed.borrow_and_update();
            if let Some(until) = until.filter(|until| *until > Instant::now()) {
                self.listener = None; // the system refuses connections from here
                tokio::select! {
                    () = sleep_until(until) => {}
                    () = Gate::told(&mut self.closed) => {}
                }
                continue;
            }
            let listener = match self.listener.take() {
                Some(listener) => listener,
                None => match TcpListener::bind(self.address).await {
                    Ok(listener) => listener,
                    Err(_) => {
                        sleep(BREATH).await;
                        continue;
                    }
                },
            };
            let listener = self.listener.insert(listener);
            tokio::select! {
                connection = listener.accept() => return connection,
                () = Gate::told(&mut self.closed) => {}
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.address)
    }
}
