//! The log: order, no gaps, all or nothing.

use host_domain::{DossierId, Event, WerkgeverId, WerknemerId};
use host_store::{Logged, Reads as _, StoreError};

use crate::world::{Trouble, World, persoon, werkgever_command};

#[test]
fn reads_back_in_order_and_by_dossier() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let jansen = world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    let _other = world.werknemer(werkgever, persoon("012345672", "De Vries", "2"));
    let ziek = world.ziek(werkgever, jansen);
    let read = world.store.read().unwrap();
    assert_eq!(read.last_seq().unwrap(), 4);
    let seqs = |events: Vec<Logged>| events.iter().map(Logged::seq).collect::<Vec<_>>();
    assert_eq!(seqs(read.events_from(2, 2).unwrap()), [2, 3]);
    assert_eq!(seqs(read.events_from(5, 9).unwrap()), [0; 0]);
    let dossier = DossierId::Werknemer(jansen);
    assert_eq!(seqs(read.dossier_history(dossier, u64::MAX).unwrap()), [2, 4]);
    assert_eq!(seqs(read.dossier_history(dossier, 3).unwrap()), [2]);
    assert_eq!(read.event(4).unwrap().and_then(Logged::into_event).as_ref(), ziek.first());
    assert_eq!(read.event_seq(ziek[0].id).unwrap(), Some(4));
    assert_eq!(read.event(5).unwrap(), None);
}

#[test]
fn a_gap_or_a_number_twice_is_refused() {
    let mut world = World::new();
    let werkgever = WerkgeverId::from_bits(1);
    let events = world.command(werkgever, None, &werkgever_command("FLSN1", "Bakkerij")).unwrap();
    for seq in [0, 1, 3] {
        let event = Event { seq, ..events[0].clone() };
        let error = world.store.write(|session| session.append(&event)).unwrap_err();
        assert!(matches!(error, StoreError::Sequence { expected: 2, .. }), "{error}");
        assert!(!error.is_fatal());
    }
}

#[test]
fn work_that_fails_leaves_nothing() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let before = world.store.read().unwrap().last_seq().unwrap();
    let store = world.store.clone();
    let outcome: Result<(), Trouble> = store.write(|session| {
        let mut event = session.event(1)?.and_then(Logged::into_event).unwrap();
        event.seq = 2;
        session.append(&event)?;
        session.set_cursor("regels", 2)?;
        assert_eq!(session.last_seq()?, 2, "a session sees its own writes");
        Err(Trouble::Store(StoreError::WerkgevercodeTaken))
    });
    assert!(outcome.is_err());
    let panicked = std::panic::catch_unwind(|| {
        let _: Result<(), StoreError> = store.write(|session| {
            session.set_cursor("regels", 1)?;
            panic!("halfway")
        });
    });
    assert!(panicked.is_err());
    let read = world.store.read().unwrap();
    assert_eq!(read.last_seq().unwrap(), before);
    assert_eq!(read.cursor("regels").unwrap(), 0);
    drop(read);
    world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    world.assert_whole();
}

#[test]
fn a_key_made_in_work_that_failed_is_not_used_again() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    let event = world.store.read().unwrap().event(2).unwrap().and_then(Logged::into_event);
    let mut stranger = event.unwrap();
    stranger.about.werknemer = Some(WerknemerId::from_bits(99));
    stranger.seq = 3;
    let outcome: Result<(), StoreError> = world.store.write(|session| {
        session.append(&stranger)?;
        Err(StoreError::WerkgevercodeTaken)
    });
    assert!(outcome.is_err());
    world.store.write(|session| session.append(&stranger)).unwrap();
    // Only a key that is in the file can open it now.
    let world = world.reopen();
    let again = world.store.read().unwrap().event(3).unwrap().and_then(Logged::into_event);
    assert_eq!(again, Some(stranger));
}

#[test]
fn one_werkgevercode_one_werkgever() {
    let mut world = World::new();
    let first = world.werkgever("FLSN1");
    let second = WerkgeverId::from_bits(2);
    let taken = world.command(second, None, &werkgever_command("FLSN1", "Bakkerij Twee"));
    assert!(matches!(taken, Err(Trouble::Store(StoreError::WerkgevercodeTaken))));
    let read = world.store.read().unwrap();
    assert_eq!(read.werkgever_by_code("FLSN1").unwrap(), Some(first));
    assert_eq!(read.werkgever_by_code("FLSN2").unwrap(), None);
    assert_eq!(read.werkgevers(None, 9).unwrap(), [first]);
}
