//! What a check sees.

use host_domain::LogverslagId;
use host_store::{CheckReport, Integrity, Logged, Reads as _, Seen};

use crate::world::{World, persoon};

fn lines(report: &CheckReport) -> String {
    let line = |finding: &host_store::Finding| {
        format!("{} | {} | {}\n", finding.table, finding.place, finding.what)
    };
    report.findings.iter().map(line).collect()
}

fn table(name: &str) -> redb::TableDefinition<'_, &'static [u8], &'static [u8]> {
    redb::TableDefinition::new(name)
}

/// A store with three events and a cursor at the last of them.
fn small_world() -> World {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let someone = world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    world.ziek(werkgever, someone);
    world.store.write(|session| session.set_cursor("regels", 3)).unwrap();
    // This one counts something else: it may be past the end of the log.
    world.store.write(|session| session.set_mark("opgeruimd", 99)).unwrap();
    assert_eq!(world.store.read().unwrap().mark("opgeruimd").unwrap(), 99);
    world
}

#[test]
fn a_sound_store_has_no_findings() {
    let world = small_world();
    let report = world.store.check().unwrap();
    assert!(report.is_sound(), "{}", lines(&report));
    assert_eq!((report.integrity, report.events, report.erased), (Integrity::Sound, 3, 0));
    let _reading = world.store.read().unwrap();
    assert_eq!(world.store.check().unwrap().integrity, Integrity::NotChecked);
}

#[test]
fn a_gap_and_what_hangs_from_it_is_found() {
    let world = small_world().tamper(|transaction| {
        let mut events = transaction.open_table(table("events")).unwrap();
        events.remove(&2_u64.to_be_bytes()[..]).unwrap();
        events.remove(&3_u64.to_be_bytes()[..]).unwrap();
    });
    let report = world.store.check().unwrap();
    let text = lines(&report);
    assert!(text.contains("cursors | regels | wijst voorbij het einde van het logboek"), "{text}");
    assert_eq!(text.matches("event_ids | ev-").count(), 2, "{text}");
    assert_eq!(text.matches("geschiedenis | wn-").count(), 2, "{text}");
    let world = small_world().tamper(|transaction| {
        let mut events = transaction.open_table(table("events")).unwrap();
        events.remove(&2_u64.to_be_bytes()[..]).unwrap();
    });
    let text = lines(&world.store.check().unwrap());
    assert!(text.contains("events | 2 | ontbreekt in het logboek"), "{text}");
}

#[test]
fn a_damaged_event_does_not_hide_the_others() {
    let world = small_world().tamper(|transaction| {
        let mut events = transaction.open_table(table("events")).unwrap();
        events.insert(&2_u64.to_be_bytes()[..], &b"Jansen"[..]).unwrap();
    });
    let read = world.store.read().unwrap();
    let listed = read.events_from(1, 9).unwrap();
    assert_eq!(listed.iter().map(Logged::seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(listed[1], Logged::Unreadable { seq: 2 });
    let about = listed[2].event().unwrap().about.dossier().unwrap();
    let history = read.dossier_history(about, u64::MAX).unwrap();
    assert_eq!((&history[0], history.len()), (&Logged::Unreadable { seq: 2 }, 2));
    let alone = read.event(2).unwrap_err();
    assert!(alone.is_about_a_row() && !alone.is_fatal(), "{alone}");
    drop(read);
    let refused = world.store.rebuild(true, &mut |_, _| ()).unwrap_err();
    assert!(refused.is_about_a_row(), "{refused}");
    assert!(world.dossier(about).is_some(), "no repair without all events");
    let text = lines(&world.store.check().unwrap());
    assert!(text.contains("events | 2 | onbekende vorm van versleuteling"), "{text}");
}

#[test]
fn a_lost_key_of_a_person_is_found_and_is_no_erasure() {
    let world = small_world().tamper(|transaction| {
        let mut keys = transaction.open_table(table("persoonssleutels")).unwrap();
        keys.retain(|_, _| false).unwrap();
    });
    assert!(world.store.read().unwrap().event(2).is_err());
    let text = lines(&world.store.check().unwrap());
    assert!(text.contains("events | 2 | de sleutel van de werknemer ontbreekt"), "{text}");
}

#[test]
fn swapped_values_do_not_open() {
    let world = small_world();
    let seen = |nr| Seen { content: [1; 32], report: LogverslagId::from_bits(1), nr };
    world.store.write(|session| session.put_seen("s", "a", &seen(1))).unwrap();
    world.store.write(|session| session.put_seen("s", "b", &seen(2))).unwrap();
    let world = world.tamper(|transaction| {
        use redb::ReadableTable as _;
        let mut rows = transaction.open_table(table("gezien")).unwrap();
        let all: Vec<(Vec<u8>, Vec<u8>)> = rows
            .iter()
            .unwrap()
            .map(|row| {
                row.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())).unwrap()
            })
            .collect();
        rows.insert(all[0].0.as_slice(), all[1].1.as_slice()).unwrap();
    });
    let report = world.store.check().unwrap();
    assert_eq!(report.wrong, 1);
    assert_eq!(report.findings[0].what, "de verzegeling klopt niet");
}

#[test]
fn an_open_message_without_its_file_is_found() {
    let world = small_world();
    let mut writer = world.store.spool().create(100).unwrap();
    writer.write(b"<x/>").unwrap();
    let blob = writer.finish().unwrap();
    let reception = host_store::Reception { blob: blob.clone(), ..crate::messages::reception(5) };
    world.store.write(|session| session.put_reception(&reception)).unwrap();
    assert!(world.store.check().unwrap().is_sound());
    world.store.spool().remove(&blob).unwrap();
    let report = world.store.check().unwrap();
    assert_eq!(
        lines(&report),
        "ontvangsten | lv-00000000000000000000000000000005 | het bestand van het bericht ontbreekt\n"
    );
}
