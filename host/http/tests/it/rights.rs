//! Operators with a token of their own do what they may, under their own name.

use serde_json::json;

use crate::served::Served;

const RIGHTS: [&str; 9] = [
    "documenten_inzien",
    "documenten_verplaatsen",
    "machtigingen",
    "bezorgingen",
    "taken",
    "regels",
    "dossiers",
    "polissen",
    "beheer",
];

/// Every URL that needs a right, with that right.
const GUARDED: &[(&str, &str)] = &[
    ("documenten_inzien", "GET /api/documenten/doc-1/bestand"),
    ("documenten_verplaatsen", "POST /api/documenten/doc-1/verplaatsen"),
    ("machtigingen", "POST /api/machtigingen"),
    ("machtigingen", "POST /api/machtigingen/ma-1/actief"),
    ("taken", "POST /api/taken/ta-1/uitgevoerd"),
    ("bezorgingen", "POST /api/logverslagen/lv-1/opnieuw"),
    ("bezorgingen", "GET /api/bezorgingen/bz-1/inhoud"),
    ("bezorgingen", "PUT /api/bezorgingen/bz-1/inhoud"),
    ("bezorgingen", "POST /api/bezorgingen/bz-1/opnieuw"),
    ("bezorgingen", "POST /api/bezorgingen/bz-1/opgeven"),
    ("bezorgingen", "POST /api/koppelingen/K9/X/nu"),
    ("bezorgingen", "POST /api/koppelingen/K9/X/hervat"),
    ("regels", "POST /api/regels/concept/aa11/in-gebruik"),
    ("regels", "POST /api/regels/concept/aa11/goedkeuren"),
    ("regels", "POST /api/regels/concept/aa11/afwijzen"),
    ("regels", "POST /api/regels/kijk"),
    ("regels", "POST /api/regels/proef"),
    ("regels", "POST /api/regels/wat-als"),
    ("regels", "POST /api/regels/wat-als-berichten"),
    ("regels", "POST /api/regels/dekking"),
    ("regels", "POST /api/regels/mutatie"),
    ("regels", "POST /api/regels/reproductie"),
    ("regels", "POST /api/regels/boeken/aa11/terug"),
    ("dossiers", "POST /api/werkgevers/W9/werknemers"),
    ("dossiers", "POST /api/werknemers/wn-1/ziekmelding"),
    ("dossiers", "POST /api/dossiers/wn-1/trajecten"),
    ("dossiers", "PUT /api/dossiers/wn-1/kenmerken/X"),
    ("dossiers", "DELETE /api/dossiers/wn-1/kenmerken/X"),
    ("dossiers", "POST /api/trajecten/tr-1/gedeeltelijk-herstel"),
    ("dossiers", "POST /api/trajecten/tr-1/herstel"),
    ("dossiers", "POST /api/trajecten/tr-1/correctie"),
    ("dossiers", "POST /api/trajecten/tr-1/intrekken"),
    ("dossiers", "POST /api/trajecten/tr-1/sluiten"),
    ("dossiers", "PUT /api/trajecten/tr-1/kenmerken/X"),
    ("dossiers", "DELETE /api/trajecten/tr-1/kenmerken/X"),
    ("dossiers", "PUT /api/trajecten/tr-1/daglonen/2026-01-01"),
    ("dossiers", "PUT /api/trajecten/tr-1/herinneringen/X"),
    ("dossiers", "DELETE /api/trajecten/tr-1/herinneringen/X"),
    ("dossiers", "POST /api/trajecten/tr-1/afspraken"),
    ("dossiers", "PUT /api/afspraken/af-1"),
    ("dossiers", "DELETE /api/afspraken/af-1"),
    ("dossiers", "POST /api/trajecten/tr-1/documenten"),
    ("dossiers", "POST /api/documenten/doc-1/definitief"),
    ("polissen", "POST /api/werkgevers/W9/polissen"),
    ("polissen", "DELETE /api/polissen/po-1"),
    ("beheer", "PUT /api/werkgevers/W9"),
    ("beheer", "PUT /api/klantaccounts/K9"),
    ("beheer", "GET /api/gebruikers"),
    ("beheer", "PUT /api/gebruikers/x"),
    ("beheer", "DELETE /api/gebruikers/x"),
    ("beheer", "POST /api/plugins/proef/proef?koppeling=K9/X"),
    ("beheer", "POST /api/plugins/weg/aanvaard"),
];

