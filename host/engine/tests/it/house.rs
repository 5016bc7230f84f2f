//! What the tests share: an engine in a temporary folder, a small rule book, a connector that reads
//! lines of text.

use std::{
    collections::{BTreeSet, VecDeque},
    fmt::Write as _,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use host_domain::{Importkoppeling, LogverslagId, Mailniveau, Ophalen, Toegestaan};
use host_engine::{
    Actor, Engine, Fault, Incoming, NewAccount, NewWerkgever, Outside, pipeline,
    ports::{Clock, Mail, Post},
};
use host_store::{DeliveryState, Lane, Reads, Store};
use jiff::Timestamp;
use sdk_connector::protocol::{HttpReply, HttpRequest, Outcome};
use serde_json::Map;

use crate::{fetching, lines::Lines, rules};

const RULES: [(&str, &str); 7] = [
    ("catalogus.toml", include_str!("catalogus.toml")),
    (
        "triggers/nieuw_document.rhai",
        r#"trigger(#{
    omschrijving: "Meldt een nieuw document",
    inschakelen: true,
    gebeurtenis: "document.toegevoegd",
    als: traject.soort == "UwvDocumenten",
    dan: [ nieuwe_taak("Nieuw"), emailsignaal("casemanager") ],
});
"#,
    ),
    (
        "triggers/plaats.rhai",
        r#"trigger(#{
    omschrijving: "Laat een document plaatsen",
    inschakelen: true,
    gebeurtenis: "document.toegevoegd",
    als: traject.soort == "UwvDocumentenWerknemerNietGevonden",
    dan: [ nieuwe_taak("PlaatsDocument") ],
});
"#,
    ),
    (
        "importconfiguraties/documenten.rhai",
        r#"importconfiguratie(#{
    naam: "Documenten",
    omschrijving: "Leest de documenten van de toetsen",
    intake: "proef.document",
    conversiegroep_facultatief: "DigiZsm Documenten",
    document: #{
        loonheffingennummer: bericht.nummer,
        dienst: bericht.dienst,
        extern_kenmerk: bericht.kenmerk,
        bsn: bericht.bsn,
        titel: bericht.titel,
        kenmerk: conversie("Document kenmerk", bericht.dienst),
    },
});
"#,
    ),
    (
        "triggers/bel.rhai",
        r#"trigger(#{
    omschrijving: "Belt bij een ziekmelding",
    inschakelen: true,
    gebeurtenis: "verzuim.ziekmelding",
    als: traject.soort == "Verzuim" && traject.percentage == 100,
    dan: [ nieuwe_taak("Bel") ],
});
"#,
    ),
    (
        "triggers/begin_keten.rhai",
        r#"trigger(#{
    omschrijving: "Begint een lange keten, bij een percentage dat anders niet voorkomt",
    inschakelen: true,
    gebeurtenis: "verzuim.ziekmelding",
    als: traject.percentage == 77,
    dan: [ nieuwe_taak("Keten1") ],
});
"#,
    ),
    (
        "importconfiguraties/regels.rhai",
        r#"importconfiguratie(#{
    naam: "Regels",
    omschrijving: "Leest de regels van de toetsen",
    intake: "proef.regel",
    werkgevercode: "FLSN" + bericht.werkgever,
    koppelsleutels: ["ExternWerknemerId", "BSN"],
    conversiegroep: (),
    werknemer: #{ extern_id: bericht.sleutel, bsn: bericht.bsn, achternaam: bericht.naam },
    verzuim: #{
        extern_kenmerk: bericht.geval,
        volgnummer: bericht.nr,
        eerste_dag: bericht.dag,
        ingangsdatum: bericht.ingang,
        percentage: bericht.procent,
        einde: bericht.procent == "0",
    },
});
"#,
    ),
];

/// Triggers that make of each task the next one, longer than the engine follows a chain. A circle
/// would be refused.
fn write_chain(rules: &Path) {
    let mut catalogue = include_str!("catalogus.toml").to_owned();
    for at in 1..=20 {
        catalogue.push_str(&format!("\n[[taak]]\ncode = \"Keten{at}\"\nnaam = \"Nog een\"\n"));
        let text = format!(
            "trigger(#{{ omschrijving: \"Maakt de volgende taak\", gebeurtenis: \"taak.toegevoegd\",\n\
             als: taak.code == \"Keten{at}\", dan: [ nieuwe_taak(\"Keten{}\") ] }});\n",
            at + 1
        );
        if at < 20 {
            std::fs::write(rules.join(format!("triggers/keten_{at:02}.rhai")), text).unwrap();
        }
    }
    std::fs::write(rules.join("catalogus.toml"), catalogue).unwrap();
}

/// When every test begins: 2026-03-02 10:14 in Amsterdam.
const BEGIN: Duration = Duration::from_secs(1_772_442_840);

