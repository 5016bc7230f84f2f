//! What did not go well the first time gets another chance, and nothing twice.

use std::time::Duration;

use expect_test::expect;
use host_domain::{Dienst, Loonheffingennummer, MachtigingStatus as Status};
use host_engine::{NewMachtiging, NewWerkgever};
use host_store::Reads as _;

use crate::{
    documents::{LHN, PDF, ZW},
    house::House,
};

/// A number that nobody has given a machtiging for at first.
const LATER: &str = "111111110L01";

/// FLSN100 with these numbers, in this group.
fn put_werkgever(house: &House, numbers: &[&str], group: &str) {
    let number = |text: &&str| Loonheffingennummer::parse(text).unwrap();
    let new = NewWerkgever {
        werkgevercode: "FLSN100".into(),
        naam: "Werkgever FLSN100".into(),
        loonheffingennummers: numbers.iter().map(number).collect(),
        werkgevergroepen: [group.to_owned()].into(),
    };
    house.engine.put_werkgever(&house.actor(), new).unwrap();
}

fn pass(house: &House, time: Duration) {
    house.world.advance(time);
    house.engine.nudge_dispatch();
    house.settled();
}

#[test]
fn nothing_is_fetched_for_a_werkgever_outside_the_groups_until_it_is_back() {
    let house = House::open();
    house.machtiging(Status::Actief);
    house.world.put("U1", LHN, ZW, "", PDF);
    house.world.shelf.lock().unwrap().moods.insert("/stuk/U1".into(), vec![500]);
    house.poll();
    house.world.asked();
    put_werkgever(&house, &[LHN], "Elders");
    pass(&house, Duration::from_secs(10));
    assert_eq!(house.world.asked(), Vec::<String>::new());
    expect![[r#"
        rejected poging 2 [mislukt, wordt herhaald: de plank is dicht; niet opgehaald: er is geen actieve machtiging (meer) voor deze dienst]
    "#]]
    .assert_eq(&house.deliveries());

    put_werkgever(&house, &[LHN], "Felison");
    house.poll();
    house.poll();
    let stuk = |path: &String| path.starts_with("/stuk/");
    assert_eq!(house.world.asked().into_iter().filter(stuk).collect::<Vec<_>>(), ["/stuk/U1"]);
    assert!(house.shelves().contains("U1"));
}

#[test]
fn what_was_fetched_and_dropped_is_told_and_read_again_once_that_can_be() {
    let house = House::open();
    house.machtiging(Status::Actief);
    let content = format!("U1\n{LATER}\n{ZW}\n\nTitel\n{PDF}");
    let item = ["U1", LHN, ZW, &content].map(str::to_owned);
    house.world.shelf.lock().unwrap().items.push(item);
    house.poll();
    assert_eq!(house.events().matches("koppeling.storing").count(), 1, "{}", house.events());
    let id = house.engine.store().read().unwrap().newest_logverslag().unwrap().unwrap();

    put_werkgever(&house, &[LHN, LATER], "Felison");
    let new = NewMachtiging {
        werkgevercode: "FLSN100".into(),
        loonheffingennummer: Loonheffingennummer::parse(LATER).unwrap(),
        dienst: Dienst::Ziektewet,
        corrigeert: None,
    };
    let machtiging = house.engine.request_machtiging(&house.actor(), new).unwrap();
    for state in [Status::InBehandeling, Status::ActiveringVerstuurd, Status::Actief] {
        house.engine.set_machtiging(&house.actor(), machtiging, state, None).unwrap();
    }
    for _ in 0..2 {
        house.engine.reread(&house.actor(), id).unwrap();
        house.settled();
    }
    expect![[r#"
        Melding opnieuw gelezen op verzoek van beheer
        Melding opnieuw gelezen op verzoek van beheer
        U1 Uitval er is geen actieve machtiging voor UWV-ZZ-ZW bij dit loonheffingennummer
        U1 Verwerkt 
    "#]]
    .assert_eq(&lines_of(&house));
    assert_eq!(house.events().matches("document.toegevoegd").count(), 1);
    assert_eq!(house.events().matches("koppeling.hersteld").count(), 1);
}

/// What became of the fetched, but for the places of earlier logverslagen.
fn lines_of(house: &House) -> String {
    let lines = house.fetched_lines();
    lines.lines().filter(|line| !line.contains("al eerder")).map(|l| format!("{l}\n")).collect()
}

#[test]
fn another_connector_does_not_get_the_cursor_of_the_former() {
    let house = House::open();
    house.machtiging(Status::Actief);
    house.poll();
    let before = house.engine.polls().unwrap().remove(0);
    assert!(!before.cursor.is_null());
    let mut account = House::account();
    account.naam = "Anders genoemd".into();
    house.engine.put_account(&house.actor(), account.clone(), false).unwrap();
    assert_eq!(house.engine.polls().unwrap().remove(0).cursor, before.cursor);
    account.importkoppelingen[1].plugin = "anders".into();
    house.engine.put_account(&house.actor(), account, false).unwrap();
    let after = house.engine.polls().unwrap().remove(0);
    assert!(after.cursor.is_null());
    assert_eq!(after.run, before.run, "runs are numbered on");
}

#[test]
fn a_link_that_is_polled_often_keeps_a_bounded_number_of_lists() {
    let house = House::open();
    house.machtiging(Status::Actief);
    for _ in 0..105 {
        house.poll();
    }
    let view = house.engine.store().read().unwrap();
    assert_eq!(view.recorded_calls("KLANT/Ophalen", 1_000).unwrap().len(), 100);
    let run = view.poll("KLANT/Ophalen").unwrap().unwrap().run;
    let journal = |run: u64| view.journal(&format!("ophalen/KLANT/Ophalen/{run}"), 0).unwrap();
    assert_eq!((journal(run - 100).len(), journal(run).len()), (0, 1));
}
