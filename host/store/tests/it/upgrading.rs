//! A store of an older layout opens, with all that is derived.

use host_domain::{Command, DeliveryId, DossierId, VerzuimMelding};
use host_store::{Delivery, JsonDoc, Lane, Reads as _};
use jiff::civil::date;

use crate::world::{World, melding, persoon};

/// Tables that layout 1 does not have, and layout 2 has.
const SINCE_2: [&str; 16] = [
    "machtigingen",
    "actieve_machtigingen",
    "kenmerken",
    "journaal_bestanden",
    "opgenomen_oproepen",
    "oproepen_koppeling",
    "oproepen_tijd",
    "ophalen_tijd",
    "mail_tijd",
    "documenten",
    "ophalingen",
    "koppelingstanden",
    "conversiewaarden",
    "gebruikers",
    "regelboek_huidig",
    "aanvaarde_plugins",
];

/// Tables that layouts 1 and 2 do not have.
const SINCE_3: [&str; 7] = [
    "werknemers_van",
    "lopende_trajecten",
    "herinneringen",
    "afspraken",
    "polissen",
    "ingebruiknames",
    "wachtende_regelboeken",
];

fn definition(name: &str) -> redb::TableDefinition<'_, &'static [u8], &'static [u8]> {
    redb::TableDefinition::new(name)
}

/// Makes of a store what a program of layout 2 would have left.
fn to_layout_2(transaction: &redb::WriteTransaction) {
    remove(transaction, &SINCE_3);
    set_layout(transaction, b"2");
}

/// Makes of a store what a program of layout 1 would have left.
fn to_layout_1(transaction: &redb::WriteTransaction) {
    remove(transaction, &SINCE_2);
    remove(transaction, &SINCE_3);
    set_layout(transaction, b"1");
}

fn remove(transaction: &redb::WriteTransaction, names: &[&str]) {
    for name in names {
        assert!(transaction.delete_table(definition(name)).unwrap(), "{name}");
    }
}

fn set_layout(transaction: &redb::WriteTransaction, layout: &[u8]) {
    let mut meta = transaction.open_table(definition("meta")).unwrap();
    meta.insert(&b"indeling"[..], layout).unwrap();
}

#[test]
fn a_store_of_layout_1_opens_and_is_whole() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let people: Vec<_> = (0..3)
        .map(|nr| world.werknemer(werkgever, persoon("123456782", "Jansen", &nr.to_string())))
        .collect();
    people.iter().for_each(|someone| drop(world.ziek(werkgever, *someone)));
    world.erase(people[1]);
    let document = JsonDoc { kind: "x".to_owned(), version: 1, body: "{}".to_owned() };
    let (id, about) = (DeliveryId::from_bits(1), host_domain::About::default());
    let (link, plugin) = ("k/uit".to_owned(), "sivi".to_owned());
    let delivery = Delivery::new(id, link, plugin, document, about, 5, Lane::Deliver);
    world.store.write(|session| session.put_delivery(&delivery)).unwrap();

    let world = world.tamper(to_layout_1);
    let read = world.store.read().unwrap();
    let mut found = read.dossiers_by_kenmerk("geval-1").unwrap();
    found.sort_unstable();
    let mut expected = [people[0], people[2]].map(DossierId::Werknemer);
    expected.sort_unstable();
    assert_eq!(found, expected);
    let staff = read.werknemers_of(werkgever, None, 9).unwrap();
    assert_eq!(staff, [people[0], people[2]], "who was erased is gone");
    assert_eq!(read.werknemers_of(werkgever, Some(people[0]), 9).unwrap(), [people[2]]);
    assert_eq!(read.due_deliveries(Lane::Deliver, 9, 9).unwrap(), [id]);
    assert_eq!(read.due_deliveries(Lane::Fetch, 9, 9).unwrap(), []);
    assert_eq!(read.polls().unwrap(), []);
    assert_eq!(read.open_trajecten(None, 9).unwrap().len(), 2);
    drop(read);
    world.assert_whole();
    world.reopen().assert_whole();
}

#[test]
fn a_store_of_layout_2_opens_with_the_trajecten_that_run() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let people: Vec<_> = (0..3)
        .map(|nr| world.werknemer(werkgever, persoon("123456782", "Jansen", &nr.to_string())))
        .collect();
    let cases: Vec<_> =
        people.iter().map(|one| world.ziek(werkgever, *one)[0].about.traject.unwrap()).collect();
    let withdrawn = VerzuimMelding { intrekken: true, ..melding("geval-1", "2026-03-02", "100") };
    let target = Some(DossierId::Werknemer(people[1]));
    world.command(werkgever, target, &Command::VerzuimMelden(withdrawn)).unwrap();
    let world = world.tamper(to_layout_2);
    let read = world.store.read().unwrap();
    let mut expected = [0, 2].map(|nr: usize| (cases[nr], DossierId::Werknemer(people[nr])));
    expected.sort_unstable();
    assert_eq!(read.open_trajecten(None, 9).unwrap(), expected);
    assert_eq!(read.due_herinneringen(date(2099, 1, 1), None, 9).unwrap(), []);
    drop(read);
    world.assert_whole();
    world.reopen().assert_whole();
}

#[test]
fn a_dossier_that_cannot_be_read_does_not_stop_it() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let someone = world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    world.ziek(werkgever, someone);
    let world = world.tamper(|transaction| {
        to_layout_1(transaction);
        let mut rows = transaction.open_table(definition("dossiers")).unwrap();
        let key = [&[1][..], &someone.bits().to_be_bytes()].concat();
        rows.insert(key.as_slice(), &b"x"[..]).unwrap();
    });
    assert_eq!(world.store.read().unwrap().dossiers_by_kenmerk("geval-1").unwrap(), []);
    assert!(!world.store.check().unwrap().is_sound());
    assert!(world.store.rebuild(true, &mut |_, _| ()).unwrap().repaired);
    let found = world.store.read().unwrap().dossiers_by_kenmerk("geval-1").unwrap();
    assert_eq!(found, [DossierId::Werknemer(someone)]);
    world.assert_whole();
}
