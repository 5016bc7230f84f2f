//! Retourmelding1, edition 2022: the answer to a message, in the same exchange.

use sdk_connector::protocol::{Answer, Level, Problem, RecordReport, Response};
use sdk_connector::xml::XmlWriter;
use serde_json::json;

use crate::message::header::Header;
use crate::outgoing::{self, Kind, LONGEST_TEXT, Letterhead, sentence, value};
use crate::processed;
use crate::settings::{Foutcode, Settings};

const RETOURMELDING: Kind = Kind {
    root: "Retourmelding1",
    namespace: "http://www.sivi.org/Verzuimmanagement/Retourmelding1/2022",
    br_cd: "99999",
    vnr_br_cd: "00002",
};

/// Most errors listed; the logverslag holds them all.
const MAX_ERRORS: usize = 200;

const XML: &str = "application/xml; charset=utf-8";
const PROBLEM_JSON: &str = "application/problem+json";

/// Answers the sender of a message. An error in the message as a whole is always told; what became
/// of its records only to a sender that asked for it (OntvngstbevJN = J).
pub fn answer(answer: &Answer, settings: &Settings, now_ms: i64) -> Response {
    let Ok(header) = serde_json::from_value::<Header>(answer.header.clone()) else {
        return without_header(answer);
    };
    let letterhead = Letterhead { incoming: &header, number: &answer.report, settings, now_ms };
    if answer.refused.is_some() {
        return response(422, XML, retourmelding(letterhead, answer));
    }
    let follow_up = settings.verwerkingsmelding_url.as_ref().map(|_| processed::KIND.to_owned());
    let response = if header.ontvangstbevestiging {
        response(200, XML, retourmelding(letterhead, answer))
    } else {
        response(204, "text/plain", String::new())
    };
    Response { follow_up, ..response }
}

fn response(status: u16, content_type: &str, body: String) -> Response {
    Response { status, content_type: content_type.to_owned(), body, follow_up: None }
}

/// A Retourmelding1 has to name the message that it answers; where that has no readable number, the
/// web's own form of a problem report takes its place. No header at all means that it was no XML.
fn without_header(answer: &Answer) -> Response {
    let status = if answer.header.is_null() { 400 } else { 422 };
    let detail = answer.refused.as_ref().map(sentence).unwrap_or_default();
    let body = json!({
        "type": "about:blank",
        "title": "Bericht geweigerd",
        "status": status,
        "detail": detail,
        "logverslag": answer.report,
    });
    response(status, PROBLEM_JSON, body.to_string())
}

fn retourmelding(letterhead: Letterhead, answer: &Answer) -> String {
    let Settings { retourmelding, foutcode, .. } = letterhead.settings;
    let sort = match (&answer.refused, answer.counts.uitval) {
        (Some(_), _) => &retourmelding.geweigerd,
        (None, 0) => &retourmelding.verwerkt,
        (None, _) => &retourmelding.met_uitval,
    };
    let errors: Vec<_> =
        answer.troubled.iter().flat_map(|record| errors(record, foutcode)).collect();
    outgoing::message(RETOURMELDING, |xml| {
        xml.element("BrAlg", &[], |xml| {
            outgoing::header(xml, RETOURMELDING, letterhead);
            value(xml, "SrtRetmldngCd", sort, 2);
        });
        if let Some(problem) = &answer.refused {
            foutmelding(xml, &foutcode.bericht, &sentence(problem));
        }
        for (code, text) in errors.iter().take(MAX_ERRORS) {
            foutmelding(xml, code, text);
        }
        if let Some(rest) = unlisted(answer, errors.len()) {
            foutmelding(xml, &foutcode.uitval, &rest);
        }
    })
}

fn foutmelding(xml: &mut XmlWriter, code: &str, text: &str) {
    xml.element("Foutmldng", &[], |xml| {
        value(xml, "SrtFoutCd", code, 2);
        value(xml, "Toelchtng", text, LONGEST_TEXT);
    });
}

/// The errors of one record: code and text.
fn errors<'a>(
    record: &'a RecordReport,
    codes: &'a Foutcode,
) -> impl Iterator<Item = (&'a str, String)> {
    record.problems.iter().filter_map(move |problem| {
        let code = match problem.level {
            Level::Uitval => &codes.uitval,
            Level::Waarschuwing => &codes.waarschuwing,
            Level::Melding | Level::Metadata => return None,
        };
        Some((code.as_str(), format!("{}: {}", record.place, sentence(problem))))
    })
}

/// What to say when not every dropped record or error is listed.
fn unlisted(answer: &Answer, errors: usize) -> Option<String> {
    let fatal = |problem: &Problem| problem.level == Level::Uitval;
    let listed = answer.troubled.iter().filter(|record| record.problems.iter().any(fatal)).count();
    let uitval = answer.counts.uitval;
    let more = uitval > listed as u64 || errors > MAX_ERRORS;
    more.then(|| {
        format!("In totaal {uitval} meldingen uitgevallen; zie logverslag {}.", answer.report)
    })
}
