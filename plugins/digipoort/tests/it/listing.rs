//! What a poll asks, and what it makes of the answers.

use expect_test::{Expect, expect, expect_file};
use plugins_digipoort::Digipoort;
use sdk_connector::kinds;
use sdk_connector::protocol::{HttpReply, Item, Page, Poll};
use sdk_connector::script::Played;
use serde_json::{Value, json};

use crate::samples::{
    HOUR, NOW, ONE, TWO, WAZO, ZW, answered, envelope, fault, identity, list, scope, script,
    settings_with,
};

/// A poll for one service that gets this answer.
pub(crate) fn polled(reply: &HttpReply) -> Played<Page> {
    let poll = Poll { cursor: Value::Null, scopes: vec![scope(ONE, ZW), scope(TWO, ZW)] };
    script().reply(kinds::HTTP, reply).poll::<Digipoort>(&poll)
}

fn check(reply: &HttpReply, expected: Expect) {
    let played = polled(reply);
    expected.assert_eq(&match played.outcome {
        Ok(Page::Listed { items, .. }) => {
            let keys = items.into_iter().map(|Item { key, loonheffingennummer, .. }| {
                format!("{key} {loonheffingennummer}")
            });
            keys.collect::<Vec<_>>().join(", ")
        }
        Ok(Page::TryAgain { reason, after }) => format!("later {after:?}: {reason}"),
        Ok(Page::Rejected { reason }) => format!("nee: {reason}"),
        Err(fault) => format!("fout: {fault}"),
    });
}

#[test]
fn a_poll_of_two_services() {
    let poll = Poll {
        cursor: json!({ ZW: { "tot": { ONE: NOW - HOUR } } }),
        scopes: vec![scope(TWO, ZW), scope(ONE, WAZO), scope(ONE, ZW)],
    };
    let played = script()
        .settings(&settings_with(json!({
            "credential": "digipoort",
            "berichtsoorten": { WAZO: "Wazo & meer" },
        })))
        .reply(kinds::HTTP, &answered(200, list("Wazo &amp; meer", &[("K-1", ONE)])))
        .reply(kinds::HTTP, &answered(200, list(ZW, &[("K-9", TWO), ("K-3", ONE)])))
        .poll::<Digipoort>(&poll);
    expect_file!["polled.txt"]
        .assert_eq(&played.transcript.replace("\\n", "\n").replace("\\\"", "\""));
}

#[test]
fn nobody_to_ask_for_is_nothing_to_ask() {
    let poll = Poll { cursor: json!({ ZW: { "tot": { ONE: 1 } } }), scopes: vec![] };
    let played = script().poll::<Digipoort>(&poll);
    let cursor = json!({});
    assert_eq!(played.outcome, Ok(Page::Listed { items: vec![], cursor, more: false }));
}

#[test]
fn only_what_is_within_the_scopes_is_listed_and_once() {
    let items = [
        ("K-2", ONE),
        ("K-1", TWO),
        ("K-2", ONE),
        ("K-3", "999999990L01"),
        (" K-4\n", "123456782l01"),
    ];
    check(
        &answered(200, list(ZW, &items)),
        expect!["K-1 111222333L02, K-2 123456782L01, K-4 123456782L01"],
    );
    check(&answered(200, list(WAZO, &items)), expect![""]);
    let other = list(ZW, &items).replace("<p:type>LHnr", "<p:type>Fi");
    check(&answered(200, other), expect![""]);
    check(&answered(200, list(ZW, &[])), expect![""]);
}

#[test]
fn what_was_left_out_is_told_to_the_operator() {
    let mixed = list(WAZO, &[("K-1", ONE)]);
    let played = polled(&answered(200, mixed));
    assert!(played.transcript.contains("# Warning: UWV-ZZ-ZW: 1 berichten van een andere soort"));
    let played = polled(&answered(200, list(ZW, &[("K-1", "999999990L01")])));
    assert!(played.transcript.contains("# Debug: UWV-ZZ-ZW: 1 berichten buiten de machtigingen"));
}

