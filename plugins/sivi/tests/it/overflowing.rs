//! Messages that are far too large somewhere: they are read in small parts to their end, and what is
//! beyond bounds is told with its line.

use plugins_sivi::Sivi;
use plugins_sivi::message::reader::{Bounds, USUAL};
use sdk_connector::kinds;
use sdk_connector::protocol::{Call, Document, Intake, Level, Progress, Received};
use sdk_connector::run;
use sdk_connector::script::Script;

use crate::reading::intakes;
use crate::resuming::in_parts_of;
use crate::samples::{envelope, single, werkgever, werknemer, ziek};

/// Uitval of every record that has any: place, field and text.
fn dropped(intakes: &[Intake]) -> Vec<String> {
    let fatal = intakes.iter().flat_map(|intake| {
        let fatal = intake.problems.iter().filter(|problem| problem.level == Level::Uitval);
        fatal.map(|problem| format!("{}: {} {}", intake.place, problem.field, problem.text))
    });
    fatal.collect()
}

fn good() -> String {
    werkgever("100200", &werknemer("12345672", "WN9", &ziek("VZ9", 1)))
}

/// The records of a message that is read 256 KiB at a time, and the number of parts.
fn in_small_parts(message: &str) -> (usize, Vec<Intake>) {
    let (intakes, parts) = in_parts_of(message, Bounds { read: 256 << 10, ..USUAL });
    (parts, intakes)
}

#[test]
fn one_employee_that_is_longer_than_a_part() {
    let junk = "<Prtnr><SignNm>Zandstra</SignNm></Prtnr>".repeat(70_000); // 2,8 MB
    let huge =
        werknemer("1", "WN1", &ziek("VZ1", 1)).replace("<Dnstvbnd>", &format!("{junk}<Dnstvbnd>"));
    let message = envelope("VI-5", "N", "N", &(werkgever("100200", &huge) + &good()));
    let (parts, intakes) = in_small_parts(&message);
    assert!(parts >= 3, "{parts}");
    assert_eq!(
        dropped(&intakes),
        [
            "regel 5, werkgever 1, werknemer 1: Wrknmr is te groot: meer dan 400 verzuimmeldingen, 30000 elementen of veel tekst"
        ]
    );
    assert_eq!(intakes.last().unwrap().key, "100200/VZ9/1/02");
    assert_eq!(intakes.len(), 2);
}

#[test]
fn one_element_beside_or_within_an_employer_that_is_longer_than_a_part() {
    let junk = format!("<Rommel>{}</Rommel>\n", "<x>y</x>".repeat(200_000)); // 1,6 MB
    let beside = envelope("VI-5", "N", "N", &(junk.clone() + &good()));
    let within = good().replace("<HndlsnmOrg>", &format!("{junk}<HndlsnmOrg>"));
    for (message, place) in [
        (beside, "regel 4, werkgever 0"),
        (envelope("VI-5", "N", "N", &within), "regel 4, werkgever 1"),
    ] {
        let (parts, intakes) = in_small_parts(&message);
        assert!(parts >= 2, "{parts}");
        let told = format!("{place}: Rommel is groter dan 1048576 bytes en is overgeslagen");
        assert_eq!(dropped(&intakes), [told]);
        assert_eq!(intakes.last().unwrap().key, "100200/VZ9/1/02");
    }
}

#[test]
fn many_small_elements_within_an_employer() {
    let junk = "<x/>".repeat(230_000); // 0,9 MB
    let within = good().replace("<HndlsnmOrg>", &format!("{junk}<HndlsnmOrg>"));
    let (parts, intakes) = in_small_parts(&envelope("VI-5", "N", "N", &within));
    assert!(parts >= 2, "{parts}");
    let told = dropped(&intakes);
    assert!(
        told[0].contains("Wrkgvr heeft te veel gegevens voor zijn werknemers (regel 4)"),
        "{told:?}"
    );
}

#[test]
fn many_small_elements_beside_employers_and_comments() {
    let junk = "<x/>".repeat(100_000) + &"<!-- stil -->".repeat(70_000);
    let (parts, intakes) = in_small_parts(&envelope("VI-5", "N", "N", &(junk + &good())));
    assert!(parts >= 3, "{parts}");
    assert_eq!(intakes.len(), 1);
    assert!(intakes[0].problems.iter().any(|problem| problem.text.ends_with("(regel 4)")));
}

#[test]
fn nothing_but_comments() {
    let comments = "<!-- stil -->\n".repeat(100_000);
    let message = single().replacen("<BrAlg>", &format!("{comments}<BrAlg>"), 1);
    let played = Script::new().receive::<Sivi>("application/xml", message.as_bytes());
    let Ok(Received::Refused { problem, .. }) = played.outcome else { panic!() };
    assert_eq!(problem.field, "BrAlg");
    assert!(
        problem.text.contains("tot regel 7") && problem.text.contains("alleen commentaar"),
        "{}",
        problem.text
    );
}

