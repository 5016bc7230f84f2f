//! Documents: files whose key is in a row, and gone with its owner.

use std::fs;

use host_domain::{Dienst, DocumentId, DossierId, MachtigingId, WerkgeverId, WerknemerId};
use host_store::{DocumentFile, Reads as _, SpoolError, StoreError, StoredDocument};

use crate::world::{Dice, World, persoon};

const SEGMENT: usize = 64 * 1024;

fn bytes(length: usize) -> Vec<u8> {
    let mut dice = Dice(length as u64);
    (0..length).map(|_| dice.roll(256) as u8).collect()
}

/// A werkgever with two werknemers and a machtiging.
fn house() -> (World, WerkgeverId, [WerknemerId; 2], MachtigingId) {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let jansen = world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    let vries = world.werknemer(werkgever, persoon("012345672", "De Vries", "2"));
    let machtiging = world.machtiging(werkgever, Dienst::Ziektewet, &[]);
    (world, werkgever, [jansen, vries], machtiging)
}

fn stored(world: &World, id: DocumentId) -> Option<StoredDocument> {
    world.store.read().unwrap().document(id).unwrap()
}

fn files(world: &World) -> usize {
    fs::read_dir(world.folder.join("documenten")).unwrap().count()
}

/// What a start of the host does: removes files that no row refers to.
fn sweep(world: &World) -> u64 {
    let kept = world.store.read().unwrap().document_names().unwrap();
    assert!(!kept.unsure);
    world.store.documents().sweep(&|name| kept.names.contains(name)).unwrap()
}

#[test]
fn reads_back_in_any_part_also_after_opening_again() {
    let (mut world, werkgever, [jansen, _], machtiging) = house();
    let content = bytes(3 * SEGMENT + 17);
    let dossier = DossierId::Werknemer(jansen);
    let put = world.document(werkgever, dossier, machtiging, &content);
    let world = world.reopen();
    let found = stored(&world, put.id).unwrap();
    assert_eq!(found, put);
    assert_eq!(world.read_document(&found), content);
    let mut reader = world.store.documents().open(&found.file).unwrap();
    assert_eq!(reader.length(), content.len() as u64);
    assert_eq!(reader.read(SEGMENT as u64 - 1, 2).unwrap(), content[SEGMENT - 1..=SEGMENT]);
    assert!(reader.read(content.len() as u64, 9).unwrap().is_empty());
    world.assert_whole();
}

#[test]
fn only_its_own_key_opens_a_file() {
    let (world, ..) = house();
    let (ours, theirs) = (world.file(b"van ons"), world.file(b"van hen"));
    let documents = world.store.documents();
    let wrong = DocumentFile { key: theirs.key.clone(), ..ours.clone() };
    assert!(matches!(documents.open(&wrong), Err(SpoolError::Damaged(_))));
    let moved = DocumentFile { name: theirs.name, ..ours.clone() };
    assert!(matches!(documents.open(&moved), Err(SpoolError::Damaged(_))));
    let blob = host_store::BlobRef {
        name: ours.name.clone(),
        length: ours.length,
        sha256: ours.sha256.clone(),
    };
    fs::copy(
        world.folder.join("documenten").join(&ours.name),
        world.folder.join("berichten").join(&ours.name),
    )
    .unwrap();
    let with_the_key_of_the_store = world.store.spool().open(&blob);
    assert!(matches!(with_the_key_of_the_store, Err(SpoolError::Damaged(_))));
    let text = format!("{ours:?}");
    assert!(text.contains("key: FileKey(…)"), "{text}");
    let json = serde_json::to_string(&ours).unwrap();
    assert_eq!(serde_json::from_str::<DocumentFile>(&json).unwrap(), ours);
    let key = serde_json::to_value(&ours.key).unwrap();
    assert!(!text.contains(key.as_str().unwrap()), "a key is never shown");
}

#[test]
fn what_is_not_finished_or_too_large_leaves_nothing() {
    let (world, ..) = house();
    let mut writer = world.store.documents().create(10).unwrap();
    writer.write(b"12345").unwrap();
    assert_eq!(files(&world), 1);
    drop(writer);
    assert_eq!(files(&world), 0);
    let mut writer = world.store.documents().create(3).unwrap();
    assert!(matches!(writer.write(b"1234"), Err(SpoolError::TooLarge { max: 3 })));
    drop(writer);
    assert_eq!(files(&world), 0);
    for name in ["../sleutel", "", ".", "sleutel"] {
        let file = DocumentFile { name: name.to_owned(), ..world.file(b"x") };
        assert!(matches!(world.store.documents().open(&file), Err(SpoolError::Missing(_))));
        assert!(world.store.documents().remove(name).is_err(), "{name}");
    }
    assert!(world.folder.join("sleutel").exists());
}

