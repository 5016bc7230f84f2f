//! An answer of the ophaalservice, from HTTP to what the operation returns.

use sdk_connector::Host;
use sdk_connector::protocol::HttpReply;
use sdk_connector::xml::{Element, Outline};

use crate::MOST_ANSWER;
use crate::fault::{self, Verdict};
use crate::settings::Settings;
use crate::soap::Question;
use crate::structure::{collapsed, text};
use crate::wsdl::{DIGIPOORT, Operation, SOAP, WSA};

/// Most characters of a foutbeschrijving that we repeat.
const MOST_DESCRIPTION: usize = 200;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Whether the same request may go well later.
    pub verdict: Verdict,
    /// Why, in Dutch.
    pub reason: String,
    /// When to try again, in seconds, when the other side said so.
    pub after: Option<u32>,
}

impl Failure {
    /// Something that may go well later.
    pub fn later(reason: impl Into<String>) -> Failure {
        Failure { verdict: Verdict::Opnieuw, reason: reason.into(), after: None }
    }
}

/// An answer that belongs to the question.
pub struct Reply {
    /// All of it.
    pub outline: Outline,
    /// Its media type.
    pub content_type: String,
}

/// The answer to `question`, read to its end: whole, well-formed, no fault, and ours.
///
/// # Errors
/// Why it is not.
pub fn answer(
    question: &Question,
    reply: &HttpReply,
    settings: &Settings,
    host: &Host,
) -> Result<Reply, Failure> {
    let (status, headers, body, blob) = match reply {
        HttpReply::Answered { status, headers, body, blob } => (*status, headers, body, blob),
        HttpReply::Failed { reason, .. } => return Err(Failure::later(reason)),
    };
    let outline = match blob {
        Some(blob) => Outline::read(host.open(blob), MOST_ANSWER),
        None => Outline::read(body.as_bytes(), MOST_ANSWER),
    };
    let header = |wanted: &str| {
        headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.trim())
    };
    match outline {
        Ok(outline) => {
            if let Some(fault) = fault_in(&outline) {
                return Err(told_by(fault, settings));
            }
            if status != 200 {
                return Err(by_status(status, header("retry-after")));
            }
            belongs_to(&outline, question).map_err(Failure::later)?;
            let content_type = header("content-type").unwrap_or("text/xml").to_owned();
            Ok(Reply { outline, content_type })
        }
        Err(_) if status != 200 => Err(by_status(status, header("retry-after"))),
        Err(refusal) => {
            Err(Failure::later(format!("het antwoord van Digipoort is niet heel: {refusal}")))
        }
    }
}

/// What an HTTP status other than 200 means.
fn by_status(status: u16, retry_after: Option<&str>) -> Failure {
    let verdict = match status {
        408 | 425 | 429 => Verdict::Opnieuw,
        400..=499 => Verdict::Geweigerd,
        _ => Verdict::Opnieuw,
    };
    Failure {
        verdict,
        reason: format!("Digipoort antwoordt met HTTP {status}"),
        // In seconds; the form with a date is left to the host's own schedule.
        after: retry_after.and_then(|value| value.parse().ok()),
    }
}

fn body(outline: &Outline) -> Option<Element<'_>> {
    let root = outline.root();
    if root.is(SOAP, "Envelope") { root.child(SOAP, "Body") } else { None }
}

fn fault_in(outline: &Outline) -> Option<Element<'_>> {
    body(outline)?.child(SOAP, "Fault")
}

/// A fault carries no signature, now or later: it is told, and no more follows from it than whether
/// to try again.
fn told_by(fault: Element, settings: &Settings) -> Failure {
    let detail =
        fault.path("", &["detail"]).and_then(|detail| detail.child(DIGIPOORT, "ophaalFault"));
    let within = |name| detail.and_then(|detail| detail.child(DIGIPOORT, name));
    let value = |element: Option<Element>| element.and_then(|element| text(element).ok());
    let of_fault = |name| value(fault.child("", name)).unwrap_or_default();
    match value(within("foutcode")) {
        Some(code) => {
            let description = value(within("foutbeschrijving")).unwrap_or_default();
            let reason = format!("Digipoort meldt {}: {}", short(&code), short(&description));
            let verdict = fault::verdict(&code, &settings.foutcodes);
            Failure { verdict, reason, after: None }
        }
        None => {
            let (code, description) = (of_fault("faultcode"), of_fault("faultstring"));
            let of_client = code.rsplit(':').next() == Some("Client");
            let verdict = if of_client { Verdict::Geweigerd } else { Verdict::Opnieuw };
            let reason = format!("Digipoort meldt {}: {}", short(&code), short(&description));
            Failure { verdict, reason, after: None }
        }
    }
}

fn short(text: &str) -> String {
    text.chars().take(MOST_DESCRIPTION).collect()
}

/// Whether the answer is of this operation and to this very request. Signatures are not looked at;
/// see "Signing" in README.md.
fn belongs_to(outline: &Outline, question: &Question) -> Result<(), String> {
    returned(outline, question.operation)?;
    let header = outline.root().child(SOAP, "Header");
    let addressing = |name| {
        let element = header.and_then(|header| header.child(WSA, name));
        element.and_then(|element| element.text()).map(|text| collapsed(&text))
    };
    if addressing("Action") != Some(question.operation.response_action()) {
        return Err("het antwoord van Digipoort noemt een andere wsa:Action".to_owned());
    }
    match addressing("RelatesTo") {
        Some(other) if other != question.message_id => {
            Err("het antwoord van Digipoort hoort bij een andere vraag".to_owned())
        }
        _ => Ok(()),
    }
}

/// What the operation returns.
///
/// # Errors
/// When this is no answer of that operation.
pub fn returned(outline: &Outline, operation: Operation) -> Result<Element<'_>, String> {
    let name = operation.name();
    let (response, result) = (format!("{name}Response"), format!("{name}Return"));
    body(outline)
        .and_then(|body| body.path(DIGIPOORT, &[&response, &result]))
        .ok_or_else(|| format!("het bericht is geen antwoord op {name}"))
}
