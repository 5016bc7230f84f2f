//! What the portal sends is what the connector reads, and the other way round. Both have tables of
//! their own, so each holds the other to the standard.

use plugins_sivi::{Sivi, processed};
use sdk_connector::kinds;
use sdk_connector::protocol::{
    Answer, Claim, Counts, Deliver, Document, HttpReply, Intake, Level, Processed, Received,
    RecordReport, RecordResult,
};
use sdk_connector::script::Script;
use serde_json::{Value, json};
use tests_simulators::sivi::{
    Expect, Fault, Generator, Message, Retourmelding, VERWERKINGSMELDING, is_bsn, story, violations,
};

/// What the connector makes of a message that is new.
fn read(xml: &[u8]) -> Result<(Vec<Intake>, Value), String> {
    let played = Script::new()
        .reply(kinds::CLAIM_MESSAGE, &Claim::New)
        .receive::<Sivi>("application/xml", xml);
    match played.outcome {
        Ok(Received::Read { intakes, header }) => {
            let all = played.intakes.into_iter().chain(intakes);
            Ok((all.map(|document| document.read().unwrap()).collect(), header))
        }
        Ok(Received::Refused { problem, .. }) => Err(problem.text),
        Ok(other) => panic!("{other:?}"),
        Err(fault) => Err(fault), // the script holds back an answer nobody asked for
    }
}

fn dropped(intake: &Intake) -> bool {
    intake.problems.iter().any(|problem| problem.level == Level::Uitval)
}

#[test]
fn everything_that_is_generated_is_right() {
    for message in Generator::new(11, 3, 120).history() {
        let (intakes, _) = read(&message.xml).unwrap();
        assert_eq!(intakes.len(), 1, "{}", message.name);
        assert!(intakes[0].problems.is_empty(), "{}: {:?}", message.name, intakes[0].problems);
        assert!(is_bsn(intakes[0].fields["SofiNr"].as_str().unwrap()));
    }
}

#[test]
fn an_initial_load_is_right_at_three_sizes() {
    for employees in [0, 30, 1_500] {
        let mut load = Vec::new();
        let reports = Generator::new(12, 4, employees).write_initial_load(&mut load).unwrap();
        if employees == 0 {
            assert!(read(&load).is_err());
            continue;
        }
        let (intakes, _) = read(&load).unwrap();
        assert_eq!(intakes.len() as u64, reports);
        assert!(intakes.iter().all(|intake| intake.problems.is_empty()));
        let mut keys: Vec<&String> = intakes.iter().map(|intake| &intake.key).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len() as u64, reports);
    }
}

/// Employers that are not in the group are for the host to drop, not for the connector.
fn check(message: &Message, outside: bool) {
    let name = &message.name;
    match (message.expect, read(&message.xml)) {
        (Expect::Refused(400), result) => assert!(result.is_err(), "{name}"),
        (Expect::Refused(_), result) if message.name.contains("inhoud") => {
            assert!(result.is_ok(), "{name}");
        }
        (Expect::Refused(_), result) => assert!(result.is_err(), "{name}"),
        (Expect::Repeated | Expect::Open, result) => {
            assert!(result.unwrap().0.iter().all(|intake| !dropped(intake)), "{name}");
        }
        (Expect::Read { verwerkt, uitval, proef }, result) => {
            let (intakes, header) = result.unwrap();
            let fallen = intakes.iter().filter(|intake| dropped(intake)).count() as u64;
            assert_eq!(intakes.len() as u64, verwerkt + uitval + proef, "{name}");
            assert_eq!(fallen, if outside { 0 } else { uitval }, "{name}");
            assert_eq!(header["test"], json!(proef > 0), "{name}");
        }
    }
}

#[test]
fn the_story_reads_as_it_is_told() {
    for message in story() {
        check(&message, message.name.contains("buiten de werkgevergroep"));
    }
    let (first, _) = read(&story()[0].xml).unwrap();
    assert!(first[0].fields["SofiNr"].as_str().unwrap().starts_with('0'));
}

#[test]
fn every_fault_does_what_it_says() {
    for fault in Fault::ALL {
        for message in fault.messages(5) {
            check(&message, fault == Fault::UnknownEmployer);
        }
    }
}

fn reports(intakes: &[Intake]) -> Vec<RecordReport> {
    let report = |intake: &Intake| RecordReport {
        key: intake.key.clone(),
        place: intake.place.clone(),
        echo: intake.echo.clone(),
        result: if dropped(intake) { RecordResult::Uitval } else { RecordResult::Verwerkt },
        problems: intake.problems.clone(),
    };
    intakes.iter().map(report).collect()
}

#[test]
fn the_answers_of_the_connector_are_right() {
    let bad = story().pop().unwrap();
    let (intakes, header) = read(&bad.xml).unwrap();
    let counts = Counts { verwerkt: 2, uitval: 1, ..Counts::default() };
    let troubled = reports(&intakes).into_iter().filter(|r| !r.problems.is_empty()).collect();
    let answer =
        Answer { report: "LV-1".into(), header: header.clone(), refused: None, counts, troubled };
    let response = Script::new().answer::<Sivi>(&answer).outcome.unwrap();
    let returned = Retourmelding::read(&response.body).unwrap();
    assert_eq!((returned.ingezonden, returned.fouten.len()), (bad.berrefnr, 1));

    let processed = Processed { report: "LV-1".into(), header, records: reports(&intakes) };
    let document = Document::of(processed::KIND, 1, &processed);
    let reply =
        HttpReply::Answered { status: 202, headers: vec![], body: String::new(), blob: None };
    let played = Script::new()
        .settings(&json!({ "verwerkingsmelding_url": "http://127.0.0.1:1/" }))
        .reply(kinds::HTTP, &reply)
        .deliver::<Sivi>(&Deliver { delivery: "b-1".into(), attempt: 1, document });
    let asked = played.transcript.split("? http ").nth(1).unwrap();
    let asked = asked.split("\n= http").next().unwrap();
    let request: Value = serde_json::from_str(asked).unwrap();
    let body = request["body"].as_str().unwrap();
    assert_eq!(violations(&VERWERKINGSMELDING, body), Vec::<String>::new());
    assert_eq!(body.matches("<VrwrkMld>").count(), 3);
}