/// A new operator with these rights; the token.
pub(crate) fn operator(served: &Served, naam: &str, rechten: &[&str]) -> String {
    let body = json!({ "rechten": rechten }).to_string();
    let made = served.ask(&format!("PUT /api/gebruikers/{naam}"), &body).json();
    made["token"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

#[test]
fn what_is_not_looking_needs_the_right_for_it() {
    let served = Served::start();
    let with = RIGHTS.map(|right| (right, operator(&served, right, &[right])));
    let nobody = operator(&served, "niemand", &[]);
    for (right, line) in GUARDED.iter().copied() {
        for (has, token) in with.iter().chain([&("niets", nobody.clone())]) {
            let answer = served.request(line, token, "", "");
            if *has == right || *has == "beheer" {
                assert_ne!(answer.status, 403, "{line} with {has}: {}", answer.body);
            } else {
                assert_eq!(answer.status, 403, "{line} with {has}: {}", answer.body);
                let told = format!("Hiervoor is het recht `{right}` nodig.");
                assert_eq!(answer.json()["detail"], told, "{line}");
            }
        }
    }
    for line in ["GET /api/stand", "GET /api/machtigingen", "GET /api/koppelingen"] {
        assert_eq!(served.request(line, &nobody, "", "").status, 200, "{line}");
    }
    assert_eq!(served.request("DELETE /api/taken", &nobody, "", "").status, 405);
    assert_eq!(served.request("GET /api/bestaatniet", &nobody, "", "").status, 404);
}

#[test]
fn an_operator_acts_under_a_name_that_is_proven() {
    let served = Served::start();
    let token = operator(&served, "piet", &["beheer"]);
    let body = r#"{ "naam": "Smederij", "werkgevergroepen": ["Groep"] }"#;
    for claimed in ["", "Schakel-Actor: directeur\r\n", "Schakel-Actor: geen naam\r\n"] {
        let answer = served.request("PUT /api/werkgevers/W2", &token, claimed, body);
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let audit = served.get("/api/audit").json();
    assert_eq!(audit["audit"][0]["wie"], "piet");
    assert!(!audit.to_string().contains("directeur"));
}

#[test]
fn the_token_of_an_operator_is_shown_once_and_can_be_taken_away() {
    let served = Served::start();
    let first = operator(&served, "piet", &["taken"]);
    let see = |token: &str| served.request("GET /api/audit", token, "", "").status;
    let put = |query: &str, rechten: &str| {
        let line = format!("PUT /api/gebruikers/piet{query}");
        served.ask(&line, &format!(r#"{{ "rechten": [{rechten}] }}"#))
    };
    assert!(put("", r#""bezorgingen""#).json()["token"].is_null(), "it keeps the one it has");
    assert_eq!(see(&first), 200);
    let shown = served.get("/api/gebruikers");
    let told = json!([{ "naam": "piet", "rechten": ["bezorgingen"] }]);
    assert_eq!(shown.json()["gebruikers"], told);
    let second = put("?nieuw_token=true", "").json()["token"].as_str().unwrap().to_owned();
    assert_eq!((see(&first), see(&second)), (401, 200));
    assert_eq!(served.ask("DELETE /api/gebruikers/piet", "").status, 200);
    assert_eq!(see(&second), 401);
    assert_eq!(served.ask("DELETE /api/gebruikers/piet", "").status, 404);
}

#[test]
fn a_name_that_stands_for_something_else_is_refused() {
    let served = Served::start();
    for naam in ["beheertoken", "Systeem", "een%20naam"] {
        let answer = served.ask(&format!("PUT /api/gebruikers/{naam}"), r#"{ "rechten": [] }"#);
        assert_eq!(answer.status, 422, "{naam}: {}", answer.body);
    }
    let wrong = served.ask("PUT /api/gebruikers/piet", r#"{ "rechten": ["alles"] }"#);
    let told = wrong.json()["detail"].as_str().unwrap().to_owned();
    assert!(told.contains("`alles` kan hier niet; kies uit `documenten_inzien`"), "{told}");
}
