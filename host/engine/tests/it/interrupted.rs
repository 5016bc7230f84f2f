//! Attempts that a crash interrupted: taken up where they were, and settled once.

use std::{sync::atomic::Ordering, time::Duration};

use expect_test::expect;
use host_store::{Delivery, DeliveryState, JournalEntry, JsonDoc, Reads as _, StoreError};
use sdk_connector::protocol::{Document, HttpReply};

use crate::house::House;

const REPORTED: &str = "M1 verslag\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";

fn only_delivery(house: &House) -> Delivery {
    house.engine.store().read().unwrap().deliveries(None, 9).unwrap().remove(0)
}

fn stored(document: &Document) -> JsonDoc {
    let body = String::from_utf8(document.body.clone()).unwrap();
    JsonDoc { kind: document.kind.clone(), version: document.version, body }
}

/// A house in which the partner answered with `status`, and the host crashed right after it had put
/// that in its journal. An hour later it starts again, with `build` of the connector.
fn crashed_after_the_answer(status: u16, build: i64) -> House {
    let house = House::open();
    let answer =
        HttpReply::Answered { status, headers: Vec::new(), body: "ref".into(), blob: None };
    house.world.answers.lock().unwrap().push_back(answer.clone());
    house.send(REPORTED);
    let request = house.world.sent.lock().unwrap()[0].clone();
    let effect = stored(&Document::of("http", 1, &request));
    let entry =
        JournalEntry { effect, reply: stored(&Document::of("http", 1, &answer)), blob: None };
    let since_ms = house.engine.now().as_millisecond();
    let sending = DeliveryState::Sending {
        since_ms,
        lease_until_ms: since_ms + 60_000,
        plugin_hash: "0".into(),
    };
    let delivery = Delivery {
        state: sending,
        reference: None,
        failures: 0,
        history: Vec::new(),
        ..only_delivery(&house)
    };
    let written: Result<(), StoreError> = house.engine.store().write(|session| {
        session.forget_call(&delivery.call())?;
        session.push_journal(&delivery.call(), 0, &entry)?;
        session.put_delivery(&delivery)
    });
    written.unwrap();
    house.world.advance(Duration::from_secs(3_600));
    house.world.build.store(build, Ordering::SeqCst);
    let house = house.restart();
    house.settled();
    house
}

#[test]
fn an_answer_in_the_journal_is_not_asked_for_again() {
    let house = crashed_after_the_answer(200, 0);
    assert_eq!(house.world.sent.lock().unwrap().len(), 1, "the partner got nothing more");
    expect![[r#"
        accepted poging 1 [onderbroken; gaat verder waar het was; aanvaard]
    "#]]
    .assert_eq(&house.deliveries());
    let view = house.engine.store().read().unwrap();
    let journal = view.journal(&only_delivery(&house).call(), 0).unwrap();
    assert_eq!(journal.len(), 1, "what was answered is kept for a while, and nothing was added");
}

#[test]
fn a_reference_in_the_journal_is_not_lost() {
    let house = crashed_after_the_answer(202, 0);
    house.world.advance(Duration::from_secs(10));
    house.engine.nudge_dispatch();
    house.settled();
    let sent = house.world.sent.lock().unwrap();
    let sent: Vec<_> = sent.iter().map(|r| format!("{} {}", r.method, r.url)).collect();
    assert_eq!(sent, ["POST http://partner.test/", "GET http://partner.test/ref"]);
}

#[test]
fn another_build_of_the_connector_begins_anew() {
    let house = crashed_after_the_answer(200, 1);
    assert_eq!(house.world.sent.lock().unwrap().len(), 2);
    expect![[r#"
        accepted poging 2 [onderbroken; gaat verder waar het was; aanvaard]
    "#]]
    .assert_eq(&house.deliveries());
    let id = only_delivery(&house).id;
    let view = house.engine.store().read().unwrap();
    assert_eq!(view.journal(&format!("{id}/1"), 0).unwrap(), [], "nor what it no longer needs");
}

#[test]
fn what_came_of_an_attempt_counts_only_while_the_delivery_is_in_it() {
    let house = House::open();
    let store = house.engine.store().clone();
    // While the partner is busy somebody else settles the delivery.
    *house.world.meanwhile.lock().unwrap() = Some(Box::new(move || {
        let mut delivery = store.read().unwrap().deliveries(None, 9).unwrap().remove(0);
        delivery.state = DeliveryState::Rejected { reason: "door een ander".into() };
        let put: Result<(), StoreError> = store.write(|session| session.put_delivery(&delivery));
        put.unwrap();
    }));
    house.send(REPORTED);
    while house.world.sent.lock().unwrap().is_empty() {
        std::thread::yield_now();
    }
    // The next start waits until every stage is done with what it was doing.
    let house = house.restart();
    assert_eq!(house.deliveries(), "rejected poging 1 []\n");
    assert!(!house.events().contains("bezorging."), "{}", house.events());
}
