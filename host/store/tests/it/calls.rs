//! Calls of connectors: bodies of replies in the spool, and recordings.

use host_domain::{About, DeliveryId};
use host_store::{
    BlobRef, Delivery, JournalEntry, JsonDoc, Lane, Reads as _, RecordedCall, StoreError,
};

use crate::world::World;

fn doc(body: &str) -> JsonDoc {
    JsonDoc { kind: "http".to_owned(), version: 1, body: body.to_owned() }
}

fn blob(name: &str) -> BlobRef {
    BlobRef { name: name.to_owned(), length: 3, sha256: "00".to_owned() }
}

fn answered(name: Option<&str>) -> JournalEntry {
    JournalEntry { effect: doc("{}"), reply: doc("{}"), blob: name.map(blob) }
}

fn call(id: &str, koppeling: &str, at_ms: i64) -> RecordedCall {
    RecordedCall {
        id: id.to_owned(),
        koppeling: koppeling.to_owned(),
        plugin: "digipoort".to_owned(),
        plugin_hash: "ab".to_owned(),
        request: doc("{\"poll\":1}"),
        settings: "{}".to_owned(),
        now_ms: at_ms - 5,
        seed: u64::MAX,
        rounds: 1,
        at_ms,
        message: None,
    }
}

fn names(world: &World) -> Vec<String> {
    world.store.read().unwrap().journal_blobs(None, 99).unwrap()
}

fn ids(calls: &[RecordedCall]) -> Vec<&str> {
    calls.iter().map(|call| call.id.as_str()).collect()
}

#[test]
fn a_file_may_go_when_the_last_call_that_needs_it_is_forgotten() {
    let world = World::new();
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.push_journal("een", 0, &answered(Some("aa")))?;
        session.push_journal("een", 0, &answered(None))?;
        session.push_journal("een", 1, &answered(Some("bb")))?;
        session.push_journal("een", 1, &answered(Some("bb")))?;
        session.push_journal("twee", 0, &answered(Some("aa")))?;
        session.push_journal("twee", 0, &answered(Some("aab")))
    });
    written.unwrap();
    assert_eq!(names(&world), ["aa", "aab", "bb"]);
    let read = world.store.read().unwrap();
    assert_eq!(read.journal("een", 1).unwrap()[0], answered(Some("bb")));
    let first = read.journal_blobs(None, 2).unwrap();
    assert_eq!(read.journal_blobs(first.last().map(String::as_str), 2).unwrap(), ["bb"]);
    assert!(read.is_blob_needed("aa").unwrap() && !read.is_blob_needed("a").unwrap());
    drop(read);
    world.assert_whole();

    let forget = |call| world.store.write(|session| session.forget_journal(call)).unwrap();
    assert_eq!(forget("een"), [blob("bb")]);
    assert_eq!(names(&world), ["aa", "aab"]);
    world.assert_whole();
    assert_eq!(forget("twee"), [blob("aa"), blob("aab")]);
    assert_eq!(forget("twee"), []);
    assert_eq!(names(&world), [""; 0]);
    world.assert_whole();
}

#[test]
fn recordings_come_newest_first_by_link_and_oldest_first_by_age() {
    let world = World::new();
    let calls = [call("a", "k/in", 30), call("b", "k/in", -10), call("c", "k/uit", 20)];
    let written: Result<(), StoreError> =
        world.store.write(|session| calls.iter().try_for_each(|call| session.put_call(call)));
    written.unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(read.recorded_calls("k/in", 9).unwrap(), [calls[0].clone(), calls[1].clone()]);
    assert_eq!(ids(&read.recorded_calls("k/in", 1).unwrap()), ["a"]);
    assert_eq!(ids(&read.recorded_calls("k/", 1).unwrap()), [""; 0]);
    assert_eq!(read.older_calls(30, 9).unwrap(), ["b", "c"]);
    assert_eq!(read.older_calls(31, 1).unwrap(), ["b"]);
    drop(read);
    world.assert_whole();

    // Put again it is the same one, elsewhere.
    world.store.write(|session| session.put_call(&call("a", "k/uit", 5))).unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(ids(&read.recorded_calls("k/in", 9).unwrap()), ["b"]);
    assert_eq!(ids(&read.recorded_calls("k/uit", 9).unwrap()), ["c", "a"]);
    assert_eq!(read.older_calls(i64::MAX, 9).unwrap(), ["b", "a", "c"]);
    drop(read);
    world.assert_whole();
}

