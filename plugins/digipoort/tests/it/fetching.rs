//! What becomes of the answer to a fetch.

use expect_test::{Expect, expect, expect_file};
use plugins_digipoort::Digipoort;
use sdk_connector::kinds;
use sdk_connector::protocol::{Fetch, Fetched, HttpReply, Item};
use sdk_connector::script::{Played, Script};

use crate::samples::{METADATA, ONE, PDF, ZW, fault, message, messages, script, with_metadata_xml};

fn fetch(attempt: u32, script: Script) -> Played<Fetched> {
    let item = Item { key: "K-1".into(), loonheffingennummer: ONE.into(), dienst: ZW.into() };
    script.fetch::<Digipoort>(&Fetch { delivery: "b-1".into(), attempt, item })
}

fn answered(status: u16, body: &str) -> Script {
    let headers = [("content-type", "text/xml; charset=utf-8")];
    script().reply_blob(status, &headers, body.as_bytes())
}

fn check(attempt: u32, script: Script, expected: Expect) {
    expected.assert_eq(&match fetch(attempt, script).outcome {
        Ok(Fetched::Message { body, content_type }) => format!("{} {content_type}", body.handle),
        Ok(Fetched::Gone { reason }) => format!("weg: {reason}"),
        Ok(Fetched::TryAgain { reason, after }) => format!("later {after:?}: {reason}"),
        Err(fault) => format!("fout: {fault}"),
    });
}

fn good() -> String {
    messages(&message("K-1", &with_metadata_xml(METADATA, &[PDF])))
}

#[test]
fn a_message_is_asked_for_by_its_kenmerk() {
    let played = fetch(1, answered(200, &good()));
    expect_file!["fetched.txt"]
        .assert_eq(&played.transcript.replace("\\n", "\n").replace("\\\"", "\""));
}

#[test]
fn every_attempt_has_a_message_id_of_its_own() {
    let id = |attempt| {
        let transcript = fetch(attempt, answered(200, &good())).transcript;
        transcript.split("urn:uuid:").nth(1).unwrap()[..36].to_owned()
    };
    assert_eq!(id(1), id(1));
    assert_ne!(id(1), id(2));
    assert_eq!((&id(1)[14..15], id(1).len()), ("4", 36));
}

#[test]
fn a_message_that_is_whole_and_ours_is_kept() {
    check(1, answered(200, &good()), expect!["1 text/xml; charset=utf-8"]);
    check(9, script().reply_blob(200, &[], good().as_bytes()), expect!["1 text/xml"]);
}

#[test]
fn an_answer_that_was_cut_off_is_asked_for_again() {
    let good = good();
    let whole = good.trim_end().len();
    for end in (whole / 2..whole).step_by(7) {
        let Ok(Fetched::TryAgain { .. }) = fetch(1, answered(200, &good[..end])).outcome else {
            panic!("cut off at {end} of {whole}")
        };
    }
    check(
        1,
        answered(200, &good[..good.find("</p:inhoud></p:bijlage>").unwrap()]),
        expect![
            "later None: het antwoord van Digipoort is niet heel: regel 5: het bericht is afgebroken: element `p:inhoud` van regel 5 wordt niet gesloten"
        ],
    );
    check(
        1,
        answered(200, ""),
        expect![
            "later None: het antwoord van Digipoort is niet heel: regel 1: het bericht bevat geen element"
        ],
    );
}

#[test]
fn no_message_is_believed_in_the_end() {
    let empty = messages("");
    check(
        1,
        answered(200, &empty),
        expect!["later None: Digipoort geeft geen bericht met dit kenmerk"],
    );
    check(
        4,
        answered(200, &empty),
        expect!["later None: Digipoort geeft geen bericht met dit kenmerk"],
    );
    check(
        5,
        answered(200, &empty),
        expect!["weg: Digipoort geeft ook bij poging 5 geen bericht met dit kenmerk"],
    );
    let other = messages(&message("K-2", &with_metadata_xml(METADATA, &[PDF])));
    check(
        9,
        answered(200, &other),
        expect!["later None: Digipoort geeft een ander bericht dan gevraagd"],
    );
}

#[test]
fn whatever_else_comes_is_tried_again() {
    check(
        1,
        answered(500, &fault("OPH100")),
        expect!["later None: Digipoort meldt OPH100: Het verzoek is niet goed."],
    );
    check(1, answered(500, "<html>"), expect!["later None: Digipoort antwoordt met HTTP 500"]);
    check(1, answered(404, ""), expect!["later None: Digipoort antwoordt met HTTP 404"]);
    check(
        1,
        script().reply_blob(429, &[("retry-after", "60")], b""),
        expect!["later Some(60): Digipoort antwoordt met HTTP 429"],
    );
    let failed = HttpReply::Failed { unsent: false, reason: "te traag".into() };
    check(1, script().reply(kinds::HTTP, &failed), expect!["later None: te traag"]);
    let action = good().replace("KenmerkResponse</wsa", "LijstResponse</wsa");
    check(
        1,
        answered(200, &action),
        expect!["later None: het antwoord van Digipoort noemt een andere wsa:Action"],
    );
}

#[test]
fn a_document_of_20_mib() {
    let pdf = [PDF, &vec![b'x'; (20 << 20) - PDF.len()]].concat();
    let message = messages(&message("K-1", &with_metadata_xml(METADATA, &[&pdf])));
    check(1, answered(200, &message), expect!["1 text/xml; charset=utf-8"]);
}
