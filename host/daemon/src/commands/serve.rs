//! `schakel serve`: the host.

use std::process::ExitCode;

use serde_json::json;

use crate::{
    assemble,
    config::Config,
    exit::Failure,
    output::{self, Output},
    server,
    shutdown::Reason,
    telemetry,
};

/// Runs the host until a signal.
pub(crate) fn run(config: &Config, out: Output) -> Result<ExitCode, Failure> {
    telemetry::start(&config.log);
    let listener = server::listen(config)?;
    if config.http.is_open_to_others() {
        tracing::warn!(
            "andere machines kunnen bij {}, en de host doet zelf geen TLS",
            config.http.luister
        );
    }
    let host = assemble::host(config)?;
    let served = server::start(host, listener)?;
    // One line that programs wait for, as of the simulators.
    match out.is_json() {
        true => output::print(&json!({ "ready": served.url }).to_string()),
        false => output::print(&format!("READY schakel {}", served.url)),
    }
    let reason = served.wait()?;
    served.stop();
    match reason {
        Reason::Asked => Ok(ExitCode::SUCCESS),
        Reason::StoreFailed => Err(Failure::Internal(
            "De gegevensopslag gaf een fout; de host is gestopt. Zie het log, en start opnieuw"
                .to_owned(),
        )),
    }
}
