//! Files that hold a secret: for the eyes of their owner only.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

/// Rights of others than the owner.
const OTHERS: u32 = 0o077;

/// Whether nobody but its owner can read or change the file.
///
/// # Errors
/// When others can, with what to do about it; or when the file cannot be looked at.
pub(crate) fn check(path: &Path) -> Result<(), String> {
    let shown = path.display();
    let found = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let mode = found.permissions().mode() & 0o777;
    if mode & OTHERS == 0 {
        return Ok(());
    }
    Err(format!(
        "{shown} is leesbaar voor anderen (rechten {mode:03o}). Voer uit: chmod 600 {shown}"
    ))
}

/// The text of such a file, without the end of its last line.
///
/// # Errors
/// When others can read it, when it is empty, or when it cannot be read.
pub(super) fn read(path: &Path) -> Result<String, String> {
    check(path)?;
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(format!("{} is leeg", path.display()));
    }
    Ok(text.to_owned())
}

/// Why a file cannot be read, for people.
pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> String {
    let shown = path.display();
    match error.kind() {
        std::io::ErrorKind::NotFound => format!("{shown} is er niet"),
        std::io::ErrorKind::PermissionDenied => format!("{shown} mag niet worden gelezen"),
        std::io::ErrorKind::InvalidData => format!("{shown} is geen tekst (UTF-8)"),
        _ => format!("{shown}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_others_can_read_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("geheim");
        assert!(read(&path).unwrap_err().ends_with("is er niet"));
        fs::write(&path, "een woord\r\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = read(&path).unwrap_err();
        assert!(refused.contains("rechten 640") && refused.contains("chmod 600"), "{refused}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert_eq!(read(&path).unwrap(), "een woord");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "\n").unwrap();
        assert!(read(&path).unwrap_err().ends_with("is leeg"));
    }
}
