//! Messages on their way through: repeats, rounds, reports, accounts.

use std::collections::BTreeMap;

use host_domain::{
    Klantaccount, LogRegel, Logverslag, LogverslagId, Telling, Uitkomst, WerknemerId,
};
use host_store::{
    BlobRef, BookReads as _, JournalEntry, JsonDoc, Origin, Reads as _, Reception, ReceptionStage,
    RuleCount, Seen, StoreError, StoredResponse,
};
use serde_json::{Value, json};

use crate::world::{World, now, persoon};

pub(crate) fn reception(nr: u128) -> Reception {
    Reception {
        id: LogverslagId::from_bits(nr),
        origin: Origin::Posted,
        klantcode: "VI".to_owned(),
        koppeling: "Verzuimmeldingen".to_owned(),
        plugin: "sivi".to_owned(),
        plugin_hash: "ab".to_owned(),
        importconfiguratie: "vi".to_owned(),
        blob: BlobRef { name: "00000000-".to_owned(), length: 0, sha256: String::new() },
        content_type: "text/xml".to_owned(),
        received_at: now(),
        seed: u64::MAX,
        settings: serde_json::Map::new(),
        round: 0,
        state: vec![0, 1, 255],
        records: 0,
        message_key: None,
        proef: false,
        header: json!({ "bericht": 1 }),
        refused: None,
        repeated_of: None,
        stage: ReceptionStage::Reading,
        response: None,
        fault: None,
    }
}

#[test]
fn a_record_that_came_before_is_known_in_its_scope_only() {
    let world = World::new();
    let seen = Seen { content: [7; 32], report: LogverslagId::from_bits(1), nr: 3 };
    world.store.write(|session| session.put_seen("VI/in", "12", &seen)).unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(read.seen("VI/in", "12").unwrap(), Some(seen));
    for (scope, key) in [("VI/in1", "2"), ("VI/in", "1"), ("", "VI/in12"), ("VI/uit", "12")] {
        assert_eq!(read.seen(scope, key).unwrap(), None, "{scope} {key}");
    }
}

#[test]
fn open_messages_are_found_in_the_order_of_their_numbers_until_they_are_done() {
    let world = World::new();
    let put = |reception: &Reception| {
        world.store.write(|session| session.put_reception(reception)).unwrap();
    };
    // A clock that was set back does not change the order.
    let early = Reception { received_at: "2026-03-03T00:00:00Z".parse().unwrap(), ..reception(1) };
    put(&reception(2));
    put(&early);
    let open = || world.store.read().unwrap().open_receptions(9).unwrap();
    assert_eq!(open(), [early.id, LogverslagId::from_bits(2)]);
    let response = StoredResponse { status: 200, content_type: String::new(), body: vec![60, 0] };
    let done = Reception { stage: ReceptionStage::Done, response: Some(response), ..reception(2) };
    put(&done);
    assert_eq!(open(), [early.id]);
    let read = world.store.read().unwrap();
    assert_eq!(read.reception(done.id).unwrap(), Some(done));
    assert_eq!(read.reception(early.id).unwrap(), Some(early));
}

#[test]
fn a_link_with_much_to_do_does_not_hide_another() {
    let world = World::new();
    let of = |nr, klantcode: &str, koppeling: &str| Reception {
        klantcode: klantcode.to_owned(),
        koppeling: koppeling.to_owned(),
        ..reception(nr)
    };
    let written: Result<(), StoreError> = world.store.write(|session| {
        (1..=300).try_for_each(|nr| session.put_reception(&of(nr, "A", "druk")))?;
        session.put_reception(&of(301, "A", "rustig"))?;
        session.put_reception(&of(302, "Adr", "uk"))
    });
    written.unwrap();
    let links = |limit| {
        let ids = world.store.read().unwrap().open_links(limit).unwrap();
        ids.into_iter().map(LogverslagId::bits).collect::<Vec<_>>()
    };
    assert_eq!(links(9), [1, 301, 302], "the oldest of each link");
    assert_eq!(links(2), [1, 301]);
    let done = Reception { stage: ReceptionStage::Done, ..of(1, "A", "druk") };
    world.store.write(|session| session.put_reception(&done)).unwrap();
    assert_eq!(links(9), [2, 301, 302]);
    let read = world.store.read().unwrap();
    let count = |klantcode, koppeling, max| read.open_count(klantcode, koppeling, max).unwrap();
    assert_eq!((count("A", "druk", 1_000), count("A", "druk", 10)), (299, 10));
    assert_eq!((count("A", "rustig", 9), count("A", "stil", 9)), (1, 0));
}

