//! A scripted exchange with a small connector: the SDK as its users see it.

mod fetching;

use std::cell::Cell;
use std::io::{BufRead, Read};

use expect_test::{Expect, expect};
use sdk_connector::protocol::{
    About, Answer, Ask, Call, Claim, ClaimMessage, Counts, Deliver, Document, HttpReply,
    HttpRequest, Intake, Outcome, Receive, Received,
};
use sdk_connector::script::{Played, Script};
use sdk_connector::{Connector, Host, NoteLevel, Reception, Result, Stop, kinds};
use serde_json::{Value, json};

thread_local! {
    /// What a connector must not have: memory between steps.
    static MEMORY: Cell<u32> = const { Cell::new(0) };
}

/// Reads a message line by line, two lines a step.
#[derive(Default)]
struct Regels;

impl Connector for Regels {
    fn about() -> About {
        About { name: "regels".into(), version: "0.1.0".into() }
    }

    fn receive(&self, call: &Call, request: Receive, host: &mut Host) -> Result<Reception> {
        let start: u64 = match call.state.as_slice() {
            [] => 0,
            state => serde_json::from_slice(state).map_err(|error| error.to_string())?,
        };
        if start == 0 {
            host.note(NoteLevel::Info, "een nieuw bericht");
            let claim = ClaimMessage { key: request.body.sha256.clone(), test: false };
            if let Claim::Repeated { report } = host.claim_message(claim)? {
                return Ok(Reception::Done(Received::Repeated { header: json!(report) }));
            }
        }
        let mut reader = host.open_at(&request.body, start);
        let mut intakes = Vec::new();
        for line in reader.by_ref().lines().take(2) {
            intakes.push(intake(&line.map_err(|error| error.to_string())?));
        }
        if reader.position() < request.body.length {
            return Ok(Reception::More { state: reader.position().to_string().into(), intakes });
        }
        Ok(Reception::Done(Received::Read { intakes, header: Value::Null }))
    }

    fn deliver(&self, _: &Call, request: Deliver, host: &mut Host) -> Result<Outcome> {
        let url = match request.document.kind.as_str() {
            "wisselt" => format!("https://{}.example", MEMORY.replace(MEMORY.get() + 1)),
            "wacht niet" => {
                let _ = host.http(get("https://een.example".into())); // the wait is thrown away
                "https://twee.example".into()
            }
            "wispelturig" if host.replies() > 0 => "https://anders.example".into(),
            "fout" => return Err(Stop::fault("dit kan niet bezorgd worden")),
            _ => "https://een.example".into(),
        };
        match host.http(get(url))? {
            HttpReply::Answered { body, .. } => Ok(Outcome::Accepted { receipt: body }),
            HttpReply::Failed { reason, .. } => Ok(Outcome::TryAgain { reason, after: None }),
        }
    }
}

fn get(url: String) -> HttpRequest {
    HttpRequest {
        method: "GET".into(),
        url,
        headers: Vec::new(),
        body: String::new(),
        ..HttpRequest::default()
    }
}

fn intake(line: &str) -> Document {
    let intake = Intake {
        key: line.to_owned(),
        place: String::new(),
        problems: Vec::new(),
        fields: json!({ "tekst": line }),
        file: None,
        echo: Value::Null,
    };
    Document::of("regel", 1, &intake)
}

fn deliver(kind: &str, script: Script) -> Played<Outcome> {
    let document = Document::of(kind, 1, &json!({}));
    script.deliver::<Regels>(&Deliver { delivery: "b-1".into(), attempt: 1, document })
}

fn answered() -> Script {
    let reply =
        HttpReply::Answered { status: 200, headers: Vec::new(), body: "dank".into(), blob: None };
    Script::new().reply(kinds::HTTP, &reply)
}

#[expect(clippy::needless_pass_by_value, reason = "expect! is written on the spot")]
fn check<T: std::fmt::Debug>(played: &Played<T>, expected: Expect) {
    expected.assert_eq(&played.transcript);
}

#[test]
fn a_document_that_does_not_fit_is_told_without_what_stands_in_it() {
    let told = |body: &str| {
        let document = Document { kind: "deliver".into(), version: 1, body: body.into() };
        document.read::<Deliver>().unwrap_err()
    };
    expect!["`deliver` heeft niet de vorm van versie 1 (regel 2, teken 12)"]
        .assert_eq(&told("{\n\"delivery\": {\"123456782\": 1}}"));
    expect!["`deliver` is geen JSON (regel 1, teken 6)"].assert_eq(&told("{\"half"));
}

