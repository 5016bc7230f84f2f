//! The contract as Rust, generated from `sdk/wit`, and its mapping to the documents of the SDK.

#[allow(missing_docs, unreachable_pub, unused_qualifications, clippy::all, clippy::pedantic)]
mod generated {
    wasmtime::component::bindgen!({
        path: "../../sdk/wit",
        world: "connector",
        imports: { "schakel:connector/blobs.read": trappable },
    });
}

pub(crate) use generated::schakel::connector::{blobs, journal};
pub(crate) use generated::{Connector, ConnectorPre};

pub(crate) use generated::schakel::connector::types;
use sdk_connector::NoteLevel;
use sdk_connector::protocol::{Call, Chunk, Document, Progress, StepResult};

pub(crate) use types::{Call as WitCall, Document as WitDocument};

impl From<&Document> for types::Document {
    fn from(document: &Document) -> types::Document {
        types::Document {
            kind: document.kind.clone(),
            version: document.version,
            body: document.body.clone(),
        }
    }
}

impl From<types::Document> for Document {
    fn from(document: types::Document) -> Document {
        let types::Document { kind, version, body } = document;
        Document { kind, version, body }
    }
}

impl From<&Call> for types::Call {
    fn from(call: &Call) -> types::Call {
        types::Call {
            id: call.id.clone(),
            request: (&call.request).into(),
            settings: call.settings.as_bytes().to_vec(),
            state: call.state.clone(),
            now_ms: call.now_ms,
            seed: call.seed,
        }
    }
}

impl From<types::StepResult> for StepResult {
    fn from(result: types::StepResult) -> StepResult {
        let progress = match result.progress {
            types::Progress::Waiting => Progress::Waiting,
            types::Progress::Continue(chunk) => Progress::Continue(Chunk {
                state: chunk.state,
                intakes: chunk.intakes.into_iter().map(Into::into).collect(),
            }),
            types::Progress::Done(outcome) => Progress::Done(outcome.into()),
            types::Progress::Fault(text) => Progress::Fault(text),
        };
        StepResult { asked: result.asked.into_iter().map(Into::into).collect(), progress }
    }
}

impl From<journal::Level> for NoteLevel {
    fn from(level: journal::Level) -> NoteLevel {
        match level {
            journal::Level::Debug => NoteLevel::Debug,
            journal::Level::Info => NoteLevel::Info,
            journal::Level::Warning => NoteLevel::Warning,
        }
    }
}
