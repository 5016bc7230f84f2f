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
        // Two at once would only make each other slow.
        let Ok(_alone) = self.trying().try_lock() else {
            return Err("er loopt al een proef; probeer het straks weer".to_owned());
        };
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
            Some(link) => Err(format!("koppeling `{koppeling}` gebruikt plugin `{}`", link.plugin)),
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

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs};

    use expect_test::expect;
    use host_engine::NewAccount;

    use super::*;
    use crate::reload::tests::{House, sivi};

    #[test]
    fn a_candidate_is_tried_on_a_link_of_its_plugin_only() {
        let house = House::new();
        let link = |naam: &str, plugin: &str| {
            let link = serde_json::json!({
                "naam": naam, "plugin": plugin, "importconfiguratie": "SIVI 2022 Verzuim Felison",
            });
            serde_json::from_value(link).unwrap()
        };
        let account = NewAccount {
            klantcode: "K".into(),
            naam: "Klant".into(),
            werkgevergroepen: BTreeSet::from(["Felison".to_owned()]),
            importkoppelingen: vec![link("V", "sivi"), link("U", "digipoort")],
        };
        house.reloader.engine().put_account(&Actor("b.baas".into()), account, false).unwrap();
        let good = fs::read(sivi()).unwrap();
        let tried = |plugin: &str, wasm: &[u8], koppeling: &str| match house.reloader.try_candidate(
            plugin,
            wasm.to_vec(),
            koppeling,
            10,
        ) {
            Ok(report) => format!("{} aanroepen", report.aanroepen.len()),
            Err(why) => why,
        };
        let told = [
            tried("sivi", &good, "K/V"),
            tried("sivi", b"geen wasm", "K/V"),
            tried("sivi", &good, "K/U"),
            tried("sivi", &good, "K/W"),
            tried("sivi", &good, "K"),
            tried("digipoort", &good, "K/U"),
        ];
        expect![[r#"
            0 aanroepen
            plugins_sivi.wasm: dit is geen WebAssembly-component; bouw voor wasm32-wasip2
            koppeling `K/U` gebruikt plugin `digipoort`
            koppeling `K/W` bestaat niet; schrijf klantcode/naam
            koppeling `K` bestaat niet; schrijf klantcode/naam
            plugin `digipoort` is niet geladen"#]]
        .assert_eq(&told.join("\n"));
    }
}
