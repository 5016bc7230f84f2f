//! The plugins as the host loads them: from what cargo built, through the compiled cache.

use std::{fs, path::Path, sync::Arc};

use host_connectors::{Blobs, Library, Limits, Places, Plugin};
use sdk_connector::{
    kinds,
    protocol::{Blob, Call, Document, Receive},
};
use serde_json::{Value, json};

use crate::{Measured, machine::Machine};

/// plugin.toml of the connector of the tests.
const GUESTS: &str = "name = \"guests\"\nversion = \"0.1.0\"\ncontract = \"0.1\"\n\
                      wasm = \"tests_guests.wasm\"\n";

/// Where cargo puts plugins.
const BUILT: &str = "wasm32-wasip2/release";

/// The time of every call.
const NOW_MS: i64 = 1_772_442_000_000;

/// Writes the folders of plugins into `folder`.
pub(crate) fn write(machine: &Machine, folder: &Path, names: &[&str]) -> Measured<()> {
    for name in names {
        fs::create_dir_all(folder.join(name))?;
        let manifest = match *name {
            "guests" => GUESTS.to_owned(),
            other => fs::read_to_string(machine.path(&format!("plugins/{other}/plugin.toml")))?,
        };
        fs::write(folder.join(name).join("plugin.toml"), manifest)?;
        machine.built(&format!("{BUILT}/{}", file_of(name)))?;
    }
    Ok(())
}

/// How cargo names what it builds of a plugin.
pub(crate) fn file_of(name: &str) -> String {
    if name == "guests" { "tests_guests.wasm".to_owned() } else { format!("plugins_{name}.wasm") }
}

/// Where the built plugins are.
pub(crate) fn built(machine: &Machine) -> Measured<std::path::PathBuf> {
    machine.built(BUILT)
}

/// Opens the plugins in `folder`; they are compiled when `cache` does not have them.
pub(crate) fn open(machine: &Machine, folder: &Path, cache: &Path) -> Measured<Library> {
    let places = Places {
        plugins: folder.to_owned(),
        built: Some(built(machine)?),
        cache: cache.to_owned(),
    };
    fs::create_dir_all(cache)?;
    let library = Library::open(&places, &Limits::default())?;
    match library.problems().first() {
        Some(problem) => Err(problem.to_string().into()),
        None => Ok(library),
    }
}

/// The plugin of this name.
pub(crate) fn plugin(library: &Library, name: &str) -> Measured<Arc<Plugin>> {
    Ok(library.plugin(name).ok_or_else(|| format!("plugin `{name}` is niet geladen"))?)
}

/// A call with these settings.
pub(crate) fn call(request: Document, settings: &Value) -> Call {
    Call {
        id: "meting".into(),
        request,
        settings: settings.to_string(),
        state: Vec::new(),
        now_ms: NOW_MS,
        seed: 7,
    }
}

/// A call to receive [`Message`] of this length.
pub(crate) fn receive(length: usize) -> Call {
    let body = Blob { handle: 1, length: length as u64, sha256: String::new() };
    let request = Receive { content_type: "application/xml".into(), body };
    call(Document::of(kinds::RECEIVE, kinds::VERSION, &request), &json!({}))
}

/// One message, as blob 1.
pub(crate) struct Message(pub(crate) Vec<u8>);

impl Blobs for Message {
    fn read(&self, handle: u64, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        if handle != 1 {
            return Err("dit bestand hoort niet bij deze aanroep".to_owned());
        }
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(self.0.len());
        let to = from.saturating_add(length as usize).min(self.0.len());
        Ok(self.0.get(from..to).unwrap_or_default().to_vec())
    }
}
