//! The part of the connector of these tests that delivers: one request, and what its answer means.

use sdk_connector::protocol::{
    Ask, Call, Deliver, Document, HttpReply, HttpRequest, Outcome, Progress, StepResult,
};

/// Delivers a document, or asks what became of one.
pub(crate) fn step(call: &Call, replies: &[Document]) -> StepResult {
    let http = match call.request.kind.as_str() {
        "ask" => {
            let ask: Ask = call.request.read().unwrap();
            request(call, "GET", &ask.reference, ask.delivery, String::new())
        }
        _ => {
            let deliver: Deliver = call.request.read().unwrap();
            let body = String::from_utf8(deliver.document.body).unwrap();
            request(call, "POST", "", deliver.delivery, body)
        }
    };
    let outcome = replies.first().map(|reply| meaning(reply.read().unwrap()));
    let progress =
        outcome.map_or(Progress::Waiting, |o| Progress::Done(Document::of("outcome", 1, &o)));
    StepResult { asked: vec![Document::of("http", 1, &http)], progress }
}

fn request(call: &Call, method: &str, path: &str, key: String, body: String) -> HttpRequest {
    HttpRequest {
        method: method.into(),
        url: format!("http://partner.test/{path}"),
        // With the clock of the call, so that an attempt that is taken up again must keep it.
        headers: vec![
            ("idempotency-key".into(), key),
            ("x-moment".into(), call.now_ms.to_string()),
        ],
        body,
        ..HttpRequest::default()
    }
}

fn meaning(reply: HttpReply) -> Outcome {
    match reply {
        HttpReply::Answered { status: 200, body, .. } => Outcome::Accepted { receipt: body },
        HttpReply::Answered { status: 202, body, .. } => {
            Outcome::Pending { reference: body, ask_after: 0 }
        }
        HttpReply::Answered { status: 400, .. } => Outcome::Rejected { reason: "400".into() },
        HttpReply::Answered { .. } => Outcome::TryAgain { reason: "later".into(), after: None },
        HttpReply::Failed { reason, .. } => Outcome::TryAgain { reason, after: None },
    }
}
