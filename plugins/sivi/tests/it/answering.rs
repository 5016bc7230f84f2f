//! What the sender gets back.

use expect_test::{Expect, expect};
use plugins_sivi::Sivi;
use sdk_connector::protocol::{Answer, Counts, Level, Problem, RecordReport, RecordResult};
use sdk_connector::script::Script;
use serde_json::{Value, json};

pub(crate) fn header(acknowledge: bool) -> Value {
    json!({ "inzender": "PORTAAL", "ontvanger": "SCHAKEL", "berrefnr": "VI-2 & co", "test": false,
            "ontvangstbevestiging": acknowledge })
}

pub(crate) fn report(
    number: u32,
    result: RecordResult,
    problems: &[(Level, &str, &str)],
) -> RecordReport {
    RecordReport {
        key: format!("100200/VZ1/{number}/02"),
        place: format!("regel {number}, werkgever 1, werknemer 1, verzuimmelding {number}"),
        echo: json!({ "VrzmgvlId": "VZ1", "VrzmgvlVnrMld": number, "IdWrkgvrArbdnst": "100200",
                      "AansltnrGeguitwlngArbdnst": "6431" }),
        result,
        problems: problems
            .iter()
            .map(|(level, field, text)| Problem {
                level: *level,
                field: (*field).to_owned(),
                text: (*text).to_owned(),
            })
            .collect(),
    }
}

fn request(header: Value) -> Answer {
    let counts = Counts { verwerkt: 1, ..Counts::default() };
    Answer { report: "L-8".into(), header, refused: None, counts, troubled: Vec::new() }
}

fn refused(header: Value) -> Answer {
    let problem =
        Problem { level: Level::Uitval, field: "Berrefnr".into(), text: "eerder gebruikt".into() };
    Answer { refused: Some(problem), counts: Counts::default(), ..request(header) }
}

fn check(settings: Value, answer: &Answer, expected: Expect) {
    let played = Script::new().settings(&settings).answer::<Sivi>(answer);
    expected.assert_eq(&match played.outcome {
        Ok(response) => format!(
            "{} {} {:?}\n{}",
            response.status, response.content_type, response.follow_up, response.body
        ),
        Err(fault) => fault,
    });
}

