//! E-mail signals: the same message at every attempt, without personal data, and one that cannot be
//! sent can be looked at, mended and sent again.

use std::time::Duration;

use expect_test::expect;
use host_domain::MachtigingStatus as Status;
use host_store::{Delivery, Lane, Reads as _};
use sdk_connector::protocol::Outcome;

use crate::{
    documents::{LHN, PDF, ZW},
    house::House,
};

const JANSEN: &str = "M1\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";

fn mail(house: &House) -> Delivery {
    let all = house.engine.store().read().unwrap().deliveries(None, 99).unwrap();
    all.into_iter().find(|delivery| delivery.lane == Lane::Mail).unwrap()
}

fn signalled(first_answers: &[Outcome]) -> House {
    let house = House::open();
    house.world.post_answers.lock().unwrap().extend(first_answers.iter().cloned());
    house.send(JANSEN);
    house.machtiging(Status::Actief);
    house.world.put("U1", LHN, ZW, "123456782", PDF);
    house.poll();
    house
}

#[test]
fn a_signal_is_the_same_message_at_every_attempt() {
    let later = Outcome::TryAgain { reason: "451".into(), after: None };
    let house = signalled(&[later]);
    house.world.advance(Duration::from_secs(10));
    house.engine.nudge_dispatch();
    house.settled();
    let mails = house.world.mails.lock().unwrap();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0], mails[1]);
    let mail = &mails[0];
    expect!["casemanager | Er is een nieuw document | Traject UwvDocumenten bij FLSN100; dienst UWV-ZZ-ZW."]
        .assert_eq(&format!("{} | {} | {}", mail.rol, mail.onderwerp, mail.tekst));
    assert!(mail.id.starts_with("bz-"), "{}", mail.id);
}

#[test]
fn what_was_refused_can_be_looked_at_mended_and_sent_again() {
    let house = signalled(&[Outcome::Rejected { reason: "550".into() }]);
    let (actor, id) = (house.actor(), mail(&house).id);
    let mut content = house.engine.delivery_content(&actor, id).unwrap();
    assert_eq!(content["rol"], "casemanager");
    content["rol"] = "planner".into();
    house.engine.edit_delivery(&actor, id, &content).unwrap();
    house.engine.resend_delivery(&actor, id).unwrap();
    house.settled();
    assert_eq!(house.world.mails.lock().unwrap().last().unwrap().rol, "planner");
    let refused = house.engine.resend_delivery(&actor, id).unwrap_err();
    expect!["deze bezorging is al aanvaard"].assert_eq(&refused.to_string());
    let audit = house.engine.store().read().unwrap().audit_log(None, 3).unwrap();
    let actions: Vec<&str> = audit.iter().rev().map(|(_, entry)| entry.action.as_str()).collect();
    assert_eq!(actions, ["bezorging.ingezien", "bezorging.gewijzigd", "bezorging.opnieuw"]);
}

#[test]
fn what_is_given_up_by_hand_stays_so() {
    let later = Outcome::TryAgain { reason: "451".into(), after: None };
    let house = signalled(&[later]);
    house.engine.give_up_delivery(&house.actor(), mail(&house).id).unwrap();
    house.world.advance(Duration::from_secs(3_600));
    house.engine.nudge_dispatch();
    house.settled();
    assert_eq!(house.world.mails.lock().unwrap().len(), 1);
}