#[test]
fn a_message_is_read_in_parts() {
    let script = Script::new().reply(kinds::CLAIM_MESSAGE, &Claim::New);
    let played = script.receive::<Regels>("text/plain", b"een\ntwee\ndrie\n");
    check(
        &played,
        expect![[r#"
        > receive
        # Info: een nieuw bericht
        ? claim-message {
          "key": "ff865313b08555c03809aadec4f5991078ae5e57d396c4f98f21f90d06fabd9d",
          "test": false
        }
        = claim-message {
          "claim": "new"
        }
        + regel {
          "echo": null,
          "fields": {
            "tekst": "een"
          },
          "key": "een",
          "place": "",
          "problems": []
        }
        + regel {
          "echo": null,
          "fields": {
            "tekst": "twee"
          },
          "key": "twee",
          "place": "",
          "problems": []
        }
        … verder vanaf 1 bytes stand
        < received {
          "header": null,
          "intakes": [
            {
              "body": {
                "echo": null,
                "fields": {
                  "tekst": "drie"
                },
                "key": "drie",
                "place": "",
                "problems": []
              },
              "kind": "regel",
              "version": 1
            }
          ],
          "result": "read"
        }
    "#]],
    );
    assert_eq!(played.intakes, [intake("een"), intake("twee")]);
    let last = vec![intake("drie")];
    assert_eq!(played.outcome, Ok(Received::Read { intakes: last, header: Value::Null }));
}

#[test]
fn a_reader_crosses_ranges() {
    let line = "x".repeat(200_000);
    let script = Script::new().reply(kinds::CLAIM_MESSAGE, &Claim::New);
    let played = script.receive::<Regels>("text/plain", line.as_bytes());
    let last = vec![intake(&line)];
    assert_eq!(played.outcome, Ok(Received::Read { intakes: last, header: Value::Null }));
}

#[test]
fn an_effect_and_its_reply() {
    check(
        &deliver("gewoon", answered()),
        expect![[r#"
        > deliver
        ? http {
          "body": "",
          "headers": [],
          "method": "GET",
          "url": "https://een.example"
        }
        = http {
          "body": "dank",
          "headers": [],
          "result": "answered",
          "status": 200
        }
        < outcome {
          "receipt": "dank",
          "result": "accepted"
        }
    "#]],
    );
}

#[test]
fn what_does_not_fit_is_told() {
    let fault = |played: Played<Outcome>| played.outcome.unwrap_err();
    expect!["de koppeling geeft bij dezelfde aanroep niet telkens hetzelfde"]
        .assert_eq(&fault(deliver("wisselt", answered())));
    expect!["de koppeling vroeg bij herhaling iets anders dan eerst"]
        .assert_eq(&fault(deliver("wispelturig", answered())));
    expect!["dit kan niet bezorgd worden"].assert_eq(&fault(deliver("fout", Script::new())));
    expect!["het script heeft geen antwoord op `http`"]
        .assert_eq(&fault(deliver("gewoon", Script::new())));
    let claim = Script::new().reply(kinds::CLAIM_MESSAGE, &Claim::New);
    expect!["de koppeling vroeg `http`, het script heeft een antwoord op `claim-message`"]
        .assert_eq(&fault(deliver("gewoon", claim)));
    let left = answered().reply(kinds::CLAIM_MESSAGE, &Claim::New);
    expect!["het script houdt een antwoord op `claim-message` over"]
        .assert_eq(&fault(deliver("gewoon", left)));
}

#[test]
fn a_wait_that_is_thrown_away_is_still_a_wait() {
    check(
        &deliver(
            "wacht niet",
            answered().reply(
                kinds::HTTP,
                &json!({ "result": "failed", "unsent": true, "reason": "dicht" }),
            ),
        ),
        expect![[r#"
            > deliver
            ? http {
              "body": "",
              "headers": [],
              "method": "GET",
              "url": "https://een.example"
            }
            = http {
              "body": "dank",
              "headers": [],
              "result": "answered",
              "status": 200
            }
            ? http {
              "body": "",
              "headers": [],
              "method": "GET",
              "url": "https://twee.example"
            }
            = http {
              "reason": "dicht",
              "result": "failed",
              "unsent": true
            }
            < outcome {
              "after": null,
              "reason": "dicht",
              "result": "try_again"
            }
        "#]],
    );
}

#[test]
fn what_a_connector_does_not_implement_is_a_fault_in_dutch() {
    let ask = Ask { delivery: "b-1".into(), reference: "r".into() };
    expect!["deze koppeling kan niet navragen wat er van een bezorging is geworden"]
        .assert_eq(&Script::new().ask::<Regels>(&ask).outcome.unwrap_err());
    let answer = Answer {
        report: "1".into(),
        header: Value::Null,
        refused: None,
        counts: Counts::default(),
        troubled: Vec::new(),
    };
    expect!["deze koppeling kan geen ontvangen berichten beantwoorden"]
        .assert_eq(&Script::new().answer::<Regels>(&answer).outcome.unwrap_err());
}
