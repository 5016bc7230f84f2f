//! The log of the host, on the error output. It holds no personal data: types that carry it do not
//! show it, the libraries below us are kept quiet, and what plugins write is logged at `trace` only.

use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{Log, Vorm};

/// Libraries that would tell what they send; never more than their warnings.
const QUIET: &str =
    "hyper=warn,hyper_util=warn,reqwest=warn,rustls=warn,wasmtime=warn,cranelift=warn";

/// Starts logging. Asked again it does nothing.
pub(crate) fn start(log: &Log) {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", log.niveau))
        .unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    let registry = tracing_subscriber::registry().with(filter);
    // Fails only when a log is running already.
    let _ = match log.vorm {
        Vorm::Tekst => registry.with(lines.with_ansi(false)).try_init(),
        Vorm::Json => registry.with(lines.json()).try_init(),
    };
}
