//! What all handlers share.

use std::{sync::Arc, time::Duration};

use host_engine::Engine;

use crate::{LiveRules, Reloading, Trials, limits::Limits, places::Places, problem::Problem};

/// How the server behaves.
#[derive(Clone)]
pub struct Settings {
    /// How long a sender is kept waiting for the answer to its message, before it is told where to
    /// look for it.
    pub wait: Duration,
    /// Largest message, in bytes.
    pub message_max: u64,
    /// SHA-256 of the token of operators, lower-case hexadecimal.
    pub beheer_sha256: String,
    /// What came of reading rules and plugins anew.
    pub reloading: Arc<Reloading>,
    /// Tries and accepts new versions of plugins.
    pub trials: Arc<dyn Trials>,
    /// Puts rules in use that wait for a person.
    pub rules: Arc<dyn LiveRules>,
    /// How much of the server one who sends may take.
    pub limits: Limits,
}

/// What all handlers share.
pub struct Api {
    pub(crate) engine: Arc<Engine>,
    pub(crate) settings: Settings,
    pub(crate) places: Arc<Places>,
}

impl Api {
    /// Over an engine.
    pub fn new(engine: Arc<Engine>, settings: Settings) -> Arc<Api> {
        let places = Places::new(&settings.limits);
        Arc::new(Api { engine, settings, places })
    }

    /// Does work that blocks on a thread that may.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let engine = Arc::clone(&self.engine);
        let done = tokio::task::spawn_blocking(move || work(&engine)).await;
        done.unwrap_or_else(|_| Err(Problem::internal("een verzoek liep vast (panic)")))
    }
}