/// An engine with all that it needs.
pub(crate) struct House {
    pub(crate) engine: Arc<Engine>,
    pub(crate) world: Arc<World>,
    running: Option<pipeline::Running>,
    pub(crate) folder: tempfile::TempDir,
}

/// What the engine sees of the outside: a clock that stands still, and a partner.
#[derive(Default)]
pub(crate) struct World {
    now_ms: AtomicI64,
    /// Which build of the connector is loaded.
    pub(crate) build: AtomicI64,
    /// The connector is not loaded.
    pub(crate) unloaded: AtomicBool,
    /// The connector no longer breaks on what broke it.
    pub(crate) mended: AtomicBool,
    /// What the partner answers next; `Accepted` when empty.
    pub(crate) answers: Mutex<VecDeque<HttpReply>>,
    /// What the partner got.
    pub(crate) sent: Mutex<Vec<HttpRequest>>,
    /// What is on the other side, to be listed and fetched.
    pub(crate) shelf: Mutex<fetching::Shelf>,
    /// What the post answers next; `Accepted` when empty.
    pub(crate) post_answers: Mutex<VecDeque<Outcome>>,
    /// Somebody is to be told of links in trouble.
    pub(crate) alerted: AtomicBool,
    /// What the post got.
    pub(crate) mails: Mutex<Vec<Mail>>,
    /// What happens while the partner thinks about its next answer.
    pub(crate) meanwhile: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl World {
    pub(crate) fn advance(&self, by: Duration) {
        self.now_ms.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now_ms.load(Ordering::SeqCst)).unwrap()
    }
}

impl Post for World {
    fn wants_alerts(&self) -> bool {
        self.alerted.load(Ordering::SeqCst)
    }

    fn send(&self, mail: &Mail) -> Outcome {
        self.mails.lock().unwrap().push(mail.clone());
        let fine = Outcome::Accepted { receipt: "250".into() };
        self.post_answers.lock().unwrap().pop_front().unwrap_or(fine)
    }
}

impl House {
    /// A house with the stages running.
    pub(crate) fn open() -> House {
        let mut house = House::closed();
        house.start();
        house
    }