#[test]
fn erasing_a_person_closes_their_documents_for_good() {
    let (mut world, werkgever, [jansen, vries], machtiging) = house();
    let of = |world: &mut World, dossier, text: &[u8]| {
        world.document(werkgever, dossier, machtiging, text)
    };
    let gone = of(&mut world, DossierId::Werknemer(jansen), b"van Jansen");
    let others = [
        of(&mut world, DossierId::Werknemer(vries), b"van De Vries"),
        of(&mut world, DossierId::Werkgever(werkgever), b"van het bedrijf"),
    ];
    let leftover = world.erase(jansen);
    assert_eq!(leftover.documents, std::slice::from_ref(&gone.file.name));
    for world in [world].map(|world| {
        assert_eq!(stored(&world, gone.id), None);
        world.assert_whole();
        world.reopen()
    }) {
        assert_eq!(stored(&world, gone.id), None);
        let again = world.store.write(|session| session.put_document(&gone)).unwrap_err();
        assert!(matches!(again, StoreError::Erased(id) if id == jansen), "{again}");
        assert_eq!(files(&world), 3);
        assert_eq!(sweep(&world), 1, "nothing keeps the file of who was erased");
        assert!(!world.store.documents().holds(&gone.file));
        for other in &others {
            assert_eq!(stored(&world, other.id).as_ref(), Some(other));
            assert!(!world.read_document(other).is_empty());
        }
        world.assert_whole();
    }
}

#[test]
fn a_row_that_was_put_back_does_not_open_after_its_owner_was_erased() {
    let (mut world, werkgever, [jansen, _], machtiging) = house();
    let gone = world.document(werkgever, DossierId::Werknemer(jansen), machtiging, b"van Jansen");
    let table = redb::TableDefinition::<&[u8], &[u8]>::new("documenten");
    let key = gone.id.bits().to_be_bytes();
    let mut row = Vec::new();
    let world = world.tamper(|transaction| {
        let rows = transaction.open_table(table).unwrap();
        row = redb::ReadableTable::get(&rows, &key[..]).unwrap().unwrap().value().to_vec();
    });
    world.erase(jansen);
    let world = world.tamper(|transaction| {
        transaction.open_table(table).unwrap().insert(&key[..], row.as_slice()).unwrap();
    });
    assert_eq!(stored(&world, gone.id), None);
    let names = world.store.read().unwrap().document_names().unwrap();
    assert!(names.names.is_empty() && !names.unsure);
    let report = world.store.check().unwrap();
    assert_eq!(report.findings[0].what, "hoort bij een gewiste werknemer");
}

#[test]
fn one_that_goes_to_another_dossier_goes_with_its_new_owner() {
    let (mut world, werkgever, [jansen, vries], machtiging) = house();
    let house = DossierId::Werkgever(werkgever);
    let put = world.document(werkgever, house, machtiging, b"van wie?");
    let moved = StoredDocument { dossier: DossierId::Werknemer(vries), ..put.clone() };
    world.store.write(|session| session.put_document(&moved)).unwrap();
    world.erase(jansen);
    assert_eq!(stored(&world, put.id).as_ref(), Some(&moved));
    assert_eq!(world.read_document(&moved), b"van wie?");
    assert_eq!(world.erase(vries).documents, [put.file.name]);
    assert_eq!(stored(&world, put.id), None);
}

#[test]
fn a_sweep_removes_what_no_row_refers_to() {
    let (mut world, werkgever, [jansen, _], machtiging) = house();
    let dossier = DossierId::Werknemer(jansen);
    let kept = world.document(werkgever, dossier, machtiging, b"blijft");
    let removed = world.document(werkgever, dossier, machtiging, b"gaat");
    let never = world.file(b"nooit vastgelegd");
    world.store.write(|session| session.remove_document(removed.id)).unwrap();
    world.store.write(|session| session.remove_document(removed.id)).unwrap();
    assert_eq!(sweep(&world), 0, "files of this run may be on their way");
    let world = world.reopen();
    fs::write(world.folder.join("documenten/half.tmp"), "x").unwrap();
    let new = world.file(b"nieuw");
    assert_eq!(sweep(&world), 3);
    let documents = world.store.documents();
    assert!(documents.holds(&kept.file) && documents.holds(&new));
    assert!(!documents.holds(&removed.file) && !documents.holds(&never));
    documents.remove(&new.name).unwrap();
    documents.remove(&new.name).unwrap();
    assert!(matches!(documents.open(&new), Err(SpoolError::Missing(_))));
}

#[test]
fn what_is_missing_or_damaged_is_found() {
    let (mut world, werkgever, [jansen, _], machtiging) = house();
    let dossier = DossierId::Werknemer(jansen);
    let [a, b, c] =
        [b"a", b"b", b"c"].map(|text| world.document(werkgever, dossier, machtiging, text));
    world.store.documents().remove(&a.file.name).unwrap();
    world.store.write(|session| session.remove_document(b.id)).unwrap();
    let world = world.tamper(|transaction| {
        let table = redb::TableDefinition::<&[u8], &[u8]>::new("documenten");
        let mut rows = transaction.open_table(table).unwrap();
        rows.insert(&c.id.bits().to_be_bytes()[..], &b"x"[..]).unwrap();
    });
    let names = world.store.read().unwrap().document_names().unwrap();
    assert!(names.unsure, "a row that cannot be read may be of any file");
    assert_eq!(names.names.into_iter().collect::<Vec<_>>(), [a.file.name]);
    let report = world.store.check().unwrap();
    let mut found: Vec<_> =
        report.findings.iter().map(|finding| (finding.place.clone(), finding.what)).collect();
    found.dedup();
    let has = |id: DocumentId, what| found.contains(&(id.to_string(), what));
    assert!(has(a.id, "het bestand van het document ontbreekt"), "{found:?}");
    assert!(has(b.id, "ontbreekt"), "{found:?}");
    assert!(has(c.id, "onbekende vorm van versleuteling"), "{found:?}");
    world.erase(jansen);
}
