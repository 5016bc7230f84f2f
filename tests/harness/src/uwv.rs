//! The second half of the world: machtigingen, the documents that come under them, the mails and the
//! links.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tests_simulators::digipoort::{UwvDocument, story_machtigingen};

use crate::portal::lock;
use crate::setup::{KLANTCODE, UWV};
use crate::{Api, World, told};

/// The states of a machtiging, in order, from its request until documents may be fetched.
const STATES: [&str; 4] = ["ontvangen", "in_behandeling", "activering_verstuurd", "actief"];

/// A document as it lies in a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub id: String,
    /// The dossier that it is in.
    pub dossier: String,
    /// Whose dossier that is: the werkgevercode, with the number of the werknemer at the source.
    pub owner: String,
    /// Soort of the traject that it is in.
    pub traject: String,
    /// Its key at the source.
    pub extern_kenmerk: String,
    /// Subfolder; empty for none.
    pub kenmerk: String,
    /// SHA-256 of its file.
    pub sha256: String,
    /// Size of its file.
    pub lengte: u64,
    /// Media type.
    pub mediatype: String,
    /// What is strange about it; empty when nothing is.
    pub opmerking: String,
}

impl World {
    /// Puts a document at Digipoort.
    pub fn put(&self, document: &UwvDocument) {
        lock(self.watch.canary()).heed_document(document);
        self.digipoort().put(document.clone());
        // A list ends at the millisecond in which it is asked for.
        thread::sleep(Duration::from_millis(2));
    }

    /// Fetches what is new at Digipoort, and waits until all that can be done with it is done.
    pub fn poll(&self) {
        self.poll_link(UWV);
    }

    /// As [`World::poll`], for a link of one's choice.
    pub fn poll_link(&self, link: &str) {
        self.api().post(&format!("/api/koppelingen/{KLANTCODE}/{link}/nu"));
        self.settle();
    }

    /// Requests a machtiging; gives its id.
    pub fn request_machtiging(&self, werkgevercode: &str, lhnr: &str, dienst: &str) -> String {
        let body = json!({
            "werkgevercode": werkgevercode,
            "loonheffingennummer": lhnr,
            "dienst": dienst,
        });
        let answer = self.api().ask("POST", "/api/machtigingen", Some(&body));
        assert_eq!(answer.status, 200, "{answer}");
        let made: Value = serde_json::from_str(&answer.body).expect("JSON");
        made["machtiging"].as_str().expect("an id").to_owned()
    }

    /// Requests a machtiging and brings it to `actief`; gives its id.
    pub fn machtiging(&self, werkgevercode: &str, lhnr: &str, dienst: &str) -> String {
        let id = self.request_machtiging(werkgevercode, lhnr, dienst);
        STATES.iter().for_each(|status| self.set_machtiging(&id, status));
        id
    }

    /// Brings a machtiging in another state; ends the scenario when that cannot be.
    pub fn set_machtiging(&self, id: &str, status: &str) {
        self.api().post(&format!("/api/machtigingen/{id}/{status}"));
    }

    /// The machtigingen under which the documents of the simulator's story come.
    pub fn machtigingen_of_the_story(&self) {
        let codes: BTreeMap<String, String> = self.werkgevercodes();
        for (lhnr, dienst) in story_machtigingen() {
            self.machtiging(&codes[&lhnr], &lhnr, dienst);
        }
    }

    /// Werkgevercodes by payroll tax number.
    pub fn werkgevercodes(&self) -> BTreeMap<String, String> {
        let all = self.api().all("werkgevers", "na");
        let numbers = |werkgever: &Value| -> Vec<(String, String)> {
            let code = text(&werkgever["werkgevercode"]);
            let numbers = werkgever["loonheffingennummers"].as_array().into_iter().flatten();
            numbers.map(|number| (text(number), code.clone())).collect()
        };
        all.iter().flat_map(numbers).collect()
    }

    /// An operator with these rights, and a token of their own.
    pub fn operator(&self, naam: &str, rechten: &[&str]) -> Api {
        let made =
            self.api().put(&format!("/api/gebruikers/{naam}"), &json!({ "rechten": rechten }));
        self.api().with_token(made["token"].as_str().expect("a new operator has a token"))
    }

