//! Putting the host together: store, plugins, rules, engine, stages, server; in that order, so that
//! a start that cannot succeed has touched as little as possible.

use std::{collections::HashSet, sync::Arc, thread};

use host_connectors::{HttpClient, Library, Limits, Places};
use host_engine::{
    Engine,
    pipeline::{self, Running},
};
use host_http::{Api, Settings};
use host_rulebook::{Book, Severity};
use host_store::{OpenError, Reads, Store, StoreError};

use crate::{
    beheer_token, clock::MachineClock, config::Config, connectors::Plugins, exit::Failure,
    intake_schemas,
};

/// Logverslagen looked at in one go when old messages are swept.
const PAGE: usize = 500;

/// A host whose stages run; it listens once [`crate::server::start`] is asked.
pub(crate) struct Host {
    pub(crate) engine: Arc<Engine>,
    pub(crate) running: Running,
    pub(crate) api: Arc<Api>,
}

/// Opens, loads and starts everything. Not from a thread that may not block.
pub(crate) fn host(config: &Config) -> Result<Host, Failure> {
    let store = Store::open(&config.opslag.map).map_err(|error| cannot_open(&error))?;
    let beheer_sha256 = beheer_token::hash_of(&config.opslag.map)?;
    let library = library(config)?;
    let plugin_problems: Vec<String> = library.problems().iter().map(ToString::to_string).collect();
    for problem in &plugin_problems {
        tracing::error!("bij het laden van de plugins: {problem}");
    }
    let book = book(config, &library)?;
    tracing::info!(regelboek = book.hash(), "regels geladen");
    let http = HttpClient::new().map_err(|error| Failure::Internal(error.to_string()))?;
    let connectors = Arc::new(Plugins::new(library, http));
    let engine = Arc::new(Engine::new(store, connectors, Arc::new(MachineClock), book)?);
    let running = pipeline::start(Arc::clone(&engine))?;
    sweep_later(&engine);
    let settings = Settings {
        wait: config.http.wait(),
        message_max: config.http.message_max(),
        beheer_sha256,
        limits: host_http::Limits::default(),
        plugin_problems,
    };
    let api = Api::new(Arc::clone(&engine), settings);
    Ok(Host { engine, running, api })
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

/// The rules, or everything that is wrong with them.
fn book(config: &Config, library: &Library) -> Result<Book, Failure> {
    let intakes: Vec<_> =
        library.plugins().flat_map(|plugin| intake_schemas::of(plugin.manifest())).collect();
    let loaded = Book::load(&config.regels.map, &intakes);
    let shown: Vec<String> = loaded
        .diagnostics
        .iter()
        .filter(|found| found.severity != Severity::Melding)
        .map(|found| found.render())
        .collect();
    match loaded.book {
        Some(book) => {
            for remark in shown {
                tracing::warn!("{remark}");
            }
            Ok(book)
        }
        None => Err(Failure::Usage(format!(
            "{}\nDe regels in {} hebben fouten; de host start niet. Zie ze na met `schakel regels controleer`.",
            shown.join("\n"),
            config.regels.map.display()
        ))),
    }
}

/// Why the store does not open, for the person at the keyboard.
pub(crate) fn cannot_open(error: &OpenError) -> Failure {
    Failure::Usage(error.to_string())
}

/// Removes messages that an earlier run left without a logverslag. Nothing waits for it.
fn sweep_later(engine: &Arc<Engine>) {
    let engine = Arc::clone(engine);
    let sweep = move || match referred_to(&engine) {
        Ok(kept) => match engine.store().spool().sweep(&|name| kept.contains(name)) {
            Ok(0) => {}
            Ok(removed) => {
                tracing::info!(
                    removed,
                    "achtergebleven berichten zonder logverslag zijn verwijderd"
                )
            }
            Err(error) => {
                tracing::warn!(%error, "achtergebleven berichten konden niet worden opgeruimd")
            }
        },
        Err(error) => {
            tracing::warn!(%error, "achtergebleven berichten konden niet worden opgeruimd")
        }
    };
    if let Err(error) = thread::Builder::new().name("opruimen".to_owned()).spawn(sweep) {
        tracing::warn!(%error, "achtergebleven berichten konden niet worden opgeruimd");
    }
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
