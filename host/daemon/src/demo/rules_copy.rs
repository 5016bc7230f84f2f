//! A copy of the rules, so that the demo and whoever watches it can change them.

use std::{fs, io, path::Path};

/// Copies a folder with all that is in it.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_within_come_along() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("rules"), folder.path().join("a/regels"));
        fs::create_dir_all(from.join("triggers/meer")).unwrap();
        fs::write(from.join("triggers/meer/een.rhai"), "trigger").unwrap();
        fs::write(from.join("catalogus.toml"), "").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("triggers/meer/een.rhai")).unwrap(), "trigger");
        assert!(to.join("catalogus.toml").exists());
    }
}