    /// All documents in dossiers, those of werknemers first, by dossier and key.
    pub fn placed(&self) -> Vec<Placed> {
        let mut codes = BTreeMap::new();
        let mut placed = Vec::new();
        for id in self.werkgever_ids() {
            let stored = self.api().get(&format!("/api/dossiers/{id}"));
            let code = text(&stored["dossier"]["werkgever"]["werkgevercode"]);
            codes.insert(id.clone(), code.clone());
            placed.extend(in_dossier(&id, &code, &stored["dossier"]));
        }
        for id in self.dossier_ids() {
            let stored = self.api().get(&format!("/api/dossiers/{id}"));
            let werknemer = &stored["dossier"]["werknemer"];
            let code = &codes[werknemer["werkgever"].as_str().unwrap_or_default()];
            let owner = format!("{code} {}", text(&werknemer["persoon"]["extern_id"]));
            placed.extend(in_dossier(&id, &owner, &stored["dossier"]));
        }
        placed.sort_by(|a, b| {
            (&a.owner, &a.extern_kenmerk, &a.id).cmp(&(&b.owner, &b.extern_kenmerk, &b.id))
        });
        placed
    }

    /// All documents in dossiers, a line each, by dossier and key.
    pub fn documents(&self) -> String {
        let lines: String = self.placed().iter().map(told::placed).collect();
        self.plain(&lines)
    }

    /// All machtigingen, a line each, by werkgever, number and service.
    pub fn machtigingen(&self) -> String {
        let all = self.api().all("machtigingen", "na");
        let mut lines: Vec<String> = all.iter().map(told::machtiging).collect();
        lines.sort();
        self.plain(&lines.concat())
    }

    /// How every link is doing, a line each, by name.
    pub fn links(&self) -> String {
        let all = self.api().all("koppelingen", "na");
        self.plain(&all.iter().map(told::link).collect::<String>())
    }

    /// One link, as JSON; `name` is `klantcode/naam`.
    pub fn link(&self, name: &str) -> Value {
        let all = self.api().all("koppelingen", "na");
        let found = all.into_iter().find(|link| link["koppeling"] == name);
        found.unwrap_or_else(|| panic!("koppeling {name} bestaat niet"))
    }

    /// Values in traffic that no row of a conversiegroep names.
    pub fn unmapped(&self) -> String {
        let page = self.api().get("/api/conversies/onbekend");
        let all = page["onbekend"].as_array().into_iter().flatten();
        self.plain(&all.map(told::unmapped).collect::<String>())
    }

    /// The mails that came, one for each Message-ID, by the numbers in those.
    pub fn mails(&self) -> String {
        drop(self.events()); // deliveries get their names where they are first told of
        let journal = self.mail().journal();
        let times = journal.times();
        let told = journal.letters().into_iter().map(|letter| {
            let times = times.get(letter.message_id.as_str()).copied().unwrap_or_default();
            self.plain(&told::letter(letter, times))
        });
        let mut told: Vec<String> = told.collect();
        told.sort_by_key(|text| (text.find('@'), text.clone())); // bz-2 before bz-10
        told.concat()
    }
}

/// The documents of one dossier.
fn in_dossier(id: &str, owner: &str, dossier: &Value) -> Vec<Placed> {
    let mut placed = Vec::new();
    for traject in dossier["trajecten"].as_object().into_iter().flat_map(|all| all.values()) {
        for document in traject["documenten"].as_object().into_iter().flat_map(|all| all.values()) {
            placed.push(Placed {
                id: text(&document["document"]),
                dossier: id.to_owned(),
                owner: owner.to_owned(),
                traject: text(&traject["soort"]),
                extern_kenmerk: text(&document["extern_kenmerk"]),
                kenmerk: text(&document["kenmerk"]),
                sha256: text(&document["sha256"]),
                lengte: document["lengte"].as_u64().unwrap_or_default(),
                mediatype: text(&document["mediatype"]),
                opmerking: text(&document["opmerking"]),
            });
        }
    }
    placed
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
