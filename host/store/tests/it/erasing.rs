//! Erasing a person: unreadable for ever, and the rest as it was.

use host_domain::{About, DeliveryId, DossierId, Koppelsleutel};
use host_store::{Delivery, JournalEntry, JsonDoc, Lane, Logged, Reads as _, StoreError};
use serde_json::json;

use crate::world::{World, now, persoon};

#[test]
fn what_was_about_the_person_is_gone_and_the_rest_is_whole() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let jansen = world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    let vries = world.werknemer(werkgever, persoon("012345672", "De Vries", "2"));
    let ziek = world.ziek(werkgever, jansen).remove(0);
    world.ziek(werkgever, vries);
    let document = JsonDoc { kind: "x".to_owned(), version: 1, body: "{}".to_owned() };
    let answered = JournalEntry { effect: document.clone(), reply: document.clone(), blob: None };
    let (id, link, plugin) = (DeliveryId::from_bits(1), "k/uit".to_owned(), "sivi".to_owned());
    let delivery = Delivery {
        causation: Some(4),
        correlation: 4,
        ..Delivery::new(id, link, plugin, document, ziek.about, 5, Lane::Deliver)
    };
    let stays =
        Delivery { id: DeliveryId::from_bits(2), about: About::default(), ..delivery.clone() };
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.put_trace(&ziek, &json!({ "regel": "bel" }))?;
        session.put_delivery(&delivery)?;
        session.push_journal(&delivery.call(), 0, &answered)?;
        session.put_delivery(&stays)
    });
    written.unwrap();
    let before = world.store.read().unwrap();
    world.erase(jansen);

    assert!(before.event(4).unwrap().unwrap().event().is_some(), "a snapshot stays what it was");
    drop(before);
    for world in [world].map(|world| {
        assert_gone(&world, &ziek, werkgever);
        world.reopen()
    }) {
        assert_gone(&world, &ziek, werkgever);
        assert!(world.dossier(DossierId::Werknemer(vries)).is_some());
        let error = world.store.write(|session| session.put_trace(&ziek, &1)).unwrap_err();
        assert!(matches!(error, StoreError::Erased(id) if id == jansen), "{error}");
        let read = world.store.read().unwrap();
        let log = read.audit_log(None, 10).unwrap();
        assert_eq!(log.len(), 1);
        assert_eq!((log[0].1.at, log[0].1.subject.clone()), (now(), jansen.to_string()));
        drop(read);
        world.assert_whole();
    }
}

fn assert_gone(world: &World, ziek: &host_domain::Event, werkgever: host_domain::WerkgeverId) {
    let jansen = ziek.about.werknemer.unwrap();
    let traject = ziek.about.traject.unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(read.event(4).unwrap(), Some(Logged::Erased { seq: 4, werknemer: jansen }));
    assert_eq!(read.last_seq().unwrap(), 5);
    assert_eq!(read.events_from(1, 10).unwrap().len(), 5);
    assert_eq!(read.trace(4).unwrap(), None);
    assert_eq!(read.event_seq(ziek.id).unwrap(), None);
    let dossier = DossierId::Werknemer(jansen);
    assert_eq!(read.dossier_history(dossier, u64::MAX).unwrap(), []);
    assert_eq!(read.dossier(dossier).unwrap(), None);
    assert_eq!(read.traject_dossier(traject).unwrap(), None);
    let found = read.werknemers_by_key(werkgever, Koppelsleutel::Bsn, "123456782").unwrap();
    assert_eq!(found, []);
    let id = DeliveryId::from_bits(1);
    assert_eq!(read.delivery(id).unwrap(), None);
    assert_eq!(read.journal(&format!("{id}/0"), 0).unwrap(), []);
    assert_eq!(read.due_deliveries(Lane::Deliver, 9, 9).unwrap(), [DeliveryId::from_bits(2)]);
}
