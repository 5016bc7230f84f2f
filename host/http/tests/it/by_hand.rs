//! What operators do by hand in dossiers: what comes of it, what is refused and how that is told.

mod polissen;
mod uploads;

use expect_test::expect;
use host_store::Reads;
use serde_json::{Value, json};

use crate::{
    rights::operator,
    served::{Answer, Served},
};

/// A werknemer of W1, for who has the house's token.
fn werknemer(served: &Served, number: &str) -> String {
    let body = json!({ "personeelsnummer": number, "achternaam": "Jansen", "bsn": "123456782" });
    done(served, "POST /api/werkgevers/W1/werknemers", &body)["werknemer"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// A werknemer who is ill, and the traject of that.
fn ill(served: &Served) -> (String, String) {
    let werknemer = werknemer(served, "7");
    let line = format!("POST /api/werknemers/{werknemer}/ziekmelding");
    let traject = done(served, &line, &json!({ "eerste_dag": "2026-02-02" }))["traject"].clone();
    (werknemer, traject.as_str().unwrap().to_owned())
}

fn done(served: &Served, line: &str, body: &Value) -> Value {
    let answer = served.ask(line, &body.to_string());
    assert_eq!(answer.status, 200, "{line}: {}", answer.body);
    assert!(!answer.body.contains("123456782"), "a BSN is masked");
    answer.json()
}

/// Why something is not done: the status, and what is said.
fn refused(served: &Served, line: &str, body: &Value) -> String {
    said(&served.ask(line, &body.to_string()))
}

fn said(answer: &Answer) -> String {
    let problem = answer.json();
    let reasons = problem["redenen"].as_array().into_iter().flatten();
    let said = reasons.chain([&problem["detail"]]).filter_map(Value::as_str);
    format!("{} {}", answer.status, said.collect::<Vec<_>>().join("; "))
}

/// The types of all events of dossiers so far.
fn events(served: &Served) -> Vec<String> {
    let page = served.get("/api/gebeurtenissen?aantal=1000").json();
    let all = page["gebeurtenissen"].as_array().unwrap().iter();
    all.map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_werknemer_is_added_once_and_brought_up_to_date() {
    let served = Served::start();
    let line = "POST /api/werkgevers/W1/werknemers";
    let body = json!({
        "personeelsnummer": "7", "bsn": "123456782", "achternaam": "Jansen",
        "dienstverband": { "extern_id": "D1", "begin": "2020-01-01" },
    });
    let first = done(&served, line, &body);
    assert_eq!((&first["nieuw"], &first["gewijzigd"]), (&json!(true), &json!(true)));
    let again = done(&served, line, &body);
    assert_eq!((&again["nieuw"], &again["gewijzigd"]), (&json!(false), &json!(false)));
    // Known by the BSN alone, and so the number changes.
    let moved = json!({ "bsn": "123456782", "personeelsnummer": "8", "achternaam": "Jansen" });
    assert_eq!(done(&served, line, &moved)["werknemer"], first["werknemer"]);
    let found = served.get("/api/werkgevers/W1/werknemers?personeelsnummer=8").json();
    assert_eq!(found["werknemers"], json!([{ "werknemer": first["werknemer"] }]));
    assert_eq!(
        events(&served)[1..],
        ["werknemer.toegevoegd", "dienstverband.gestart", "werknemer.gewijzigd"]
    );
    expect!["422 werkgevercode: er is geen werkgever `W9`"].assert_eq(&refused(
        &served,
        "POST /api/werkgevers/W9/werknemers",
        &body,
    ));
    expect!["422 geef ten minste een personeelsnummer, een extern_id of een bsn: daaraan is de werknemer later te herkennen"]
        .assert_eq(&refused(&served, line, &json!({ "achternaam": "Pietersen" })));
    done(&served, line, &json!({ "personeelsnummer": "9", "achternaam": "Pietersen" }));
    let both = json!({ "personeelsnummer": "9", "bsn": "123456782", "achternaam": "Pietersen" });
    expect!["422 bsn: hoort bij een andere werknemer dan een eerder gegeven nummer"]
        .assert_eq(&refused(&served, line, &both));
}

#[test]
fn an_absence_goes_its_way_by_hand() {
    let served = Served::start();
    let (werknemer, traject) = ill(&served);
    let on = |what: &str| format!("POST /api/trajecten/{traject}/{what}");
    let twice = format!("POST /api/werknemers/{werknemer}/ziekmelding");
    let told = refused(&served, &twice, &json!({ "eerste_dag": "2026-02-09" }));
    assert_eq!(
        told,
        format!(
            "422 de werknemer is al ziek gemeld per 2026-02-02 ({traject}); meld daarop, of geef \
             het dienstverband"
        )
    );
    let half = json!({ "ingangsdatum": "2026-02-16", "percentage": "50" });
    done(&served, &on("gedeeltelijk-herstel"), &half);
    let again = done(&served, &on("gedeeltelijk-herstel"), &half);
    assert_eq!(again["gebeurtenissen"], json!([]), "{again}");
    done(&served, &on("correctie"), &json!({ "eerste_dag": "2026-02-03" }));
    done(&served, &on("herstel"), &json!({ "op": "2026-02-23" }));
    // The recovery should not have been reported: the traject runs again.
    let back = json!({ "ingangsdatum": "2026-02-23", "percentage": 25 });
    done(&served, &on("correctie"), &back);
    done(&served, &on("herstel"), &json!({ "op": "2026-02-24" }));
    done(&served, &on("correctie"), &json!({ "hersteld_op": "2026-02-25" }));
    done(&served, &on("intrekken"), &json!({}));
    assert_eq!(
        events(&served)[2..],
        [
            "verzuim.ziekmelding",
            "verzuim.gedeeltelijk_hersteld",
            "verzuim.correctie",
            "verzuim.hersteld",
            "traject.beeindigd",
            "verzuim.correctie",
            "verzuim.hersteld",
            "traject.beeindigd",
            "verzuim.correctie",
            "verzuim.ingetrokken",
        ]
    );
    let shown = served.get(&format!("/api/trajecten/{traject}")).json();
    assert_eq!(shown["dossier"], json!(werknemer));
    assert_eq!(shown["traject"]["begin"], "2026-02-03");
    expect!["400 ingangsdatum: geen bestaande datum in de vorm jjjj-mm-dd; percentage: ontbreekt"]
        .assert_eq(&refused(
            &served,
            &on("gedeeltelijk-herstel"),
            &json!({ "ingangsdatum": "2-3" }),
        ));
    expect!["422 een verzuim eindigt met een herstelmelding"].assert_eq(&refused(
        &served,
        &on("sluiten"),
        &json!({}),
    ));
}

#[test]
fn trajecten_and_their_kenmerken() {
    let served = Served::start();
    let (werknemer, _) = ill(&served);
    let start = format!("POST /api/dossiers/{werknemer}/trajecten");
    let traject = done(&served, &start, &json!({ "soort": "ZwErd" }))["traject"].clone();
    let traject = traject.as_str().unwrap().to_owned();
    assert_eq!(
        refused(&served, &start, &json!({ "soort": "ZwErd" })),
        format!("422 soort: in dit dossier loopt al een traject van soort ZwErd ({traject})")
    );
    expect!["422 soort: een verzuim begint met een ziekmelding"].assert_eq(&refused(
        &served,
        &start,
        &json!({ "soort": "Verzuim" }),
    ));
    expect!["422 soort: `ZwErt` staat niet in de catalogus; bedoelt u `ZwErd`?"]
        .assert_eq(&refused(&served, &start, &json!({ "soort": "ZwErt" })));

    let none = json!({});
    let line = |what: &str| format!("PUT /api/trajecten/{traject}/{what}");
    let put = done(&served, &line("kenmerken/Spoed"), &none);
    assert_eq!(put["gebeurtenissen"].as_array().unwrap().len(), 1);
    assert_eq!(done(&served, &line("kenmerken/Spoed"), &none)["gebeurtenissen"], json!([]));
    expect!["422 kenmerk: `Bijzonder` kan volgens de catalogus niet op een traject, wel op: werknemer, werkgever"]
        .assert_eq(&refused(&served, &line("kenmerken/Bijzonder"), &none));
    done(&served, &format!("PUT /api/dossiers/{werknemer}/kenmerken/Bijzonder"), &none);
    done(&served, &format!("DELETE /api/dossiers/{werknemer}/kenmerken/Bijzonder"), &none);
    done(&served, &format!("DELETE /api/trajecten/{traject}/kenmerken/Spoed"), &none);

    done(&served, &format!("POST /api/trajecten/{traject}/sluiten"), &none);
    assert_eq!(
        events(&served)[3..],
        [
            "traject.gestart",
            "kenmerk.toegevoegd",
            "kenmerk.toegevoegd",
            "kenmerk.verwijderd",
            "kenmerk.verwijderd",
            "traject.beeindigd",
        ]
    );
}

#[test]
fn daglonen_and_herinneringen() {
    let served = Served::start();
    let (_, traject) = ill(&served);
    let none = json!({});
    let line = |what: &str| format!("PUT /api/trajecten/{traject}/{what}");
    let dagloon = line("daglonen");
    done(&served, &format!("{dagloon}/2026-01-01"), &json!({ "bedrag": "187.35" }));
    expect!["400 ingangsdatum: geen bestaande datum in de vorm jjjj-mm-dd; bedrag: een bedrag heeft ten hoogste twee decimalen, zoals 1234.50"]
        .assert_eq(&refused(&served, &format!("{dagloon}/1-1"), &json!({ "bedrag": 1.005 })));

    done(&served, &line("herinneringen/bel%20terug"), &json!({ "op": "2026-03-12" }));
    expect!["422 op: 2026-03-02 is niet na vandaag"].assert_eq(&refused(
        &served,
        &line("herinneringen/bel"),
        &json!({ "op": "2026-03-02" }),
    ));
    let set = served.get(&format!("/api/trajecten/{traject}/herinneringen")).json();
    let told = json!([{ "naam": "bel terug", "op": "2026-03-12", "regel": null }]);
    assert_eq!(set["herinneringen"], told);
    let remove = format!("DELETE /api/trajecten/{traject}/herinneringen/bel%20terug");
    done(&served, &remove, &none);
    assert_eq!(done(&served, &remove, &none)["gebeurtenissen"], json!([]));
    assert_eq!(
        events(&served)[3..],
        ["traject.dagloon_vastgelegd", "herinnering.gezet", "herinnering.verwijderd"]
    );
}

#[test]
fn an_afspraak_is_made_once_under_one_name() {
    let served = Served::start();
    let (_, traject) = ill(&served);
    let line = format!("POST /api/trajecten/{traject}/afspraken");
    let body = json!({ "begin": "2026-03-09T09:30", "locatietype": "Locatie", "concept": true });
    let named = |name: &str, body: &Value| {
        let extra = format!("Idempotency-Key: {name}\r\n");
        served.request(&line, served.beheer.reveal(), &extra, &body.to_string())
    };
    let first = named("een", &body).json();
    let again = named("een", &body).json();
    assert_eq!((&first["afspraak"], &again["gebeurtenissen"]), (&again["afspraak"], &json!([])));
    assert_ne!(named("twee", &body).json()["afspraak"], first["afspraak"]);
    let other = named("een", &json!({ "begin": "2026-03-10T09:30" }));
    assert_eq!(other.status, 422, "{}", other.body);
    assert_eq!(named("met spatie", &body).status, 400);

    let id = first["afspraak"].as_str().unwrap();
    let mut changed = body;
    changed["concept"] = json!(false);
    done(&served, &format!("PUT /api/afspraken/{id}"), &changed);
    let all = served.get(&format!("/api/trajecten/{traject}/afspraken")).json();
    assert_eq!(all["afspraken"].as_array().unwrap().len(), 2, "{all}");
    done(&served, &format!("DELETE /api/afspraken/{id}"), &json!({}));
    expect!["404 Deze afspraak bestaat niet (meer)."].assert_eq(&refused(
        &served,
        &format!("DELETE /api/afspraken/{id}"),
        &json!({}),
    ));
    expect!["422 locatietype: `Locaties` staat niet in de catalogus; bedoelt u `Locatie`?"]
        .assert_eq(&refused(
            &served,
            &line,
            &json!({ "begin": "2026-03-09T09:30", "locatietype": "Locaties" }),
        ));
    expect![
        "422 einde: 2026-03-09T09:00:00 ligt niet na het begin van de afspraak, 2026-03-09T09:30:00"
    ]
    .assert_eq(&refused(
        &served,
        &line,
        &json!({ "begin": "2026-03-09 09:30", "einde": "2026-03-09 09:00" }),
    ));
}

#[test]
fn who_did_it_is_in_the_audit_log() {
    let served = Served::start();
    let (werknemer, traject) = ill(&served);
    let token = operator(&served, "anja", &["dossiers"]);
    let line = format!("PUT /api/trajecten/{traject}/kenmerken/Spoed");
    assert_eq!(served.request(&line, &token, "", "").status, 200);
    let entry = &served.get("/api/audit").json()["audit"][0];
    let told = [&entry["wie"], &entry["wat"], &entry["waarop"]];
    assert_eq!(told, ["anja", "kenmerk.toegevoegd", &*werknemer]);
    let last = served.engine.store().read().unwrap().last_seq().unwrap();
    let event = served.get(&format!("/api/gebeurtenissen/{last}")).json();
    assert_eq!(event["source"], "persoon:anja");
}
