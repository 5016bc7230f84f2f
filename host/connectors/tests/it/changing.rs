//! Plugins that change while the host runs: looked for, loaded beside what runs, swapped, and let go.

use std::fs;
use std::path::PathBuf;
use std::slice;
use std::sync::Arc;

use expect_test::expect;
use host_connectors::{Asks, Library, Limits, LoadError, Plugin};

use crate::guests::{Disk, MANIFEST, Message, built, deliver, limits};

/// A library with the hostile connector, its wasm beside its plugin.toml so that it can change.
fn opened() -> (Disk, Library, PathBuf) {
    let mut disk = Disk::new();
    let folder = disk.places.plugins.join("guests");
    fs::copy(built().join("tests_guests.wasm"), wasm(&folder)).unwrap();
    disk.places.built = None;
    let limits = Limits { former_time: std::time::Duration::ZERO, ..limits() };
    let library = Library::open(&disk.places, &limits).unwrap();
    assert!(library.problems().is_empty(), "{:?}", library.problems());
    assert!(library.changed_folders().unwrap().is_empty());
    (disk, library, folder)
}

fn wasm(folder: &std::path::Path) -> PathBuf {
    folder.join("tests_guests.wasm")
}

/// Makes another file of the same component: with an empty custom section named `n` behind it.
fn next_version(folder: &std::path::Path) {
    let mut bytes = fs::read(wasm(folder)).unwrap();
    bytes.extend(b"\0\x02\x01n");
    fs::write(wasm(folder), bytes).unwrap();
}

fn works(plugin: &Plugin) -> bool {
    plugin.step(&deliver("fine"), Arc::new(Message(Vec::new())), &[]).result.is_ok()
}

#[test]
fn a_new_version_runs_beside_the_former_until_nobody_uses_that() {
    let (_disk, library, folder) = opened();
    let first = library.plugin("guests").unwrap();
    next_version(&folder);
    assert_eq!(library.changed_folders().unwrap(), slice::from_ref(&folder));
    let second = library.candidate(&folder).unwrap();
    assert!(library.changed_folders().unwrap().is_empty());
    assert_ne!(first.sha256(), second.sha256());
    assert!(!first.is_the_same_as(&second));
    assert!(Arc::ptr_eq(&library.plugin("guests").unwrap(), &first), "only a candidate yet");
    assert!(library.version("guests", second.sha256()).is_none());

    let before = library.swap(Arc::clone(&second)).unwrap();
    assert!(Arc::ptr_eq(&before, &first));
    assert!(Arc::ptr_eq(&library.plugin("guests").unwrap(), &second));
    assert!(Arc::ptr_eq(&library.version("guests", first.sha256()).unwrap(), &first));
    assert_eq!((library.plugins().len(), library.loaded().len()), (1, 2));
    assert!(works(&first) && works(&second));

    let open = |name: &str, sha256: &str| (name, sha256) == ("guests", first.sha256());
    assert!(library.retire(&open).is_empty());
    assert_eq!(library.retire(&|_, _| false).len(), 1);
    assert!(library.version("guests", first.sha256()).is_none());
    assert!(library.version("guests", second.sha256()).is_some(), "the current one stays");
}

#[test]
fn a_former_version_that_comes_back_is_there_once() {
    let (_disk, library, folder) = opened();
    let first = library.plugin("guests").unwrap();
    next_version(&folder);
    library.swap(library.candidate(&folder).unwrap());
    library.swap(Arc::clone(&first));
    assert_eq!(library.loaded().len(), 2);
    assert!(Arc::ptr_eq(&library.version("guests", first.sha256()).unwrap(), &first));
}

#[test]
fn a_former_version_stays_a_while_for_calls_that_are_about_to_begin() {
    let disk = Disk::new();
    let limits = Limits { former_time: std::time::Duration::from_secs(3600), ..limits() };
    let library = Library::open(&disk.places, &limits).unwrap();
    let folder = disk.write("guests", &MANIFEST.replace("[asks]", "# anders\n[asks]"));
    library.swap(library.candidate(&folder).unwrap());
    assert_eq!(library.loaded().len(), 1, "the same code");
    fs::copy(built().join("tests_guests.wasm"), wasm(&folder)).unwrap();
    next_version(&folder);
    library.swap(library.candidate(&folder).unwrap());
    assert!(library.retire(&|_, _| false).is_empty());
    assert_eq!(library.loaded().len(), 2);
}