#[test]
fn faults_and_failures() {
    check(
        &answered(500, fault("OPH400")),
        expect!["later None: Digipoort meldt OPH400: Het verzoek is niet goed."],
    );
    check(
        &answered(500, fault("OPH100")),
        expect!["nee: Digipoort meldt OPH100: Het verzoek is niet goed."],
    );
    check(
        &answered(200, fault("")),
        expect!["later None: Digipoort meldt : Het verzoek is niet goed."],
    );
    let bare = fault("X").replace("ophaalFault", "andereFault");
    check(&answered(500, bare), expect!["nee: Digipoort meldt soapenv:Client: Algemene fout"]);
    check(
        &answered(503, "<html><p>druk</html>"),
        expect!["later None: Digipoort antwoordt met HTTP 503"],
    );
    check(&answered(403, ""), expect!["nee: Digipoort antwoordt met HTTP 403"]);
    check(
        &HttpReply::Failed { unsent: false, reason: "brak halverwege af".into() },
        expect!["later None: brak halverwege af"],
    );
    let HttpReply::Answered { body, .. } = answered(429, "") else { panic!() };
    let headers = vec![("retry-after".into(), "90".into())];
    check(
        &HttpReply::Answered { status: 429, headers, body, blob: None },
        expect!["later Some(90): Digipoort antwoordt met HTTP 429"],
    );
}

#[test]
fn answers_that_are_not_what_they_should_be() {
    let good = list(ZW, &[("K-1", ONE)]);
    check(
        &answered(200, good.split("</p:kenmerk>").next().unwrap()),
        expect![
            "later None: het antwoord van Digipoort is niet heel: regel 4: het bericht is afgebroken: element `p:kenmerk` van regel 4 wordt niet gesloten"
        ],
    );
    check(
        &answered(200, good.replace("getBerichtenLijstResponse</wsa", "getBerichtenResponse</wsa")),
        expect!["later None: het antwoord van Digipoort noemt een andere wsa:Action"],
    );
    check(
        &answered(
            200,
            good.replace("</wsa:Action>", "</wsa:Action><wsa:RelatesTo>urn:uuid:1</wsa:RelatesTo>"),
        ),
        expect!["later None: het antwoord van Digipoort hoort bij een andere vraag"],
    );
    check(
        &answered(200, good.replace("getBerichtenLijstReturn", "getBerichtenReturn")),
        expect!["later None: het bericht is geen antwoord op getBerichtenLijst"],
    );
    check(
        &answered(200, good.replace("koppelvlakservices/1.2", "koppelvlakservices/1.1")),
        expect!["later None: het bericht is geen antwoord op getBerichtenLijst"],
    );
    check(
        &answered(200, "<a/>"),
        expect!["later None: het bericht is geen antwoord op getBerichtenLijst"],
    );
    let swapped = format!(
        "<p:BerichtLijstResultaat><p:kenmerk>K</p:kenmerk><p:berichtsoort>{ZW}</p:berichtsoort>{}</p:BerichtLijstResultaat>",
        identity(ONE)
    );
    check(
        &answered(200, envelope("getBerichtenLijst", &swapped)),
        expect![
            "later None: BerichtLijstResultaat: hier hoort `berichtsoort` en er staat `kenmerk` (regel 4)"
        ],
    );
    let bomb = format!("<!DOCTYPE a [<!ENTITY e 'x'>]>{}", good.split_once('\n').unwrap().1);
    check(
        &answered(200, bomb),
        expect![
            "later None: het antwoord van Digipoort is niet heel: regel 1: het bericht bevat een DOCTYPE; dat is niet toegestaan"
        ],
    );
}

#[test]
fn an_answer_to_this_very_question_is_taken() {
    let played = polled(&answered(200, list(ZW, &[])));
    let id = played.transcript.split("<wsa:MessageID>").nth(1).unwrap();
    let id = id.split('<').next().unwrap();
    let relates = format!("</wsa:Action><wsa:RelatesTo>{id}</wsa:RelatesTo>");
    let related = list(ZW, &[("K-1", ONE)]).replace("</wsa:Action>", &relates);
    check(&answered(200, related), expect!["K-1 123456782L01"]);
}

#[test]
fn settings_that_are_wrong() {
    let told = |settings: Value| {
        let poll = Poll { cursor: Value::Null, scopes: vec![] };
        script().settings(&settings).poll::<Digipoort>(&poll).outcome.unwrap_err()
    };
    assert_eq!(told(json!({})), "instelling `endpoint` ontbreekt");
    assert_eq!(
        told(settings_with(json!({ "venster_dagen": 0 }))),
        "instelling `venster_dagen` moet ten minste 1 zijn"
    );
    assert_eq!(
        told(settings_with(json!({ "berichtsoorten": { "a": "x", "b": "x" } }))),
        "instelling `berichtsoorten` noemt een berichtsoort bij meer dan een dienst"
    );
    let poll = Poll { cursor: json!([1]), scopes: vec![] };
    assert_eq!(
        script().poll::<Digipoort>(&poll).outcome.unwrap_err(),
        "de stand van het ophalen is niet te begrijpen"
    );
}
