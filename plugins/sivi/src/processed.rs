//! VerwerkingsmeldingWerkgeverArbodienst, edition 2025: afterwards, what became of each report.

use sdk_connector::protocol::{
    Deliver, HttpReply, HttpRequest, Level, Outcome, Processed, RecordReport, RecordResult,
};
use sdk_connector::xml::XmlWriter;
use sdk_connector::{Host, Result, Stop};
use serde_json::Value;

use crate::message::header::Header;
use crate::outgoing::{self, Kind, LONGEST_TEXT, Letterhead, sentence, value};
use crate::settings::Settings;

/// The kind of the document that is delivered, as in plugin.toml.
pub const KIND: &str = "sivi.verwerkingsmelding";

const ROOT: &str = "VerwerkingsmeldingWerkgeverArbodienst";
const NAMESPACE: &str =
    "http://www.sivi.org/Verzuimmanagement/VerwerkingsmeldingWerkgeverArbodienst/2025";

/// Brings a Verwerkingsmelding to the other side.
pub fn deliver(
    delivery: &Deliver,
    settings: &Settings,
    now_ms: i64,
    host: &mut Host,
) -> Result<Outcome> {
    let Some(url) = &settings.verwerkingsmelding_url else {
        return Err(Stop::fault("instelling `verwerkingsmelding_url` ontbreekt"));
    };
    let processed: Processed = delivery.document.read().map_err(Stop::Fault)?;
    let header: Header = serde_json::from_value(processed.header.clone())
        .map_err(|_| Stop::fault("de verwerkingsmelding verwijst niet naar een gelezen bericht"))?;
    // The number of the delivery: unique, and the same at every attempt.
    let letterhead = Letterhead { incoming: &header, number: &delivery.delivery, settings, now_ms };
    let Some(body) = verwerkingsmelding(letterhead, &processed) else {
        let receipt = "niets te melden: geen regel met een eigen kenmerk".to_owned();
        return Ok(Outcome::Accepted { receipt });
    };
    let reply = host.http(HttpRequest {
        method: "POST".to_owned(),
        url: url.clone(),
        headers: vec![
            ("Content-Type".to_owned(), "application/xml; charset=utf-8".to_owned()),
            ("Idempotency-Key".to_owned(), delivery.delivery.clone()),
        ],
        body,
        ..HttpRequest::default()
    })?;
    Ok(outcome(&reply, delivery.attempt))
}

/// The message; `None` when none of the records can be named in it.
fn verwerkingsmelding(letterhead: Letterhead, processed: &Processed) -> Option<String> {
    let settings = letterhead.settings;
    let reports: Vec<Report> = processed.records.iter().filter_map(Report::of).collect();
    if reports.is_empty() {
        return None;
    }
    let kind = Kind {
        root: ROOT,
        namespace: NAMESPACE,
        br_cd: &settings.verwerkingsmelding_brcd,
        vnr_br_cd: &settings.verwerkingsmelding_vnrbrcd,
    };
    Some(outgoing::message(kind, |xml| {
        xml.element("BrAlg", &[], |xml| outgoing::header(xml, kind, letterhead));
        for report in &reports {
            xml.element("VrwrkMld", &[], |xml| report.write(xml, settings));
        }
    }))
}

/// What became of one record, with what the sender knows it by.
struct Report<'a> {
    record: &'a RecordReport,
    case: String,
    number: String,
    connection: String,
    employer: String,
}

impl Report<'_> {
    /// `None` for a record that came without what it takes to name it.
    fn of(record: &RecordReport) -> Option<Report<'_>> {
        let echoed = |name: &str| match record.echo.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        Some(Report {
            record,
            case: echoed("VrzmgvlId")?,
            number: echoed("VrzmgvlVnrMld")?,
            connection: echoed("AansltnrGeguitwlngArbdnst").unwrap_or_default(),
            employer: echoed("IdWrkgvrArbdnst")?,
        })
    }

    fn write(&self, xml: &mut XmlWriter, settings: &Settings) {
        let (code, check) = codes(self.record, settings);
        value(xml, "VrwrkbhdCd", code, 2);
        value(xml, "VrzmgvlId", &self.case, 40);
        value(xml, "VrzmgvlVnrMld", &self.number, 3);
        value(xml, "AansltnrGeguitwlngArbdnst", &self.connection, 70);
        value(xml, "IdWrkgvrArbdnst", &self.employer, 40);
        value(xml, "CtrlCd", check, 5);
        value(xml, "MldngTkst", &text(self.record), LONGEST_TEXT);
    }
}

/// VrwrkbhdCd and CtrlCd of a record.
fn codes<'a>(record: &RecordReport, settings: &'a Settings) -> (&'a str, &'a str) {
    let Settings { verwerkbaarheid, controlecode, .. } = settings;
    let warned = record.problems.iter().any(|problem| problem.level >= Level::Waarschuwing);
    match (record.result, warned) {
        (RecordResult::Uitval, _) => (&verwerkbaarheid.uitval, &controlecode.uitval),
        (_, true) => (&verwerkbaarheid.met_waarschuwing, &controlecode.waarschuwing),
        (_, false) => (&verwerkbaarheid.verwerkt, &controlecode.geen),
    }
}

/// What became of a record, in a sentence, and behind it what there is to say about it.
fn text(record: &RecordReport) -> String {
    let result = match record.result {
        RecordResult::Verwerkt => "Verwerkt.",
        RecordResult::Dubbel => "Eerder verwerkt.",
        RecordResult::Uitval => "Niet verwerkt.",
        RecordResult::Proef => "Gecontroleerd (testbericht).",
    };
    let problems = record.problems.iter().filter(|problem| problem.level >= Level::Waarschuwing);
    let problems: Vec<String> = problems.map(sentence).collect();
    match problems.is_empty() {
        true => result.to_owned(),
        false => format!("{result} {}.", problems.join("; ")),
    }
}

/// What the answer of the other side means for the delivery.
fn outcome(reply: &HttpReply, attempt: u32) -> Outcome {
    let (status, headers) = match reply {
        HttpReply::Answered { status, headers, .. } => (*status, headers),
        HttpReply::Failed { reason, .. } => {
            return Outcome::TryAgain { reason: reason.clone(), after: None };
        }
    };
    match status {
        200..=299 => Outcome::Accepted { receipt: format!("aangenomen (HTTP {status})") },
        // With our idempotency key a conflict at a later attempt means that an earlier one arrived.
        409 if attempt > 1 => {
            Outcome::Accepted { receipt: "eerder aangenomen (HTTP 409)".to_owned() }
        }
        408 | 429 | 500..=599 => Outcome::TryAgain {
            reason: format!("de ontvanger antwoordt met HTTP {status}"),
            after: retry_after(headers),
        },
        _ => Outcome::Rejected { reason: format!("de ontvanger weigert met HTTP {status}") },
    }
}

/// Retry-After in seconds; the form with a date is left to our own schedule.
fn retry_after(headers: &[(String, String)]) -> Option<u32> {
    let (_, value) = headers.iter().find(|(name, _)| name == "retry-after")?;
    value.trim().parse().ok()
}
