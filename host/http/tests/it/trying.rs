//! Rules tried on what happened: one event, a period, and why a rule did not match.

use serde_json::{Value, json};

use crate::{rights::operator, served::Served};

const CATALOGUE: &str = "catalogus.toml";

/// The files of the rules in use, with one trigger more.
fn files(served: &Served, als: &str) -> Value {
    let mut files = json!(served.engine.book().sources());
    let trigger = format!(
        "trigger(#{{ omschrijving: \"Proef\", gebeurtenis: \"verzuim.ziekmelding\",\n\
         als: {als}, dan: [ kenmerk_toevoegen(\"traject\", \"Spoed\") ] }});\n"
    );
    files["triggers/proef.rhai"] = json!(trigger);
    files
}

/// Somebody who is ill.
fn ill(served: &Served) -> u64 {
    let body = json!({ "personeelsnummer": "7", "achternaam": "Jansen", "bsn": "123456782" });
    let added = served.ask("POST /api/werkgevers/W1/werknemers", &body.to_string()).json();
    let werknemer = added["werknemer"].as_str().unwrap();
    let body = json!({ "eerste_dag": "2026-02-02" }).to_string();
    served.ask(&format!("POST /api/werknemers/{werknemer}/ziekmelding"), &body);
    let all = served.get("/api/gebeurtenissen?aantal=1000").json();
    let mut all = all["gebeurtenissen"].as_array().unwrap().iter();
    all.find(|event| event["type"] == "verzuim.ziekmelding").unwrap()["seq"].as_u64().unwrap()
}

/// The lines of an answer: how far it was, and what came of it.
fn lines(body: &str) -> Vec<Value> {
    // The server sends it in pieces, each with its length on a line of its own.
    body.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(Value::is_object)
        .collect()
}

#[test]
fn changed_rules_are_tried_on_a_recorded_event_and_on_one_that_did_not_happen() {
    let served = Served::start();
    let seq = ill(&served);
    let regels = files(&served, "traject.soort == \"Verzuim\"");
    let body = json!({ "nummer": seq, "regels": regels }).to_string();
    let tried = served.ask("POST /api/regels/proef", &body).json();
    assert_eq!(
        tried["plan"],
        json!([{ "regel": "proef", "gevolg": "kenmerk_toevoegen(\"traject\", \"Spoed\")" }])
    );
    let clause = &tried["trace"]["rules"][0]["clauses"][0];
    assert_eq!((&clause["antwoord"], &clause["feiten"][0][1]), (&json!("ja"), &json!("Verzuim")));
    assert!(!tried.to_string().contains("123456782"));
    let in_use = served.ask("POST /api/regels/proef", &json!({ "nummer": seq }).to_string());
    assert_eq!(in_use.json()["plan"], json!([]));

    let event = served.get(&format!("/api/gebeurtenissen/{seq}")).json();
    let recovered = json!({
        "type": "verzuim.hersteld", "about": event["about"],
        "data": { "op": "2026-03-02", "vorig_percentage": "100.00" },
    });
    let body = json!({ "gebeurtenis": recovered, "regels": regels }).to_string();
    let tried = served.ask("POST /api/regels/proef", &body).json();
    assert_eq!((&tried["plan"], &tried["gebeurtenis"]["seq"]), (&json!([]), &json!(0)));
    let wrong = json!({ "gebeurtenis": { "type": "verzuim.herstelt" } }).to_string();
    let answer = served.ask("POST /api/regels/proef", &wrong);
    assert!(answer.status == 404 && answer.body.contains("verzuim.hersteld"), "{}", answer.body);
    let again = json!({
        "type": event["type"], "about": event["about"], "data": event["data"],
    });
    let answer = served.ask("POST /api/regels/proef", &json!({ "gebeurtenis": again }).to_string());
    assert!(answer.status == 404 && answer.body.contains("past niet op"), "{}", answer.body);
    assert_eq!(served.ask("POST /api/regels/proef", "{}").status, 400);
    let all = served.get("/api/gebeurtenissen?aantal=1000").body;
    assert!(!all.contains("kenmerk.toegevoegd"), "nothing is carried out");
}

#[test]
fn a_period_is_replayed_line_by_line() {
    let served = Served::start();
    let seq = ill(&served);
    served.is_quiet();
    let regels = files(&served, "traject.soort == \"Verzuim\"");
    let body = json!({ "regels": regels, "werkgever": "W1" }).to_string();
    let answer = served.ask("POST /api/regels/wat-als", &body);
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let lines_of = lines(&answer.body);
    let (progress, last) = (&lines_of[0]["voortgang"], &lines_of.last().unwrap()["uitkomst"]);
    assert_eq!(progress["gedaan"], progress["totaal"]);
    assert_eq!(last["gewijzigd"], json!({ "proef": "nieuw" }));
    let first = &last["dossiers"][0]["verschillen"][0];
    assert_eq!((&first["gebeurtenis"], &first["soort"]), (&json!(seq), &json!("eerste")));
    for (line, body, status) in [
        ("POST /api/regels/wat-als", json!({}), 400),
        ("POST /api/regels/wat-als", json!({ "regels": regels, "werkgever": "W9" }), 404),
        ("POST /api/regels/wat-als", json!({ "regels": { CATALOGUE: "nee" } }), 422),
        ("POST /api/regels/dekking", json!({ "van": "2026-03-02", "tot": "2026-03-01" }), 400),
    ] {
        let answer = served.ask(line, &body.to_string());
        assert_eq!(answer.status, status, "{line} {body}: {}", answer.body);
    }
    for line in ["dekking", "mutatie", "reproductie"] {
        let answer = served.ask(&format!("POST /api/regels/{line}"), "");
        let last = lines(&answer.body).pop().unwrap();
        assert!(last["uitkomst"]["gebeurtenissen"].as_u64().unwrap() >= 3, "{line}: {last}");
    }
}

#[test]
fn who_may_not_touch_rules_may_see_why_and_no_more() {
    let served = Served::start();
    let seq = ill(&served);
    served.is_quiet();
    let token = operator(&served, "kijker", &["taken"]);
    let again =
        served.request(&format!("GET /api/gebeurtenissen/{seq}/opnieuw"), &token, "", "").json();
    assert_eq!(again["uitkomst"]["zelfde"], true, "{again}");
    assert_eq!(again["boek"]["in_gebruik"], true);
    let unknown = served.request(&format!("GET /api/regels/x/waarom-niet/{seq}"), &token, "", "");
    assert!(unknown.status == 404 && unknown.body.contains("regel `x`"), "{}", unknown.body);
    assert_eq!(served.get("/api/regels/x/waarom-niet/y").status, 400);
}
