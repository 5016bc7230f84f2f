//! Nobody waits for somebody else's trouble.

use std::time::{Duration, Instant};

use host_domain::{About, DeliveryId, Importkoppeling, MachtigingStatus as Status, Ophalen};
use host_store::{Delivery, DeliveryState, JsonDoc, Lane, LinkState, Reads as _, StoreError};

use crate::{
    documents::{LHN, PDF, ZW},
    house::House,
};

/// Waits until it is so.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn links_that_always_have_more_keep_no_other_from_being_polled() {
    let mut house = House::closed();
    house.machtiging(Status::Actief);
    let mut account = House::account();
    let polled = account.importkoppelingen.pop().unwrap();
    let greedy = ["Gulzig1", "Gulzig2", "Gulzig3"];
    let link = |naam: &str| Importkoppeling {
        naam: naam.into(),
        ophalen: Some(Ophalen { elke_seconden: 60 }),
        ..polled.clone()
    };
    account.importkoppelingen.extend(greedy.map(link));
    account.importkoppelingen.push(polled);
    house.engine.put_account(&house.actor(), account, false).unwrap();
    house.world.shelf.lock().unwrap().with_more = greedy.map(str::to_owned).to_vec();
    house.start();
    let runs = |house: &House, naam: &str| {
        let view = house.engine.store().read().unwrap();
        let poll = view.poll(&format!("KLANT/{naam}")).unwrap();
        // One that runs has not yet said when it is due again.
        poll.map_or(0, |poll| poll.run - u64::from(poll.running.is_some()))
    };
    until("is not polled", || runs(&house, "Ophalen") > 0);
    until("has no more", || runs(&house, "Gulzig1") > 3);
    // Time goes by: now it is due again, behind those that are always due.
    for _ in 0..3 {
        let before = runs(&house, "Ophalen");
        house.world.advance(Duration::from_secs(61));
        until("is not polled again", || runs(&house, "Ophalen") > before);
    }
}

/// A delivery of this link, due from the start.
fn delivery(nr: u32, link: &str) -> Delivery {
    let document = JsonDoc { kind: "x".into(), version: 1, body: "{}".into() };
    let id = DeliveryId::from_bits(u128::from(nr));
    let (link, at_ms) = (link.to_owned(), i64::from(nr));
    Delivery::new(id, link, "proef".into(), document, About::default(), at_ms, Lane::Deliver)
}

#[test]
fn rows_of_a_paused_link_keep_no_others_waiting() {
    let mut house = House::closed();
    let paused = "KLANT/Gepauzeerd";
    let now_ms = house.engine.now().as_millisecond();
    let resting: u32 = 5_000;
    let state = LinkState {
        koppeling: paused.into(),
        paused_until_ms: Some(now_ms + 3_600_000),
        ..LinkState::default()
    };
    let other = delivery(resting + 1, "KLANT/Regels");
    let written: Result<(), StoreError> = house.engine.store().write(|session| {
        session.put_link_state(&state)?;
        (1..=resting).try_for_each(|nr| session.put_delivery(&delivery(nr, paused)))?;
        session.put_delivery(&other)
    });
    written.unwrap();
    house.start();
    let state_of = |id: DeliveryId| {
        let view = house.engine.store().read().unwrap();
        view.delivery(id).unwrap().unwrap().state
    };
    until("waits behind them", || matches!(state_of(other.id), DeliveryState::Accepted { .. }));
    let rests = DeliveryState::Waiting { due_ms: now_ms + 3_600_000 };
    assert_eq!(state_of(DeliveryId::from_bits(1)), rests);

    house.engine.resume_link(&house.actor(), paused).unwrap();
    let goes_on = DeliveryState::Waiting { due_ms: now_ms + 3_600_000 };
    until("goes on", || state_of(DeliveryId::from_bits(1)) != goes_on);
}

#[test]
fn an_attempt_that_found_no_room_on_disk_is_taken_up_soon() {
    let house = House::open();
    house.machtiging(Status::Actief);
    house.world.put("U1", LHN, ZW, "", PDF);
    let spool = house.folder.path().join("data").join("berichten");
    std::fs::remove_dir_all(&spool).unwrap();
    house.engine.poll_now(&house.actor(), "KLANT/Ophalen").unwrap();
    let lease = || {
        let view = house.engine.store().read().unwrap();
        view.deliveries(None, 1).unwrap().first().and_then(|row| match row.state {
            DeliveryState::Sending { lease_until_ms, .. } => Some(lease_until_ms),
            _ => None,
        })
    };
    let soon = house.engine.now().as_millisecond() + 60_000;
    until("is kept until its lease ends", || lease().is_some_and(|until_ms| until_ms < soon));
    std::fs::create_dir(&spool).unwrap();
    house.world.advance(Duration::from_secs(60));
    house.engine.nudge_dispatch();
    house.settled();
    assert!(house.shelves().contains("U1"), "{}", house.deliveries());
    assert!(house.deliveries().contains("accepted poging 1 ["), "{}", house.deliveries());
}
