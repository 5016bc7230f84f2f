//! The folder that the demo works in. It is emptied at the start, but only of what the demo itself
//! made: a folder with anything else in it is left as it is.

use std::{
    fmt,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::files;
use crate::exit::Failure;

/// Says that the demo made the folder.
const MARK: &str = ".schakel-demo";

/// The file that the store holds locked while it is open.
const STORE_LOCK: &str = "slot";

/// An empty folder to work in.
#[derive(Debug)]
pub(super) struct WorkFolder(PathBuf);

impl WorkFolder {
    /// Makes the folder, or empties the one of an earlier demo.
    pub(super) fn prepare(path: &Path) -> Result<WorkFolder, Failure> {
        fs::create_dir_all(path)?;
        let path = path.canonicalize()?;
        let names = names(&path)?;
        if !names.is_empty() {
            check_ours(&path, &names)?;
            check_not_in_use(&path.join(files::DATA))?;
            for name in names.iter().filter(|name| *name != MARK) {
                remove(&path.join(name))?;
            }
        }
        fs::write(
            path.join(MARK),
            "Deze map is van `schakel demo`, die haar bij elke start leegt.\n",
        )?;
        Ok(WorkFolder(path))
    }

    /// A file or folder in it.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl fmt::Display for WorkFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

fn names(path: &Path) -> io::Result<Vec<String>> {
    fs::read_dir(path)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

fn check_ours(path: &Path, names: &[String]) -> Result<(), Failure> {
    let folders = [MARK, files::DATA, files::RULES];
    let written = [files::CONFIG, files::WERKGEVERS, files::KLANTACCOUNTS];
    let ours = [&folders[..], &written, &[files::LARGEST, files::LETTER]].concat();
    let foreign: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| !ours.contains(name)).collect();
    if !names.iter().any(|name| name == MARK) || !foreign.is_empty() {
        let shown = if foreign.is_empty() { names.join(", ") } else { foreign.join(", ") };
        return Err(Failure::Usage(format!(
            "In {} staat wat niet van de demo is: {shown}. Geef een lege map met --werkmap",
            path.display()
        )));
    }
    Ok(())
}

/// Whether another demo still works there.
fn check_not_in_use(data: &Path) -> Result<(), Failure> {
    let Ok(file) = File::open(data.join(STORE_LOCK)) else { return Ok(()) };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Failure::Usage(format!(
            "In {} draait nog een demo; stop die eerst, of geef een andere map met --werkmap",
            data.display()
        ))),
        _ => Ok(()),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_demo_made_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let first = WorkFolder::prepare(folder.path()).unwrap();
        fs::create_dir(first.path(files::DATA)).unwrap();
        fs::write(first.path("gegevens/x"), "").unwrap();
        fs::write(first.path(files::CONFIG), "").unwrap();
        WorkFolder::prepare(folder.path()).unwrap();
        assert_eq!(names(folder.path()).unwrap(), [MARK]);
    }

    #[test]
    fn what_is_not_ours_stays() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("brief.txt"), "").unwrap();
        let refused = WorkFolder::prepare(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("brief.txt"), "{refused}");
        fs::write(folder.path().join(MARK), "").unwrap();
        fs::write(folder.path().join(files::CONFIG), "").unwrap();
        assert!(WorkFolder::prepare(folder.path()).is_err());
        assert!(folder.path().join("brief.txt").exists());
        assert!(folder.path().join(files::CONFIG).exists());
    }

    #[test]
    fn a_demo_that_runs_is_not_disturbed() {
        let folder = tempfile::tempdir().unwrap();
        let first = WorkFolder::prepare(folder.path()).unwrap();
        fs::create_dir(first.path(files::DATA)).unwrap();
        let lock = File::create(first.path("gegevens/slot")).unwrap();
        lock.lock().unwrap();
        let refused = WorkFolder::prepare(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("draait nog een demo"), "{refused}");
    }
}
