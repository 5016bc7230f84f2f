//! Rules and plugins that change, on a real engine with the shipped rules and the connector of SIVI.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use expect_test::expect;
use host_connectors::HttpClient;
use host_engine::{Actor, Outside};
use host_store::{BookReads as _, Reads as _, Store};
use tempfile::TempDir;

use super::*;
use crate::{
    assemble, clock::MachineClock, config::Regels, connectors::Plugins, intake_schemas,
    post::MailPost,
};

mod living;

const RULE: &str = "triggers/ziekmelding_eerste_contact.rhai";
const IMPORT: &str = "importconfiguraties/sivi_2022_verzuim_felison.rhai";

/// The target folder of this build.
fn target() -> PathBuf {
    let test = env::current_exe().unwrap(); // target/<profile>/deps/schakel-…
    test.ancestors().nth(3).unwrap().to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The connector of SIVI, built once per run of the tests; cargo sees for itself what is fresh.
pub(crate) fn sivi() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "-p", "plugins-sivi", "--release"])
            .args(["--target", "wasm32-wasip2"])
            .env("CARGO_TARGET_DIR", target())
            .current_dir(root())
            .status()
            .unwrap();
        assert!(status.success(), "the connector does not build");
        target().join("wasm32-wasip2/release/plugins_sivi.wasm")
    };
    BUILT.get_or_init(build).clone()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        match entry.path() {
            path if path.is_dir() => copy(&path, &to),
            path => drop(fs::copy(path, to).unwrap()),
        }
    }
}

/// A host without its stages and its server.
pub(crate) struct House {
    folder: TempDir,
    config: Config,
    pub(crate) reloader: Arc<Reloader>,
    told: Arc<Reloading>,
}

impl House {
    pub(crate) fn new() -> House {
        House::with(Modus::Direct, false)
    }

    /// One where rules go live in this way.
    fn with(ingebruikname: Modus, vier_ogen: bool) -> House {
        let folder = tempfile::tempdir().unwrap();
        copy(&root().join("rules"), &folder.path().join("rules"));
        for plugin in ["sivi", "digipoort"] {
            let to = folder.path().join("plugins").join(plugin);
            fs::create_dir_all(&to).unwrap();
            let described = root().join("plugins").join(plugin).join("plugin.toml");
            fs::copy(described, to.join("plugin.toml")).unwrap();
        }
        fs::copy(sivi(), folder.path().join("plugins/sivi/plugins_sivi.wasm")).unwrap();
        let regels = Regels { ingebruikname, vier_ogen, ..Regels::default() };
        House::open(folder, regels).unwrap()
    }

    /// As a start of the host does it.
    fn open(folder: TempDir, regels: Regels) -> Result<House, String> {
        let mut config = Config { regels, ..Config::default() };
        config.plugins.cache = Some(target().join("schakel-plugin-cache"));
        config.stand_in(folder.path());
        let store = Store::open(&config.opslag.map).unwrap();
        let library = Arc::new(assemble::library(&config).unwrap());
        let waiting = hold_back(&library, &store.read().unwrap()).unwrap();
        let schemas = intake_schemas::in_use(&library, &config.plugins.map, None);
        let rules = rules_at_start(&config.regels, &schemas, &store)
            .map_err(|failure| failure.to_string())?;
        let held = Held::at_start(&rules, waiting);
        let http = HttpClient::new().unwrap();
        let outside = Outside {
            connectors: Arc::new(Plugins::new(Arc::clone(&library), http, BTreeMap::new())),
            post: Arc::new(MailPost::new(None).unwrap()),
            clock: Arc::new(MachineClock),
        };
        let engine = Arc::new(Engine::new(store, outside, rules.book).unwrap());
        let told = Arc::new(Reloading::default());
        let reloader = Reloader::new(&config, engine, library, Arc::clone(&told), held).unwrap();
        Ok(House { folder, config, reloader: Arc::new(reloader), told })
    }

    /// Stops and starts again.
    fn restart(self) -> Result<House, String> {
        let House { folder, config, reloader, told } = self;
        let (ingebruikname, vier_ogen) = (config.regels.ingebruikname, config.regels.vier_ogen);
        drop((reloader, told));
        // The writer lets go of the store a moment after the engine is gone.
        while Store::open(&config.opslag.map).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
        House::open(folder, Regels { ingebruikname, vier_ogen, ..Regels::default() })
    }

