//! Loading plugins from disk: what is wrong is told of each, and hurts no other.

use std::fs;
use std::path::Path;

use expect_test::expect;
use host_connectors::Library;
use serde_json::json;

use crate::guests::{Disk, MANIFEST, built};

/// The names of the plugins that can be used and what is wrong with the others, with the folder of
/// the test left out.
pub(crate) fn told(disk: &Disk, library: &Library) -> String {
    let mut told: Vec<String> =
        library.plugins().iter().map(|plugin| format!("+ {}", plugin.manifest().name)).collect();
    told.extend(library.problems().iter().map(|problem| format!("- {problem}")));
    let told = told.join("\n");
    let told = told.replace(&built().display().to_string(), "(gebouwd)");
    told.replace(&disk.root.path().display().to_string(), "…")
}

#[test]
fn every_problem_is_told_and_the_good_ones_work() {
    let disk = Disk::new();
    disk.write("a-onleesbaar", "name = 3\n");
    disk.write("b-niet-gebouwd", &MANIFEST.replace("tests_guests.wasm", "weg.wasm"));
    disk.write("c-andere-versie", &MANIFEST.replace("version = \"0.1.0\"", "version = \"0.2.0\""));
    let no_wasm = disk.write("d-geen-wasm", &MANIFEST.replace("tests_guests.wasm", "tekst.wasm"));
    fs::write(no_wasm.join("tekst.wasm"), "dit is tekst").unwrap();
    let sockets = disk.write("e-netwerk", &MANIFEST.replace("tests_guests.wasm", "netwerk.wasm"));
    fs::write(sockets.join("netwerk.wasm"), importing("wasi:sockets/instance-network@0.2.6"))
        .unwrap();
    let other = disk.write("f-vreemd", &MANIFEST.replace("tests_guests.wasm", "vreemd.wasm"));
    fs::write(other.join("vreemd.wasm"), importing("acme:geheim/alles@1.0.0")).unwrap();
    disk.write("z-dubbel", MANIFEST);
    fs::create_dir(disk.places.plugins.join("leeg")).unwrap();
    let library = disk.open();
    expect![[r#"
        + guests
        - …/plugins/a-onleesbaar/plugin.toml:1: invalid type: integer `3`, expected a string
        - …/plugins/b-niet-gebouwd/plugin.toml: weg.wasm ontbreekt; bouw de plugin met `cargo build --release --target wasm32-wasip2`
        - (gebouwd)/tests_guests.wasm: de plugin noemt zich guests 0.1.0, plugin.toml noemt haar guests 0.2.0
        - …/plugins/d-geen-wasm/tekst.wasm: dit is geen WebAssembly-component; bouw voor wasm32-wasip2
        - …/plugins/e-netwerk/netwerk.wasm: de plugin vraagt wasi:sockets/instance-network@0.2.6; dat krijgt geen enkele plugin
        - …/plugins/f-vreemd/vreemd.wasm: de plugin vraagt acme:geheim/alles@1.0.0; dat krijgt geen enkele plugin
        - …/plugins/z-dubbel: er is al een plugin `guests`"#]].assert_eq(&told(&disk, &library));
}

/// A component that does nothing but import an empty instance of this name.
pub(crate) fn importing(name: &str) -> Vec<u8> {
    let mut wasm = b"\0asm\x0d\0\x01\0".to_vec(); // magic, and version 13 in layer 1: a component
    wasm.extend(b"\x07\x03\x01\x42\x00"); // types: one, an instance type with no declarations
    let length = u8::try_from(name.len()).unwrap();
    let mut import = vec![1, 0, length]; // imports: one, by name
    import.extend(name.as_bytes());
    import.extend([5, 0]); // an instance, of type 0
    wasm.push(10);
    wasm.push(u8::try_from(import.len()).unwrap());
    wasm.extend(import);
    wasm
}

#[test]
fn compiled_plugins_are_kept_and_a_damaged_file_is_made_again() {
    let mut disk = Disk::new();
    disk.places.cache = disk.root.path().join("cache");
    assert!(disk.open().problems().is_empty());
    let folder = disk.places.cache.join(CACHE);
    let kept = only_file(&folder);
    let first = fs::read(&kept).unwrap();
    let written = fs::metadata(&kept).unwrap().modified().unwrap();
    assert!(disk.open().problems().is_empty());
    assert_eq!(fs::metadata(&kept).unwrap().modified().unwrap(), written, "compiled again");

    let mut damaged = first.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    for bad in [&damaged[..], &first[..10]] {
        fs::write(&kept, bad).unwrap();
        assert!(disk.open().plugin("guests").is_some());
        assert_eq!(fs::read(only_file(&folder)).unwrap(), first);
    }
}

/// The host's own folder within the one for compiled plugins.
const CACHE: &str = "schakel-plugins-1";

#[cfg(unix)]
mod cache {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};

    use super::*;

    fn mode_of(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// A library whose folder for compiled plugins was prepared like this.
    fn opened(prepare: impl FnOnce(&Path)) -> (Disk, Library) {
        let mut disk = Disk::new();
        disk.places.cache = disk.root.path().join("cache");
        fs::create_dir(&disk.places.cache).unwrap();
        prepare(&disk.places.cache.join(CACHE));
        let library = disk.open();
        assert!(library.plugin("guests").is_some(), "{:?}", library.problems());
        (disk, library)
    }

    #[test]
    fn it_is_for_the_host_alone_and_nothing_around_it_is_touched() {
        let (disk, library) = opened(|own| set_mode(own.parent().unwrap(), 0o755));
        assert!(library.problems().is_empty(), "{:?}", library.problems());
        let own = disk.places.cache.join(CACHE);
        assert_eq!((mode_of(&disk.places.cache), mode_of(&own)), (0o755, 0o700));
        assert_eq!(mode_of(&only_file(&own)), 0o600);
    }

    #[test]
    fn a_folder_that_others_can_write_in_is_not_used() {
        for mode in [0o770, 0o702] {
            let (disk, library) = opened(|own| {
                fs::create_dir(own).unwrap();
                set_mode(own, mode);
            });
            expect![[r#"
                + guests
                - …/cache/schakel-plugins-1: vertaalde plugins worden hier niet bewaard, elke start duurt daardoor langer: anderen kunnen hierin schrijven; haal die rechten weg (chmod go-w)"#]]
            .assert_eq(&told(&disk, &library));
            assert_eq!(fs::read_dir(disk.places.cache.join(CACHE)).unwrap().count(), 0);
        }
    }

    #[test]
    fn a_link_or_a_file_in_its_place_is_not_used() {
        let elsewhere = tempfile::tempdir().unwrap();
        let link = |own: &Path| symlink(elsewhere.path(), own).unwrap();
        let file = |own: &Path| fs::write(own, "").unwrap();
        for prepare in [&link as &dyn Fn(&Path), &file] {
            let (disk, library) = opened(prepare);
            let told = told(&disk, &library);
            assert!(told.ends_with("duurt daardoor langer: dit is geen map"), "{told}");
        }
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_or_file_of_another_is_not_used() {
        let give_away = |path: &Path| chown(path, Some(65_534), None).is_ok();
        if !give_away(tempfile::NamedTempFile::new().unwrap().path()) {
            return; // only root can give a file away
        }
        let (disk, library) = opened(|own| {
            fs::create_dir(own).unwrap();
            assert!(give_away(own));
        });
        let told = told(&disk, &library);
        assert!(told.ends_with("langer: dit is van een andere gebruiker"), "{told}");
        replaced_after(|kept| assert!(give_away(kept)));
    }

    #[test]
    fn a_file_that_is_a_link_or_that_others_can_write_is_made_again() {
        replaced_after(|kept| set_mode(kept, 0o666));
        replaced_after(|kept| {
            let moved = kept.with_extension("elders");
            fs::rename(kept, &moved).unwrap();
            symlink(&moved, kept).unwrap();
        });
    }

    /// After this was done to a compiled plugin, it is compiled again.
    fn replaced_after(what: impl FnOnce(&Path)) {
        let (disk, _) = opened(|_| ());
        let kept = only_file(&disk.places.cache.join(CACHE));
        what(&kept);
        assert!(disk.open().problems().is_empty());
        let now = fs::symlink_metadata(&kept).unwrap();
        assert!(now.is_file());
        assert_eq!(now.permissions().mode() & 0o777, 0o600);
        assert_eq!(now.uid(), fs::metadata(kept.parent().unwrap()).unwrap().uid());
    }
}

#[test]
fn a_wasm_beside_its_plugin_toml_goes_before_the_built_one() {
    let mut disk = Disk::new();
    let folder = disk.places.plugins.join("guests");
    fs::copy(built().join("tests_guests.wasm"), folder.join("tests_guests.wasm")).unwrap();
    disk.places.built = None;
    let library = disk.open();
    assert!(library.problems().is_empty(), "{:?}", library.problems());
}

#[test]
fn a_plugin_that_may_use_too_little_does_not_start() {
    let disk = Disk::new();
    disk.write("guests", &format!("{MANIFEST}\n[limits]\nmemory_mib = 0\n"));
    expect!["- (gebouwd)/tests_guests.wasm: de plugin vroeg meer dan 0 MiB geheugen"]
        .assert_eq(&told(&disk, &disk.open()));
}

fn only_file(folder: &Path) -> std::path::PathBuf {
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

#[test]
fn what_a_plugin_declares_is_known_while_it_cannot_be_loaded() {
    let disk = Disk::new();
    let broken = MANIFEST.replace("name = \"guests\"", "name = \"later\"");
    disk.write("later", &broken.replace("tests_guests.wasm", "weg.wasm"));
    let library = disk.open();
    assert!(library.plugin("later").is_none());
    let velden = json!({ "tekst": "er is iets" });
    let check = |name: &str| {
        let declared = library.declared(name)?;
        Some(declared.check_bericht("guests.seintje", velden.as_object().unwrap()))
    };
    assert_eq!(check("guests"), Some(Ok(1)));
    assert_eq!(check("later"), Some(Ok(1)));
    assert_eq!(check("nergens"), None);
    assert_eq!(check("../plugins/later"), None);
}