#[test]
fn the_journal_keeps_order_within_a_round() {
    let world = World::new();
    let doc = |body: &str| JsonDoc { kind: "http".to_owned(), version: 1, body: body.to_owned() };
    let entry =
        |nr: u32| JournalEntry { effect: doc(&nr.to_string()), reply: doc("{}"), blob: None };
    let written: Result<(), StoreError> = world.store.write(|session| {
        for nr in 0..300 {
            session.push_journal("call", 1, &entry(nr))?;
        }
        session.push_journal("call", 2, &entry(0))?;
        session.push_journal("other", 1, &entry(9))
    });
    written.unwrap();
    let read = world.store.read().unwrap();
    let expected: Vec<_> = (0..300).map(entry).collect();
    assert_eq!(read.journal("call", 1).unwrap(), expected);
    assert_eq!(read.journal("call", 3).unwrap(), []);
    world.store.write(|session| session.forget_journal("call")).unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(read.journal("call", 1).unwrap(), []);
    assert_eq!(read.journal("other", 1).unwrap(), [entry(9)]);
}

#[test]
fn reports_come_newest_first_and_their_lines_in_order() {
    let world = World::new();
    let verslag = |nr: u128, klaar| Logverslag {
        id: LogverslagId::from_bits(nr),
        klantcode: "VI".to_owned(),
        importkoppeling: "in".to_owned(),
        ontvangen_op: now(),
        proef: false,
        klaar,
        meldingen: Vec::new(),
        telling: Telling::default(),
        regelboek: None,
    };
    let regel = |nr, werknemer: u128| LogRegel {
        nr,
        plaats: format!("regel {nr}"),
        sleutel: nr.to_string(),
        uitkomst: Uitkomst::Verwerkt,
        meldingen: Vec::new(),
        events: vec![nr],
        werknemer: Some(WerknemerId::from_bits(werknemer)),
        echo: Value::Null,
    };
    let (first, second) = (LogverslagId::from_bits(9), LogverslagId::from_bits(3));
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.put_logverslag(&verslag(9, false))?;
        session.put_logverslag(&verslag(3, true))?;
        session.put_logverslag(&verslag(9, true))?;
        (1..=20).try_for_each(|nr| session.push_logregel(first, &regel(nr, u128::from(nr % 2))))?;
        session.push_logregel(second, &regel(1, 1))
    });
    written.unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(read.newest_logverslag().unwrap(), Some(first), "the highest number, not the last");
    let newest = read.logverslagen(None, 9).unwrap();
    let ids: Vec<_> = newest.iter().map(|(nr, verslag)| (*nr, verslag.id, verslag.klaar)).collect();
    assert_eq!(ids, [(2, second, true), (1, first, true)]);
    assert_eq!(read.logverslagen(Some(2), 9).unwrap().len(), 1);
    let numbers = |from, limit| {
        let regels = world.store.read().unwrap().logregels(first, from, limit).unwrap();
        regels.iter().map(|regel| regel.nr).collect::<Vec<_>>()
    };
    assert_eq!(numbers(19, 9), [19, 20]);
    assert_eq!(numbers(1, 3), [1, 2, 3]);
    drop(read);
    world.erase(WerknemerId::from_bits(1));
    assert_eq!(numbers(1, 3), [2, 4, 6], "lines about who was erased are passed over");
    assert_eq!(numbers(1, 99).len(), 10);
    world.assert_whole();
}

#[test]
fn rule_counts_add_up() {
    let world = World::new();
    let counts = |considered| {
        let count = RuleCount { matched: 1, considered, refused: 1, ..RuleCount::default() };
        BTreeMap::from([("bel".to_owned(), count)])
    };
    world.store.write(|session| session.count_rules(&counts(3))).unwrap();
    world.store.write(|session| session.count_rules(&counts(4))).unwrap();
    let total = RuleCount { matched: 2, considered: 7, refused: 2, ..RuleCount::default() };
    let read = world.store.read().unwrap();
    assert_eq!(read.rule_counts().unwrap(), BTreeMap::from([("bel".to_owned(), total)]));
}