    /// A house whose stages do not run yet.
    pub(crate) fn closed() -> House {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in RULES {
            let path = folder.path().join("rules").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        write_chain(&folder.path().join("rules"));
        let world = Arc::new(World::default());
        world.advance(BEGIN);
        let engine = engine(folder.path(), &world);
        let house = House { engine, world, running: None, folder };
        house.furnish();
        house
    }

    pub(crate) fn start(&mut self) {
        self.running = Some(pipeline::start(Arc::clone(&self.engine)).unwrap());
    }

    /// Goes on in the folder that another left behind, at the time at which they all begin.
    pub(crate) fn taken_up(folder: tempfile::TempDir) -> House {
        let world = Arc::new(World::default());
        world.advance(BEGIN);
        let engine = engine(folder.path(), &world);
        let mut house = House { engine, world, running: None, folder };
        house.start();
        house
    }

    /// Stops and opens again, as after a restart.
    pub(crate) fn restart(self) -> House {
        let House { engine, world, running, folder } = self;
        running.into_iter().for_each(pipeline::Running::stop);
        drop(engine);
        let engine = loop {
            // The writer thread lets go of the store a moment after the engine is gone.
            match Store::open(&folder.path().join("data")) {
                Ok(store) => break with_store(store, folder.path(), &world),
                Err(_) => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        let mut house = House { engine, world, running: None, folder };
        house.start();
        house
    }

    fn furnish(&self) {
        self.add_werkgever("FLSN100", "Felison");
        self.add_werkgever("FLSN999", "Elders");
        self.engine.put_account(&self.actor(), House::account(), false).unwrap();
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor("beheer".into())
    }

    pub(crate) fn add_werkgever(&self, code: &str, group: &str) {
        let new = NewWerkgever {
            werkgevercode: code.into(),
            naam: format!("Werkgever {code}"),
            loonheffingennummers: BTreeSet::new(),
            werkgevergroepen: BTreeSet::from([group.to_owned()]),
        };
        self.engine.put_werkgever(&self.actor(), new).unwrap();
    }

    pub(crate) fn account() -> NewAccount {
        let link = Importkoppeling {
            naam: "Regels".into(),
            plugin: "proef".into(),
            importconfiguratie: "Regels".into(),
            mailniveau: Mailniveau::Uitval,
            instellingen: Map::new(),
            toegestaan: Toegestaan::default(),
            ophalen: None,
            herhalen: None,
        };
        let polled = Importkoppeling {
            naam: "Ophalen".into(),
            importconfiguratie: "Documenten".into(),
            ophalen: Some(Ophalen { elke_seconden: 60 }),
            ..link.clone()
        };
        NewAccount {
            klantcode: "KLANT".into(),
            naam: "Klant".into(),
            werkgevergroepen: BTreeSet::from(["Felison".to_owned()]),
            importkoppelingen: vec![link, polled],
        }
    }

    /// Puts a message in, as the HTTP side does.
    pub(crate) fn accept(&self, text: &str) -> LogverslagId {
        self.try_accept(text).unwrap()
    }

    pub(crate) fn try_accept(&self, text: &str) -> Result<LogverslagId, Fault> {
        let mut writer = self.engine.store().spool().create(1 << 20).unwrap();
        writer.write(text.as_bytes()).unwrap();
        self.engine.accept(Incoming {
            klantcode: "KLANT".into(),
            importkoppeling: "Regels".into(),
            content_type: "text/plain".into(),
            body: writer.finish().unwrap(),
        })
    }

    /// Sends a message from another account and waits until it is read.
    pub(crate) fn send_from(&self, klantcode: &str, text: &str) {
        let mut writer = self.engine.store().spool().create(1 << 20).unwrap();
        writer.write(text.as_bytes()).unwrap();
        let id = self.engine.accept(Incoming {
            klantcode: klantcode.into(),
            importkoppeling: "Regels".into(),
            content_type: "text/plain".into(),
            body: writer.finish().unwrap(),
        });
        self.answered(id.unwrap());
    }

    /// Sends a message and waits for its answer; what became of it, as text.
    pub(crate) fn send(&self, text: &str) -> String {
        let id = self.accept(text);
        self.answered(id)
    }

    /// Waits for the answer; what became of the message, as text.
    pub(crate) fn answered(&self, id: LogverslagId) -> String {
        let response =
            self.engine.wait_response(id, Duration::from_secs(20)).unwrap().expect("no answer");
        self.settled();
        let view = self.engine.store().read().unwrap();
        let report = view.logverslag(id).unwrap().unwrap();
        let mut out = format!("{} {}\n", response.status, String::from_utf8_lossy(&response.body));
        for melding in &report.meldingen {
            writeln!(out, "{:?}: {}", melding.niveau, melding.tekst).unwrap();
        }
        for line in view.logregels(id, 1, 1_000).unwrap() {
            write!(out, "{} {:?} {} events", line.nr, line.uitkomst, line.events.len()).unwrap();
            line.meldingen
                .iter()
                .for_each(|m| write!(out, " | {:?} {}: {}", m.niveau, m.veld, m.tekst).unwrap());
            out.push('\n');
        }
        hide_ids(&out)
    }

    /// Waits until every event was decided on and nothing is due.
    pub(crate) fn settled(&self) {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let view = self.engine.store().read().unwrap();
            let behind = view.cursor("decide").unwrap() < view.last_seq().unwrap();
            let now_ms = self.world.now().as_millisecond();
            let is_due = |lane: &Lane| !view.due_deliveries(*lane, now_ms, 1).unwrap().is_empty();
            let due = Lane::ALL.iter().any(is_due);
            let open = !view.open_receptions(1).unwrap().is_empty();
            let deliveries = view.deliveries(None, 100).unwrap();
            let sending =
                deliveries.iter().any(|d| matches!(d.state, DeliveryState::Sending { .. }));
            if !behind && !due && !open && !sending {
                return;
            }
            assert!(
                Instant::now() < until,
                "does not settle: behind {behind} due {due} open {open}"
            );
            drop(view);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The types of all events, in order.
    pub(crate) fn events(&self) -> String {
        let view = self.engine.store().read().unwrap();
        let events = view.events_from(1, 10_000).unwrap();
        let names = events.into_iter().filter_map(|logged| logged.into_event());
        names.map(|event| event.kind.event_type().name()).collect::<Vec<_>>().join("\n") + "\n"
    }

    /// Deliveries with their history.
    pub(crate) fn deliveries(&self) -> String {
        let view = self.engine.store().read().unwrap();
        let all = view.deliveries(None, 100).unwrap();
        let shown = all.iter().map(|delivery| {
            let state = serde_json::to_value(&delivery.state).unwrap();
            let history: Vec<&str> = delivery.history.iter().map(|a| a.what.as_str()).collect();
            format!(
                "{} poging {} [{}]\n",
                state["is"].as_str().unwrap(),
                delivery.attempt,
                history.join("; ")
            )
        });
        shown.collect()
    }
}

fn engine(folder: &Path, world: &Arc<World>) -> Arc<Engine> {
    with_store(Store::open(&folder.join("data")).unwrap(), folder, world)
}

fn with_store(store: Store, folder: &Path, world: &Arc<World>) -> Arc<Engine> {
    let book = rules::book(folder);
    let connectors = Arc::new(Lines { world: Arc::clone(world) });
    let (post, clock) = (Arc::clone(world) as _, Arc::clone(world) as _);
    Arc::new(Engine::new(store, Outside { connectors, post, clock }, book).unwrap())
}

/// Numbers differ from run to run.
fn hide_ids(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("lv-") {
        out.push_str(&rest[..at]);
        out.push_str("lv-…");
        rest = &rest[at + 3..];
        rest = rest.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    out + rest
}
