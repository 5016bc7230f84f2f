//! Documents out: outcomes, retries, the end of trying.

use std::time::Duration;

use expect_test::expect;
use host_domain::{About, DeliveryId};
use host_store::{Delivery, JsonDoc, Lane, Logged, Reads as _, StoreError};
use sdk_connector::protocol::{HttpReply, HttpRequest};

use crate::house::House;

const REPORTED: &str = "M1 verslag\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";

fn answer(status: u16) -> HttpReply {
    HttpReply::Answered { status, headers: Vec::new(), body: String::new(), blob: None }
}

#[test]
fn a_report_goes_out_once_and_becomes_an_event() {
    let house = House::open();
    house.send(REPORTED);
    house.send(REPORTED);
    expect![[r#"
        accepted poging 1 [aanvaard]
    "#]]
    .assert_eq(&house.deliveries());
    assert_eq!(house.world.sent.lock().unwrap().len(), 1);
    assert_eq!(house.events().matches("bezorging.aanvaard").count(), 1);
}

#[test]
fn a_refusal_ends_it() {
    let house = House::open();
    house.world.answers.lock().unwrap().push_back(answer(400));
    house.send(REPORTED);
    expect![[r#"
        rejected poging 1 [geweigerd: 400]
    "#]]
    .assert_eq(&house.deliveries());
    assert_eq!(house.events().matches("bezorging.geweigerd").count(), 1);
}

#[test]
fn an_outage_is_waited_out_under_the_same_number() {
    let house = House::open();
    house.world.answers.lock().unwrap().extend([answer(503), answer(503)]);
    house.send(REPORTED);
    for _ in 0..2 {
        house.world.advance(Duration::from_secs(60));
        house.engine.nudge_dispatch();
        house.settled();
    }
    expect![[r#"
        accepted poging 3 [mislukt, wordt herhaald: later; mislukt, wordt herhaald: later; aanvaard]
    "#]]
    .assert_eq(&house.deliveries());
    let sent = house.world.sent.lock().unwrap();
    let same = |request: &HttpRequest| {
        request.body == sent[0].body && request.headers[0] == sent[0].headers[0]
    };
    assert!(sent.len() == 3 && sent.iter().all(same), "the same document, the same key");
}

#[test]
fn trying_ends() {
    let house = House::open();
    house.world.answers.lock().unwrap().extend((0..9).map(|_| answer(500)));
    house.send(REPORTED);
    for _ in 0..8 {
        house.world.advance(Duration::from_secs(24 * 60 * 60));
        house.engine.nudge_dispatch();
        house.settled();
    }
    assert!(house.deliveries().starts_with("given_up poging 9"), "{}", house.deliveries());
    assert_eq!(house.events().matches("bezorging.geweigerd").count(), 1);
}

fn pending(reference: &str) -> HttpReply {
    HttpReply::Answered { status: 202, headers: Vec::new(), body: reference.to_owned(), blob: None }
}

/// What the partner got, a request a line.
fn asked(house: &House) -> String {
    let sent = house.world.sent.lock().unwrap();
    sent.iter().map(|request| format!("{} {}\n", request.method, request.url)).collect()
}

fn wait(house: &House, seconds: u64) {
    house.world.advance(Duration::from_secs(seconds));
    house.engine.nudge_dispatch();
    house.settled();
}

#[test]
fn what_the_other_side_has_is_asked_for_and_never_delivered_again() {
    let house = House::open();
    house.world.answers.lock().unwrap().extend([pending("r-1"), answer(503), pending("r-2")]);
    house.send(REPORTED);
    wait(&house, 4);
    assert_eq!(asked(&house).lines().count(), 1, "not asked within five seconds");
    wait(&house, 1);
    let house = house.restart();
    wait(&house, 60);
    wait(&house, 60);
    expect![[r#"
        POST http://partner.test/
        GET http://partner.test/r-1
        GET http://partner.test/r-1
        GET http://partner.test/r-2
    "#]]
    .assert_eq(&asked(&house));
    expect![[r#"
        accepted poging 4 [in behandeling bij de ontvanger; mislukt, wordt herhaald: later; in behandeling bij de ontvanger; aanvaard]
    "#]]
    .assert_eq(&house.deliveries());
}

#[test]
fn asking_does_not_use_up_the_attempts() {
    let house = House::open();
    house.world.answers.lock().unwrap().extend((0..30).map(|_| pending("r")));
    house.send(REPORTED);
    (0..29).for_each(|_| wait(&house, 5));
    house.world.answers.lock().unwrap().push_back(answer(503));
    wait(&house, 5);
    assert!(house.deliveries().starts_with("waiting poging 31"), "{}", house.deliveries());
    wait(&house, 10);
    assert!(house.deliveries().starts_with("accepted poging 32"), "{}", house.deliveries());
}

#[test]
fn what_a_delivery_leads_to_is_one_deeper_than_what_led_to_it() {
    let house = House::open();
    let document = JsonDoc { kind: "x".into(), version: 1, body: "{}".into() };
    let (id, link) = (DeliveryId::from_bits(7), "KLANT/Regels".to_owned());
    let new = Delivery::new(id, link, "proef".into(), document, About::default(), 0, Lane::Deliver);
    let delivery = Delivery { causation: Some(1), correlation: 1, depth: 15, ..new };
    let store = house.engine.store();
    let put: Result<(), StoreError> = store.write(|session| session.put_delivery(&delivery));
    put.unwrap();
    wait(&house, 1);
    let events = store.read().unwrap().events_from(1, 99).unwrap();
    let accepted = events.last().and_then(Logged::event).unwrap();
    assert_eq!(accepted.kind.event_type().name(), "bezorging.aanvaard");
    assert_eq!((accepted.depth, accepted.causation), (16, Some(1)));
    let trace = store.read().unwrap().trace(accepted.seq).unwrap().unwrap();
    assert_eq!(trace["keten_te_lang"], true, "the limit on chains holds for deliveries as well");
}
