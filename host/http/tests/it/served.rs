//! What the tests share: a server on a free port, and requests as bytes on a socket.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU16},
    },
    time::Duration,
};

use host_domain::{Importkoppeling, Ophalen, Toegestaan};
use host_engine::{
    Actor, Engine, NewAccount, NewWerkgever, Outside, Token, TrialReport, TriedCall, pipeline,
    ports::{Clock, Mail, Post},
};
use host_http::{Api, Limits, Reloading, Settings, Trials};
use host_rulebook::Book;
use host_store::Store;
use jiff::Timestamp;
use sdk_connector::protocol::Outcome;
use serde_json::{Map, Value};
use tokio::{runtime::Runtime, sync::oneshot, task::JoinHandle};

use crate::{
    books::Waiting,
    connector::{Lines, schemas},
};

/// Largest message that the server takes.
pub(crate) const MESSAGE_MAX: u64 = 1_000_000;

/// How long a sender waits for its answer.
pub(crate) const WAIT: Duration = Duration::from_millis(500);

const IMPORT: &str = r#"importconfiguratie(#{
    naam: "Proef",
    omschrijving: "Leest de regels van de toetsen",
    intake: "proef.regel",
    werkgevercode: bericht.werkgever,
    koppelsleutels: ["BSN"],
    conversiegroep: (),
    werknemer: #{ bsn: bericht.bsn, achternaam: bericht.naam },
});
"#;

const DOCUMENTS: &str = r#"importconfiguratie(#{
    naam: "Documenten",
    omschrijving: "Leest de documenten van de toetsen",
    intake: "proef.document",
    conversiegroep: "Documenten",
    document: #{
        loonheffingennummer: bericht.nummer,
        dienst: bericht.dienst,
        extern_kenmerk: bericht.kenmerk,
        bsn: bericht.bsn,
        titel: bericht.titel,
        kenmerk: conversie("Document kenmerk", bericht.kenmerk),
    },
});
"#;

const CODES: &str = r#"conversiegroep(#{
    naam: "Documenten",
    selecteerbaar: true,
    extern_systeem: (),
    sleutels: #{ "Document kenmerk": #{ "X1": "Besluit", "Other": "Overig" } },
});
"#;

const CATALOGUE: &str = r#"
trajectsoort = [{ code = "Verzuim", naam = "Verzuim" }, { code = "ZwErd", naam = "ZW-ERD" }]
locatietype = [{ code = "Locatie", naam = "Op locatie" }]
verzekeringstype = [{ code = "Conventioneel", naam = "Conventioneel" }]
kenmerk = [
    { code = "Spoed", naam = "Spoed", op = ["traject"] },
    { code = "Bijzonder", naam = "Bijzonder", op = ["werknemer", "werkgever"] },
]
"#;

/// A server that runs.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    pub(crate) beheer: Token,
    pub(crate) partner: Token,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) engine: Arc<Engine>,
    /// While it is held, no connector steps.
    pub(crate) gate: Arc<Mutex<()>>,
    /// What the connector answers as status.
    pub(crate) status: Arc<AtomicU16>,
    /// Whether the connector breaks on the next messages.
    pub(crate) breaks: Arc<AtomicBool>,
    /// What was told of rules and plugins.
    pub(crate) reloading: Arc<Reloading>,
    running: Option<pipeline::Running>,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
    runtime: Runtime,
}

