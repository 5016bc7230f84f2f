//! A host on disk: configuration, rules and plugins in a folder of its own that goes with the test.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{Setup, built};

/// plugin.toml of the hostile connector. Its steps are cut off soon, so that tests are.
const HOSTILE: &str = r#"name = "guests"
version = "0.1.0"
contract = "0.1"
wasm = "tests_guests.wasm"

[[intake]]
kind = "guests.regel"
version = 1
fields = ["tekst:tekst"]

[limits]
step_seconds = 1
"#;

/// The folder of one host.
#[derive(Debug)]
pub struct Folder {
    root: TempDir,
}

impl Folder {
    /// All that a host needs to start.
    pub fn new(setup: &Setup) -> Folder {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder { root };
        copy(&built::repository().join("rules"), &folder.rules());
        let built = built::connectors("plugins-sivi", "plugins_sivi.wasm");
        let manifest = fs::read_to_string(built::repository().join("plugins/sivi/plugin.toml"));
        write(&folder.path("plugins/sivi/plugin.toml"), &manifest.expect("plugin.toml of sivi"));
        if !setup.hostile.is_empty() {
            built::connectors("tests-guests", "tests_guests.wasm");
            write(&folder.path("plugins/guests/plugin.toml"), HOSTILE);
        }
        write(&folder.config(), &configuration(&built, &setup.settings));
        folder
    }

    /// schakel.toml.
    pub fn config(&self) -> PathBuf {
        self.path("schakel.toml")
    }

    /// The rules, to be changed at will.
    pub fn rules(&self) -> PathBuf {
        self.path("regels")
    }

    /// The data of the host.
    pub fn data(&self) -> PathBuf {
        self.path("gegevens")
    }

    /// Anything in the folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// The received messages that are kept.
    pub fn spooled(&self) -> usize {
        fs::read_dir(self.data().join("berichten")).map_or(0, Iterator::count)
    }
}

fn configuration(built: &Path, http: &str) -> String {
    let cache = built::connector_cache();
    fs::create_dir_all(&cache).expect("a folder for compiled connectors");
    format!(
        "[opslag]\nmap = \"gegevens\"\n\n[http]\nluister = \"127.0.0.1:0\"\n{http}\n\
         [regels]\nmap = \"regels\"\n\n[plugins]\nmap = \"plugins\"\ngebouwd = '{}'\ncache = '{}'\n\n\
         [log]\nniveau = \"debug\"\n",
        built.display(),
        cache.display()
    )
}

fn write(path: &Path, text: &str) {
    let around = path.parent().expect("a file stands in a folder");
    fs::create_dir_all(around).and_then(|()| fs::write(path, text)).expect("a file of the host");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of the host");
    for entry in fs::read_dir(from).unwrap_or_else(|e| panic!("{}: {e}", from.display())) {
        let entry = entry.expect("an entry of a folder");
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).expect("a copy of a rule");
        }
    }
}
