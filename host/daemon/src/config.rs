//! schakel.toml. One file for each section under `config/`; what each key means and its default
//! stands in the docs of the struct. Paths are relative to the file itself.

mod opslag;
mod http;
mod regels;
mod dagwissel;
mod plugins;
mod mail;
mod geheimen;
mod owner_only;
mod log;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use host_connectors::Credential;
use serde::Deserialize;

pub(crate) use self::{
    dagwissel::Dagwissel,
    geheimen::Geheim,
    http::Http,
    log::{Log, Vorm},
    mail::Mail,
    opslag::Opslag,
    owner_only::check as check_owner_only,
    plugins::Plugins,
    regels::{Modus, Regels},
};

/// The whole file. Every section and every key may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// `[opslag]`: where data is kept.
    pub(crate) opslag: Opslag,
    /// `[http]`: where the host listens, and how patient and generous it is.
    pub(crate) http: Http,
    /// `[regels]`: where the rules are.
    pub(crate) regels: Regels,
    /// `[dagwissel]`: when a day begins for the rules.
    pub(crate) dagwissel: Dagwissel,
    /// `[plugins]`: where the plugins are.
    pub(crate) plugins: Plugins,
    /// `[mail]`: which mail server, and who gets what. Without this section e-mail waits in the outbox.
    pub(crate) mail: Option<Mail>,
    /// `[geheimen.<naam>]`: credentials that the host adds to requests of links that are granted them.
    pub(crate) geheimen: BTreeMap<String, Geheim>,
    /// `[log]`: what is logged and how.
    pub(crate) log: Log,
}

/// What is wrong with the file, in Dutch.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// It cannot be read.
    #[error("{}: {}", .path.display(), reason(.cause))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// It is not what we expect.
    #[error("{}:{line}: {what}", .path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong there.
        what: String,
    },
}

impl ConfigError {
    /// Whether there is no such file.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, ConfigError::Unreadable { cause, .. } if cause.kind() == io::ErrorKind::NotFound)
    }
}

impl Config {
    /// Reads the file.
    pub(crate) fn load(path: &Path) -> Result<Config, ConfigError> {
        let unreadable = |cause| ConfigError::Unreadable { path: path.to_owned(), cause };
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let mut config = Config::parse(&text).map_err(|(line, what)| ConfigError::Wrong {
            path: path.to_owned(),
            line,
            what,
        })?;
        config.stand_in(path.parent().unwrap_or(Path::new("")));
        Ok(config)
    }

    /// Reads the text; an error has its line.
    fn parse(text: &str) -> Result<Config, (usize, String)> {
        toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
            (line, in_dutch(error.message()))
        })
    }

    /// Makes paths relative to the folder of the file.
    pub(crate) fn stand_in(&mut self, folder: &Path) {
        for path in [&mut self.opslag.map, &mut self.regels.map, &mut self.plugins.map] {
            *path = folder.join(&*path);
        }
        let mut named: Vec<&mut PathBuf> =
            [&mut self.plugins.gebouwd, &mut self.plugins.cache].into_iter().flatten().collect();
        named.extend(self.mail.iter_mut().flat_map(Mail::paths));
        named.extend(self.geheimen.values_mut().flat_map(Geheim::paths));
        for path in named {
            *path = folder.join(&*path);
        }
    }

    /// What the file says that cannot be so; empty when all is well.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = self.http.problems();
        problems.extend(self.regels.problems());
        problems.extend(self.log.problems());
        problems.extend(self.mail.iter().flat_map(Mail::problems));
        problems.extend(self.geheimen.iter().flat_map(|(naam, geheim)| geheim.problems(naam)));
        problems
    }

    /// The credentials, read from their files.
    ///
    /// # Errors
    /// Everything that is wrong with them, without what stands in them.
    pub(crate) fn credentials(&self) -> Result<BTreeMap<String, Credential>, Vec<String>> {
        let (mut credentials, mut problems) = (BTreeMap::new(), Vec::new());
        for (naam, geheim) in &self.geheimen {
            match geheim.read() {
                Ok(credential) => drop(credentials.insert(naam.clone(), credential)),
                Err(problem) => problems.push(format!("geheimen.{naam}: {problem}")),
            }
        }
        if problems.is_empty() { Ok(credentials) } else { Err(problems) }
    }

    /// Where compiled plugins are kept.
    pub(crate) fn plugin_cache(&self) -> PathBuf {
        let own = self.plugins.cache.clone();
        own.unwrap_or_else(|| self.opslag.map.join("plugin-cache"))
    }
}

fn reason(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => {
            "dit configuratiebestand is er niet; geef een ander met --config".to_owned()
        }
        io::ErrorKind::PermissionDenied => "dit bestand mag niet worden gelezen".to_owned(),
        _ => cause.to_string(),
    }
}

/// What the TOML reader says, in Dutch where it is about our keys and values.
pub(crate) fn in_dutch(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    if let Some(rest) = message.strip_prefix("unknown field ") {
        return match rest.split_once(", expected ") {
            Some((key, known)) => {
                let known = known.trim_start_matches("one of ").replace(" or ", ", ");
                format!("sleutel {key} bestaat niet; bekend: {known}")
            }
            None => format!("sleutel {rest} bestaat niet"),
        };
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("sleutel {key} ontbreekt");
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let (value, known) = rest.split_once(", expected ").unwrap_or((rest, ""));
        let known = known.trim_start_matches("one of ").replace(" or ", ", ");
        return format!("{value} kan hier niet; kies uit {known}");
    }
    for wrong in ["invalid type: ", "invalid value: "] {
        if let Some((found, wanted)) =
            message.strip_prefix(wrong).and_then(|rest| rest.split_once(", expected "))
        {
            return format!("hier past geen {found}; verwacht: {wanted}");
        }
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_listens_on_loopback() {
        let config = Config::parse("").unwrap();
        assert!(config.http.luister.ip().is_loopback());
        assert_eq!(config.problems(), Vec::<String>::new());
    }

    #[test]
    fn mistakes_have_a_line_and_dutch_words() {
        let told =
            |text: &str| Config::parse(text).map_err(|(line, what)| format!("{line}: {what}"));
        for (text, wanted) in [
            ("[http]\nluisster = \"x\"", "2: sleutel `luisster` bestaat niet; bekend: `luister`"),
            ("[opslag]\n\nmap = 3", "3: hier past geen integer `3`; verwacht: path string"),
            ("[log]\nvorm = \"xml\"", "2: `xml` kan hier niet; kies uit `tekst`, `json`"),
            ("[htp]", "1: sleutel `htp` bestaat niet; bekend: `opslag`"),
        ] {
            let told = told(text).unwrap_err();
            assert!(told.starts_with(wanted), "{told}");
        }
    }

    #[test]
    fn listening_outside_is_asked_for_twice() {
        let config = Config::parse("[http]\nluister = \"0.0.0.0:7431\"").unwrap();
        assert_eq!(config.problems().len(), 1);
        let config =
            Config::parse("[http]\nluister = \"0.0.0.0:7431\"\nook_extern = true").unwrap();
        assert_eq!(config.problems(), Vec::<String>::new());
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        let mut config = Config::parse("[plugins]\ngebouwd = \"/b\"").unwrap();
        config.stand_in(Path::new("/etc/schakel"));
        assert_eq!(config.opslag.map, Path::new("/etc/schakel/gegevens"));
        assert_eq!(config.plugins.gebouwd.as_deref(), Some(Path::new("/b")));
        assert_eq!(config.plugin_cache(), Path::new("/etc/schakel/gegevens/plugin-cache"));
    }
}
