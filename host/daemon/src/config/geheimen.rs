//! `[geheimen.<naam>]`: a credential that the host adds to requests of connectors. The secret itself
//! stands in a file of its own, for the eyes of its owner only, and never in schakel.toml.

use std::{fs, path::PathBuf};

use host_connectors::{Credential, Proof, Secret};
use serde::Deserialize;

use super::owner_only;

/// A credential. A connector gets it on its requests when it asks for the name in plugin.toml and the
/// link is granted it (`toegestaan.geheimen`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Geheim {
    /// `soort`: how the host shows on whose behalf it comes.
    pub(crate) soort: Soort,
    /// `bestand`: file with the token, the password, the value of the header, or (as PEM) the
    /// certificate with its chain and its private key. Nobody but its owner may read it.
    pub(crate) bestand: PathBuf,
    /// `gebruiker`: user name; for `basic` only.
    #[serde(default)]
    pub(crate) gebruiker: Option<String>,
    /// `kop`: name of the HTTP header; for `kop` only.
    #[serde(default)]
    pub(crate) kop: Option<String>,
    /// `ca_bestand`: root certificates (PEM) that are trusted on these requests besides the public
    /// ones, such as those of PKIoverheid. Default: none.
    #[serde(default)]
    pub(crate) ca_bestand: Option<PathBuf>,
}

/// How the host shows on whose behalf it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Soort {
    /// `authorization: Bearer …`.
    Bearer,
    /// `authorization: Basic …`.
    Basic,
    /// A header of the other side's choice.
    Kop,
    /// A client certificate, in TLS.
    Certificaat,
}

impl Geheim {
    /// Paths in it.
    pub(super) fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        [Some(&mut self.bestand), self.ca_bestand.as_mut()].into_iter().flatten()
    }

    /// What cannot be so, whatever stands in the files.
    pub(super) fn problems(&self, naam: &str) -> Vec<String> {
        let mut problems = Vec::new();
        let lawful = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if naam.is_empty() || !naam.bytes().all(lawful) {
            problems.push(format!(
                "geheimen.{naam}: een naam heeft alleen kleine letters, cijfers en streepjes"
            ));
        }
        for (key, value, soort) in
            [("gebruiker", &self.gebruiker, Soort::Basic), ("kop", &self.kop, Soort::Kop)]
        {
            let wanted = self.soort == soort;
            if wanted && value.as_ref().is_none_or(|value| value.trim().is_empty()) {
                problems.push(format!("geheimen.{naam}: deze soort heeft `{key}` nodig"));
            }
            if !wanted && value.is_some() {
                problems.push(format!("geheimen.{naam}: `{key}` hoort niet bij deze soort"));
            }
        }
        problems
    }

    /// The credential, with the secret from its file; checked as far as can be without the other side.
    pub(super) fn read(&self) -> Result<Credential, String> {
        let secret = Secret::new(owner_only::read(&self.bestand)?);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let proof = match self.soort {
            Soort::Bearer => Proof::Bearer(secret),
            Soort::Basic => Proof::Basic { user: text(&self.gebruiker), password: secret },
            Soort::Kop => Proof::Header { name: text(&self.kop), value: secret },
            Soort::Certificaat => Proof::ClientCertificate { pem: secret },
        };
        let read = |path: &PathBuf| {
            fs::read_to_string(path).map_err(|error| owner_only::unreadable(path, &error))
        };
        let roots = self.ca_bestand.as_ref().map(read).transpose()?;
        let credential = Credential { proof, roots };
        let wrong = |error| format!("{}: {error}", self.bestand.display());
        credential.check().map_err(wrong)?;
        Ok(credential)
    }
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt as _, path::Path};

    use expect_test::expect;

    use super::*;
    use crate::config::Config;

    fn secret(folder: &Path, name: &str, text: &str) -> PathBuf {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn config(text: &str, folder: &Path) -> Config {
        let mut config: Config = toml::from_str(text).unwrap();
        config.stand_in(folder);
        config
    }

    #[test]
    fn credentials_come_from_files() {
        let folder = tempfile::tempdir().unwrap();
        secret(folder.path(), "token", "geheim-1\n");
        let text = "[geheimen.partner]\nsoort = \"bearer\"\nbestand = \"token\"\n\
                    [geheimen.portaal]\nsoort = \"basic\"\ngebruiker = \"schakel\"\nbestand = \"token\"\n\
                    [geheimen.sleutel]\nsoort = \"kop\"\nkop = \"x-api-key\"\nbestand = \"token\"\n";
        let config = config(text, folder.path());
        assert_eq!(config.problems(), Vec::<String>::new());
        let credentials = config.credentials().unwrap();
        assert_eq!(credentials["partner"].proof, Proof::Bearer(Secret::new("geheim-1")));
        let basic = Proof::Basic { user: "schakel".into(), password: Secret::new("geheim-1") };
        assert_eq!(credentials["portaal"].proof, basic);
        assert!(!format!("{config:?} {credentials:?}").contains("geheim-1"));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let folder = tempfile::tempdir().unwrap();
        secret(folder.path(), "geen-pem", "geheim-1");
        fs::write(folder.path().join("open"), "geheim-1").unwrap();
        fs::set_permissions(folder.path().join("open"), fs::Permissions::from_mode(0o644)).unwrap();
        let text = "[geheimen.a]\nsoort = \"bearer\"\nbestand = \"weg\"\n\
                    [geheimen.b]\nsoort = \"bearer\"\nbestand = \"open\"\n\
                    [geheimen.c]\nsoort = \"certificaat\"\nbestand = \"geen-pem\"\n\
                    [geheimen.D]\nsoort = \"basic\"\nkop = \"x\"\nbestand = \"geen-pem\"\n";
        let config = config(text, folder.path());
        let mut told = config.problems();
        told.extend(config.credentials().unwrap_err());
        let told = told.join("\n").replace(&folder.path().display().to_string(), "…");
        assert!(!told.contains("geheim-1"));
        expect![[r#"
            geheimen.D: een naam heeft alleen kleine letters, cijfers en streepjes
            geheimen.D: deze soort heeft `gebruiker` nodig
            geheimen.D: `kop` hoort niet bij deze soort
            geheimen.a: …/weg is er niet
            geheimen.b: …/open is leesbaar voor anderen (rechten 644). Voer uit: chmod 600 …/open
            geheimen.c: …/geen-pem: er staat geen leesbaar certificaat (PEM) in"#]]
        .assert_eq(&told);
    }
}
