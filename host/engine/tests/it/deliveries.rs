//! Documents out: outcomes, retries, the end of trying.

use std::time::Duration;

use expect_test::expect;
use sdk_connector::protocol::HttpReply;

use crate::house::House;

const REPORTED: &str = "M1 verslag\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";

fn answer(status: u16) -> HttpReply {
    HttpReply::Answered { status, headers: Vec::new(), body: String::new() }
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
    assert!(sent.iter().all(|request| request == &sent[0]), "the same request every time");
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