#[test]
fn a_message_that_was_processed() {
    check(
        json!({}),
        &request(header(true)),
        expect![[r#"
        200 application/xml; charset=utf-8 None
        <?xml version="1.0" encoding="UTF-8"?>
        <Retourmelding1 xmlns="http://www.sivi.org/Verzuimmanagement/Retourmelding1/2022">
          <BrAlg>
            <BrCd>99999</BrCd>
            <VnrBrCd>00002</VnrBrCd>
            <AandatBr>2026-03-02</AandatBr>
            <AantijdBr>10:00:00</AantijdBr>
            <IdInzndr>SCHAKEL</IdInzndr>
            <GebrSwPakket>Schakel</GebrSwPakket>
            <IdOntvngr>PORTAAL</IdOntvngr>
            <Berrefnr>L-8</Berrefnr>
            <BerrefnrIngzndnBer>VI-2 &amp; co</BerrefnrIngzndnBer>
            <TestJN>N</TestJN>
            <OntvngstbevJN>N</OntvngstbevJN>
            <SrtRetmldngCd>02</SrtRetmldngCd>
          </BrAlg>
        </Retourmelding1>"#]],
    );
    check(
        json!({}),
        &request(header(false)),
        expect![[r#"
        204 text/plain None
    "#]],
    );
}

#[test]
fn a_message_with_dropped_records() {
    let counts = Counts { verwerkt: 1, uitval: 300, ..Counts::default() };
    let uitval = [(Level::Uitval, "PrcVrzm", "percentage ligt niet tussen 0.00 en 100.00")];
    let remarks = [(Level::Waarschuwing, "DatHrstld", "ontbreekt"), (Level::Melding, "", "stil")];
    let troubled =
        vec![report(1, RecordResult::Uitval, &uitval), report(2, RecordResult::Verwerkt, &remarks)];
    let settings = json!({
        "id_inzender": "ARBO-1",
        "verwerkingsmelding_url": "https://portaal.example/verwerkingsmeldingen",
        "foutcode": { "uitval": "06" },
    });
    check(
        settings,
        &Answer { counts, troubled, ..request(header(true)) },
        expect![[r#"
        200 application/xml; charset=utf-8 Some("sivi.verwerkingsmelding")
        <?xml version="1.0" encoding="UTF-8"?>
        <Retourmelding1 xmlns="http://www.sivi.org/Verzuimmanagement/Retourmelding1/2022">
          <BrAlg>
            <BrCd>99999</BrCd>
            <VnrBrCd>00002</VnrBrCd>
            <AandatBr>2026-03-02</AandatBr>
            <AantijdBr>10:00:00</AantijdBr>
            <IdInzndr>ARBO-1</IdInzndr>
            <GebrSwPakket>Schakel</GebrSwPakket>
            <IdOntvngr>PORTAAL</IdOntvngr>
            <Berrefnr>L-8</Berrefnr>
            <BerrefnrIngzndnBer>VI-2 &amp; co</BerrefnrIngzndnBer>
            <TestJN>N</TestJN>
            <OntvngstbevJN>N</OntvngstbevJN>
            <SrtRetmldngCd>03</SrtRetmldngCd>
          </BrAlg>
          <Foutmldng>
            <SrtFoutCd>06</SrtFoutCd>
            <Toelchtng>regel 1, werkgever 1, werknemer 1, verzuimmelding 1: PrcVrzm: percentage ligt niet tussen 0.00 en 100.00</Toelchtng>
          </Foutmldng>
          <Foutmldng>
            <SrtFoutCd>99</SrtFoutCd>
            <Toelchtng>regel 2, werkgever 1, werknemer 1, verzuimmelding 2: DatHrstld: ontbreekt</Toelchtng>
          </Foutmldng>
          <Foutmldng>
            <SrtFoutCd>06</SrtFoutCd>
            <Toelchtng>In totaal 300 meldingen uitgevallen; zie logverslag L-8.</Toelchtng>
          </Foutmldng>
        </Retourmelding1>"#]],
    );
}

#[test]
fn a_message_that_was_refused() {
    check(
        json!({}),
        &refused(header(false)),
        expect![[r#"
        422 application/xml; charset=utf-8 None
        <?xml version="1.0" encoding="UTF-8"?>
        <Retourmelding1 xmlns="http://www.sivi.org/Verzuimmanagement/Retourmelding1/2022">
          <BrAlg>
            <BrCd>99999</BrCd>
            <VnrBrCd>00002</VnrBrCd>
            <AandatBr>2026-03-02</AandatBr>
            <AantijdBr>10:00:00</AantijdBr>
            <IdInzndr>SCHAKEL</IdInzndr>
            <GebrSwPakket>Schakel</GebrSwPakket>
            <IdOntvngr>PORTAAL</IdOntvngr>
            <Berrefnr>L-8</Berrefnr>
            <BerrefnrIngzndnBer>VI-2 &amp; co</BerrefnrIngzndnBer>
            <TestJN>N</TestJN>
            <OntvngstbevJN>N</OntvngstbevJN>
            <SrtRetmldngCd>03</SrtRetmldngCd>
          </BrAlg>
          <Foutmldng>
            <SrtFoutCd>99</SrtFoutCd>
            <Toelchtng>Berrefnr: eerder gebruikt</Toelchtng>
          </Foutmldng>
        </Retourmelding1>"#]],
    );
    check(
        json!({}),
        &refused(json!({})),
        expect![[r#"
        422 application/problem+json None
        {"detail":"Berrefnr: eerder gebruikt","logverslag":"L-8","status":422,"title":"Bericht geweigerd","type":"about:blank"}"#]],
    );
    check(
        json!({}),
        &refused(Value::Null),
        expect![[r#"
        400 application/problem+json None
        {"detail":"Berrefnr: eerder gebruikt","logverslag":"L-8","status":400,"title":"Bericht geweigerd","type":"about:blank"}"#]],
    );
}

#[test]
fn settings_that_are_wrong() {
    check(
        json!({ "verwerkingsmeldingurl": "x" }),
        &request(header(true)),
        expect![
            "instelling `verwerkingsmeldingurl` bestaat niet; bekend zijn: id_inzender, softwarepakket, verwerkingsmelding_url, verwerkingsmelding_brcd, verwerkingsmelding_vnrbrcd, retourmelding, foutcode, verwerkbaarheid, controlecode"
        ],
    );
}

#[test]
fn however_many_errors_there_are_the_answer_stays_small() {
    let long = "x".repeat(2_000);
    let problems = vec![(Level::Uitval, "PrcVrzm", long.as_str()); 50];
    let troubled = (1..=100).map(|n| report(n, RecordResult::Uitval, &problems)).collect();
    let counts = Counts { uitval: 100, ..Counts::default() };
    let answer = Answer { counts, troubled, ..request(header(true)) };
    let body = Script::new().answer::<Sivi>(&answer).outcome.unwrap().body;
    assert_eq!(body.matches("<Foutmldng>").count(), 201);
    assert!(body.contains("In totaal 100 meldingen uitgevallen"));
}
