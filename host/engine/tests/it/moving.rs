//! Operators move documents to the dossier where they belong, and withdraw machtigingen.

use expect_test::expect;
use host_domain::{DocumentId, Dossier, MachtigingStatus as Status};
use host_store::Reads as _;

use crate::{
    documents::{LHN, PDF, ZW},
    house::House,
};

const JANSEN: &str = "M1\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";
const ELDERS: &str = "M2\n999;P9;999990019;Elders;G9;1;2026-03-02;2026-03-02;100";

fn in_house(house: &House) -> Vec<DocumentId> {
    let view = house.engine.store().read().unwrap();
    let id = view.werkgever_by_code("FLSN100").unwrap().unwrap();
    let stored = view.dossier(host_domain::DossierId::Werkgever(id)).unwrap().unwrap();
    let Dossier::Werkgever(dossier) = stored.dossier else { panic!("a werkgever") };
    dossier.trajecten.values().flat_map(|t| t.documenten.keys().copied()).collect()
}

/// Two documents without a werknemer, and a werknemer.
fn unplaced() -> House {
    let house = House::open();
    house.send(JANSEN);
    house.machtiging(Status::Actief);
    house.world.put("U1", LHN, ZW, "111222333", PDF);
    house.world.put("U2", LHN, ZW, "111222333", PDF);
    house.poll();
    house
}

#[test]
fn moving_a_document_finishes_its_task_only() {
    let house = unplaced();
    let before = house.events().lines().count();
    let document = in_house(&house)[0];
    let jansen = house.werknemer("Jansen");
    house.engine.move_document(&house.actor(), document, jansen).unwrap();
    house.settled();
    house.engine.move_document(&house.actor(), document, jansen).unwrap();
    let events = house.events();
    let new: Vec<&str> = events.lines().skip(before).collect();
    expect![[r#"
        document.uitgenomen
        taak.uitgevoerd
        traject.gestart
        traject.gestart
        document.verplaatst"#]]
    .assert_eq(&new.join("\n"));
    assert_eq!(in_house(&house).len(), 1);
    let shelves = house.shelves();
    assert_eq!(shelves.matches("PlaatsDocument Uitgevoerd").count(), 1, "{shelves}");
    assert_eq!(shelves.matches("PlaatsDocument Open").count(), 1, "{shelves}");
    let mut open = house.engine.open_document(&house.actor(), document).unwrap();
    assert_eq!(open.file.read(0, 99).unwrap(), PDF.as_bytes());
    let audit = house.engine.store().read().unwrap().audit_log(None, 9).unwrap();
    let moved = audit.iter().filter(|(_, entry)| entry.action == "document.verplaatst").count();
    assert_eq!(moved, 1, "once, as it was there the second time");
}

#[test]
fn a_document_stays_with_its_werkgever() {
    let house = unplaced();
    let elders = host_engine::NewAccount {
        klantcode: "ELDERS".into(),
        werkgevergroepen: ["Elders".to_owned()].into(),
        ..House::account()
    };
    house.engine.put_account(&house.actor(), elders, false).unwrap();
    house.send_from("ELDERS", ELDERS);
    let refused = house
        .engine
        .move_document(&house.actor(), in_house(&house)[0], house.werknemer("Elders"))
        .unwrap_err();
    expect!["de werknemer is van een andere werkgever dan waarvoor het document kwam"]
        .assert_eq(&refused.to_string());
    assert_eq!(in_house(&house).len(), 2);
}

#[test]
fn a_machtiging_that_is_withdrawn_ends_its_protocols_and_fetching() {
    let house = House::open();
    house.send(JANSEN);
    let id = house.machtiging(Status::Actief);
    house.world.put("U1", LHN, ZW, "123456782", PDF);
    house.poll();
    house.engine.set_machtiging(&house.actor(), id, Status::Ingetrokken, None).unwrap();
    house.world.put("U2", LHN, ZW, "123456782", PDF);
    house.world.asked();
    house.poll();
    assert_eq!(house.world.asked(), Vec::<String>::new(), "nobody to ask for");
    let events = house.events();
    assert_eq!(events.matches("traject.beeindigd").count(), 2, "{events}");
    let refused = house.engine.set_machtiging(&house.actor(), id, Status::Actief, None);
    assert!(refused.is_err(), "what was withdrawn is requested anew");
}

#[test]
fn nothing_is_fetched_before_a_machtiging_is_active() {
    let house = House::open();
    house.machtiging(Status::Verstuurd);
    house.world.put("U1", LHN, ZW, "", PDF);
    house.poll();
    assert_eq!(house.world.asked(), Vec::<String>::new());
}

#[test]
fn a_document_that_is_moved_after_its_machtiging_ended_lets_no_protocol_go_on() {
    let house = House::open();
    house.send(JANSEN);
    let id = house.machtiging(Status::Actief);
    house.world.put("U1", LHN, ZW, "111222333", PDF);
    house.poll();
    let document = in_house(&house)[0];
    house.engine.set_machtiging(&house.actor(), id, Status::Ingetrokken, None).unwrap();
    let jansen = house.werknemer("Jansen");
    house.engine.move_document(&house.actor(), document, jansen).unwrap();
    house.settled();
    let view = house.engine.store().read().unwrap();
    let jansen = view.dossier(host_domain::DossierId::Werknemer(jansen)).unwrap().unwrap().dossier;
    assert!(jansen.document(document).is_some());
    let under = jansen.trajecten().values().filter(|traject| traject.soort.starts_with("Uwv"));
    let under: Vec<bool> = under.map(host_domain::Traject::is_lopend).collect();
    assert_eq!(under, [false, false]);
}