/// An answer as it came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Served {
    pub(crate) fn start() -> Served {
        Served::start_with(Limits::default(), WAIT, Runtime::new().unwrap())
    }

    /// With limits that a test can reach, other patience, and on threads that it counts.
    pub(crate) fn start_with(limits: Limits, wait: Duration, runtime: Runtime) -> Served {
        let folder = tempfile::tempdir().unwrap();
        let gate = Arc::<Mutex<()>>::default();
        let status = Arc::new(AtomicU16::new(200));
        let (breaks, reloading) = (Arc::<AtomicBool>::default(), Arc::<Reloading>::default());
        let connector = Lines {
            gate: Arc::clone(&gate),
            status: Arc::clone(&status),
            breaks: Arc::clone(&breaks),
        };
        let engine = engine(&folder, connector);
        let running = pipeline::start(Arc::clone(&engine)).unwrap();
        let partner = furnish(&engine);
        let beheer = Token::new().unwrap();
        let settings = Settings {
            wait,
            message_max: MESSAGE_MAX,
            beheer_sha256: beheer.hash(),
            reloading: Arc::clone(&reloading),
            trials: Arc::new(Candidates),
            rules: Arc::new(Waiting),
            limits,
        };
        let api = Api::new(Arc::clone(&engine), settings);
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = runtime.spawn(host_http::serve(listener, api, async {
            stopped.await.ok();
        }));
        Served {
            address,
            beheer,
            partner,
            folder,
            engine,
            gate,
            status,
            breaks,
            reloading,
            running: Some(running),
            stop: Some(stop),
            server,
            runtime,
        }
    }

    /// Says that the server is to stop.
    pub(crate) fn tell_to_stop(&mut self) {
        self.stop.take().map(|stop| stop.send(()));
    }

    /// Whether it ends within some time.
    pub(crate) fn ends_within(&mut self, patience: Duration) -> bool {
        let server = &mut self.server;
        self.runtime.block_on(async { tokio::time::timeout(patience, server).await.is_ok() })
    }

    /// Sends bytes as they are; closes its own side when `hang_up`.
    pub(crate) fn raw(&self, bytes: &[u8], hang_up: bool) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        drop(stream.write_all(bytes)); // it may be refused before the end
        if hang_up {
            stream.shutdown(std::net::Shutdown::Write).unwrap();
        }
        let mut text = Vec::new();
        drop(stream.read_to_end(&mut text)); // what came before a reset counts
        let text = String::from_utf8_lossy(&text).into_owned();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
    }

    pub(crate) fn request(&self, line: &str, token: &str, extra: &str, body: &str) -> Answer {
        let authorization = match token {
            "" => String::new(),
            token => format!("Authorization: Bearer {token}\r\n"),
        };
        let length = body.len();
        let text = format!(
            "{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{authorization}{extra}Content-Length: {length}\r\n\r\n{body}"
        );
        self.raw(text.as_bytes(), false).unwrap_or_else(|| panic!("no answer to {line}"))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request(&format!("GET {path}"), self.beheer.reveal(), "", "")
    }

    pub(crate) fn post(&self, body: &str) -> Answer {
        let line = "POST /koppelingen/K1/Proef";
        self.request(line, self.partner.reveal(), "Content-Type: text/plain\r\n", body)
    }

    /// Asks as the house, with a body.
    pub(crate) fn ask(&self, line: &str, body: &str) -> Answer {
        self.request(line, self.beheer.reveal(), "", body)
    }

    /// Posts to a link of the account; waits for all that follows from it.
    pub(crate) fn post_to(&self, link: &str, content_type: &str, body: &str) -> Answer {
        let extra = format!("Content-Type: {content_type}\r\n");
        let line = format!("POST /koppelingen/K1/{link}");
        let answer = self.request(&line, self.partner.reveal(), &extra, body);
        self.is_quiet();
        answer
    }

    /// Waits until all work is done.
    pub(crate) fn is_quiet(&self) {
        let quiet = (0..500).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            self.get("/api/stand").json()["rustig"] == true
        });
        assert!(quiet, "{}", self.get("/api/stand").body);
    }

    /// Files with messages, unfinished ones too.
    pub(crate) fn spooled(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("gegevens/berichten")).unwrap().count()
    }

    /// Waits until nothing is spooled.
    pub(crate) fn is_swept(&self) -> bool {
        (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            self.spooled() == 0
        })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.tell_to_stop();
        if let Some(running) = self.running.take() {
            running.stop();
        }
    }
}

