//! Listening until there is a reason to stop, and stopping in good order.

use std::{net::TcpListener, sync::Arc};

use tokio::{
    runtime::{Builder, Runtime},
    sync::oneshot,
    task::JoinHandle,
};

use crate::{
    assemble::Host,
    config::Config,
    exit::Failure,
    shutdown::{self, Reason},
};

/// Takes the address of the configuration.
pub(crate) fn listen(config: &Config) -> Result<TcpListener, Failure> {
    let address = config.http.luister;
    let taken = |error| {
        Failure::Usage(format!(
            "Op {address} kan niet worden geluisterd: {error}. Draait de host al?"
        ))
    };
    let listener = TcpListener::bind(address).map_err(taken)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// A host that answers requests.
pub(crate) struct Served {
    host: Host,
    runtime: Runtime,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    /// Where it listens, as a URL.
    pub(crate) url: String,
}

/// Starts answering requests.
pub(crate) fn start(host: Host, listener: TcpListener) -> Result<Served, Failure> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let url = format!("http://{}", listener.local_addr()?);
    let (stop, stopped) = oneshot::channel::<()>();
    let api = Arc::clone(&host.api);
    let server = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let until = async {
            let _ = stopped.await; // a sender that is gone means stop, too
        };
        Ok::<_, std::io::Error>(tokio::spawn(host_http::serve(listener, api, until)))
    })?;
    Ok(Served { host, runtime, stop, server, url })
}

impl Served {
    /// Waits for a reason to stop.
    pub(crate) fn wait(&self) -> Result<Reason, Failure> {
        Ok(self.runtime.block_on(shutdown::reason(&self.host.engine))?)
    }

    /// Stops listening, lets requests and stages come to an end, and closes the store.
    pub(crate) fn stop(self) {
        let Served { host, runtime, stop, server, .. } = self;
        let _ = stop.send(()); // a server that ended already needs no word
        // Senders that wait for an answer are told where to find it.
        host.engine.close();
        let in_time = runtime.block_on(shutdown::within_deadline(async {
            if server.await.is_err() {
                tracing::error!("de server liep vast (panic)");
            }
            // A stage that does not come to an end is left to the end of the process.
            let stop = move || {
                host.running.stop();
                host.watching.stop();
            };
            drop(tokio::task::spawn_blocking(stop).await);
        }));
        if !in_time {
            let seconds = shutdown::DEADLINE.as_secs();
            tracing::warn!(
                "niet alles was binnen {seconds} s klaar; het gaat verder na de volgende start"
            );
        }
        runtime.shutdown_background();
    }
}
