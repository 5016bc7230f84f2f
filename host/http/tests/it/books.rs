//! Versions of the rules: who may put what in use, under which name, and what was live.

use host_engine::{Actor, Fault, GoingLive, Person, WatAls};
use host_http::{CameOf, LiveRules, RulesDesk, WithBook};
use host_rulebook::{Book, Loaded};
use host_store::{BookFiles, Testuitslag, Wijze};
use serde_json::json;

use crate::{connector::schemas, rights::operator, served::Served};

/// Who knows rules that wait, for these tests: it says who asked for what.
pub(crate) struct Waiting;

impl LiveRules for Waiting {
    fn how(&self) -> (&'static str, bool) {
        ("concept", true)
    }

    fn desk(&self) -> Result<RulesDesk, Fault> {
        Ok(RulesDesk {
            ingebruikname: "concept",
            vier_ogen: true,
            boek: "aa11".into(),
            opzij: None,
            concept: None,
            voorstel: None,
        })
    }

    fn put_in_use(&self, who: &Person, hash: &str, with: WithBook) -> Result<CameOf, Fault> {
        match with.opmerking.as_deref() {
            Some("stil") => Ok(CameOf::Voorgesteld),
            _ => refused("in gebruik", who, hash, &format!("{with:?}")),
        }
    }

    fn approve(&self, who: &Person, hash: &str) -> Result<(), Fault> {
        refused("goedkeuren", who, hash, "")
    }

    fn decline(&self, who: &Person, hash: &str) -> Result<(), Fault> {
        refused("afwijzen", who, hash, "")
    }

    fn go_back(&self, who: &Person, hash: &str, with: WithBook) -> Result<CameOf, Fault> {
        refused("terug", who, hash, &format!("{with:?}"))
    }

    fn read(&self, files: BookFiles) -> Result<Book, Fault> {
        let Loaded { book, diagnostics } = Book::from_sources(files, &schemas());
        let reasons = diagnostics.iter().map(|found| found.message.clone()).collect();
        book.ok_or(Fault::Refused(host_domain::Refusal { reasons }))
    }

    fn effect(&self, files: BookFiles, laatste: u64) -> Result<WatAls, Fault> {
        let paths: Vec<&str> = files.keys().map(String::as_str).collect();
        let reason = format!("{} met de laatste {laatste}", paths.join(" "));
        Err(Fault::Refused(host_domain::Refusal::because(reason)))
    }
}

fn refused<T>(what: &str, who: &Person, hash: &str, with: &str) -> Result<T, Fault> {
    let Person { actor, name } = who;
    let reason = format!("{what} {hash} door {name} ({}) {with}", actor.0);
    Err(Fault::Refused(host_domain::Refusal::because(reason.trim_end())))
}

