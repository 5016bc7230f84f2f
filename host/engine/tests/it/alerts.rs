//! That a link is in trouble, or over it, is told by e-mail, once, to those who want to know.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use expect_test::expect;
use host_domain::MachtigingStatus as Status;
use host_engine::ports::Mail;
use sdk_connector::protocol::Outcome;

use crate::house::House;

/// A house whose polled link was paused, and went on.
fn troubled(alerted: bool) -> House {
    let house = House::open();
    house.world.alerted.store(alerted, Ordering::SeqCst);
    house.machtiging(Status::Actief);
    house.world.shelf.lock().unwrap().breaks = true;
    (0..5).for_each(|_| house.poll());
    house.world.shelf.lock().unwrap().breaks = false;
    house.engine.resume_link(&house.actor(), "KLANT/Ophalen").unwrap();
    house.poll();
    house.settled();
    house
}

/// Alerts that were sent, in order of their subjects.
fn alerts(house: &House) -> Vec<Mail> {
    let mails = house.world.mails.lock().unwrap();
    let mut alerts: Vec<Mail> =
        mails.iter().filter(|mail| mail.rol == Mail::STORINGEN).cloned().collect();
    alerts.sort_by(|a, b| a.onderwerp.cmp(&b.onderwerp));
    alerts
}

#[test]
fn trouble_and_recovery_are_told_once() {
    let house = troubled(true);
    let subjects: Vec<String> = alerts(&house).into_iter().map(|alert| alert.onderwerp).collect();
    expect![[r#"
        Hersteld: koppeling KLANT/Ophalen werkt weer
        Storing: koppeling KLANT/Ophalen is gepauzeerd na herhaalde fouten"#]]
    .assert_eq(&subjects.join("\n"));
    let told = &alerts(&house)[1];
    assert!(told.tekst.contains("Sinds: 2026-03-02T"), "{}", told.tekst);
    assert!(!told.tekst.contains("liep vast"), "what a connector says stays in the house");
    let house = house.restart();
    house.settled();
    assert_eq!(alerts(&house).len(), 2);
}

#[test]
fn nobody_is_told_who_did_not_ask_for_it_and_later_neither() {
    let house = troubled(false);
    house.world.alerted.store(true, Ordering::SeqCst);
    let house = house.restart();
    house.send("M1\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100");
    assert_eq!(alerts(&house), []);
}

#[test]
fn trouble_with_e_mail_is_not_told_by_e_mail() {
    let house = House::open();
    house.world.alerted.store(true, Ordering::SeqCst);
    house.machtiging(Status::Actief);
    let later = || Outcome::TryAgain { reason: "451".into(), after: None };
    house.world.post_answers.lock().unwrap().extend((0..20).map(|_| later()));
    house.world.put("U1", crate::documents::LHN, crate::documents::ZW, "", crate::documents::PDF);
    house.poll();
    let until = Instant::now() + Duration::from_secs(20);
    while house.events().matches("koppeling.storing").count() == 0 {
        assert!(Instant::now() < until, "{}", house.deliveries());
        house.world.advance(Duration::from_secs(24 * 60 * 60));
        house.engine.nudge_dispatch();
        house.settled();
    }
    assert_eq!(alerts(&house), []);
}
