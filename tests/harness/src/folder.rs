//! A host on disk: configuration, rules and plugins in a folder of its own that goes with the test.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{Setup, built};

/// plugin.toml of the hostile connector. Its steps are cut off soon, so that tests are.
const HOSTILE: &str = r#"name = "guests"
version = "0.1.0"
contract = "0.1"
wasm = "tests_guests.wasm"

[asks]
http = ["instelling:url"]
credentials = ["partner", "ander"]

[[intake]]
kind = "guests.regel"
version = 1
fields = ["tekst:tekst"]

[[bericht]]
kind = "guests.seintje"
version = 1
fields = ["tekst:tekst"]

[limits]
step_seconds = 1
"#;

/// Where the credentials of the host are.
pub(crate) const SECRETS: &str = "geheim";

/// A connector that scenarios work with.
struct Connector {
    name: &'static str,
    package: &'static str,
    wasm: &'static str,
}

const CONNECTORS: [Connector; 3] = [
    Connector { name: "sivi", package: "plugins-sivi", wasm: "plugins_sivi.wasm" },
    Connector { name: "digipoort", package: "plugins-digipoort", wasm: "plugins_digipoort.wasm" },
    Connector { name: "guests", package: "tests-guests", wasm: "tests_guests.wasm" },
];

/// The folder of one host.
#[derive(Debug)]
pub struct Folder {
    root: TempDir,
}

impl Folder {
    /// All that a host needs to start; mail goes to the server with this address.
    pub fn new(setup: &Setup, mail_server: &str) -> Folder {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder { root };
        copy(&built::repository().join("rules"), &folder.rules());
        for file in &setup.without_rules {
            fs::remove_file(folder.rules().join(file)).expect("a shipped rule");
        }
        for (file, text) in &setup.rules {
            write(&folder.rules().join(file), text);
        }
        CONNECTORS.iter().filter(|one| setup.uses(one.name)).for_each(|one| folder.add(one));
        for (name, secret) in &setup.secrets {
            let path = folder.path(SECRETS).join(name);
            write(&path, secret);
            let owner_only = fs::Permissions::from_mode(0o600);
            fs::set_permissions(&path, owner_only).expect("a file of the owner");
        }
        let outside = setup.outside(mail_server);
        write(
            &folder.config(),
            &format!("{}{outside}", configuration(&setup.settings, &setup.rules_settings)),
        );
        folder
    }

    /// Puts a connector there: its wasm too, so that a scenario can change it.
    fn add(&self, connector: &Connector) {
        let Connector { name, package, wasm } = connector;
        let manifest = match *name {
            "guests" => HOSTILE.to_owned(),
            name => {
                let shipped = built::repository().join("plugins").join(name).join("plugin.toml");
                fs::read_to_string(shipped).expect("plugin.toml of a connector")
            }
        };
        write(&self.plugin(name).join("plugin.toml"), &manifest);
        let built = built::connector(package, wasm);
        fs::copy(built, self.plugin(name).join(wasm)).expect("a copy of a connector");
    }

    /// schakel.toml.
    pub fn config(&self) -> PathBuf {
        self.path("schakel.toml")
    }

    /// The rules, to be changed at will.
    pub fn rules(&self) -> PathBuf {
        self.path("regels")
    }

    /// The folder of a plugin, with plugin.toml and the wasm; to be changed at will.
    pub fn plugin(&self, name: &str) -> PathBuf {
        self.path("plugins").join(name)
    }

    /// The wasm of a plugin.
    pub fn wasm(&self, name: &str) -> PathBuf {
        let connector = CONNECTORS.iter().find(|one| one.name == name).expect("a connector");
        self.plugin(name).join(connector.wasm)
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

    /// The files of documents that are kept.
    pub fn documents(&self) -> usize {
        fs::read_dir(self.data().join("documenten")).map_or(0, Iterator::count)
    }
}

fn configuration(http: &str, rules: &str) -> String {
    let cache = built::connector_cache();
    fs::create_dir_all(&cache).expect("a folder for compiled connectors");
    format!(
        "[opslag]\nmap = \"gegevens\"\n\n[http]\nluister = \"127.0.0.1:0\"\n{http}\n\
         [regels]\nmap = \"regels\"\n{rules}\n[plugins]\nmap = \"plugins\"\ncache = '{}'\n\n\
         [log]\nniveau = \"debug\"\n",
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
