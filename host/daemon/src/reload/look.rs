//! How a folder looked: enough to see that something in it changed, without reading it.

use std::{
    collections::BTreeMap,
    fs::{self, Metadata},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// How deep is looked; ends a circle of links. Rules are read as deep.
const DEPTH_MAX: usize = 9;

/// Most entries that are looked at: more is not a folder of rules.
const ENTRIES_MAX: usize = 20_000;

/// Size, time of change and number of a file or folder. The number tells of one that was put in the
/// place of another.
type Mark = (u64, Option<SystemTime>, u64);

/// All files and folders below one, that one included, at one moment.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Look(BTreeMap<PathBuf, Mark>);

impl Look {
    /// Looks now.
    pub(crate) fn at(folder: &Path) -> Look {
        let mut look = Look::default();
        look.add(folder, 0);
        look
    }

    fn add(&mut self, path: &Path, depth: usize) {
        let Ok(found) = fs::metadata(path) else { return };
        if self.0.len() >= ENTRIES_MAX {
            return;
        }
        self.0.insert(path.to_owned(), mark(&found));
        if !found.is_dir() || depth > DEPTH_MAX {
            return;
        }
        let Ok(entries) = fs::read_dir(path) else { return };
        for entry in entries.flatten() {
            if !entry.file_name().as_encoded_bytes().starts_with(b".") {
                self.add(&entry.path(), depth + 1);
            }
        }
    }
}

fn mark(found: &Metadata) -> Mark {
    // A folder also changes when something hidden in it does.
    match found.is_dir() {
        true => (0, None, found.ino()),
        false => (found.len(), found.modified().ok(), found.ino()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_seen_and_hidden_files_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("rules");
        fs::create_dir_all(root.join("triggers")).unwrap();
        let file = root.join("triggers/a.rhai");
        fs::write(&file, "een").unwrap();
        let before = Look::at(&root);
        assert_eq!(Look::at(&root), before);
        fs::write(root.join(".a.swp"), "x").unwrap();
        assert_eq!(Look::at(&root), before);
        fs::write(&file, "langer").unwrap();
        let changed = Look::at(&root);
        assert_ne!(changed, before);
        fs::rename(&root, folder.path().join("oud")).unwrap();
        fs::create_dir_all(root.join("triggers")).unwrap();
        fs::rename(folder.path().join("oud/triggers/a.rhai"), &file).unwrap();
        assert_ne!(Look::at(&root), changed, "other folders in the place of those");
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(Look::at(&root), Look::default());
    }
}