#[test]
fn dropped_records_beyond_bounds_are_counted_only() {
    let bounds = Bounds { dropped: 3, made: 4, ..USUAL };
    let empty = "<Wrkgvr/>\n".repeat(10) + "<Wrkgvr>\n<Wrknmr/>\n<Wrknmr><a/></Wrknmr></Wrkgvr>";
    let (intakes, parts) = in_parts_of(&envelope("VI-5", "N", "N", &(empty + &good())), bounds);
    assert_eq!(intakes.len(), 5);
    assert!(parts >= 3, "{parts}");
    let told = dropped(&intakes);
    let empty = told.iter().filter(|line| line.ends_with("werkgever zonder werknemer"));
    assert_eq!(empty.count(), 3, "{told:?}");
    assert_eq!(
        told.last().unwrap(),
        "regel 7, werkgever 0:  er zijn nog 9 meldingen uitgevallen, de eerste op of na regel 7; zij staan hier niet apart"
    );
    assert!(intakes.iter().any(|intake| intake.key == "100200/VZ9/1/02"));
}

#[test]
fn records_that_would_multiply_what_is_around_them() {
    let long = "\u{1f9fe}".repeat(2_000);
    let reports: String = (1..=400).map(|number| ziek(&format!("VZ{number}"), number)).collect();
    let around = |tag: &str| format!("<{tag}>{}</{tag}>", &long[..2_000]);
    let employment: String = [
        "CntrnrArbdnst",
        "Fnctcd",
        "NmFnct",
        "NmOrgeenh",
        "OrgeenhCd",
        "OndOrgeenhCd",
        "OndOrgeenhCdNm",
    ]
    .map(around)
    .concat();
    let employee = werknemer("12345672", "WN1", &reports)
        .replace("<SignNm>Zandstra</SignNm>", &around("SignNm"))
        .replace("<OrgeenhCd>100</OrgeenhCd>", &employment);
    let employer = werkgever("100200", &employee)
        .replace("<HndlsnmOrg>Bakkerij &amp; Zn.</HndlsnmOrg>", &around("HndlsnmOrg"));
    let told = intakes(&envelope("VI-5", "N", "N", &employer));
    let written: usize = told.iter().map(|intake| serde_json::to_vec(intake).unwrap().len()).sum();
    assert!(written < 2 << 20, "{written}");
    let first = &told[0];
    assert_eq!(told.len(), 1, "{written}");
    assert_eq!(
        first.problems.last().unwrap().text,
        "is te groot: de meldingen samen zijn meer dan 2097152 bytes"
    );
}

#[test]
fn values_are_no_longer_than_declared() {
    let long = "x".repeat(2_000);
    let message = single()
        .replace("<PersNr>5001<", &format!("<PersNr>{long}<"))
        .replace("<OorzkVrzmCd>99<", &format!("<OorzkVrzmCd>{long}<"))
        .replace("<VrzmgvlId>VZ1<", &format!("<VrzmgvlId>{long}<"));
    let intake = intakes(&message).remove(0);
    assert_eq!(intake.fields["PersNr"], long[..35]);
    assert_eq!(intake.fields["OorzkVrzmCd"], serde_json::Value::Null);
    assert_eq!(intake.fields["VrzmgvlId"], serde_json::Value::Null);
    assert!(intake.key.starts_with("plaats/"), "{}", intake.key);
}

#[test]
fn what_repeats_itself_below_a_report_is_taken_as_often_as_the_standard_has_it() {
    let many = "<Actie><ActieCd>01</ActieCd></Actie>".repeat(10_000);
    let message = single().replace("<VrTkst>", &format!("{many}<VrTkst>"));
    let codes = intakes(&message).remove(0).fields["ActieCd"].as_str().unwrap().len();
    assert_eq!(codes, 99 * 3 - 1);
}

#[test]
fn employments_without_reports_leave_few_remarks() {
    let empty = "<Dnstvbnd/>".repeat(20_000);
    let message = single().replace("<Dnstvbnd>", &format!("{empty}<Dnstvbnd>"));
    assert!(intakes(&message)[0].problems.len() <= 40);
}

/// A call to receive a message, in this state.
fn call(state: Vec<u8>) -> Call {
    let body = serde_json::json!({ "handle": 1, "length": 3, "sha256": "" });
    let receive = serde_json::json!({ "content_type": "", "body": body });
    Call {
        id: "c".into(),
        request: Document::of(kinds::RECEIVE, 1, &receive),
        settings: "{}".into(),
        state,
        now_ms: 0,
        seed: 0,
    }
}

#[test]
fn a_state_of_another_version_is_told() {
    struct Nothing;
    impl sdk_connector::Surroundings for Nothing {
        fn read_blob(&self, _: u64, _: u64, _: u32) -> Result<Vec<u8>, String> {
            Err("niets".into())
        }
        fn note(&self, _: sdk_connector::NoteLevel, _: &str) {}
    }
    let told = |state: &str| {
        let step = run::step::<Sivi>(&call(state.into()), &[], std::rc::Rc::new(Nothing));
        let Progress::Fault(text) = step.progress else { panic!("{:?}", step.progress) };
        text
    };
    assert_eq!(
        told(r#"{"version":"0.0.9","stage":{"Anders":[1,2]}}"#),
        "het lezen is begonnen met versie 0.0.9 van deze plugin en kan met versie 0.1.0 niet verder; bied het bericht opnieuw aan"
    );
    for state in [r#"{"version":"0.1.0","stage":{"Anders":1}}"#, r#"{"stage":{}}"#, "geen JSON"] {
        assert_eq!(told(state), "de stand van het lezen is niet te begrijpen");
    }
}
