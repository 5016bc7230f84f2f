//! A store of an older layout opens, with all that is derived.

use host_domain::{DeliveryId, DossierId};
use host_store::{Delivery, JsonDoc, Lane, Reads as _};

use crate::world::{World, persoon};

/// Tables that layout 1 does not have.
const NEW: [&str; 18] = [
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
    "ingebruiknames",
    "wachtende_regelboeken",
];

fn definition(name: &str) -> redb::TableDefinition<'_, &'static [u8], &'static [u8]> {
    redb::TableDefinition::new(name)
}

/// Makes of a store what a program of layout 1 would have left.
fn to_layout_1(transaction: &redb::WriteTransaction) {
    for name in NEW {
        assert!(transaction.delete_table(definition(name)).unwrap(), "{name}");
    }
    let mut meta = transaction.open_table(definition("meta")).unwrap();
    meta.insert(&b"indeling"[..], &b"1"[..]).unwrap();
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
    assert_eq!(read.due_deliveries(Lane::Deliver, 9, 9).unwrap(), [id]);
    assert_eq!(read.due_deliveries(Lane::Fetch, 9, 9).unwrap(), []);
    assert_eq!(read.polls().unwrap(), []);
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