#[test]
fn counts_of_an_older_program_are_read() {
    let older = r#"{ "matched": 2, "considered": 7, "errors": 1 }"#;
    let count: RuleCount = serde_json::from_str(older).unwrap();
    let known = RuleCount { matched: 2, considered: 7, errors: 1, ..RuleCount::default() };
    assert_eq!(count, known);
}

#[test]
fn jobs_say_where_they_stand() {
    let world = World::new();
    let stand = |nr: u64| json!({ "dag": "2026-03-02", "na": nr });
    assert_eq!(world.store.read().unwrap().job("dagwissel").unwrap(), None);
    world.store.write(|session| session.set_job("dagwissel", &stand(1))).unwrap();
    world.store.write(|session| session.set_job("dagwissel", &stand(2))).unwrap();
    assert_eq!(world.store.read().unwrap().job("dagwissel").unwrap(), Some(stand(2)));
    world.assert_whole();
}

#[test]
fn traces_are_read_newest_first_without_those_of_who_was_erased() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let someone = world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    let last = world.store.read().unwrap().last_seq().unwrap();
    let logged = world.store.read().unwrap().events_from(1, 99).unwrap();
    let kept: Result<(), StoreError> = world.store.write(|session| {
        let events = logged.iter().filter_map(|logged| logged.event());
        events.into_iter().try_for_each(|event| session.put_trace(event, &json!(event.seq)))
    });
    kept.unwrap();
    let read = world.store.read().unwrap();
    let newest = read.newest_traces(None, 1).unwrap();
    assert_eq!(newest, [(last, json!(last))]);
    let older = read.newest_traces(Some(last), 99).unwrap();
    assert_eq!(older.len() as u64, last - 1);
    drop(read);
    world.erase(someone);
    let left = world.store.read().unwrap().newest_traces(None, 99).unwrap();
    assert!(left.iter().all(|(seq, _)| *seq < last) && !left.is_empty(), "{left:?}");
}

#[test]
fn accounts_and_books_are_kept_by_name() {
    let world = World::new();
    let account = |klantcode: &str| Klantaccount {
        klantcode: klantcode.to_owned(),
        naam: "Verzekeraar".to_owned(),
        token_sha256: "00".to_owned(),
        werkgevergroepen: ["Noord".to_owned()].into(),
        importkoppelingen: Vec::new(),
    };
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.put_klantaccount(&account("b"))?;
        session.put_klantaccount(&account("a"))?;
        session.put_book("bb22", &json!({ "regels": [] }), 4)?;
        session.put_book("aa11", &json!({ "regels": [1] }), 5)?;
        session.put_book("aa11", &json!({ "regels": [1] }), 6)
    });
    written.unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(read.klantaccounts().unwrap(), [account("a"), account("b")]);
    assert_eq!(read.book("aa11").unwrap(), Some(json!({ "regels": [1] })));
    assert_eq!(read.books().unwrap(), ["aa11", "bb22"]);
    assert_eq!(read.current_book().unwrap(), Some(("aa11".to_owned(), json!({ "regels": [1] }))));
    assert_eq!(read.current_book_since().unwrap(), Some(5), "since it became it");
    drop(read);
    world.store.write(|session| session.remove_klantaccount("a")).unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(read.klantaccount("a").unwrap(), None);
    assert_eq!(read.klantaccount("b").unwrap(), Some(account("b")));
}

#[test]
fn ids_follow_from_their_parts_and_differ_between_stores() {
    let (ours, theirs) = (World::new(), World::new());
    let id = |world: &World, parts: &[&[u8]]| world.store.derive_id(parts);
    assert_eq!(id(&ours, &[b"a", b"bc"]), id(&ours, &[b"a", b"bc"]));
    assert_ne!(id(&ours, &[b"a", b"bc"]), id(&ours, &[b"ab", b"c"]));
    assert_ne!(id(&ours, &[b"a", b"bc"]), id(&theirs, &[b"a", b"bc"]));
    let before = id(&ours, &[b"a"]);
    assert_eq!(id(&ours.reopen(), &[b"a"]), before);
}
