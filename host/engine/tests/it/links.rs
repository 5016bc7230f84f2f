//! How links are doing: paused when their connector keeps failing, and told of when they fall silent.

use std::time::Duration;

use expect_test::expect;
use host_domain::{MachtigingStatus as Status, StoringSoort};

use crate::house::House;

/// A house that has told of silence by now, once.
fn silent(house: House) -> House {
    let told = || house.events().matches("koppeling.storing").count();
    let until = std::time::Instant::now() + Duration::from_secs(20);
    while told() == 0 {
        assert!(std::time::Instant::now() < until, "nothing is told");
        std::thread::sleep(Duration::from_millis(5));
    }
    house.settled();
    assert_eq!(told(), 1);
    house
}

fn state(house: &House, koppeling: &str) -> host_store::LinkState {
    let mut all = house.engine.link_states().unwrap().into_iter();
    all.find(|state| state.koppeling == koppeling).unwrap_or_default()
}

#[test]
fn a_connector_that_keeps_failing_is_paused_and_tried_again_later() {
    let house = House::open();
    house.machtiging(Status::Actief);
    house.world.shelf.lock().unwrap().breaks = true;
    for _ in 0..5 {
        house.poll();
    }
    let paused = state(&house, "KLANT/Ophalen");
    let now_ms = house.engine.now().as_millisecond();
    assert_eq!(paused.paused_until_ms, Some(now_ms + 60_000));
    expect!["plugin `proef`: liep vast"].assert_eq(&paused.reason.unwrap());
    let events = house.events();
    // That it is paused; the poll that failed five times in a row is the same trouble.
    assert_eq!(events.matches("koppeling.storing").count(), 1, "{events}");

    house.world.shelf.lock().unwrap().breaks = false;
    house.engine.resume_link(&house.actor(), "KLANT/Ophalen").unwrap();
    house.poll();
    let well = state(&house, "KLANT/Ophalen");
    assert_eq!((well.failures, well.paused_until_ms, well.told.len()), (0, None, 0));
    assert_eq!(house.events().matches("koppeling.hersteld").count(), 1);
}

#[test]
fn one_message_that_breaks_a_connector_leaves_the_next_alone() {
    let house = House::open();
    house.send("M1 stuk\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100");
    let answer = house.send("M2\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100");
    assert!(answer.starts_with("200"), "{answer}");
    let link = state(&house, "KLANT/Regels");
    assert_eq!((link.failures, link.told.len()), (0, 0), "told, and told to be over");
}

#[test]
fn a_link_that_is_silent_for_longer_than_usual_says_so_once() {
    let house = House::open();
    let minutes = |n: u64| Duration::from_secs(n * 60);
    for nr in 0..7 {
        house.send(&format!("M{nr}"));
        house.world.advance(minutes(10));
    }
    assert_eq!(state(&house, "KLANT/Regels").gaps, [600; 6]);
    house.world.advance(minutes(15));
    // Every stage looks right after a start.
    let house = silent(house.restart());
    house.world.advance(minutes(60));
    let house = silent(house.restart());
    assert!(state(&house, "KLANT/Regels").told.contains(&StoringSoort::Stil));
    house.send("M99");
    assert_eq!(house.events().matches("koppeling.hersteld").count(), 1);
}

#[test]
fn a_message_that_could_not_be_read_is_read_again_after_a_repair() {
    let house = House::open();
    let id = house.accept("M1 stuk\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100");
    house.answered(id);
    house.world.mended.store(true, std::sync::atomic::Ordering::SeqCst);
    house.engine.reread(&house.actor(), id).unwrap();
    let answer = house.answered(id);
    expect![[r#"
        200 {"verwerkt":1,"dubbel":0,"uitval":0,"proef":0}
        Uitval: plugin `proef`: liep vast
        Melding: opnieuw gelezen op verzoek van beheer
        1 Verwerkt 2 events
    "#]]
    .assert_eq(&answer);
    let again = house.engine.reread(&house.actor(), id).unwrap_err();
    expect!["dit bericht is gewoon gelezen; er is niets te herstellen"]
        .assert_eq(&again.to_string());
}
