//! The token of operators: made on first start beside the data, for the owner's eyes only. The
//! server keeps only its hash in memory.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    ops::RangeInclusive,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use host_engine::Token;

use crate::{config::check_owner_only, exit::Failure};

/// Name of the file in the folder of the data.
const FILE: &str = "beheer.token";

/// Characters that a token has; ours have 64. The host does not look at longer ones.
const CHARS: RangeInclusive<usize> = 32..=256;

/// Where the token of the host with this data is.
pub(crate) fn path(data: &Path) -> PathBuf {
    data.join(FILE)
}

/// SHA-256 of the token in lower-case hexadecimal; the token is made when it is not there.
pub(crate) fn hash_of(data: &Path) -> Result<String, Failure> {
    let path = path(data);
    if !path.try_exists()? {
        create(&path)?;
    }
    Ok(Token::read(&read(&path)?).hash())
}

/// The token in a file. Refused when others can read it.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::Usage(format!(
            "{shown} is er niet. De host maakt dit bestand bij zijn eerste start; geef een ander \
             met --token-bestand, of het token zelf in SCHAKEL_TOKEN"
        )),
        _ => Failure::Usage(format!("{shown}: {error}")),
    })?;
    let token = text.trim();
    if !is_token(token) {
        return Err(Failure::Usage(format!(
            "{shown} bevat geen token. Verwijder het bestand; de host maakt bij de volgende start een nieuw"
        )));
    }
    check_owner_only(path).map_err(Failure::Usage)?;
    Ok(token.to_owned())
}

/// Whether it can be a token: a cut-off one, or something else that was pasted, is not sent.
pub(crate) fn is_token(text: &str) -> bool {
    CHARS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Written under another name first, so that a crash leaves no half token.
fn create(path: &Path) -> Result<(), Failure> {
    let token = Token::new()?;
    let fresh = path.with_extension("token.tmp");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
    writeln!(file, "{}", token.reveal())?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn it_is_made_once_and_kept_secret() {
        let folder = tempfile::tempdir().unwrap();
        let hash = hash_of(folder.path()).unwrap();
        assert_eq!(hash_of(folder.path()).unwrap(), hash);
        let path = path(folder.path());
        assert!(Token::matches(&read(&path).unwrap(), &hash));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("chmod 600"));
    }
}
