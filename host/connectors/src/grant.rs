//! Where a plugin may send requests on a link and with which credentials: what it asked for, what the
//! operator granted and what the host has.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

use crate::credential::{Credential, CredentialGrant};

/// A host name or address with a port.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostPort {
    /// Lower-case; an IPv6 address stands in brackets, as in a URL.
    pub host: String,
    /// From 1.
    pub port: u16,
}

impl HostPort {
    /// The host and port of a URL, with the usual port of its scheme when it has none. `None` when it is no
    /// http or https URL.
    pub fn of_url(url: &str) -> Option<HostPort> {
        HostPort::of_parsed(&Url::parse(url).ok()?)
    }

    pub(crate) fn of_parsed(url: &Url) -> Option<HostPort> {
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        Some(HostPort { host: url.host_str()?.to_owned(), port: url.port_or_known_default()? })
    }
}

impl FromStr for HostPort {
    type Err = String;

    /// Reads `host:port`; without a port it is that of https.
    fn from_str(text: &str) -> Result<HostPort, String> {
        let refused = || format!("`{text}` is geen adres; schrijf `host:poort`");
        let plain = text.chars().all(|c| !c.is_whitespace() && !"/?#@\\*".contains(c));
        if text.is_empty() || !plain {
            return Err(refused());
        }
        HostPort::of_url(&format!("https://{text}/")).ok_or_else(refused)
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// What a link allows its plugin over the network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpGrant {
    /// What plugin.toml asks for: [`crate::Manifest::asked_hosts`].
    pub asked: Vec<HostPort>,
    /// What the operator granted on the link.
    pub allowed: Vec<HostPort>,
    /// Whether addresses inside the own network may be reached, such as simulators.
    pub private_addresses: bool,
    /// Whether requests may go without TLS.
    pub plain_http: bool,
    /// The credentials that may be used.
    pub credentials: CredentialGrant,
}

/// Why a request is not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The plugin never said that it needs this host.
    #[error("de plugin vraagt {0} niet in plugin.toml (asks.http)")]
    NotAsked(HostPort),
    /// The operator did not allow it on this link.
    #[error("{0} is op deze koppeling niet toegestaan")]
    NotGranted(HostPort),
    /// Plain http where TLS is required.
    #[error("{0} is zonder TLS; dat is op deze koppeling niet toegestaan")]
    NotEncrypted(HostPort),
    /// An address inside the own network.
    #[error("{0} ligt binnen het eigen netwerk; dat is op deze koppeling niet toegestaan")]
    PrivateAddress(String),
    /// Not an http or https URL, or one with a user name in it.
    #[error("de plugin gaf geen bruikbaar http(s)-adres")]
    NotAUrl,
    /// A method or header that a connector has no say in.
    #[error("de plugin mag `{0}` niet gebruiken")]
    NotHers(String),
    /// The other side keeps sending the request on.
    #[error("de andere kant verwijst te vaak door")]
    SentOnTooOften,
    /// The plugin never said that it needs this credential.
    #[error("de plugin vraagt toegangsgegeven `{0}` niet in plugin.toml (asks.credentials)")]
    CredentialNotAsked(String),
    /// The operator did not allow it on this link.
    #[error("toegangsgegeven `{0}` is op deze koppeling niet toegestaan")]
    CredentialNotGranted(String),
    /// Nobody gave it to the host.
    #[error("toegangsgegeven `{0}` is op deze host niet ingesteld")]
    CredentialNotConfigured(String),
}

impl HttpGrant {
    /// Whether a request may go to this URL, as far as its name goes.
    ///
    /// # Errors
    /// Why not: asked for and granted are two different things to mend.
    pub(crate) fn check(&self, url: &Url) -> Result<HostPort, Refused> {
        let target = HostPort::of_parsed(url).ok_or(Refused::NotAUrl)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::NotAUrl);
        }
        if !self.asked.contains(&target) {
            return Err(Refused::NotAsked(target));
        }
        if !self.allowed.contains(&target) {
            return Err(Refused::NotGranted(target));
        }
        if url.scheme() != "https" && !self.plain_http {
            return Err(Refused::NotEncrypted(target));
        }
        Ok(target)
    }

    /// The credential of this name, when it may be used.
    ///
    /// # Errors
    /// Why not: each of the three is somebody else's to mend.
    pub(crate) fn credential(&self, name: &str) -> Result<(&str, &Credential), Refused> {
        let CredentialGrant { asked, allowed, configured } = &self.credentials;
        let within = |names: &[String]| names.iter().any(|known| known == name);
        if !within(asked) {
            return Err(Refused::CredentialNotAsked(name.to_owned()));
        }
        if !within(allowed) {
            return Err(Refused::CredentialNotGranted(name.to_owned()));
        }
        let found = configured.get_key_value(name);
        let (name, credential) =
            found.ok_or_else(|| Refused::CredentialNotConfigured(name.to_owned()))?;
        Ok((name, credential))
    }
}
