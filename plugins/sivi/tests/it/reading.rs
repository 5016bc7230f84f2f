//! What becomes of the records of a message.

use expect_test::{Expect, expect, expect_file};
use plugins_sivi::Sivi;
use sdk_connector::kinds;
use sdk_connector::protocol::{Claim, Intake, Received};
use sdk_connector::script::Script;
use serde_json::Value;

use crate::samples::{self, single};

/// All intakes of a message that is new.
pub(crate) fn intakes(message: &str) -> Vec<Intake> {
    let played = Script::new()
        .reply(kinds::CLAIM_MESSAGE, &Claim::New)
        .receive::<Sivi>("application/xml", message.as_bytes());
    let Ok(Received::Read { intakes, .. }) = played.outcome else {
        panic!("not read: {}", played.transcript)
    };
    let all = played.intakes.into_iter().chain(intakes);
    all.map(|document| document.read().unwrap()).collect()
}

/// Place, key and problems of every record.
pub(crate) fn check(message: &str, expected: Expect) {
    let mut text = String::new();
    for intake in intakes(message) {
        text += &format!("{} [{}]\n", intake.place, intake.key);
        for problem in intake.problems {
            text += &format!("  {:?} {}: {}\n", problem.level, problem.field, problem.text);
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn a_message_from_start_to_end() {
    let played = Script::new()
        .reply(kinds::CLAIM_MESSAGE, &Claim::New)
        .receive::<Sivi>("application/xml", single().as_bytes());
    expect_file!["received.txt"].assert_eq(&played.transcript);
}

#[test]
fn every_report_is_a_record_with_its_place_and_key() {
    check(
        &samples::message(),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
        regel 8, werkgever 1, werknemer 1, verzuimmelding 2 [100200/VZ1/2/04]
        regel 12, werkgever 1, werknemer 2, verzuimmelding 1 [100200/VZ2/1/02]
        regel 18, werkgever 2, werknemer 1, verzuimmelding 1 [100201/VZ3/3/04]
    "#]],
    );
}

#[test]
fn free_text_and_contact_persons_are_dropped() {
    let fields = serde_json::to_string(&intakes(&samples::message())).unwrap();
    assert!(!fields.contains("griep") && !fields.contains("Personeelszaken"));
}

#[test]
fn numbers_that_name_something_get_their_zeros_back() {
    let intake = intakes(&single()).remove(0);
    assert_eq!(intake.fields["SofiNr"], "012345672");
    assert_eq!(intake.fields["InschrijvingsnrKvK"], "01234567");
    assert_eq!(intake.fields["VrzmgvlVnrMld"], 1);
    assert_eq!(intake.fields["Dnstvbnd_Enddat"], Value::Null);
    assert_eq!(intake.fields["ActieCd"], "01 13");
}
