//! How the files of a plugin looked when they were last read. Size and time of change are enough to
//! decide to look again; whether anything is new is for the hash to say.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::load::{MANIFEST, read_manifest};

/// Size and time of change of a file; `None` when it is not there.
type Stamp = Option<(u64, SystemTime)>;

/// The files of one plugin at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// plugin.toml, and every place where the wasm may be.
    files: Vec<(PathBuf, Stamp)>,
}

impl Seen {
    /// Looks at the files of the plugin in `folder`. Done before they are read: what changes after
    /// that is seen the next time.
    pub(crate) fn now(folder: &Path, built: Option<&Path>) -> Seen {
        let manifest = folder.join(MANIFEST);
        let stamp = stamp(&manifest); // before it is read for the name of the wasm
        let wasm = read_manifest(folder).ok().map(|(_, manifest)| manifest.wasm_file());
        let places = [Some(folder), built].into_iter().flatten();
        let places = places.filter_map(|place| Some(place.join(wasm.as_ref()?)));
        let mut seen = Seen { files: places.map(|path| (path, None)).collect() };
        seen.files.push((manifest, None));
        seen = seen.again();
        if let Some((_, last)) = seen.files.last_mut() {
            *last = stamp;
        }
        seen
    }

    /// Looks at the same files again.
    pub(crate) fn again(&self) -> Seen {
        Seen { files: self.files.iter().map(|(path, _)| (path.clone(), stamp(path))).collect() }
    }
}

fn stamp(path: &Path) -> Stamp {
    let found = fs::metadata(path).ok()?;
    Some((found.len(), found.modified().ok()?))
}
