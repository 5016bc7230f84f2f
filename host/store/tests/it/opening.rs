//! What opening makes, and what it refuses without touching anything.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use host_domain::DossierId;
use host_store::OpenError;

use crate::world::{World, open, persoon};

/// Why the folder does not open, with the folder left out.
fn refusal(folder: &Path) -> String {
    let error = open(folder).err().expect("it must not open").to_string();
    error.replace(&folder.display().to_string(), "<map>")
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let werknemer = world.werknemer(werkgever, persoon("123456782", "Jansen", "7"));
    let before = world.dossier(DossierId::Werknemer(werknemer));
    let world = world.reopen();
    assert!(before.is_some());
    assert_eq!(world.dossier(DossierId::Werknemer(werknemer)), before);
    world.assert_whole();
}

#[test]
fn makes_files_for_our_eyes_only() {
    let world = World::new();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&world.folder), 0o700);
    assert_eq!(mode(&world.folder.join("sleutel")), 0o600);
    assert_eq!(mode(&world.folder.join("berichten")), 0o700);
    assert_eq!(mode(&world.folder.join("documenten")), 0o700);
}

#[test]
fn the_key_must_be_the_one_of_the_data() {
    let world = World::new();
    let (folder, other) = (world.folder.clone(), World::new());
    let _home = world.close();
    let key = folder.join("sleutel");
    let ours = fs::read(&key).unwrap();
    let data = fs::read(folder.join("schakel.redb")).unwrap();

    fs::remove_file(&key).unwrap();
    expect_test::expect!["<map>/sleutel ontbreekt, terwijl er wel gegevens zijn in <map>/schakel.redb. De gegevens zijn heel, maar zonder deze sleutel niet te lezen: zet het sleutelbestand terug uit de back-up"].assert_eq(&refusal(&folder));
    assert!(!key.exists(), "no new key may be made beside data");

    fs::copy(other.folder.join("sleutel"), &key).unwrap();
    expect_test::expect!["<map>/sleutel is niet de sleutel van <map>/schakel.redb. De gegevens zijn heel: zet het sleutelbestand terug dat erbij hoort"].assert_eq(&refusal(&folder));

    fs::write(&key, "niets").unwrap();
    expect_test::expect!["<map>/sleutel is geen sleutelbestand: het begint niet met schakel-sleutel-1. Zet het terug uit de back-up"].assert_eq(&refusal(&folder));

    fs::write(&key, ours).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    expect_test::expect![
        "<map>/sleutel is leesbaar voor anderen (rechten 644). Voer uit: chmod 600 <map>/sleutel"
    ]
    .assert_eq(&refusal(&folder));

    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(open(&folder).is_ok());
    assert_eq!(fs::read(folder.join("schakel.redb")).unwrap().len(), data.len());
}

#[test]
fn a_newer_layout_is_refused() {
    let world = World::new();
    let folder = world.folder.clone();
    let _home = world.close();
    let definition: redb::TableDefinition<'_, &[u8], &[u8]> = redb::TableDefinition::new("meta");
    let database = redb::Database::open(folder.join("schakel.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction.open_table(definition).unwrap().insert(&b"indeling"[..], &b"999"[..]).unwrap();
    transaction.commit().unwrap();
    drop(database);
    assert!(matches!(open(&folder), Err(OpenError::Newer { found: 999, known: 3, .. })));
    expect_test::expect!["<map>/schakel.redb heeft indeling 999; deze versie van schakel kent indeling 3. De gegevens zijn heel: installeer de nieuwere versie"].assert_eq(&refusal(&folder));
}

#[test]
fn one_at_a_time() {
    let world = World::new();
    expect_test::expect!["<map> wordt al gebruikt door een draaiende schakel"]
        .assert_eq(&refusal(&world.folder));
}

#[test]
fn a_damaged_file_is_refused_and_left_alone() {
    for damage in ["", "geen database", "\0\0\0"] {
        let world = World::new();
        let folder = world.folder.clone();
        let _home = world.close();
        let data = folder.join("schakel.redb");
        fs::write(&data, damage.repeat(1_000)).unwrap();
        let text = refusal(&folder);
        assert!(text.starts_with("<map>/schakel.redb is beschadigd"), "{text}");
        assert!(text.ends_with("zet de laatste back-up terug"), "{text}");
        assert_eq!(fs::read(&data).unwrap(), damage.repeat(1_000).into_bytes());
    }
}

#[test]
fn a_file_that_was_cut_off_is_refused() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    for nr in 0..50 {
        world.werknemer(werkgever, persoon("123456782", "Jansen", &nr.to_string()));
    }
    let folder = world.folder.clone();
    let _home = world.close();
    let file = fs::OpenOptions::new().write(true).open(folder.join("schakel.redb")).unwrap();
    file.set_len(file.metadata().unwrap().len() / 3).unwrap();
    assert!(matches!(open(&folder), Err(OpenError::Damaged { .. })));
}
