//! No file on disk holds a name or a number of a person in clear.

use std::{fs, path::Path};

use host_store::{Reads as _, StoreError};
use serde_json::json;

use crate::world::{World, persoon};

/// What may be found nowhere.
const SECRETS: [&str; 6] =
    ["123456782", "%PDF-1.7", "Wolkenstein", "PN-4711", "VI-KLANT", "FLSN-GEHEIM"];

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    found
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [text.as_bytes(), &utf16].iter().any(|part| bytes.windows(part.len()).any(|at| at == *part))
}

#[test]
fn nothing_lies_in_clear() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN-GEHEIM");
    let someone = world.werknemer(werkgever, persoon("123456782", "Wolkenstein", "PN-4711"));
    let ziek = world.ziek(werkgever, someone).remove(0);
    let seen = host_store::Seen {
        content: [0; 32],
        report: host_domain::LogverslagId::from_bits(1),
        nr: 1,
    };
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.put_seen("VI-KLANT", "PN-4711", &seen)?;
        session.put_trace(&ziek, &json!({ "achternaam": "Wolkenstein" }))?;
        session.push_journal("VI-KLANT", 0, &entry("Wolkenstein 123456782"))
    });
    written.unwrap();
    let mut writer = world.store.spool().create(1_000).unwrap();
    writer.write(b"<Naam>Wolkenstein</Naam><Bsn>123456782</Bsn>").unwrap();
    // An unfinished message lies on disk as well.
    let mut unfinished = world.store.spool().create(1_000_000).unwrap();
    unfinished.write("Wolkenstein 123456782 ".repeat(10_000).as_bytes()).unwrap();
    writer.finish().unwrap();
    let machtiging = world.machtiging(werkgever, host_domain::Dienst::Ziektewet, &[]);
    let dossier = host_domain::DossierId::Werknemer(someone);
    world.document(werkgever, dossier, machtiging, b"%PDF-1.7 Wolkenstein 123456782 %%EOF");
    world.store.rebuild(false, &mut |_, _| ()).unwrap();
    assert!(world.store.read().unwrap().trace(ziek.seq).unwrap().is_some());
    let files = files(&world.folder);
    assert!(files.len() >= 6, "database, key, lock, two messages and a document");
    for (path, bytes) in &files {
        for secret in SECRETS {
            assert!(!holds(bytes, secret), "{secret} lies in clear in {path}");
        }
    }
    assert!(holds(b"x Wolkenstein y", "Wolkenstein"), "the search itself must find");
}

fn entry(text: &str) -> host_store::JournalEntry {
    let doc = host_store::JsonDoc { kind: "http".to_owned(), version: 1, body: text.to_owned() };
    host_store::JournalEntry { effect: doc.clone(), reply: doc, blob: None }
}

#[test]
fn errors_do_not_quote_values() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let someone = world.werknemer(werkgever, persoon("123456782", "Wolkenstein", "PN-4711"));
    let world = world.tamper(|transaction| {
        let events = redb::TableDefinition::<&[u8], &[u8]>::new("events");
        let mut events = transaction.open_table(events).unwrap();
        events.insert(&2_u64.to_be_bytes()[..], &b"Wolkenstein"[..]).unwrap();
    });
    let error = world.store.read().unwrap().event(2).unwrap_err().to_string();
    expect_test::expect!["een rij van tabel `events` (0000000000000002) is onleesbaar: onbekende vorm van versleuteling; `schakel store check` laat zien wat er nog meer is"].assert_eq(&error);
    assert!(world.dossier(host_domain::DossierId::Werknemer(someone)).is_some());
}
