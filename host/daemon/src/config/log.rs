//! `[log]`: what is logged and how.

use serde::Deserialize;
use tracing_subscriber::EnvFilter;

/// What is logged and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Log {
    /// `niveau`: `error`, `warn`, `info`, `debug` or `trace`, also for one part: `info,host_http=debug`.
    /// At `trace` the log has what plugins write, which may be personal data. Default `info`.
    pub(crate) niveau: String,
    /// `vorm`: `tekst` for people or `json` for programs. Default `tekst`.
    pub(crate) vorm: Vorm,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Vorm {
    /// For people.
    #[default]
    Tekst,
    /// For programs.
    Json,
}

impl Default for Log {
    fn default() -> Log {
        Log { niveau: "info".to_owned(), vorm: Vorm::default() }
    }
}

impl Log {
    pub(crate) fn problems(&self) -> Vec<String> {
        match EnvFilter::try_new(&self.niveau) {
            Ok(_) => Vec::new(),
            Err(_) => vec![format!(
                "log.niveau = \"{}\" is geen niveau; kies error, warn, info, debug of trace",
                self.niveau
            )],
        }
    }
}
