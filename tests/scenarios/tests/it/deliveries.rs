//! Verwerkingsmeldingen to a receiver that has its moods: none lost, none doubled.
#![cfg(test)]

use expect_test::expect;
use tests_harness::World;
use tests_simulators::sivi::{Mood, story};

#[test]
fn a_receiver_in_trouble_gets_it_later() {
    let world = World::setup().mood(Mood::Failing(1)).start();
    world.post(&story()[0]);
    world.settle_deliveries();
    expect![[r#"
        bz-1 sivi.verwerkingsmelding op VI001/Verzuimmeldingen: accepted na 2 pogingen (mislukt, wordt herhaald: de ontvanger antwoordt met HTTP 500; aanvaard)
    "#]].assert_eq(&world.deliveries());
    let journal = world.journal();
    assert_eq!((journal.distinct, journal.repeated), (1, 0));
}

#[test]
fn a_lost_answer_is_met_with_the_same_number() {
    let world = World::setup().mood(Mood::Silent(1)).start();
    world.post(&story()[0]);
    world.settle_deliveries();
    let journal = world.journal();
    assert_eq!(
        (journal.distinct, journal.repeated, journal.refused.len()),
        (1, 1, 0),
        "{journal:?}"
    );
    expect![[r#"
        VI-2026-0001: VZ-2026-0001/1 01
    "#]]
    .assert_eq(&world.received());
}

#[test]
fn a_receiver_that_is_down_holds_up_nobody() {
    let mut world = World::setup().mood(Mood::Down).start();
    for message in &story()[..4] {
        assert_eq!(world.post(message).status, 200, "{}", message.name);
    }
    world.settle();
    assert_eq!(world.journal().distinct, 0);
    world.set_mood(Mood::Fine);
    world.kill();
    world.restart();
    world.settle_deliveries();
    assert_eq!(world.journal().distinct, 4);
}
