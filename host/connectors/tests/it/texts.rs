//! Whatever a connector says, logs and logverslagen stay short, on one line and without numbers of
//! persons; what is data comes through as it is.

use std::sync::Arc;

use expect_test::{Expect, expect};
use host_connectors::StepFault;
use sdk_connector::protocol::{Call, Document, Fetched, Intake, Outcome, Page, Progress, Received};

use crate::guests::{Message, deliver, fetch, plugin, poll, receive};

const PRIVATE: &str = "BSN 123456782\nvan\u{1b}[31m 12345672";
const SHOWN: &str = "BSN ******782 van [31m ******672";

fn progress(call: &Call) -> Progress {
    plugin().step(call, Arc::new(Message(Vec::new())), &[]).result.unwrap().progress
}

#[test]
fn a_fault_of_many_megabytes_becomes_a_sentence() {
    let Progress::Fault(text) = progress(&deliver("flood-fault")) else { panic!() };
    assert_eq!(text.chars().count(), 300);
    assert!(text.starts_with("fout ******782 fout ******782 "), "{text}");
}

#[test]
fn texts_in_outcomes_and_remarks() {
    let step = plugin().step(&deliver("private-texts"), Arc::new(Message(Vec::new())), &[]);
    assert_eq!(step.notes[0].text, SHOWN);
    let Progress::Done(outcome) = step.result.unwrap().progress else { panic!() };
    let again = Outcome::TryAgain { reason: SHOWN.into(), after: None };
    assert_eq!(outcome.read::<Outcome>().unwrap(), again);
}

#[test]
fn texts_in_pages_and_in_what_was_fetched() {
    let Progress::Done(page) = progress(&poll("private-texts")) else { panic!() };
    let again = Page::TryAgain { reason: SHOWN.into(), after: Some(60) };
    assert_eq!(page.read::<Page>().unwrap(), again);
    let Progress::Done(fetched) = progress(&fetch("private-texts")) else { panic!() };
    let gone = Fetched::Gone { reason: SHOWN.into() };
    assert_eq!(fetched.read::<Fetched>().unwrap(), gone);
}

#[test]
fn texts_in_intakes_and_refusals_but_not_their_data() {
    let mut call = receive("private-texts", 0);
    let Progress::Continue(chunk) = progress(&call) else { panic!() };
    let intake: Intake = chunk.intakes[0].read().unwrap();
    assert_eq!((intake.place.as_str(), intake.key.as_str()), (SHOWN, PRIVATE));
    assert_eq!(
        (intake.problems[0].field.as_str(), intake.problems[0].text.as_str()),
        (SHOWN, SHOWN)
    );
    assert_eq!((&intake.fields["tekst"], &intake.echo), (&PRIVATE.into(), &PRIVATE.into()));
    call.state = chunk.state;
    let Progress::Done(received) = progress(&call) else { panic!() };
    let Received::Refused { problem, header } = received.read().unwrap() else { panic!() };
    assert_eq!((problem.field.as_str(), problem.text.as_str()), (SHOWN, SHOWN));
    assert_eq!(header, PRIVATE);
}

#[expect(clippy::needless_pass_by_value, reason = "expect! is written on the spot")]
fn check_refusal(call: &Call, expected: Expect) {
    let fault = plugin().step(call, Arc::new(Message(Vec::new())), &[]).result.unwrap_err();
    assert!(matches!(fault, StepFault::Nonsense(_)));
    expected.assert_eq(&fault.to_string());
}

#[test]
fn names_in_refusals() {
    check_refusal(
        &deliver("private-kind"),
        expect![
            "de plugin gaf een antwoord dat niet klopt: de naam van een handeling is geen naam"
        ],
    );
    let mut unknown = deliver("wrong-kind");
    unknown.request = Document { kind: "deliver".into(), ..unknown.request };
    check_refusal(
        &unknown,
        expect!["de plugin gaf een antwoord dat niet klopt: op `deliver` past geen `about`"],
    );
}
