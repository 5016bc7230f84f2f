//! The Verwerkingsmelding and what the other side says to it.

use expect_test::{Expect, expect, expect_file};
use plugins_sivi::{Sivi, processed};
use sdk_connector::kinds;
use sdk_connector::protocol::{
    Deliver, Document, HttpReply, Level, Processed, RecordReport, RecordResult,
};
use sdk_connector::script::Script;
use serde_json::json;

use crate::answering::{header, report};

fn delivery(attempt: u32, records: Vec<RecordReport>) -> Deliver {
    let processed = Processed { report: "L-8".into(), header: header(true), records };
    let document = Document::of(processed::KIND, 1, &processed);
    Deliver { delivery: "bez-1".into(), attempt, document }
}

fn script() -> Script {
    let url = "https://portaal.example/verwerkingsmeldingen";
    Script::new().settings(&json!({ "verwerkingsmelding_url": url }))
}

fn answered(status: u16, retry_after: Option<&str>) -> HttpReply {
    let headers = retry_after.map(|value| ("retry-after".to_owned(), value.to_owned()));
    HttpReply::Answered {
        status,
        headers: headers.into_iter().collect(),
        body: String::new(),
        blob: None,
    }
}

#[test]
fn every_record_is_reported() {
    let uitval = [
        (Level::Melding, "", "niet voor buiten"),
        (Level::Uitval, "PrcVrzm", "percentage ligt niet tussen 0.00 en 100.00"),
        (Level::Uitval, "DatHrstld", "datum bestaat niet"),
    ];
    let warning = [(Level::Waarschuwing, "DatHrstld", "ontbreekt")];
    let nameless = RecordReport { echo: json!({}), ..report(5, RecordResult::Uitval, &uitval) };
    let records = vec![
        report(1, RecordResult::Verwerkt, &[]),
        report(2, RecordResult::Verwerkt, &warning),
        report(3, RecordResult::Uitval, &uitval),
        report(4, RecordResult::Dubbel, &[]),
        nameless,
    ];
    let played =
        script().reply(kinds::HTTP, &answered(202, None)).deliver::<Sivi>(&delivery(1, records));
    expect_file!["delivered.txt"]
        .assert_eq(&played.transcript.replace("\\n", "\n").replace("\\\"", "\""));
}

fn check(attempt: u32, reply: &HttpReply, expected: Expect) {
    let records = vec![report(1, RecordResult::Verwerkt, &[])];
    let played = script().reply(kinds::HTTP, reply).deliver::<Sivi>(&delivery(attempt, records));
    expected.assert_eq(&format!("{:?}", played.outcome));
}

#[test]
fn what_the_other_side_says() {
    check(
        1,
        &answered(200, None),
        expect![[r#"Ok(Accepted { receipt: "aangenomen (HTTP 200)" })"#]],
    );
    check(
        1,
        &answered(409, None),
        expect![[r#"Ok(Rejected { reason: "de ontvanger weigert met HTTP 409" })"#]],
    );
    check(
        2,
        &answered(409, None),
        expect![[r#"Ok(Accepted { receipt: "eerder aangenomen (HTTP 409)" })"#]],
    );
    check(
        1,
        &answered(422, None),
        expect![[r#"Ok(Rejected { reason: "de ontvanger weigert met HTTP 422" })"#]],
    );
    check(
        1,
        &answered(429, Some("120")),
        expect![[
            r#"Ok(TryAgain { reason: "de ontvanger antwoordt met HTTP 429", after: Some(120) })"#
        ]],
    );
    check(
        1,
        &answered(503, Some("Wed, 21 Oct 2026 07:28:00 GMT")),
        expect![[r#"Ok(TryAgain { reason: "de ontvanger antwoordt met HTTP 503", after: None })"#]],
    );
    check(
        1,
        &answered(302, None),
        expect![[r#"Ok(Rejected { reason: "de ontvanger weigert met HTTP 302" })"#]],
    );
    check(
        1,
        &HttpReply::Failed { unsent: false, reason: "te traag".into() },
        expect![[r#"Ok(TryAgain { reason: "te traag", after: None })"#]],
    );
}

#[test]
fn nothing_that_can_be_named_is_nothing_to_send() {
    let nameless = RecordReport { echo: json!({}), ..report(1, RecordResult::Uitval, &[]) };
    let played = script().deliver::<Sivi>(&delivery(1, vec![nameless]));
    expect![[r#"Ok(Accepted { receipt: "niets te melden: geen regel met een eigen kenmerk" })"#]]
        .assert_eq(&format!("{:?}", played.outcome));
}