#[test]
fn a_forgotten_recording_leaves_nothing_but_the_message_of_its_reception() {
    let world = World::new();
    let recorded = RecordedCall { message: Some(blob("mm")), ..call("een", "k/in", 1) };
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.push_journal("een", 0, &answered(Some("aa")))?;
        session.put_call(&recorded)
    });
    written.unwrap();
    assert_eq!(names(&world), ["aa", "mm"], "a sweep must not take what a trial reads");
    assert_eq!(world.store.read().unwrap().journal("een", 0).unwrap().len(), 1);
    world.assert_whole();
    let forgotten = world.store.write(|session| session.forget_call("een")).unwrap();
    assert_eq!(forgotten, [blob("aa")]);
    assert_eq!(world.store.write(|session| session.forget_call("een")).unwrap(), []);
    let read = world.store.read().unwrap();
    assert_eq!(read.recorded_calls("k/in", 9).unwrap(), []);
    assert_eq!(read.older_calls(i64::MAX, 9).unwrap(), [""; 0]);
    assert_eq!(read.journal("een", 0).unwrap(), []);
    drop(read);
    assert_eq!(names(&world), [""; 0]);
    world.assert_whole();
}

#[test]
fn a_removed_delivery_takes_its_calls_with_it() {
    let world = World::new();
    let (link, plugin) = ("k/in".to_owned(), "digipoort".to_owned());
    let id = DeliveryId::from_bits(1);
    let new = Delivery::new(id, link, plugin, doc("{}"), About::default(), 0, Lane::Fetch);
    let [first, last] = [1, 2].map(|attempt| Delivery { attempt, ..new.clone() });
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.put_delivery(&last)?;
        session.push_journal(&first.call(), 0, &answered(Some("aa")))?;
        session.put_call(&call(&first.call(), "k/in", 1))?;
        session.push_journal(&last.call(), 0, &answered(Some("bb")))
    });
    written.unwrap();
    let freed = world.store.write(|session| session.remove_delivery(id)).unwrap();
    assert_eq!(freed, [blob("aa"), blob("bb")]);
    let read = world.store.read().unwrap();
    assert_eq!(read.recorded_calls("k/in", 9).unwrap(), []);
    drop(read);
    world.assert_whole();
}

#[test]
fn rows_of_the_indexes_that_are_wrong_are_found_and_mended() {
    let world = World::new();
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.push_journal("een", 0, &answered(Some("aa")))?;
        session.put_call(&call("een", "k/in", 1))
    });
    written.unwrap();
    let world = world.tamper(|transaction| {
        let table = |name| redb::TableDefinition::<&[u8], &[u8]>::new(name);
        for name in ["journaal_bestanden", "oproepen_koppeling", "oproepen_tijd"] {
            let mut rows = transaction.open_table(table(name)).unwrap();
            let first = redb::ReadableTable::first(&rows).unwrap().unwrap().0.value().to_vec();
            rows.remove(first.as_slice()).unwrap();
            let stray = [b"zz\0", &[7; 48][..]].concat();
            rows.insert(stray.as_slice(), &[][..]).unwrap();
        }
    });
    let report = world.store.check().unwrap();
    let count = |what| report.findings.iter().filter(|finding| finding.what == what).count();
    assert_eq!((count("ontbreekt"), count("hoort nergens bij")), (3, 3), "{report:?}");
    assert!(world.store.rebuild(true, &mut |_, _| ()).unwrap().repaired);
    world.assert_whole();
    assert_eq!(names(&world), ["aa"]);
}