#[test]
fn who_decides_about_rules_is_who_was_proven() {
    let served = Served::start();
    let piet = operator(&served, "piet", &["regels"]);
    let claimed = "Schakel-Actor: jan\r\n";
    let beheer = served.beheer.reveal();
    let mut told = String::new();
    for (line, token, body) in [
        ("POST /api/regels/concept/aa11/in-gebruik", piet.as_str(), ""),
        ("POST /api/regels/concept/aa11/in-gebruik", beheer, r#"{ "met_wat_als": true }"#),
        ("POST /api/regels/concept/aa11/goedkeuren", piet.as_str(), ""),
        ("POST /api/regels/concept/aa11/goedkeuren", beheer, ""),
        ("POST /api/regels/concept/aa11/afwijzen", piet.as_str(), ""),
        ("POST /api/regels/boeken/aa11/terug", piet.as_str(), r#"{ "opmerking": "te veel" }"#),
    ] {
        let answer = served.request(line, token, claimed, body);
        assert_eq!(answer.status, 422, "{line}: {}", answer.body);
        told.push_str(answer.json()["redenen"][0].as_str().unwrap());
        told.push('\n');
    }
    expect_test::expect![[r#"
        in gebruik aa11 door piet (piet) WithBook { opmerking: None, met_wat_als: false }
        in gebruik aa11 door beheer (jan (volgens opgave, beheertoken)) WithBook { opmerking: None, met_wat_als: true }
        goedkeuren aa11 door piet (piet)
        goedkeuren aa11 door beheer (jan (volgens opgave, beheertoken))
        afwijzen aa11 door piet (piet)
        terug aa11 door piet (piet) WithBook { opmerking: Some("te veel"), met_wat_als: false }
    "#]]
    .assert_eq(&told);
    let came = served.ask("POST /api/regels/concept/aa11/in-gebruik", r#"{ "opmerking": "stil" }"#);
    assert_eq!(came.json(), json!({ "boek": "aa11", "stand": "voorgesteld" }));
    let long = json!({ "opmerking": "x".repeat(1_001) }).to_string();
    assert_eq!(served.ask("POST /api/regels/concept/aa11/in-gebruik", &long).status, 400);
}

#[test]
fn what_was_live_can_be_seen_page_by_page_with_its_files() {
    let served = Served::start();
    let first = served.engine.book().hash().to_owned();
    let mut how = GoingLive::saved(Testuitslag { geslaagd: 1, totaal: 2 }, None);
    (how.wijze, how.author) = (Wijze::Concept, Some(Actor("piet".into())));
    how.opmerking = Some("leeg".into());
    served.engine.go_live(Book::empty(), how).unwrap();
    let empty = Book::empty().hash().to_owned();
    let page = served.get("/api/regels/geschiedenis?aantal=1").json();
    assert_eq!(page["volgende"], 2);
    let files: Vec<&str> = page["geschiedenis"][0]["bestanden"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["soort"].as_str().unwrap())
        .collect();
    assert!(!files.is_empty() && files.iter().all(|soort| *soort == "weg"), "{files:?}");
    let mut newest = page["geschiedenis"][0].clone();
    newest["bestanden"] = json!([]);
    assert_eq!(
        newest,
        json!({
            "nr": 2, "boek": empty, "vorige": first, "op": "2026-03-02T10:14:00+01:00",
            "wijze": "concept", "door": "piet", "goedgekeurd_door": null, "voorgesteld_op": null,
            "opmerking": "leeg", "bestanden": [], "tests": { "geslaagd": 1, "totaal": 2 },
            "dekking": null, "wat_als": null,
        })
    );
    let older = served.get("/api/regels/geschiedenis?na=2").json();
    assert_eq!(older["geschiedenis"][0]["boek"], first);
    assert_eq!(older["geschiedenis"][0]["door"], "map");

    let book = served.get(&format!("/api/regels/boeken/{first}")).json();
    assert_eq!(book["stand"], "eerder");
    assert!(book["bestanden"].as_object().is_some_and(|files| !files.is_empty()));
    assert_eq!(served.get(&format!("/api/regels/boeken/{empty}")).json()["stand"], "in_gebruik");
    assert_eq!(served.get("/api/regels/boeken/weg").status, 404);
    assert_eq!(served.get("/api/regels/geschiedenis?na=x").status, 400);
}

#[test]
fn rules_that_are_being_written_are_held_against_the_last_events() {
    let served = Served::start();
    let ask = |body: &str| served.ask("POST /api/regels/kijk", body);
    let told = |body: &str| ask(body).json()["redenen"][0].as_str().unwrap().to_owned();
    let files = r#""bestanden": { "a.rhai": "", "b.rhai": "" }"#;
    assert_eq!(told(&format!("{{ {files} }}")), "a.rhai b.rhai met de laatste 100");
    assert_eq!(told(&format!("{{ {files}, \"laatste\": 7 }}")), "a.rhai b.rhai met de laatste 7");
    let many = format!("{{ {files}, \"laatste\": 99999999 }}");
    assert_eq!(told(&many), "a.rhai b.rhai met de laatste 10000");
    assert_eq!(ask("{}").status, 400);
    assert_eq!(ask("{ \"bestanden\": 1 }").status, 400);
}

#[test]
fn the_list_of_rules_says_what_waits() {
    let served = Served::start();
    let shown = served.get("/api/regels").json();
    assert_eq!(
        json!([shown["ingebruikname"], shown["vier_ogen"], shown["concept"], shown["opzij"]]),
        json!(["concept", true, null, null])
    );
    served.engine.keep_concept(&Book::empty()).unwrap();
    let shown = served.get("/api/regels").json();
    let empty = Book::empty();
    assert_eq!(
        shown["concept"],
        json!({ "boek": empty.hash(), "op": "2026-03-02T10:14:00+01:00", "door": "map" })
    );
    let concept = served.get(&format!("/api/regels/boeken/{}", empty.hash())).json();
    assert_eq!(concept["stand"], "concept");
    assert_eq!(served.get("/api/regels/concept").json()["boek"], "aa11");
}
