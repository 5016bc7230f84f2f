//! What is kept for a while only is gone after it, and nothing else.

use std::time::{Duration, Instant};

use host_domain::{About, DeliveryId};
use host_store::{Delivery, DeliveryState, JournalEntry, JsonDoc, Lane, Reads as _, StoreError};

use host_engine::ports::Clock as _;

use crate::house::House;

const REPORTED: &str = "M1 verslag\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Starts again after `days`, and waits until what is to be removed is.
fn restarted_after(house: House, days: u32) -> House {
    let canary = DeliveryId::from_bits(1);
    let document = JsonDoc { kind: "x".into(), version: 1, body: "{}".into() };
    let (link, plugin) = ("KLANT/Regels".to_owned(), "proef".to_owned());
    // Just old enough then, and not before: the cleaning of an earlier start may still be under way.
    let then_ms = (house.world.now().as_millisecond()) + (DAY * days).as_millis() as i64;
    let at_ms = then_ms - (DAY * 30).as_millis() as i64 - 1_000;
    let old = Delivery {
        state: DeliveryState::Accepted { receipt: String::new() },
        ..Delivery::new(canary, link, plugin, document, About::default(), at_ms, Lane::Deliver)
    };
    let put: Result<(), StoreError> =
        house.engine.store().write(|session| session.put_delivery(&old));
    put.unwrap();
    house.world.advance(DAY * days);
    let house = house.restart();
    let until = Instant::now() + Duration::from_secs(20);
    while house.engine.store().read().unwrap().delivery(canary).unwrap().is_some() {
        assert!(Instant::now() < until, "does not clean up");
        std::thread::sleep(Duration::from_millis(5));
    }
    // Stopping waits until the cleaning that has begun is done.
    house.restart()
}

#[test]
fn messages_and_deliveries_go_with_all_that_was_answered_about_them() {
    let house = House::open();
    // More messages than events, all with a journal: each claims its key.
    let mut messages: Vec<_> = (2..12).map(|nr| house.accept(&format!("M{nr}"))).collect();
    messages.iter().for_each(|id| drop(house.answered(*id)));
    house.send(REPORTED);
    messages.push(house.engine.store().read().unwrap().newest_logverslag().unwrap().unwrap());
    let view = house.engine.store().read().unwrap();
    let ended = view.deliveries(None, 9).unwrap().remove(0);
    assert!(messages.iter().all(|id| !view.journal(&id.to_string(), 0).unwrap().is_empty()));
    let document = JsonDoc { kind: "x".into(), version: 1, body: "{}".into() };
    let answered = JournalEntry { effect: document.clone(), reply: document, blob: None };
    let waits = Delivery {
        id: DeliveryId::from_bits(5),
        state: DeliveryState::Waiting { due_ms: i64::MAX },
        ..ended.clone()
    };
    drop(view);
    let written: Result<(), StoreError> = house.engine.store().write(|session| {
        session.push_journal(&ended.call(), 0, &answered)?;
        session.push_journal(&format!("{}/antwoord", messages[0]), 0, &answered)?;
        session.put_delivery(&waits)
    });
    written.unwrap();

    let house = restarted_after(house, 29);
    let view = house.engine.store().read().unwrap();
    assert!(view.delivery(ended.id).unwrap().is_some(), "its time has not come");
    assert_eq!(view.journal(&messages[0].to_string(), 0).unwrap().len(), 1);
    drop(view);

    let house = restarted_after(house, 2);
    let view = house.engine.store().read().unwrap();
    assert_eq!(view.delivery(ended.id).unwrap(), None);
    assert_eq!(view.journal(&ended.call(), 0).unwrap(), []);
    assert_eq!(view.delivery(waits.id).unwrap(), Some(waits), "it has not ended");
    for id in &messages {
        assert_eq!(view.journal(&id.to_string(), 0).unwrap(), []);
        assert_eq!(view.journal(&format!("{id}/antwoord"), 0).unwrap(), []);
        let reception = view.reception(*id).unwrap().unwrap();
        assert!(!house.engine.store().spool().holds(&reception.blob));
        assert!(view.logverslag(*id).unwrap().is_some(), "the report stays");
    }
    drop(view);
    let report = house.engine.store().check().unwrap();
    assert!(report.is_sound(), "a store that was cleaned up is whole: {report:?}");
}
