//! The file with the master key: 0600, made once, never made again beside data.

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use crate::{
    create::{TMP, io_error, replace_durably},
    error::{OpenError, hex},
    vault::{KEY_BYTES, random_key},
};

/// First word of the file: what it is and in which form.
const HEADING: &str = "schakel-sleutel-1";

/// A key file is one short line; anything longer is not one.
const LENGTH_MAX: u64 = 1_024;

/// Reads the key.
pub(crate) fn read(path: &Path) -> Result<[u8; KEY_BYTES], OpenError> {
    let meta = fs::metadata(path).map_err(io_error(path))?;
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(OpenError::KeyExposed { key: path.to_owned(), mode });
    }
    let wrong = |why| OpenError::KeyUnreadable { key: path.to_owned(), why };
    if meta.len() > LENGTH_MAX {
        return Err(wrong("het is te groot"));
    }
    let bytes = fs::read(path).map_err(io_error(path))?;
    let text = String::from_utf8(bytes).map_err(|_| wrong("het is geen tekst"))?;
    let digits = text.trim_end().strip_prefix(HEADING).and_then(|rest| rest.strip_prefix(' '));
    let digits = digits.ok_or_else(|| wrong("het begint niet met schakel-sleutel-1"))?;
    parse(digits).ok_or_else(|| wrong("de sleutel heeft geen 64 hexadecimale cijfers"))
}

/// A key in hexadecimal digits.
pub(crate) fn parse(digits: &str) -> Option<[u8; KEY_BYTES]> {
    if digits.len() != KEY_BYTES * 2 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; KEY_BYTES];
    for (byte, pair) in key.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

/// Makes a key where there is none.
pub(crate) fn create(path: &Path) -> Result<[u8; KEY_BYTES], OpenError> {
    let key = random_key().map_err(|_| OpenError::NoRandomness)?;
    let fresh = path.with_extension(TMP);
    let write = || -> std::io::Result<File> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
        writeln!(file, "{HEADING} {}", hex(&key))?;
        file.sync_all()?;
        Ok(file)
    };
    write().map_err(io_error(&fresh))?;
    replace_durably(&fresh, path)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_its_own_key_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sleutel");
        let key = create(&path).unwrap();
        assert_eq!(read(&path).unwrap(), key);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for wrong in ["", "schakel-sleutel-1", "schakel-sleutel-1 00", "schakel-sleutel-2 00"] {
            fs::write(&path, wrong).unwrap();
            assert!(matches!(read(&path), Err(OpenError::KeyUnreadable { .. })), "{wrong}");
        }
        fs::write(&path, format!("{HEADING} +{}", "0".repeat(63))).unwrap();
        assert!(matches!(read(&path), Err(OpenError::KeyUnreadable { .. })));
    }

    #[test]
    fn refuses_a_key_that_others_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sleutel");
        create(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains("(rechten 640). Voer uit: chmod 600"), "{error}");
    }
}
