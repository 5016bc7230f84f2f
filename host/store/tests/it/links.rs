//! What is kept of links: how far each is, how it is doing, and what it brought that nobody named.

use host_domain::StoringSoort;
use host_store::{BookReads as _, LinkState, PollRun, PollState, Reads as _, StoreError};
use serde_json::json;

use crate::world::World;

#[test]
fn polled_links_are_kept_by_name() {
    let world = World::new();
    let poll = |koppeling: &str| PollState {
        koppeling: koppeling.to_owned(),
        cursor: json!({ "UWV-ZZ-ZW": { "tot": 5 } }),
        due_ms: 900,
        run: 3,
        failures: 1,
        succeeded_ms: Some(2),
        running: Some(PollRun { since_ms: 4, plugin_hash: "ab".to_owned() }),
        reason: Some("de dienst antwoordt niet".to_owned()),
    };
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.put_poll(&poll("k/b"))?;
        session.put_poll(&poll("k/a"))?;
        session.put_poll(&PollState { run: 4, running: None, ..poll("k/b") })
    });
    written.unwrap();
    let read = world.store.read().unwrap();
    let now = PollState { run: 4, running: None, ..poll("k/b") };
    assert_eq!(read.polls().unwrap(), [poll("k/a"), now.clone()]);
    assert_eq!(read.poll("k/b").unwrap(), Some(now));
    assert_eq!(read.poll("k/").unwrap(), None);
    drop(read);
    world.store.write(|session| session.remove_poll("k/b")).unwrap();
    assert_eq!(world.store.read().unwrap().polls().unwrap(), [poll("k/a")]);
    world.assert_whole();
}

#[test]
fn how_a_link_is_doing_is_kept_with_its_last_gaps() {
    let world = World::new();
    let mut state = LinkState {
        koppeling: "k/in".to_owned(),
        told: [StoringSoort::Stil, StoringSoort::Uitval].into(),
        ..LinkState::default()
    };
    (1..=30).for_each(|seconds| state.note_gap(seconds));
    assert_eq!(state.gaps, (11..=30).collect::<Vec<_>>());
    let other = LinkState { koppeling: "k/a".to_owned(), failures: 2, ..LinkState::default() };
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.put_link_state(&state)?;
        session.put_link_state(&other)
    });
    written.unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(read.link_state("k/in").unwrap(), Some(state.clone()));
    assert_eq!(read.link_state("k/uit").unwrap(), None);
    assert_eq!(read.link_states().unwrap(), [other, state]);
}

#[test]
fn values_that_nobody_named_are_counted_up_to_a_number_of_them() {
    let world = World::new();
    let count = |sleutel: &str, waarde: &str, at_ms| {
        let groep = "DigiZsm Documenten";
        world.store.write(|session| session.count_unmapped(groep, sleutel, waarde, at_ms)).unwrap();
    };
    count("Document kenmerk", "UWV-X", 5);
    count("Document kenmerk", "UWV-X", 9);
    count("Document kenmerk", "UWV-X", 7);
    let written: Result<(), StoreError> = world.store.write(|session| {
        (1..=600).try_for_each(|nr| session.count_unmapped("g", "druk", &format!("{nr:03}"), nr))
    });
    written.unwrap();
    count("Ander", "UWV-X", 1);
    let all = world.store.read().unwrap().unmapped().unwrap();
    assert_eq!(all.len(), 1 + 1 + 501);
    let told = |nr: usize| {
        let row: &host_store::Unmapped = &all[nr];
        (row.sleutel.as_str(), row.waarde.as_str(), row.aantal, row.eerst_ms, row.laatst_ms)
    };
    assert_eq!(told(0), ("Ander", "UWV-X", 1, 1, 1));
    assert_eq!(told(1), ("Document kenmerk", "UWV-X", 3, 5, 9));
    assert_eq!(told(2), ("druk", "(andere waarden)", 100, 501, 600));
    assert_eq!(told(502), ("druk", "500", 1, 500, 500));
    // One that is told apart already still is.
    let written = world.store.write(|session| session.count_unmapped("g", "druk", "500", 900));
    written.unwrap();
    let all = world.store.read().unwrap().unmapped().unwrap();
    assert_eq!((all[502].aantal, all[502].laatst_ms, all.len()), (2, 900, 503));
}

#[test]
fn what_a_plugin_asked_is_kept_by_name() {
    let world = World::new();
    let asks = json!({ "http": ["uwv.test"] });
    world.store.write(|session| session.put_accepted_plugin("digipoort", &asks)).unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(read.accepted_plugin("digipoort").unwrap(), Some(asks));
    assert_eq!(read.accepted_plugin("sivi").unwrap(), None);
    assert_eq!(read.current_book().unwrap(), None);
    assert_eq!(read.current_book_since().unwrap(), None);
}
