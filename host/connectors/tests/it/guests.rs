//! The hostile connector as a plugin on disk, and calls to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use host_connectors::{Blobs, Library, Limits, Places, Plugin};
use sdk_connector::kinds;
use sdk_connector::protocol::{
    Answer, Blob, Call, Counts, Deliver, Document, Fetch, Item, Poll, Receive,
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// plugin.toml of the hostile connector.
pub(crate) const MANIFEST: &str = r#"
name = "guests"
version = "0.1.0"
contract = "0.1"
wasm = "tests_guests.wasm"

[asks]
http = ["instelling:url"]
credentials = ["eigen"]

[[intake]]
kind = "guests.regel"
version = 1
fields = ["tekst:tekst"]

[[document]]
kind = "guests.iets"
version = 1

[[bericht]]
kind = "guests.seintje"
version = 1
fields = ["tekst:tekst"]
"#;

/// The limits of these tests: the real ones, with a shorter step.
pub(crate) fn limits() -> Limits {
    Limits { step_time: Duration::from_millis(500), ..Limits::default() }
}

/// The target folder of this build.
fn target() -> PathBuf {
    let test = std::env::current_exe().unwrap(); // target/<profile>/deps/it-…
    test.ancestors().nth(3).unwrap().to_owned()
}

/// Builds the connectors of these tests once per run of the tests; cargo sees for itself what is fresh.
pub(crate) fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "-p", "tests-guests", "-p", "plugins-sivi", "--release"])
            .args(["--target", "wasm32-wasip2"])
            .env("CARGO_TARGET_DIR", target())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(status.success(), "the connectors do not build");
        target().join("wasm32-wasip2/release")
    })
}

/// Folders for one library, with the hostile connector in it. The compiled plugins are shared by all
/// tests, except where a test is about them.
pub(crate) struct Disk {
    pub(crate) root: TempDir,
    pub(crate) places: Places,
}

impl Disk {
    pub(crate) fn new() -> Disk {
        let root = tempfile::tempdir().unwrap();
        let places = Places {
            plugins: root.path().join("plugins"),
            built: Some(built().to_owned()),
            cache: PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plugins"),
        };
        let disk = Disk { root, places };
        disk.write("guests", MANIFEST);
        disk
    }

    /// Writes the plugin.toml of a plugin.
    pub(crate) fn write(&self, plugin: &str, manifest: &str) -> PathBuf {
        let folder = self.places.plugins.join(plugin);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("plugin.toml"), manifest).unwrap();
        folder
    }

    pub(crate) fn open(&self) -> Library {
        Library::open(&self.places, &limits()).unwrap()
    }
}

/// The hostile connector, loaded once for all tests that only step it.
pub(crate) fn plugin() -> &'static Arc<Plugin> {
    static PLUGIN: OnceLock<(Disk, Arc<Plugin>)> = OnceLock::new();
    let (_, plugin) = PLUGIN.get_or_init(|| {
        let disk = Disk::new();
        let library = disk.open();
        assert!(library.problems().is_empty(), "{:?}", library.problems());
        let plugin = library.plugin("guests").unwrap();
        (disk, plugin)
    });
    plugin
}

/// One message, as blob 1.
pub(crate) struct Message(pub(crate) Vec<u8>);

impl Blobs for Message {
    fn read(&self, handle: u64, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        if handle != 1 {
            return Err(format!("blob {handle} hoort niet bij deze aanroep"));
        }
        let from = (offset as usize).min(self.0.len());
        let to = (from + length as usize).min(self.0.len());
        Ok(self.0[from..to].to_vec())
    }
}

fn call(request: Document, settings: &Value) -> Call {
    Call {
        id: "call-1".into(),
        request,
        settings: settings.to_string(),
        state: Vec::new(),
        now_ms: 1_772_442_000_000,
        seed: 7,
    }
}

/// A call to deliver something, in this mode.
pub(crate) fn deliver(mode: &str) -> Call {
    let request = Deliver {
        delivery: "bezorging-1".into(),
        attempt: 1,
        document: Document::of("guests.iets", 1, &json!({})),
    };
    let settings = json!({ "mode": mode, "url": "https://elders.example/" });
    call(Document::of(kinds::DELIVER, 1, &request), &settings)
}

/// A call to deliver the message of a rule with these fields, to this address.
pub(crate) fn bericht(url: &str, velden: &Value) -> Call {
    let request = Deliver {
        delivery: "bezorging-1".into(),
        attempt: 1,
        document: Document::of("guests.seintje", 1, velden),
    };
    call(Document::of(kinds::DELIVER, 1, &request), &json!({ "mode": "bericht", "url": url }))
}

/// A call to deliver something that sends a request, with these settings.
pub(crate) fn reach(settings: &Value) -> Call {
    Call { settings: settings.to_string(), ..deliver("other-host") }
}

/// A call to list what is new, in this mode.
pub(crate) fn poll(mode: &str) -> Call {
    let request = Poll { cursor: Value::Null, scopes: Vec::new() };
    call(Document::of(kinds::POLL, 1, &request), &json!({ "mode": mode }))
}

/// A call to fetch an item, in this mode.
pub(crate) fn fetch(mode: &str) -> Call {
    let (loonheffingennummer, dienst) = ("123456782L01".into(), "GUESTS-EEN".into());
    let item = Item { key: "kenmerk-1".into(), loonheffingennummer, dienst };
    let request = Fetch { delivery: "bezorging-1".into(), attempt: 1, item };
    let settings = json!({ "mode": mode, "url": "https://elders.example/" });
    call(Document::of(kinds::FETCH, 1, &request), &settings)
}

/// A call to answer a sender, in this mode.
pub(crate) fn answer(mode: &str) -> Call {
    let request = Answer {
        report: "L-1".into(),
        header: Value::Null,
        refused: None,
        counts: Counts::default(),
        troubled: Vec::new(),
    };
    call(Document::of(kinds::ANSWER, 1, &request), &json!({ "mode": mode }))
}

/// A call to receive [`Message`] of this length, in this mode.
pub(crate) fn receive(mode: &str, length: u64) -> Call {
    let body = Blob { handle: 1, length, sha256: String::new() };
    let request = Receive { content_type: "text/plain".into(), body };
    call(Document::of(kinds::RECEIVE, 1, &request), &json!({ "mode": mode }))
}