#[test]
fn a_bad_file_keeps_the_old_one_running_and_is_told_of_until_it_is_mended() {
    let (disk, library, folder) = opened();
    let good = fs::read(wasm(&folder)).unwrap();
    fs::write(wasm(&folder), &good[..good.len() / 2]).unwrap();
    assert_eq!(library.changed_folders().unwrap(), slice::from_ref(&folder));
    assert!(matches!(library.candidate(&folder), Err(LoadError::NotAConnector { .. })));
    let problems = library.problems();
    assert_eq!(problems[0].folder, folder);
    assert!(problems[0].text.contains("tests_guests.wasm: dit is geen plugin voor deze host"));
    assert!(works(&library.plugin("guests").unwrap()));
    assert!(library.changed_folders().unwrap().is_empty(), "looked at once");

    fs::remove_file(folder.join("plugin.toml")).unwrap();
    assert_eq!(library.changed_folders().unwrap(), slice::from_ref(&folder));
    assert!(library.candidate(&folder).is_err());
    assert_eq!(library.problems().len(), 1);
    assert!(library.changed_folders().unwrap().is_empty());
    assert!(works(&library.plugin("guests").unwrap()), "it works on without its files");

    disk.write("guests", MANIFEST);
    fs::write(wasm(&folder), good).unwrap();
    let again = library.candidate(&folder).unwrap();
    assert!(again.is_the_same_as(&library.plugin("guests").unwrap()));
    assert!(library.problems().is_empty());
}

#[test]
fn plugins_come_and_bad_ones_go() {
    let (disk, library, _) = opened();
    let bad = disk.write("slecht", "name = 3\n");
    assert_eq!(library.changed_folders().unwrap(), slice::from_ref(&bad));
    assert!(library.candidate(&bad).is_err());
    assert_eq!(library.problems().len(), 1);
    fs::remove_dir_all(&bad).unwrap();
    assert_eq!(library.changed_folders().unwrap(), slice::from_ref(&bad));
    assert!(library.candidate(&bad).is_err());
    assert!(library.problems().is_empty() && library.changed_folders().unwrap().is_empty());

    let twin = disk.write("tweeling", MANIFEST);
    fs::copy(built().join("tests_guests.wasm"), wasm(&twin)).unwrap();
    let problem = library.candidate(&twin).err().unwrap().to_string();
    assert!(problem.ends_with("tweeling: er is al een plugin `guests`"), "{problem}");
    fs::remove_dir_all(disk.places.plugins.join("guests")).unwrap();
    library.swap(library.candidate(&twin).unwrap()); // moved to another folder
    assert_eq!(library.plugin("guests").unwrap().folder(), twin);
}

#[test]
fn a_built_wasm_is_looked_at_too() {
    let mut disk = Disk::new();
    let built_here = disk.root.path().join("gebouwd");
    fs::create_dir(&built_here).unwrap();
    fs::copy(built().join("tests_guests.wasm"), wasm(&built_here)).unwrap();
    disk.places.built = Some(built_here.clone());
    let library = disk.open();
    assert!(library.changed_folders().unwrap().is_empty());
    next_version(&built_here);
    assert_eq!(library.changed_folders().unwrap(), [disk.places.plugins.join("guests")]);
}

#[test]
fn who_asks_for_more_can_be_kept_out() {
    let (disk, library, folder) = opened();
    let asks = r#"http = ["instelling:url", "nog.example"]"#;
    let wider = MANIFEST.replace(r#"http = ["instelling:url"]"#, asks);
    disk.write("guests", &wider.replace(r#"["eigen"]"#, r#"["andermans"]"#));
    let candidate = library.candidate(&folder).unwrap();
    let current = library.plugin("guests").unwrap();
    let more = candidate.manifest().asks_more_than(current.manifest());
    expect!["verzoeken naar nog.example:443 en toegangsgegeven `andermans`"]
        .assert_eq(&more.join(" en "));
    assert_eq!(
        current.manifest().asks_more_than(candidate.manifest()),
        ["toegangsgegeven `eigen`"]
    );

    let kept = serde_json::to_string(current.manifest().asks()).unwrap();
    expect![[r#"{"http":["instelling:url"],"credentials":["eigen"]}"#]].assert_eq(&kept);
    let kept: Asks = serde_json::from_str(&kept).unwrap();
    assert_eq!(candidate.manifest().asks().more_than(&kept), more);

    library.refuse(&candidate, "zij vraagt meer dan is toegestaan");
    let told = library.problems()[0].to_string();
    assert!(told.ends_with("guests: zij vraagt meer dan is toegestaan"), "{told}");
    library.swap(candidate);
    assert!(library.problems().is_empty());
}

#[test]
fn a_plugin_that_is_set_aside_begins_nothing_and_can_come_back() {
    let (_disk, library, _) = opened();
    let first = library.plugin("guests").unwrap();
    assert!(Arc::ptr_eq(&library.set_aside("guests").unwrap(), &first));
    assert!(library.plugin("guests").is_none());
    assert!(library.version("guests", first.sha256()).is_some(), "open calls go on");
    assert!(library.set_aside("guests").is_none());
    library.swap(Arc::clone(&first));
    assert!(Arc::ptr_eq(&library.plugin("guests").unwrap(), &first));
    assert_eq!(library.loaded().len(), 1);
}
