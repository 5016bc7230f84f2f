//! What operators put and see.

use expect_test::expect;

use crate::served::Served;

#[test]
fn a_werkgever_is_put_once_and_the_actor_is_remembered() {
    let served = Served::start();
    let put = |body: &str, actor: &str| {
        let extra = format!("Schakel-Actor: {actor}\r\n");
        served.request("PUT /api/werkgevers/W2", served.beheer.reveal(), &extra, body)
    };
    let body = r#"{ "naam": "Smederij", "werkgevergroepen": ["Groep"] }"#;
    let first = put(body, "j.jansen").json();
    assert_eq!(
        (first["gewijzigd"].as_bool(), put(body, "x").json()["gewijzigd"].as_bool()),
        (Some(true), Some(false))
    );
    let who = "j.jansen (volgens opgave, beheertoken)";
    assert_eq!(served.get("/api/audit").json()["audit"][0]["wie"], who);
    assert_eq!(put(body, "twee woorden").status, 400);
    assert_eq!(put(body, "x\r\nSchakel-Actor: y").status, 400, "who of the two?");
    assert_eq!(put("{ \"naam\": \"\" }", "x").status, 422);
}

#[test]
fn mistakes_are_told_in_dutch() {
    let served = Served::start();
    let told = |line: &str, body: &str| {
        let answer = served.request(line, served.beheer.reveal(), "", body);
        let mut problem = answer.json();
        assert!(problem.as_object_mut().unwrap().remove("id").is_some());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        problem.to_string()
    };
    let all = [
        told("PUT /api/klantaccounts/K%202", r#"{ "naam": "x", "werkgevergroepen": [] }"#),
        told("PUT /api/klantaccounts/K2", r#"{ "naam": "x" "#),
        told("PUT /api/werkgevers/W3", r#"{ "naam": "x", "kvk": "1" }"#),
        told("GET /api/gebeurtenissen?vanaf=x", ""),
        told("GET /api/gebeurtenissen/99", ""),
        told("GET /api/dossiers/123456782", ""),
        told("DELETE /api/taken", ""),
    ];
    expect![[r#"
        {"redenen":["een klantcode bestaat uit letters, cijfers, `-` en `_`","een klantaccount is geautoriseerd op ten minste één werkgevergroep"],"status":422,"title":"Dit kan niet worden uitgevoerd"}
        {"detail":"De JSON klopt niet op regel 1, teken 14: zij houdt te vroeg op","status":400,"title":"Dit verzoek klopt niet"}
        {"detail":"De JSON klopt niet op regel 1, teken 20: veld `kvk` bestaat niet; bekend: `naam`, `loonheffingennummers`, `werkgevergroepen`","status":400,"title":"Dit verzoek klopt niet"}
        {"detail":"Een vraag achter het vraagteken bestaat niet of heeft geen geldige waarde.","status":400,"title":"Dit verzoek klopt niet"}
        {"detail":"Gebeurtenis 99 bestaat niet.","status":404,"title":"Niet gevonden"}
        {"detail":"Dit dossier bestaat niet.","status":404,"title":"Niet gevonden"}
        {"detail":"Deze URL kent deze HTTP-methode niet.","status":405,"title":"Zo kan het niet"}"#]].assert_eq(&all.join("\n"));
}

#[test]
fn accounts_are_shown_without_anything_of_their_tokens() {
    let served = Served::start();
    let shown = served.get("/api/klantaccounts");
    assert_eq!(shown.json()["klantaccounts"][0]["klantcode"], "K1");
    assert!(!shown.body.contains("token") && !shown.body.contains(&served.partner.hash()));
}

#[test]
fn lists_go_on_where_the_last_page_ended() {
    let served = Served::start();
    for number in 0..5 {
        served.post(&format!("W1;;Naam{number}"));
    }
    let mut seen = Vec::new();
    let mut next = String::new();
    for _ in 0..4 {
        let page = served.get(&format!("/api/logverslagen?aantal=2{next}")).json();
        let ids =
            page["logverslagen"].as_array().unwrap().iter().map(|item| item["id"].to_string());
        seen.extend(ids);
        match &page["volgende"] {
            serde_json::Value::Null => break,
            place => next = format!("&na={place}"),
        }
    }
    let distinct = std::collections::BTreeSet::from_iter(&seen);
    assert_eq!((seen.len(), distinct.len()), (5, 5));
    let stand = served.get("/api/stand").json();
    assert_eq!((stand["rustig"].as_bool(), stand["te_beoordelen"].as_u64()), (Some(true), Some(0)));

    assert!(!served.engine.is_closed());
}
