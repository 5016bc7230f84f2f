//! Who is let in, and what is learnt by who is not.

use crate::served::Served;

#[test]
fn a_stranger_learns_nothing() {
    let served = Served::start();
    let right = served.partner.reveal().to_owned();
    let post = |url: &str, token: &str| {
        let answer = served.request(&format!("POST {url}"), token, "", "W1;123456782;Jansen");
        let mut problem = answer.json();
        problem.as_object_mut().unwrap().remove("id");
        (answer.status, problem.to_string(), answer.header("www-authenticate").map(str::to_owned))
    };
    let unknown_account = post("/koppelingen/K2/Proef", &right);
    assert_eq!(unknown_account.0, 401);
    assert!(unknown_account.2.as_deref().is_some_and(|scheme| scheme.starts_with("Bearer")));
    for (url, token) in [
        ("/koppelingen/K1/Proef", "x".repeat(64)),
        ("/koppelingen/K1/Proef", String::new()),
        ("/koppelingen/K1/BestaatNiet", "x".repeat(64)),
        ("/koppelingen/K1/Proef", served.beheer.reveal().to_owned()),
    ] {
        assert_eq!(post(url, &token), unknown_account, "{url}");
    }
    assert_eq!(served.spooled(), 0);
}

#[test]
fn operators_and_partners_keep_to_their_own_side() {
    let served = Served::start();
    for path in ["gebeurtenissen", "klantaccounts", "taken/ta-1/waarom", "bestaatniet"] {
        let line = format!("GET /api/{path}");
        for token in ["", served.partner.reveal()] {
            assert_eq!(served.request(&line, token, "", "").status, 401, "{path}");
        }
    }
    assert_eq!(served.get("/api/gebeurtenissen").status, 200);
    assert_eq!(served.get("/api/bestaatniet").status, 404);
    let id = served.post("W1;123456782;Jansen").header("schakel-logverslag").unwrap().to_owned();
    let own = format!("GET /koppelingen/K1/logverslagen/{id}");
    assert_eq!(served.request(&own, served.partner.reveal(), "", "").status, 200);
    assert_eq!(served.request(&own, served.beheer.reveal(), "", "").status, 401);
}

#[test]
fn a_partner_does_not_see_what_another_sent() {
    let served = Served::start();
    let id = served.post("W1;123456782;Jansen").header("schakel-logverslag").unwrap().to_owned();
    let body = r#"{ "naam": "Ander", "werkgevergroepen": ["Groep"] }"#;
    let made = served.request("PUT /api/klantaccounts/K2", served.beheer.reveal(), "", body);
    let token = made.json()["token"].as_str().unwrap().to_owned();
    let see = |account: &str| {
        let line = format!("GET /koppelingen/{account}/logverslagen/{id}");
        served.request(&line, &token, "", "").status
    };
    assert_eq!((see("K2"), see("K1")), (404, 401));
}

#[test]
fn only_operators_see_how_much_work_there_is() {
    let served = Served::start();
    served.post("W1;123456782;Jansen");
    let ready = served.request("GET /gereed", "", "", "");
    assert_eq!((ready.status, ready.body.as_str()), (200, r#"{"status":"gereed"}"#));
    for token in ["", served.partner.reveal()] {
        assert_eq!(served.request("GET /api/stand", token, "", "").status, 401);
    }
    let stand = served.get("/api/stand").json();
    assert!(stand["gebeurtenissen"].as_u64().is_some_and(|events| events > 0), "{stand}");
    served.engine.close();
    assert_eq!(served.request("GET /gereed", "", "", "").status, 503);
    assert_eq!(served.get("/api/stand").status, 503);
}

#[test]
fn every_answer_carries_the_headers_that_keep_it_safe() {
    let served = Served::start();
    for path in ["/gezond", "/gereed", "/api/gebeurtenissen", "/api/x", "/x"] {
        let answer = served.get(path);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(answer.header("content-security-policy").is_some(), "{path}");
    }
}
