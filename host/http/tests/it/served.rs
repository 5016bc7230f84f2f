//! What the tests share: a server on a free port, and requests as bytes on a socket.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use host_domain::{Importkoppeling, Toegestaan};
use host_engine::{
    Actor, Engine, NewAccount, NewWerkgever, Token, pipeline,
    ports::{Bodies, Clock, Connectors, PluginVersion, StepFault},
};
use host_http::{Api, Limits, Settings};
use host_rulebook::{Book, IntakeField, IntakeSchema, IntakeType};
use host_store::Store;
use jiff::Timestamp;
use sdk_connector::protocol::{
    Call, Document, HttpReply, HttpRequest, Intake, Progress, Receive, Received, Response,
    StepResult,
};
use serde_json::{Map, Value, json};
use tokio::{runtime::Runtime, sync::oneshot, task::JoinHandle};

/// Largest message that the server takes.
pub(crate) const MESSAGE_MAX: u64 = 100_000;

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
        let connector = Lines { gate: Arc::clone(&gate), status: Arc::clone(&status) };
        let engine = engine(&folder, connector);
        let running = pipeline::start(Arc::clone(&engine)).unwrap();
        let partner = furnish(&engine);
        let beheer = Token::new().unwrap();
        let settings = Settings {
            wait,
            message_max: MESSAGE_MAX,
            beheer_sha256: beheer.hash(),
            plugin_problems: vec!["stuk/plugin.toml:1: sleutel `name` ontbreekt".into()],
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
    let rules = folder.path().join("rules/importconfiguraties");
    std::fs::create_dir_all(&rules).unwrap();
    std::fs::write(rules.join("proef.rhai"), IMPORT).unwrap();
    let field =
        |name: &str| IntakeField { name: name.into(), kind: IntakeType::Tekst, optional: true };
    let fields = ["werkgever", "bsn", "naam"].map(field).to_vec();
    let schema = IntakeSchema { kind: "proef.regel".into(), version: 1, fields };
    let loaded = Book::load(&folder.path().join("rules"), &[schema]);
    let book = loaded.book.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics));
    let store = Store::open(&folder.path().join("gegevens")).unwrap();
    Arc::new(Engine::new(store, Arc::new(connector), Arc::new(Still), book).unwrap())
}

/// A werkgever, and an account with a link that works and links that do not.
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
    };
    let account = NewAccount {
        klantcode: "K1".into(),
        naam: "Partner".into(),
        werkgevergroepen: ["Groep".to_owned()].into(),
        importkoppelingen: vec![
            link("Proef", "proef", "Proef"),
            link("ZonderPlugin", "weg", "Proef"),
            link("ZonderRegels", "proef", "Weg"),
        ],
    };
    engine.put_account(&actor, account, false).unwrap().unwrap()
}

/// A clock that stands still.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_772_442_840).unwrap()
    }
}

/// A connector that reads a record `werkgever;bsn;naam` from every line.
struct Lines {
    gate: Arc<Mutex<()>>,
    status: Arc<AtomicU16>,
}

impl Connectors for Lines {
    fn current(&self, plugin: &str) -> Option<PluginVersion> {
        self.loaded().into_iter().find(|loaded| loaded.name == plugin)
    }

    fn loaded(&self) -> Vec<PluginVersion> {
        vec![PluginVersion { name: "proef".into(), version: "1".into(), hash: "1".into() }]
    }

    fn step(
        &self,
        _: &PluginVersion,
        call: &Call,
        bodies: Arc<dyn Bodies>,
        _: &[Document],
    ) -> Result<StepResult, StepFault> {
        drop(self.gate.lock().unwrap());
        let outcome = match call.request.kind.as_str() {
            "receive" => Document::of("received", 1, &received(call, bodies.as_ref())),
            _ => Document::of("response", 1, &response(self.status.load(Ordering::SeqCst))),
        };
        Ok(StepResult { asked: Vec::new(), progress: Progress::Done(outcome) })
    }

    fn http(
        &self,
        _: &PluginVersion,
        _: &Map<String, Value>,
        _: &Toegestaan,
        _: &HttpRequest,
    ) -> HttpReply {
        HttpReply::Failed { unsent: true, reason: "niemand vraagt dit".into() }
    }
}

fn response(status: u16) -> Response {
    let body = "<goed/>".to_owned();
    Response { status, content_type: "application/xml".into(), body, follow_up: None }
}

fn received(call: &Call, bodies: &dyn Bodies) -> Received {
    let request: Receive = call.request.read().unwrap();
    let bytes = bodies.read(request.body.handle, 0, request.body.length as u32).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let intakes = text.lines().map(|line| {
        let mut parts = line.split(';');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        let (werkgever, bsn, naam) = (part(), part(), part());
        let intake = Intake {
            // A source that is careless with its keys.
            key: format!("{werkgever}/{bsn}"),
            place: "regel".into(),
            problems: Vec::new(),
            file: None,
            echo: json!({ "SofiNr": bsn }),
            fields: json!({ "werkgever": werkgever, "bsn": bsn, "naam": naam }),
        };
        Document::of("proef.regel", 1, &intake)
    });
    Received::Read { intakes: intakes.collect(), header: Value::Null }
}
