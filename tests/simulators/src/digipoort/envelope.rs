//! The envelope around requests and answers: SOAP 1.1 with WS-Addressing.
//!
//! **Open:** signatures. A `wsse:Security` header is let through unread, and answers carry none. A
//! check of the signature of a request belongs in [`read`], after the headers are known to be there;
//! signing an answer belongs in [`answer`]. Faults stay unsigned, as recorded ones are.

use quick_xml::escape::escape;

use super::document::moment;
use super::node::{Node, collapse, parse};
use super::schema::{ACTIONS, Operation, PAYLOAD, date_time, violations};
use jiff::Timestamp;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const ADDRESSING: &str = "http://www.w3.org/2005/08/addressing";
const ANONYMOUS: &str = "http://www.w3.org/2005/08/addressing/anonymous";
const NOBODY: &str = "http://www.w3.org/2005/08/addressing/none";
const SECURITY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

/// Why a request is refused. Which codes the ophaalservice has is not published: these are ours, made
/// after `ALS100` and `STS100`, which the two other services were seen to give. The hundreds are what
/// cannot go well a second time, the four hundreds what can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foutcode {
    /// The request is not as the interface says.
    Koppelvlak,
    /// A request with this MessageID was here before.
    Herhaald,
    /// Something is wrong at Digipoort itself.
    Storing,
}

impl Foutcode {
    /// As it stands in an `ophaalFault`.
    pub fn code(self) -> &'static str {
        match self {
            Foutcode::Koppelvlak => "OPH100",
            Foutcode::Herhaald => "OPH410",
            Foutcode::Storing => "OPH400",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Foutcode::Koppelvlak => {
                "Het verzoek voldoet niet aan de koppelvlakspecificaties en kan hierdoor niet door \
                 Digipoort worden verwerkt."
            }
            Foutcode::Herhaald => "Een verzoek met dit berichtnummer is al ontvangen.",
            Foutcode::Storing => "Digipoort kan het verzoek op dit moment niet verwerken.",
        }
    }
}

/// A request that is as the interface says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) operation: Operation,
    pub(crate) message_id: String,
    pub(crate) kenmerk: Option<String>,
    pub(crate) berichtsoort: Option<String>,
    pub(crate) belanghebbende: Option<(String, String)>,
    pub(crate) vanaf: Option<Timestamp>,
    pub(crate) tot: Option<Timestamp>,
}

/// A request that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: Foutcode,
    pub(crate) why: String,
    pub(crate) operation: Option<Operation>,
    pub(crate) message_id: Option<String>,
}

/// Reads a request that was posted to `endpoint` with this Content-Type and SOAPAction.
pub(crate) fn read(
    endpoint: &str,
    content_type: Option<&str>,
    soap_action: Option<&str>,
    body: &[u8],
) -> Result<Request, Refusal> {
    let mut known = Refusal {
        code: Foutcode::Koppelvlak,
        why: String::new(),
        operation: None,
        message_id: None,
    };
    understand(endpoint, content_type, soap_action, body, &mut known).map_err(|why| {
        known.why = why;
        known
    })
}

/// As [`read`]; what of a request is understood is put in `known`, for the fault that may come.
fn understand(
    endpoint: &str,
    content_type: Option<&str>,
    soap_action: Option<&str>,
    body: &[u8],
    known: &mut Refusal,
) -> Result<Request, String> {
    let body = std::str::from_utf8(body).map_err(|_| "het bericht is geen UTF-8")?;
    let (header, payload) = parts(&parse(body)?)?;
    let id = header.child(ADDRESSING, "MessageID").map(|id| collapse(&id.text));
    known.message_id = id.filter(|id| is_message_id(id));
    if !content_type.is_some_and(is_text_xml) {
        return Err("Content-Type is niet text/xml; charset=utf-8".to_owned());
    }
    let action = soap_action.ok_or("SOAPAction ontbreekt")?;
    let action = action.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(action);
    let operation = Operation::ALL.into_iter().find(|operation| operation.action() == action);
    let operation = operation.ok_or("SOAPAction is geen handeling van deze dienst")?;
    known.operation = Some(operation);
    let message_id = headers(endpoint, action, &header)?;
    let departures = violations(operation, &payload);
    if !departures.is_empty() {
        return Err(departures.join("; "));
    }
    let who = payload.child(PAYLOAD, "identiteitBelanghebbende").map(|who| {
        (who.value("nummer").unwrap_or_default(), who.value("type").unwrap_or_default())
    });
    let at = |name: &str| payload.value(name).and_then(|text| date_time(&text));
    Ok(Request {
        operation,
        message_id,
        kenmerk: payload.value("kenmerk"),
        berichtsoort: payload.value("berichtsoort"),
        belanghebbende: who,
        vanaf: at("tijdstempelVanaf"),
        tot: at("tijdstempelTot"),
    })
}

