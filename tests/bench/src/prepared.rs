//! A connector that hands over intakes which were read before: so that what is measured is the
//! engine with its store, and not the reading.

use std::{ops::Range, sync::Arc};

use host_domain::Toegestaan;
use host_engine::ports::{Bodies, Connectors, Mail, PluginVersion, Post, Sink, StepFault};
use sdk_connector::{
    kinds,
    protocol::{
        Call, Chunk, Document, HttpReply, HttpRequest, Outcome, Progress, Receive, Received,
        Response, StepResult,
    },
};
use serde_json::{Map, Value};

/// Its name, as links refer to it.
pub(crate) const PLUGIN: &str = "klaar";

/// Records that are handed over in one round, and so are in one transaction.
pub(crate) const CHUNK: usize = 500;

/// The connector. A message is the range of intakes that it stands for, see [`message`].
pub(crate) struct Prepared {
    /// All intakes there are.
    pub(crate) intakes: Arc<Vec<Document>>,
}

/// The message that stands for these intakes.
pub(crate) fn message(range: &Range<usize>) -> String {
    format!("{} {}", range.start, range.end)
}

fn range(message: &str) -> Option<Range<usize>> {
    let (from, to) = message.split_once(' ')?;
    Some(from.parse().ok()?..to.parse().ok()?)
}

impl Prepared {
    fn receive(&self, call: &Call, bodies: &dyn Bodies) -> Result<Progress, String> {
        let request: Receive = call.request.read()?;
        let length = u32::try_from(request.body.length).unwrap_or(u32::MAX);
        let bytes = bodies.read(request.body.handle, 0, length)?;
        let all = range(&String::from_utf8_lossy(&bytes)).ok_or("geen reeks")?;
        let from = call.state.first_chunk().map_or(all.start, |at| usize::from_be_bytes(*at));
        let to = (from + CHUNK).min(all.end);
        let intakes = self.intakes.get(from..to).ok_or("buiten de reeks")?.to_vec();
        if to < all.end {
            return Ok(Progress::Continue(Chunk { state: to.to_be_bytes().to_vec(), intakes }));
        }
        let received = Received::Read { intakes, header: Value::Null };
        Ok(Progress::Done(Document::of(kinds::RECEIVED, kinds::VERSION, &received)))
    }
}

fn answer() -> Progress {
    let response = Response {
        status: 200,
        content_type: "text/plain".into(),
        body: "ontvangen".into(),
        follow_up: None,
    };
    Progress::Done(Document::of(kinds::RESPONSE, kinds::VERSION, &response))
}

impl Connectors for Prepared {
    fn current(&self, plugin: &str) -> Option<PluginVersion> {
        self.loaded().into_iter().find(|known| known.name == plugin)
    }

    fn loaded(&self) -> Vec<PluginVersion> {
        vec![PluginVersion { name: PLUGIN.into(), version: "1".into(), hash: "1".into() }]
    }

    fn step(
        &self,
        plugin: &PluginVersion,
        call: &Call,
        bodies: Arc<dyn Bodies>,
        _replies: &[Document],
    ) -> Result<StepResult, StepFault> {
        let broken = |reason| StepFault::Broken { plugin: plugin.name.clone(), reason };
        let progress = match call.request.kind.as_str() {
            kinds::RECEIVE => self.receive(call, bodies.as_ref()).map_err(broken)?,
            kinds::ANSWER => answer(),
            other => return Err(broken(format!("`{other}` wordt hier niet gevraagd"))),
        };
        Ok(StepResult { asked: Vec::new(), progress })
    }

    fn http(
        &self,
        _: &PluginVersion,
        _: &Map<String, Value>,
        _: &Toegestaan,
        _: &HttpRequest,
        _: &mut Sink<'_>,
    ) -> HttpReply {
        HttpReply::Failed { unsent: true, reason: "hier is geen netwerk".into() }
    }
}

/// A post to which nothing is given: the events of this house lead to no e-mail.
pub(crate) struct NoPost;

impl Post for NoPost {
    fn send(&self, _: &Mail) -> Outcome {
        Outcome::TryAgain { reason: "hier is geen post".into(), after: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_its_intakes() {
        assert_eq!(range(&message(&(3..1_000))), Some(3..1_000));
        assert_eq!(range("3"), None);
        assert_eq!(range("a 4"), None);
    }
}
