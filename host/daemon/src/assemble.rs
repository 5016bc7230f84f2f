//! Putting the host together: store, plugins, rules, engine, stages, server; in that order, so that
//! a start that cannot succeed has touched as little as possible.

use std::{collections::HashSet, sync::Arc, thread};

use host_connectors::{HttpClient, Library, Limits, Places};
use host_engine::{
    Engine, Outside,
    pipeline::{self, Running},
};
use host_http::{Api, Reloading, Settings, Trials};
use host_store::{OpenError, Reads, Store, StoreError};

use crate::{
    beheer_token,
    clock::MachineClock,
    config::Config,
    connectors::Plugins,
    exit::Failure,
    intake_schemas,
    post::MailPost,
    reload::{self, Held, Reloader, Watching},
};

/// Logverslagen looked at in one go when old messages are swept.
const PAGE: usize = 500;

/// A host whose stages run; it listens once [`crate::server::start`] is asked.
pub(crate) struct Host {
    pub(crate) engine: Arc<Engine>,
    pub(crate) running: Running,
    pub(crate) watching: Watching,
    pub(crate) api: Arc<Api>,
}

/// Opens, loads and starts everything. Not from a thread that may not block.
pub(crate) fn host(config: &Config) -> Result<Host, Failure> {
    let credentials =
        config.credentials().map_err(|problems| Failure::Usage(problems.join("\n")))?;
    let post = MailPost::new(config.mail.as_ref()).map_err(Failure::Usage)?;
    let store = Store::open(&config.opslag.map).map_err(|error| cannot_open(&error))?;
    let beheer_sha256 = beheer_token::hash_of(&config.opslag.map)?;
    let library = Arc::new(library(config)?);
    for problem in library.problems() {
        tracing::error!("bij het laden van de plugins: {problem}");
    }
    let waiting = reload::hold_back(&library, &store.read()?)?;
    let schemas = intake_schemas::in_use(&library, &config.plugins.map, None);
    let rules = reload::rules_at_start(&config.regels, &schemas, &store)?;
    tracing::info!(regelboek = rules.book.hash(), "regels geladen");
    let held = Held::at_start(&rules, waiting);
    let http = HttpClient::new().map_err(|error| Failure::Internal(error.to_string()))?;
    let outside = Outside {
        connectors: Arc::new(Plugins::new(Arc::clone(&library), http, credentials)),
        post: Arc::new(post),
        clock: Arc::new(MachineClock),
    };
    let engine = Engine::new(store, outside, rules.book)?;
    let engine = Arc::new(engine.with_day_beginning_at(config.dagwissel.tijd));
    let reloading = Arc::new(Reloading::default());
    let told = Arc::clone(&reloading);
    let reloader = Arc::new(Reloader::new(config, Arc::clone(&engine), library, told, held)?);
    let running = pipeline::start(Arc::clone(&engine))?;
    let watching = reload::watch(config, &reloader)?;
    sweep_later(&engine);
    let settings = Settings {
        wait: config.http.wait(),
        message_max: config.http.message_max(),
        beheer_sha256,
        limits: host_http::Limits::default(),
        reloading,
        trials: Arc::clone(&reloader) as Arc<dyn Trials>,
        rules: reloader,
    };
    let api = Api::new(Arc::clone(&engine), settings);
    Ok(Host { engine, running, watching, api })
}

/// The plugins in the folder of the configuration.
pub(crate) fn library(config: &Config) -> Result<Library, Failure> {
    let places = Places {
        plugins: config.plugins.map.clone(),
        built: config.plugins.gebouwd.clone(),
        cache: config.plugin_cache(),
    };
    Library::open(&places, &Limits::default()).map_err(|error| Failure::Usage(error.to_string()))
}

/// Why the store does not open, for the person at the keyboard.
pub(crate) fn cannot_open(error: &OpenError) -> Failure {
    Failure::Usage(error.to_string())
}

/// Removes messages and documents that an earlier run left and nothing refers to. Nothing waits for it.
fn sweep_later(engine: &Arc<Engine>) {
    let engine = Arc::clone(engine);
    let sweep = move || {
        let swept = referred_to(&engine)
            .map_err(Into::into)
            .and_then(|kept| engine.sweep_messages(&kept))
            .and_then(|()| engine.sweep_documents());
        if let Err(fault) = swept {
            not_swept(&fault.to_string());
        }
    };
    if let Err(error) = thread::Builder::new().name("opruimen".to_owned()).spawn(sweep) {
        not_swept(&error.to_string());
    }
}

fn not_swept(error: &str) {
    tracing::warn!(error, "achtergebleven bestanden konden niet worden opgeruimd");
}

/// Names of all messages that some reception refers to.
fn referred_to(engine: &Engine) -> Result<HashSet<String>, StoreError> {
    let (mut names, mut before) = (HashSet::new(), None);
    loop {
        let view = engine.store().read()?;
        let page = view.logverslagen(before, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(names) };
        before = Some(*last);
        for (_, report) in &page {
            names.extend(view.reception(report.id)?.map(|reception| reception.blob.name));
        }
    }
}