/// Header and payload of an envelope.
fn parts(envelope: &Node) -> Result<(Node, Node), String> {
    if !envelope.is(SOAP, "Envelope") {
        return Err("de wortel is geen Envelope van SOAP 1.1".to_owned());
    }
    let [header, body] = envelope.children.as_slice() else {
        return Err("een Envelope bestaat uit Header en Body".to_owned());
    };
    if !header.is(SOAP, "Header") || !body.is(SOAP, "Body") {
        return Err("een Envelope bestaat uit Header en Body".to_owned());
    }
    if envelope.is_mixed() || header.is_mixed() || body.is_mixed() {
        return Err("er staat tekst tussen de elementen van de envelop".to_owned());
    }
    match body.children.as_slice() {
        [payload] => Ok((header.clone(), payload.clone())),
        _ => Err("de Body heeft niet precies een element".to_owned()),
    }
}

/// Checks the headers; gives the MessageID.
fn headers(endpoint: &str, action: &str, header: &Node) -> Result<String, String> {
    for found in &header.children {
        let same = |other: &&Node| other.is(&found.space, &found.name);
        if header.children.iter().filter(same).count() > 1 {
            return Err(format!("{} staat er meer dan eens", found.name));
        }
        let address = found.child(ADDRESSING, "Address").map(|address| collapse(&address.text));
        let address = address.as_deref();
        match (found.space.as_str(), found.name.as_str()) {
            (ADDRESSING, "To" | "Action" | "MessageID") | (SECURITY, "Security") => {}
            (ADDRESSING, "ReplyTo") if address == Some(ANONYMOUS) => {}
            (ADDRESSING, "FaultTo" | "From") if matches!(address, Some(ANONYMOUS | NOBODY)) => {}
            (ADDRESSING, "ReplyTo" | "FaultTo" | "From") => {
                return Err(format!("{} heeft niet het adres anonymous", found.name));
            }
            _ => return Err(format!("header {} hoort hier niet", found.name)),
        }
    }
    let value = |name: &str| {
        let found = header.child(ADDRESSING, name).map(|found| collapse(&found.text));
        found.ok_or_else(|| format!("wsa:{name} ontbreekt"))
    };
    if value("To")? != endpoint {
        return Err("wsa:To is niet het adres van deze dienst".to_owned());
    }
    if value("Action")? != action {
        return Err("wsa:Action is niet gelijk aan SOAPAction".to_owned());
    }
    let id = value("MessageID")?;
    if !is_message_id(&id) {
        return Err("wsa:MessageID is geen urn:uuid:…".to_owned());
    }
    Ok(id)
}

/// `urn:uuid:` and a UUID.
fn is_message_id(text: &str) -> bool {
    let Some(id) = text.strip_prefix("urn:uuid:") else { return false };
    let groups: Vec<&str> = id.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// `text/xml` with `charset=utf-8`.
fn is_text_xml(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut parts = lower.split(';').map(str::trim);
    let charset = |part: &str| part.replace('"', "") == "charset=utf-8";
    parts.next() == Some("text/xml") && parts.any(charset)
}

/// Around what a successful answer says; `place` makes its MessageID.
pub(crate) fn answer(request: &Request, place: u64, items: &str) -> String {
    let name = request.operation.name();
    let body = format!(
        "<k:{name}Response xmlns:k=\"{PAYLOAD}\"><k:{name}Return>{items}</k:{name}Return>\
         </k:{name}Response>"
    );
    let action = format!("{ACTIONS}{name}Response");
    envelope(&action, place, Some(&request.message_id), &body)
}

/// A fault, unsigned as recorded ones are.
pub(crate) fn fault(refusal: &Refusal, place: u64) -> String {
    let action = match refusal.operation {
        Some(operation) => format!("{ACTIONS}{}/Fault/", operation.name()),
        None => format!("{ADDRESSING}/soap/fault"),
    };
    let side = if refusal.code == Foutcode::Storing { "Server" } else { "Client" };
    let body = format!(
        "<soapenv:Fault><faultcode>soapenv:{side}</faultcode><faultstring>Algemene fout</faultstring>\
         <faultactor>Verantwoordingsplichtige</faultactor><detail>\
         <fault:ophaalFault xmlns:fault=\"{PAYLOAD}\"><fault:foutcode>{}</fault:foutcode>\
         <fault:foutbeschrijving>{}\n\nDe volgende fout is opgetreden:\n\n{}</fault:foutbeschrijving>\
         </fault:ophaalFault></detail></soapenv:Fault>",
        refusal.code.code(),
        refusal.code.text(),
        escape(&refusal.why),
    );
    envelope(&action, place, refusal.message_id.as_deref(), &body)
}

fn envelope(action: &str, place: u64, relates_to: Option<&str>, body: &str) -> String {
    let relates_to = relates_to.map(|id| format!("<wsa:RelatesTo>{}</wsa:RelatesTo>", escape(id)));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <soapenv:Envelope xmlns:soapenv=\"{SOAP}\"><soapenv:Header xmlns:wsa=\"{ADDRESSING}\">\
         <wsa:To>{ANONYMOUS}</wsa:To>\
         <wsa:MessageID>urn:uuid:d191f00d-0000-4000-8000-{place:012x}</wsa:MessageID>\
         <wsa:Action>{action}</wsa:Action>{}</soapenv:Header>\
         <soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>",
        relates_to.unwrap_or_default(),
    )
}

/// A window as the journal tells it.
pub(crate) fn window(request: &Request) -> (Option<String>, Option<String>) {
    (request.vanaf.map(moment), request.tot.map(moment))
}