    /// Changes a file of rules or plugins.
    fn change(&self, path: &str, from: &str, to: &str) {
        let path = self.folder.path().join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} in {}", path.display());
        fs::write(path, text.replace(from, to)).unwrap();
    }

    fn change_rule(&self, from: &str, to: &str) {
        self.change(&format!("rules/{RULE}"), from, to);
        self.reloader.rules_changed(Instant::now()).unwrap();
    }

    fn change_manifest(&self, from: &str, to: &str) {
        self.change("plugins/sivi/plugin.toml", from, to);
        self.reloader.plugins_changed(Instant::now()).unwrap();
    }

    /// Makes another build of the same component: with an empty custom section behind it.
    fn change_build(&self) {
        let path = self.folder.path().join("plugins/sivi/plugins_sivi.wasm");
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend(b"\0\x02\x01n");
        fs::write(&path, bytes).unwrap();
        self.reloader.plugins_changed(Instant::now()).unwrap();
    }

    fn book(&self) -> String {
        self.reloader.engine.book().hash().to_owned()
    }

    fn plugin(&self) -> Option<String> {
        self.reloader.library.plugin("sivi").map(|plugin| plugin.sha256().to_owned())
    }

    /// What is wrong with the rules, as operators see it.
    fn faults(&self) -> String {
        let rules = self.told.rules().unwrap();
        assert_eq!(rules.boek, self.book());
        rules.geweigerd.map(|refused| refused.fouten.join("\n")).unwrap_or_default()
    }

    /// What there is to say of plugins, without paths of this machine.
    fn problems(&self) -> String {
        let root = format!("{}/", self.folder.path().display());
        self.told.plugins().problems.join("\n").replace(&root, "")
    }
}

/// What there is to say of the plugin that these tests do not build.
const NOT_BUILT: &str = "plugins/digipoort/plugin.toml: plugins_digipoort.wasm ontbreekt; bouw de \
                         plugin met `cargo build --release --target wasm32-wasip2`";

#[test]
fn rules_that_are_wrong_are_shown_and_those_in_use_stay() {
    let house = House::new();
    let first = house.book();
    house.change_rule("EersteContact", "EersteKontakt");
    assert_eq!(house.book(), first);
    assert!(house.faults().contains("EersteKontakt") && house.faults().contains(RULE));
    house.change_rule("EersteKontakt", "EersteContact");
    assert_eq!((house.book(), house.faults().as_str()), (first.clone(), ""));
    house.change_rule("trigger(#{", "// Iets erbij.\ntrigger(#{");
    assert_ne!(house.book(), first);
    let kept = house.reloader.engine.store().read().unwrap().current_book().unwrap();
    assert_eq!(kept.map(|(hash, _)| hash), Some(house.book()));
}

#[test]
fn rules_whose_tests_fail_are_not_put_in_use() {
    let house = House::new();
    let first = house.book();
    house.change_rule(
        "dan: [ nieuwe_taak(\"EersteContact\")",
        "dan: [ nieuwe_taak(\"PlanSpreekuur\")",
    );
    assert_eq!(house.book(), first);
    assert!(house.faults().contains("komt niet uit"), "{}", house.faults());
}

#[test]
fn a_start_with_broken_rules_goes_on_with_the_last_that_were_good() {
    let house = House::new();
    let good = house.book();
    house.change(&format!("rules/{RULE}"), "EersteContact", "EersteKontakt");
    let house = house.restart().unwrap();
    assert_eq!(house.book(), good);
    assert!(house.faults().contains("EersteKontakt"));
}

#[test]
fn a_first_start_with_broken_rules_is_refused() {
    let house = House::new();
    house.change(&format!("rules/{RULE}"), "EersteContact", "EersteKontakt");
    fs::remove_dir_all(house.folder.path().join("gegevens")).unwrap();
    let House { folder, .. } = house;
    let refused = House::open(folder, Regels::default()).err().unwrap();
    assert!(refused.contains("EersteKontakt"), "{refused}");
    assert!(refused.ends_with("Zie ze na met `schakel regels controleer`."), "{refused}");
}