fn engine(folder: &tempfile::TempDir, connector: Lines) -> Arc<Engine> {
    let rules = folder.path().join("rules");
    for (name, text) in [
        ("importconfiguraties/proef.rhai", IMPORT),
        ("importconfiguraties/documenten.rhai", DOCUMENTS),
        ("conversiegroepen/documenten.rhai", CODES),
        ("catalogus.toml", CATALOGUE),
    ] {
        let path = rules.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let loaded = Book::load(&rules, &schemas());
    let book = loaded.book.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics));
    let store = Store::open(&folder.path().join("gegevens")).unwrap();
    let outside =
        Outside { connectors: Arc::new(connector), post: Arc::new(NoPost), clock: Arc::new(Still) };
    Arc::new(Engine::new(store, outside, book).unwrap())
}

/// A werkgever, and an account with links that work and links that do not.
fn furnish(engine: &Engine) -> Token {
    let actor = Actor("toets".into());
    let groups = ["Groep".to_owned()].into();
    let werkgever = NewWerkgever {
        werkgevercode: "W1".into(),
        naam: "Bakkerij".into(),
        loonheffingennummers: [].into(),
        werkgevergroepen: groups,
    };
    engine.put_werkgever(&actor, werkgever).unwrap();
    let link = |naam: &str, plugin: &str, import: &str| Importkoppeling {
        naam: naam.into(),
        plugin: plugin.into(),
        importconfiguratie: import.into(),
        mailniveau: Default::default(),
        instellingen: Map::new(),
        toegestaan: Toegestaan::default(),
        ophalen: None,
        herhalen: None,
    };
    let polled = Some(Ophalen { elke_seconden: 60 });
    let account = NewAccount {
        klantcode: "K1".into(),
        naam: "Partner".into(),
        werkgevergroepen: ["Groep".to_owned()].into(),
        importkoppelingen: vec![
            link("Proef", "proef", "Proef"),
            link("ZonderPlugin", "weg", "Proef"),
            link("ZonderRegels", "proef", "Weg"),
            link("Documenten", "proef", "Documenten"),
            Importkoppeling { ophalen: polled, ..link("Ophalen", "proef", "Documenten") },
            Importkoppeling { ophalen: polled, ..link("OphalenZonder", "weg", "Documenten") },
        ],
    };
    engine.put_account(&actor, account, false).unwrap().unwrap()
}

/// Nobody mails here.
struct NoPost;

impl Post for NoPost {
    fn send(&self, _: &Mail) -> Outcome {
        Outcome::TryAgain { reason: "er is geen mailserver".into(), after: None }
    }
}

/// Who knows plugins, for these tests: a candidate differs as often as it has bytes.
struct Candidates;

impl Trials for Candidates {
    fn try_candidate(
        &self,
        _: &str,
        wasm: Vec<u8>,
        koppeling: &str,
        aantal: usize,
    ) -> Result<TrialReport, String> {
        if wasm.starts_with(b"stuk") {
            return Err("de kandidaat is geen component".into());
        }
        let call = TriedCall {
            aanroep: format!("{koppeling}/{aantal}"),
            soort: "receive".into(),
            op_ms: 1,
            rondes: 1,
            verschillen: vec!["uitkomst: is anders".into(); wasm.len()],
            huidig: Default::default(),
            kandidaat: Default::default(),
        };
        Ok(TrialReport { aanroepen: vec![call], niet_herhaalbaar: 2 })
    }

    fn accept(&self, actor: &Actor, plugin: &str) -> Result<String, String> {
        match plugin {
            "proef" => Ok(format!("2 ({})", actor.0)),
            _ => Err("er wacht geen versie van deze plugin".into()),
        }
    }
}

/// A clock that stands still.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_772_442_840).unwrap()
    }
}
