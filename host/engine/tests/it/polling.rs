//! Polling: nothing is lost by an answer that is, and nothing comes twice.

use std::time::Duration;

use expect_test::expect;
use host_domain::MachtigingStatus as Status;
use host_store::{Lane, Reads as _};

use crate::{
    documents::{LHN, PDF, ZW},
    house::House,
};

fn active() -> House {
    let house = House::open();
    house.machtiging(Status::Actief);
    house
}

/// Waits as long as the outbox does, and lets it go on.
fn pass(house: &House, time: Duration) {
    house.world.advance(time);
    house.engine.nudge_dispatch();
    house.settled();
}

#[test]
fn a_fetch_that_fails_is_tried_again_until_it_ends() {
    let house = active();
    house.world.put("U1", LHN, ZW, "", PDF);
    let moods = vec![500, 503];
    house.world.shelf.lock().unwrap().moods.insert("/stuk/U1".into(), moods);
    house.poll();
    pass(&house, Duration::from_secs(10));
    pass(&house, Duration::from_secs(60));
    expect![[r#"
        accepted poging 3 [mislukt, wordt herhaald: de plank is dicht; mislukt, wordt herhaald: de plank is dicht; opgehaald, logverslag lv]
    "#]]
    .assert_eq(&without_numbers(&fetches(&house)));
    assert!(house.shelves().contains("U1"));
}

/// What was fetched, or is to be.
fn fetches(house: &House) -> String {
    let mails = |line: &&str| !line.contains("[aanvaard]");
    house.deliveries().split_inclusive('\n').filter(mails).collect()
}

/// Numbers of logverslagen differ from run to run.
fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("lv-") {
        out.push_str(&rest[..at + 2]);
        rest = rest[at + 3..].trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    out + rest
}

#[test]
fn what_is_given_up_is_told_once_and_so_is_recovery() {
    let house = active();
    for key in ["U1", "U2"] {
        house.world.put(key, LHN, ZW, "", PDF);
        let moods = vec![500; 9];
        house.world.shelf.lock().unwrap().moods.insert(format!("/stuk/{key}"), moods);
    }
    house.poll();
    for _ in 0..9 {
        pass(&house, Duration::from_secs(24 * 60 * 60));
    }
    let events = house.events();
    assert_eq!(events.matches("koppeling.storing").count(), 1, "{events}");
    let view = house.engine.store().read().unwrap();
    let dead = view.deliveries(None, 9).unwrap();
    drop(view);
    for delivery in dead {
        house.engine.resend_delivery(&house.actor(), delivery.id).unwrap();
    }
    house.settled();
    let events = house.events();
    assert_eq!(events.matches("koppeling.hersteld").count(), 1, "{events}");
    assert_eq!(events.matches("document.toegevoegd").count(), 2, "{events}");
}

#[test]
fn a_listing_that_fails_keeps_the_cursor() {
    let house = active();
    house.world.put("U1", LHN, ZW, "", PDF);
    house.world.shelf.lock().unwrap().moods.insert("/lijst".into(), vec![500]);
    house.poll();
    let poll = house.engine.polls().unwrap().remove(0);
    assert_eq!((poll.cursor.is_null(), poll.failures), (true, 1));
    assert_eq!(poll.reason.as_deref(), Some("de plank is dicht"));
    house.poll();
    let poll = house.engine.polls().unwrap().remove(0);
    assert_eq!((poll.cursor["keren"].as_u64(), poll.failures), (Some(1), 0));
    assert!(house.shelves().contains("U1"));
}

#[test]
fn a_connector_cannot_pass_off_another_body_as_its_own() {
    let house = active();
    house.world.put("U1", LHN, ZW, "", PDF);
    house.world.shelf.lock().unwrap().steals = true;
    house.poll();
    expect![[r#"
        waiting poging 1 [mislukt, wordt herhaald: plugin `proef`: geeft een bestand dat niet bij deze aanroep hoort]
    "#]]
    .assert_eq(&house.deliveries());
}

#[test]
fn a_run_that_was_interrupted_is_taken_up_with_its_journal() {
    let house = active();
    house.world.put("U1", LHN, ZW, "", PDF);
    house.poll();
    // As if the host had been killed in the next run, after it was begun.
    let interrupted = house.engine.polls().unwrap()[0].run + 1;
    let written: Result<(), host_store::StoreError> = house.engine.store().write(|session| {
        let mut poll = session.poll("KLANT/Ophalen")?.unwrap();
        poll.run = interrupted;
        poll.due_ms = 0;
        poll.running =
            Some(host_store::PollRun { since_ms: 1_772_442_840_000, plugin_hash: "0".into() });
        session.put_poll(&poll)
    });
    written.unwrap();
    house.world.asked();
    let house = house.restart();
    house.settled();
    let until = std::time::Instant::now() + Duration::from_secs(20);
    while house.engine.polls().unwrap()[0].running.is_some() {
        assert!(std::time::Instant::now() < until, "is not taken up");
        std::thread::sleep(Duration::from_millis(5));
    }
    let poll = house.engine.polls().unwrap().remove(0);
    assert_eq!(poll.run, interrupted, "the same run, not another");
    assert_eq!(house.world.asked(), ["/lijst"], "what is known is not fetched again");
    let view = house.engine.store().read().unwrap();
    assert_eq!(view.due_deliveries(Lane::Fetch, i64::MAX, 9).unwrap(), []);
}

#[test]
fn rows_wait_for_a_connector_that_is_not_loaded() {
    let house = active();
    house.world.put("U1", LHN, ZW, "", PDF);
    let moods = vec![500];
    house.world.shelf.lock().unwrap().moods.insert("/stuk/U1".into(), moods);
    house.poll();
    house.world.unloaded.store(true, std::sync::atomic::Ordering::SeqCst);
    for _ in 0..12 {
        pass(&house, Duration::from_secs(24 * 60 * 60));
    }
    let row = house.engine.store().read().unwrap().deliveries(None, 9).unwrap().remove(0);
    assert_eq!((row.attempt, row.failures), (1, 1), "waiting costs no attempt");
    house.world.unloaded.store(false, std::sync::atomic::Ordering::SeqCst);
    pass(&house, Duration::from_secs(60));
    assert!(house.shelves().contains("U1"));
}
