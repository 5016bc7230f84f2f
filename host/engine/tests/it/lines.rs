//! The connector of these tests: it reads lines of text, and delivers over HTTP.

use std::sync::{Arc, atomic::Ordering};

use host_domain::Toegestaan;
use host_engine::ports::{Bodies, Connectors, PluginVersion, Sink, StepFault};
use sdk_connector::protocol::{
    Answer, Call, Chunk, Claim, ClaimMessage, Document, HttpReply, HttpRequest, Intake, Level,
    Problem, Progress, Receive, Received, Response, StepResult,
};
use serde_json::{Map, Value, json};

use crate::{delivering, fetching, house::World};

/// The fields that the connector of these tests reads, in the order of its lines.
pub(crate) const FIELDS: [&str; 9] =
    ["werkgever", "sleutel", "bsn", "naam", "geval", "nr", "dag", "ingang", "procent"];

/// The connector: the first line is `sleutel [proef] [stuk] [verslag]`, every other a record.
pub(crate) struct Lines {
    pub(crate) world: Arc<World>,
}

impl Connectors for Lines {
    fn current(&self, plugin: &str) -> Option<PluginVersion> {
        self.loaded().into_iter().find(|p| p.name == plugin)
    }

    fn loaded(&self) -> Vec<PluginVersion> {
        if self.world.unloaded.load(Ordering::SeqCst) {
            return Vec::new();
        }
        let build = self.world.build.load(Ordering::SeqCst).to_string();
        vec![PluginVersion { name: "proef".into(), version: "1".into(), hash: build }]
    }

    fn bericht(&self, _: &str, soort: &str, velden: &Map<String, Value>) -> Result<u32, String> {
        let is_ours = soort == "proef.seintje" && velden.get("tekst").is_some_and(Value::is_string);
        if is_ours { Ok(1) } else { Err("plugin `proef` kent dit bericht niet".into()) }
    }

    fn step(
        &self,
        plugin: &PluginVersion,
        call: &Call,
        bodies: Arc<dyn Bodies>,
        replies: &[Document],
    ) -> Result<StepResult, StepFault> {
        match call.request.kind.as_str() {
            "poll" | "fetch" => fetching::step(&self.world, plugin, call, replies),
            "receive" if fetching::is_document(call) => fetching::receive(call, bodies.as_ref()),
            "receive" => receive(&self.world, plugin, call, bodies.as_ref(), replies),
            "answer" => Ok(done("response", &answer(call))),
            _ => Ok(delivering::step(call, replies)),
        }
    }

    fn http(
        &self,
        _: &PluginVersion,
        _: &Map<String, Value>,
        _: &Toegestaan,
        request: &HttpRequest,
        sink: &mut Sink<'_>,
    ) -> HttpReply {
        if let Some(reply) = fetching::http(&self.world, request, sink) {
            return reply;
        }
        self.world.sent.lock().unwrap().push(request.clone());
        if let Some(happens) = self.world.meanwhile.lock().unwrap().take() {
            happens();
        }
        let fine = HttpReply::Answered {
            status: 200,
            headers: Vec::new(),
            body: "dank u".into(),
            blob: None,
        };
        self.world.answers.lock().unwrap().pop_front().unwrap_or(fine)
    }
}

fn done<T: serde::Serialize>(kind: &str, outcome: &T) -> StepResult {
    StepResult { asked: Vec::new(), progress: Progress::Done(Document::of(kind, 1, outcome)) }
}

fn receive(
    world: &World,
    plugin: &PluginVersion,
    call: &Call,
    bodies: &dyn Bodies,
    replies: &[Document],
) -> Result<StepResult, StepFault> {
    let request: Receive = call.request.read().unwrap();
    let bytes = bodies.read(request.body.handle, 0, request.body.length as u32).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    assert!(!head.contains(&"paniek"), "as asked");
    if head.contains(&"stuk") && !world.mended.load(Ordering::SeqCst) {
        return Err(StepFault::Broken { plugin: plugin.name.clone(), reason: "liep vast".into() });
    }
    let claim = ClaimMessage { key: head[0].to_owned(), test: head.contains(&"proef") };
    let asked = vec![Document::of("claim-message", 1, &claim)];
    let header = json!({ "verslag": head.contains(&"verslag") });
    let intakes: Vec<Document> = lines.enumerate().map(|(n, line)| intake(n, line)).collect();
    let progress = match replies.first().map(|reply| reply.read::<Claim>().unwrap()) {
        None => Progress::Waiting,
        Some(Claim::Repeated { .. }) => outcome(&Received::Repeated { header }),
        Some(Claim::Conflict { .. }) => {
            let problem = Problem {
                level: Level::Uitval,
                field: String::new(),
                text: "andere inhoud".into(),
            };
            outcome(&Received::Refused { problem, header })
        }
        // In two rounds, so that the state between them is used.
        Some(Claim::New) if call.state.is_empty() && intakes.len() > 1 => {
            let half = intakes.len() / 2;
            Progress::Continue(Chunk {
                state: (half as u64).to_be_bytes().to_vec(),
                intakes: intakes[..half].to_vec(),
            })
        }
        Some(Claim::New) => {
            let from =
                call.state.first_chunk().map_or(0, |half| u64::from_be_bytes(*half) as usize);
            outcome(&Received::Read { intakes: intakes[from..].to_vec(), header })
        }
    };
    Ok(StepResult { asked, progress })
}

fn outcome(received: &Received) -> Progress {
    Progress::Done(Document::of("received", 1, received))
}

fn intake(n: usize, line: &str) -> Document {
    let fields: Map<String, Value> = FIELDS
        .into_iter()
        .zip(line.split(';'))
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let intake = Intake {
        key: format!("{}/{}", text("geval"), text("nr")),
        place: format!("regel {}", n + 2),
        problems: Vec::new(),
        fields: Value::Object(fields),
        file: None,
        echo: Value::Null,
    };
    Document::of("proef.regel", 1, &intake)
}

fn answer(call: &Call) -> Response {
    let answer: Answer = call.request.read().unwrap();
    let counts = serde_json::to_string(&answer.counts).unwrap();
    Response {
        status: if answer.refused.is_some() { 422 } else { 200 },
        content_type: "text/plain".into(),
        body: counts,
        follow_up: answer.header["verslag"]
            .as_bool()
            .unwrap_or(false)
            .then(|| "proef.verslag".to_owned()),
    }
}
