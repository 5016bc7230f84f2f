//! Machtigingen: requested and followed.

use serde_json::json;

use crate::{rights::operator, served::Served};

/// A machtiging of W1 for ZW documents that is active; its id.
pub(crate) fn active(served: &Served, lhn: &str) -> String {
    let body = json!({
        "naam": "Bakkerij", "loonheffingennummers": [lhn], "werkgevergroepen": ["Groep"],
    });
    assert_eq!(served.ask("PUT /api/werkgevers/W1", &body.to_string()).status, 200);
    let id = request(served, lhn);
    for status in ["ontvangen", "in_behandeling", "activering_verstuurd", "actief"] {
        let answer = served.ask(&format!("POST /api/machtigingen/{id}/{status}"), "");
        assert_eq!(answer.status, 200, "{status}: {}", answer.body);
    }
    served.is_quiet();
    id
}

fn request(served: &Served, lhn: &str) -> String {
    let body = json!({
        "werkgevercode": "W1", "loonheffingennummer": lhn, "dienst": "UWV-ZZ-ZW",
    });
    let made = served.ask("POST /api/machtigingen", &body.to_string()).json();
    made["machtiging"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

#[test]
fn a_machtiging_is_followed_through_its_states() {
    let served = Served::start();
    let id = active(&served, "123456782L01");
    let own = operator(&served, "s0", &["machtigingen"]);
    let line = format!("POST /api/machtigingen/{id}/ingetrokken");
    let reason = r#"{ "reden": "op verzoek van de werkgever" }"#;
    assert_eq!(served.request(&line, &own, "", reason).status, 200);
    let all = served.get("/api/machtigingen").json()["machtigingen"].clone();
    let one = &all[0];
    assert_eq!(
        json!([one["werkgevercode"], one["dienst"], one["dienst_naam"], one["status"]]),
        json!(["W1", "UWV-ZZ-ZW", "Ziektewet", "ingetrokken"])
    );
    let last = one["historie"].as_array().unwrap().last().unwrap();
    assert_eq!(last["reden"], "op verzoek van de werkgever");
    for (query, count) in [
        ("werkgevercode=W1", 1),
        ("werkgevercode=W1&status=ingetrokken", 1),
        ("status=actief", 0),
        ("werkgevercode=W9", 0),
    ] {
        let found = served.get(&format!("/api/machtigingen?{query}")).json();
        assert_eq!(found["machtigingen"].as_array().unwrap().len(), count, "{query}");
    }
}

#[test]
fn the_list_goes_on_where_the_last_page_ended() {
    let served = Served::start();
    active(&served, "123456782L01");
    for number in ["123456782L02", "123456782L03"] {
        let body = json!({
            "naam": "Bakkerij",
            "loonheffingennummers": ["123456782L01", "123456782L02", "123456782L03"],
            "werkgevergroepen": ["Groep"],
        });
        assert_eq!(served.ask("PUT /api/werkgevers/W1", &body.to_string()).status, 200);
        request(&served, number);
    }
    let (mut seen, mut next) = (std::collections::BTreeSet::new(), String::new());
    loop {
        let page = served.get(&format!("/api/machtigingen?aantal=2{next}")).json();
        let items = page["machtigingen"].as_array().unwrap();
        seen.extend(items.iter().map(|item| item["id"].to_string()));
        match page["volgende"].as_str() {
            Some(place) => next = format!("&na={place}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 3);
}

#[test]
fn what_cannot_follow_is_refused_in_dutch() {
    let served = Served::start();
    let id = active(&served, "123456782L01");
    let set = |id: &str, status: &str, body: &str| {
        served.ask(&format!("POST /api/machtigingen/{id}/{status}"), body)
    };
    assert_eq!(set(&id, "verstuurd", "").status, 422);
    assert_eq!(set(&id, "actief", r#"{ "waarom": "x" }"#).status, 400);
    let unknown = set(&id, "weg", "");
    assert_eq!(unknown.status, 404);
    assert!(unknown.json()["detail"].as_str().unwrap().contains("in_behandeling"));
    assert_eq!(set("ma-1", "actief", "").status, 404);
    assert_eq!(served.get("/api/machtigingen?status=weg").status, 400);
    let body = r#"{ "werkgevercode": "W1", "loonheffingennummer": "1", "dienst": "X" }"#;
    assert_eq!(served.ask("POST /api/machtigingen", body).status, 400);
}
