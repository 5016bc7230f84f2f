//! New versions of plugins as the HTTP side asks about them: tried on recorded calls, and accepted.

use std::sync::Arc;

use host_connectors::{Plugin, Trial, TrialStep};
use host_engine::{
    Actor, TrialReport, Tried, Trier,
    ports::{Bodies, PluginVersion},
};
use host_http::Trials;
use host_store::Reads;
use sdk_connector::protocol::{Call, Document};

use crate::{
    connectors::{Lent, broken, version},
    reload::Reloader,
};

/// Most recorded calls that are done again; beyond that a person reads no more.
const CALLS_MAX: usize = 1_000;

impl Trials for Reloader {
    fn try_candidate(
        &self,
        plugin: &str,
        wasm: Vec<u8>,
        koppeling: &str,
        aantal: usize,
    ) -> Result<TrialReport, String> {
        let library = self.library();
        let current: Arc<Plugin> =
            library.plugin(plugin).ok_or_else(|| format!("plugin `{plugin}` is niet geladen"))?;
        self.is_of(koppeling, plugin)?;
        let candidate =
            library.trial(current.manifest(), &wasm).map_err(|error| error.to_string())?;
        let before = library.trial_of(&current).map_err(|error| error.to_string())?;
        let named = |trial| OnTrial { version: version(&current), trial };
        let report = self.engine().try_candidate(
            koppeling,
            aantal.min(CALLS_MAX),
            &named(before),
            &named(candidate),
        );
        report.map_err(|fault| fault.to_string())
    }

    fn accept(&self, actor: &Actor, plugin: &str) -> Result<String, String> {
        self.accept_waiting(actor, plugin)
    }
}

impl Reloader {
    /// Whether the link (`klantcode/naam`) uses this plugin: the calls of another one say nothing of it.
    fn is_of(&self, koppeling: &str, plugin: &str) -> Result<(), String> {
        let unknown = || format!("koppeling `{koppeling}` bestaat niet; schrijf klantcode/naam");
        let (klantcode, naam) = koppeling.split_once('/').ok_or_else(unknown)?;
        let view = self.engine().store().read().map_err(|error| error.to_string())?;
        let account = view.klantaccount(klantcode).map_err(|error| error.to_string())?;
        let link = account.as_ref().and_then(|account| account.importkoppeling(naam));
        match link {
            None => Err(unknown()),
            Some(link) if link.plugin == plugin => Ok(()),
            Some(link) => {
                Err(format!("koppeling `{koppeling}` gebruikt plugin `{}`", link.plugin))
            }
        }
    }
}

/// A version on trial, as the engine steps it.
struct OnTrial {
    version: PluginVersion,
    trial: Trial,
}

impl Trier for OnTrial {
    fn step(&self, call: &Call, bodies: Arc<dyn Bodies>, replies: &[Document]) -> Tried {
        let TrialStep { result, fuel, memory_bytes, .. } =
            self.trial.step(call, Arc::new(Lent(bodies)), replies);
        Tried {
            result: result.map_err(|fault| broken(&self.version, &fault.to_string())),
            fuel,
            memory_bytes: memory_bytes as u64,
        }
    }
}
