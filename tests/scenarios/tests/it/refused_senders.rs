//! Senders who may not: they learn nothing, and nothing of what they send is kept.
#![cfg(test)]

use expect_test::expect;
use tests_harness::World;
use tests_simulators::sivi::story;

#[test]
fn strangers_are_refused_and_learn_nothing() {
    let world = World::new();
    let message = &story()[0].xml;
    let portal = world.portal();
    let mut told = String::new();
    for (name, token, klantcode, link) in [
        ("verkeerd token", "a".repeat(64), "VI001", "Verzuimmeldingen"),
        ("leeg token", String::new(), "VI001", "Verzuimmeldingen"),
        ("onbekend account", portal.token().to_owned(), "VI002", "Verzuimmeldingen"),
        ("onbekende koppeling", portal.token().to_owned(), "VI001", "WerknemersGegevens"),
    ] {
        let answer = portal.with_token(&token).try_post_to(klantcode, link, message);
        told.push_str(&format!("{name}: {}\n", answer.expect("an answer")));
    }
    expect![[r#"
        verkeerd token: 401 Geen toegang
            Stuur een geldig token mee: Authorization: Bearer <token>.
        leeg token: 401 Geen toegang
            Stuur een geldig token mee: Authorization: Bearer <token>.
        onbekend account: 401 Geen toegang
            Stuur een geldig token mee: Authorization: Bearer <token>.
        onbekende koppeling: 404 Niet gevonden
            Importkoppeling `WerknemersGegevens` bestaat niet.
    "#]]
    .assert_eq(&told);
    assert_eq!(world.folder().spooled(), 0);
    assert!(world.api().all("logverslagen", "na").is_empty());
    assert_eq!(world.post(&story()[0]).status, 200);
}

#[test]
fn a_partner_sees_its_own_logverslagen_only_and_nothing_of_operators() {
    let world = World::new();
    let id = world.post(&story()[0]).report().to_owned();
    let other = serde_json::json!({ "naam": "Ander", "werkgevergroepen": ["Anders"] });
    let made = world.api().put("/api/klantaccounts/VDD01", &other);
    let token = made["token"].as_str().expect("a token");
    let status = |url: &str, token: &str| world.portal().with_token(token).status_of(url);
    let own = world.portal().token();
    assert_eq!(status(&format!("/koppelingen/VI001/logverslagen/{id}"), own), 200);
    assert_eq!(status(&format!("/koppelingen/VI001/logverslagen/{id}"), token), 401);
    assert_eq!(status(&format!("/koppelingen/VDD01/logverslagen/{id}"), token), 404);
    for list in ["gebeurtenissen", "taken", "klantaccounts", "audit", "logverslagen"] {
        assert_eq!(status(&format!("/api/{list}"), own), 401, "{list}");
    }
}

#[test]
fn a_renewed_token_ends_the_old_one() {
    let world = World::new();
    let account = world.api().all("klantaccounts", "na").remove(0);
    assert!(account["token_sha256"].is_null() && account["token"].is_null(), "{account}");
    let mut body = account;
    body.as_object_mut().expect("an object").remove("klantcode");
    let made = world.api().put("/api/klantaccounts/VI001?nieuw_token=true", &body);
    let renewed = world.portal().with_token(made["token"].as_str().expect("a token"));
    let message = &story()[0];
    assert_eq!(world.post(message).status, 401);
    assert_eq!(renewed.try_post(&message.xml).expect("an answer").status, 200);
}
