//! A host with werkgevers who authorised us, their werknemers, and a link for documents of UWV.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use tests_simulators::{
    digipoort::{DIENSTEN, PATH, Stock, UwvDocument},
    sivi::Generator,
};

use crate::{
    Measured,
    machine::Machine,
    outside::Outside,
    running::{Host, Program},
    scene::Scene,
};

/// The same people every time.
const SEED: u64 = 2_026;
const WERKGEVERS: u64 = 5;
const WERKNEMERS: u64 = 100;

const GROUP: &str = "Felison";
const ACCOUNT: &str = "VI001";

/// The states of a machtiging after it was requested, up to the one in which documents are fetched.
const STEPS: [&str; 4] = ["ontvangen", "in_behandeling", "activering_verstuurd", "actief"];

/// The host with the world around it.
pub(crate) struct Town {
    pub(crate) host: Host,
    pub(crate) digipoort: Outside,
    folder: TempDir,
    _mail: Outside,
}

impl Town {
    /// Starts everything; no document lies ready yet.
    pub(crate) fn start(machine: &Machine) -> Measured<Town> {
        let folder = machine.scratch()?;
        let (digipoort, mail) =
            (Outside::start(machine, "digipoort")?, Outside::start(machine, "mail")?);
        let scene = Scene {
            rules: None,
            plugins: &["sivi", "digipoort"],
            own_wasm: false,
            mail: Some(mail.place()),
            log: "warn",
        };
        scene.write(machine, folder.path())?;
        let program = Program::of(machine, folder.path())?;
        // The first start compiles plugins, which takes more memory than anything after it.
        drop(program.start()?);
        let (_, host) = program.start()?;
        let town = Town { host, digipoort, folder, _mail: mail };
        town.furnish()?;
        Ok(town)
    }

    /// So many documents, over all werknemers in turn.
    pub(crate) fn documents(count: u64) -> Vec<UwvDocument> {
        Stock::new(SEED, WERKGEVERS, WERKNEMERS).documents(count).collect()
    }

    /// Puts documents ready to be fetched.
    pub(crate) fn put(&self, documents: &[UwvDocument]) -> Measured<()> {
        let url = format!("{}/beheer/documenten", self.digipoort.place());
        crate::running::client()?.post(url).json(documents).send()?.error_for_status()?;
        Ok(())
    }

    /// Asks Digipoort what there is, and waits until so many documents lie in dossiers.
    pub(crate) fn fetch(&self, documents: usize) -> Measured<()> {
        self.host.post(&format!("koppelingen/{ACCOUNT}/UWV/nu"), &json!({}))?;
        let files = self.files();
        let have = || fs::read_dir(&files).map_or(0, Iterator::count);
        let none = |how: &Value| how.get("berichten_in_behandeling") == Some(&json!(0));
        self.host.wait_until(|how| none(how) && have() >= documents)
    }

    /// Waits until all that follows from documents is done, and looks whether so many were placed.
    pub(crate) fn settle(&self, documents: usize) -> Measured<()> {
        self.host.settle()?;
        match self.placed()? {
            placed if placed == documents => Ok(()),
            placed => Err(format!("{placed} van {documents} documenten zijn geplaatst").into()),
        }
    }

    fn files(&self) -> PathBuf {
        self.folder.path().join("gegevens/documenten")
    }

    /// Documents that came in the dossier of a werknemer, by the log.
    fn placed(&self) -> Measured<usize> {
        let (mut placed, mut from) = (0, json!(1));
        loop {
            let page = self.host.get(&format!("gebeurtenissen?aantal=1000&vanaf={from}"))?;
            let events = page.get("gebeurtenissen").and_then(Value::as_array);
            placed += events.into_iter().flatten().filter(|event| is_placed(event)).count();
            match page.get("volgende") {
                Some(next) if !next.is_null() => from = next.clone(),
                _ => return Ok(placed),
            }
        }
    }

    fn furnish(&self) -> Measured<()> {
        let generator = Generator::new(SEED, WERKGEVERS, WERKNEMERS);
        for werkgever in generator.werkgevers() {
            let code = format!("FLSN{}", werkgever.relatienummer);
            let body = json!({
                "naam": werkgever.naam,
                "loonheffingennummers": [werkgever.lhnr],
                "werkgevergroepen": [GROUP],
            });
            self.host.put(&format!("werkgevers/{code}"), &body)?;
            for dienst in DIENSTEN {
                self.authorise(&code, &werkgever.lhnr, dienst)?;
            }
        }
        let account = self.host.put(&format!("klantaccounts/{ACCOUNT}"), &self.account())?;
        let token = account.get("token").and_then(Value::as_str);
        let token = token.ok_or("het account heeft geen token")?;
        let mut xml = Vec::new();
        generator.write_initial_load(&mut xml)?;
        self.host.send(&format!("{ACCOUNT}/Verzuimmeldingen"), token, xml)?;
        self.host.settle()
    }

    fn authorise(&self, code: &str, lhnr: &str, dienst: &str) -> Measured<()> {
        let body = json!({ "werkgevercode": code, "loonheffingennummer": lhnr, "dienst": dienst });
        let made = self.host.post("machtigingen", &body)?;
        let id = made.get("machtiging").and_then(Value::as_str).ok_or("geen machtiging")?;
        for step in STEPS {
            self.host.post(&format!("machtigingen/{id}/{step}"), &json!({}))?;
        }
        Ok(())
    }

    fn account(&self) -> Value {
        let base = self.digipoort.place();
        let host = base.trim_start_matches("http://");
        let absence = json!({
            "naam": "Verzuimmeldingen",
            "plugin": "sivi",
            "importconfiguratie": "SIVI 2022 Verzuim Felison",
        });
        let documents = json!({
            "naam": "UWV",
            "plugin": "digipoort",
            "importconfiguratie": "UWV documenten",
            "instellingen": { "endpoint": format!("{base}{PATH}") },
            "toegestaan": { "http": [host], "prive_adressen": true, "zonder_tls": true },
            "ophalen": { "elke_seconden": 86_400 },
        });
        json!({
            "naam": "VerzekeringsInzicht",
            "werkgevergroepen": [GROUP],
            "importkoppelingen": [absence, documents],
        })
    }
}

fn is_placed(event: &Value) -> bool {
    let of_werknemer = event.pointer("/about/werknemer").is_some_and(Value::is_string);
    of_werknemer && event.get("type").is_some_and(|kind| kind == "document.toegevoegd")
}
