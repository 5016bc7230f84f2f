//! Rules that wait, and how rules went live.

use std::collections::BTreeMap;

use host_store::{
    BookReads as _, Concept, Ingebruikname, StoreError, Testuitslag, Voorstel, Wijze, changed_files,
};
use serde_json::json;

use crate::world::World;

fn files(text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("triggers/a.rhai".to_owned(), text.to_owned())])
}

fn ingebruikname(boek: &str, vorige: Option<&str>) -> Ingebruikname {
    Ingebruikname {
        boek: boek.to_owned(),
        vorige: vorige.map(str::to_owned),
        op: "2026-03-02T09:00:00Z".parse().unwrap(),
        wijze: Wijze::Concept,
        door: "a.ananas".to_owned(),
        goedgekeurd_door: None,
        voorgesteld_op: None,
        opmerking: Some("voor de wintertijd".to_owned()),
        bestanden: changed_files(&files("een"), &files("twee")),
        tests: Testuitslag { geslaagd: 2, totaal: 2 },
        dekking: None,
        wat_als: None,
    }
}

fn concept(boek: &str) -> Concept {
    let (op, door) = ("2026-03-02T08:00:00Z".parse().unwrap(), Ingebruikname::MAP.to_owned());
    Concept { boek: boek.to_owned(), bestanden: files(boek), op, door }
}

fn voorstel(boek: &str) -> Voorstel {
    Voorstel {
        boek: boek.to_owned(),
        bestanden: files(boek),
        op: "2026-03-02T08:30:00Z".parse().unwrap(),
        door: "a.ananas".to_owned(),
        indiener: "a.ananas".to_owned(),
        wijze: Wijze::Concept,
        opmerking: None,
        wat_als: Some(json!({ "verschillen": 3 })),
    }
}

#[test]
fn what_went_live_is_told_newest_first_and_page_by_page() {
    let world = World::new();
    let (one, two) = (ingebruikname("aa11", None), ingebruikname("bb22", Some("aa11")));
    let written: Result<(), StoreError> = world.store.write(|session| {
        for (hash, entry) in [("aa11", &one), ("bb22", &two)] {
            session.put_book(hash, &json!(files(hash)), 1)?;
            session.add_ingebruikname(entry)?;
        }
        Ok(())
    });
    written.unwrap();
    let world = world.reopen();
    let read = world.store.read().unwrap();
    assert_eq!(read.ingebruiknames(None, 9).unwrap(), [(2, two.clone()), (1, one.clone())]);
    assert_eq!(read.ingebruiknames(None, 1).unwrap(), [(2, two)]);
    assert_eq!(read.ingebruiknames(Some(2), 9).unwrap(), [(1, one)]);
    assert_eq!(read.current_book_hash().unwrap().as_deref(), Some("bb22"));
    drop(read);
    assert!(world.store.check().unwrap().is_sound());
}

#[test]
fn what_waits_is_kept_until_it_is_dropped() {
    let world = World::new();
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.put_concept(&concept("aa11"))?;
        session.put_concept(&concept("bb22"))?;
        session.put_voorstel(&voorstel("aa11"))?;
        session.set_book_aside(Some("cc33"))
    });
    written.unwrap();
    let world = world.reopen();
    let read = world.store.read().unwrap();
    assert_eq!(read.concept().unwrap(), Some(concept("bb22")));
    assert_eq!(read.voorstel().unwrap(), Some(voorstel("aa11")));
    assert_eq!(read.book_set_aside().unwrap().as_deref(), Some("cc33"));
    drop(read);
    assert!(world.store.check().unwrap().is_sound());
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.remove_concept()?;
        session.remove_voorstel()?;
        session.set_book_aside(None)?;
        session.set_book_aside(None)
    });
    written.unwrap();
    let read = world.store.read().unwrap();
    assert_eq!((read.concept().unwrap(), read.voorstel().unwrap()), (None, None));
    assert_eq!(read.book_set_aside().unwrap(), None);
}

#[test]
fn a_check_misses_books_that_went_live() {
    let world = World::new();
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.put_book("aa11", &json!({}), 1)?;
        session.add_ingebruikname(&ingebruikname("aa11", None))?;
        session.add_ingebruikname(&ingebruikname("bb22", Some("aa11")))
    });
    written.unwrap();
    let found: Vec<String> = world
        .store
        .check()
        .unwrap()
        .findings
        .iter()
        .map(|finding| format!("{} {} {}", finding.table, finding.place, finding.what))
        .collect();
    assert_eq!(
        found,
        [
            "regelboeken bb22 ontbreekt",
            "ingebruiknames 2 is de laatste, maar een ander boek is in gebruik"
        ]
    );
}