#[test]
fn another_build_takes_the_place_of_the_one_in_use() {
    let house = House::new();
    let first = house.plugin();
    assert_eq!(house.problems(), NOT_BUILT);
    house.change_build();
    assert_ne!(house.plugin(), first);
    assert_eq!(house.reloader.library.loaded().len(), 2, "open calls stay on the former one");
    let wasm = house.folder.path().join("plugins/sivi/plugins_sivi.wasm");
    fs::write(&wasm, "geen wasm").unwrap();
    let good = house.plugin();
    house.reloader.plugins_changed(Instant::now()).unwrap();
    assert_eq!(house.plugin(), good);
    assert!(house.problems().contains("dit is geen WebAssembly-component"));
}

#[test]
fn a_version_that_asks_for_more_waits_until_somebody_accepts_it() {
    let house = House::new();
    let http = "http = [\"instelling:verwerkingsmelding_url\"]";
    let more = "http = [\"instelling:verwerkingsmelding_url\", \"elders.nl:443\"]";
    let (first, operator) = (house.plugin(), Actor("b.baas".into()));
    let none = house.reloader.accept_waiting(&operator, "sivi").unwrap_err();
    expect!["er wacht geen versie van plugin `sivi` om te worden aanvaard"].assert_eq(&none);
    house.change("plugins/sivi/plugin.toml", http, more);
    house.change_build();
    assert_eq!(house.plugin(), first);
    let waiting = house.told.plugins().waiting;
    assert_eq!(waiting[0].vraagt, ["verzoeken naar elders.nl:443"]);

    let house = house.restart().unwrap();
    assert_eq!(house.plugin(), None, "a start does not accept it either");
    assert_eq!(house.told.plugins().waiting, waiting);
    house.reloader.accept_waiting(&operator, "sivi").unwrap();
    assert!(house.plugin().is_some_and(|now| Some(now) != first));
    assert_eq!(house.told.plugins().waiting, []);
    let house = house.restart().unwrap();
    assert!(house.plugin().is_some(), "accepted once is accepted");
    let audit = house.reloader.engine.store().read().unwrap().audit_log(None, 9).unwrap();
    let who: Vec<&str> = audit.iter().map(|(_, entry)| entry.actor.as_str()).collect();
    assert_eq!(who, ["b.baas", "host", "map"]);
}

#[test]
fn a_version_that_the_rules_do_not_fit_waits_for_other_rules() {
    let house = House::new();
    let field = "    \"PersNr:tekst?\",\n";
    let before = house.reloader.library.plugin("sivi").unwrap();
    house.change_manifest(field, "    \"PersoneelsNr:tekst?\",\n");
    assert!(Arc::ptr_eq(&house.reloader.library.plugin("sivi").unwrap(), &before));
    assert!(house.problems().contains("de regels passen niet bij deze versie"));
    assert!(house.problems().contains("bericht.PersNr"), "{}", house.problems());
    let first = house.book();
    // Those rules fit the waiting version only, and that one fits those rules only.
    house.change(&format!("rules/{IMPORT}"), "bericht.PersNr,", "bericht.PersoneelsNr,");
    house.reloader.rules_changed(Instant::now()).unwrap();
    assert_eq!((house.problems().as_str(), house.faults().as_str()), (NOT_BUILT, ""));
    assert_ne!(house.book(), first);
    assert!(!Arc::ptr_eq(&house.reloader.library.plugin("sivi").unwrap(), &before));
}

#[test]
fn what_is_saved_is_soon_in_use() {
    let house = House::new();
    let watching = watch(&house.config, &house.reloader).unwrap();
    let first = house.book();
    house.change(&format!("rules/{RULE}"), "trigger(#{", "// Iets erbij.\ntrigger(#{");
    soon(|| house.book() != first);
    // A folder that is put in the place of another one is seen as well, a little later.
    let (rules, second) = (house.folder.path().join("rules"), house.book());
    fs::rename(&rules, house.folder.path().join("oud")).unwrap();
    copy(&root().join("rules"), &rules);
    soon(|| house.book() == first);
    house.change(&format!("rules/{RULE}"), "trigger(#{", "// Iets erbij.\ntrigger(#{");
    soon(|| house.book() == second);
    watching.stop();
}

fn soon(so: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while !so() {
        assert!(Instant::now() < until, "it does not come about");
        std::thread::sleep(Duration::from_millis(10));
    }
}
