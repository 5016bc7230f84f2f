//! What a plugin asks the operator for in plugin.toml. What an operator once accepted is kept as
//! these same words, so that a version that asks for more is not loaded silently.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::grant::HostPort;

/// Mark of an address that stands in a setting of the link.
const SETTING: &str = "instelling:";

/// What a plugin asks for; in JSON the same as in plugin.toml.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asks {
    /// Addresses that it wants to send requests to.
    #[serde(default)]
    pub http: Vec<HttpAsk>,
    /// Names of credentials that it wants on its requests.
    #[serde(default, deserialize_with = "read_names")]
    pub credentials: Vec<String>,
}

/// An address that the plugin wants to send requests to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum HttpAsk {
    /// A fixed host.
    Host(HostPort),
    /// The host of the URL in this setting of the link.
    Setting(String),
}

impl TryFrom<String> for HttpAsk {
    type Error = String;

    fn try_from(text: String) -> Result<HttpAsk, String> {
        match text.strip_prefix(SETTING) {
            Some("") => Err("achter `instelling:` ontbreekt de naam van de instelling".into()),
            Some(setting) => Ok(HttpAsk::Setting(setting.to_owned())),
            None => text.parse().map(HttpAsk::Host),
        }
    }
}

impl fmt::Display for HttpAsk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HttpAsk::Host(host) => host.fmt(f),
            HttpAsk::Setting(name) => write!(f, "{SETTING}{name}"),
        }
    }
}

impl From<HttpAsk> for String {
    fn from(ask: HttpAsk) -> String {
        ask.to_string()
    }
}

impl Asks {
    /// The addresses, with those from the settings of a link filled in. A setting that is absent
    /// asks for nothing.
    ///
    /// # Errors
    /// When a setting holds no URL; the text names the setting, not its value.
    pub(crate) fn hosts(&self, settings: &Value) -> Result<Vec<HostPort>, String> {
        let mut hosts = Vec::new();
        for ask in &self.http {
            match ask {
                HttpAsk::Host(host) => hosts.push(host.clone()),
                HttpAsk::Setting(name) => match settings.get(name) {
                    None | Some(Value::Null) => {}
                    Some(url) => hosts.push(
                        url.as_str()
                            .and_then(HostPort::of_url)
                            .ok_or_else(|| format!("instelling `{name}` is geen http(s)-adres"))?,
                    ),
                },
            }
        }
        Ok(hosts)
    }

    /// What this asks for and `other` did not, one line for people each; empty when nothing.
    pub fn more_than(&self, other: &Asks) -> Vec<String> {
        let hosts = self.http.iter().filter(|ask| !other.http.contains(ask));
        let hosts = hosts.map(|ask| match ask {
            HttpAsk::Host(host) => format!("verzoeken naar {host}"),
            HttpAsk::Setting(name) => format!("verzoeken naar het adres in instelling `{name}`"),
        });
        let credentials = self.credentials.iter().filter(|name| !other.credentials.contains(name));
        hosts.chain(credentials.map(|name| format!("toegangsgegeven `{name}`"))).collect()
    }
}

/// Names as plugins have them too.
fn read_names<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let names: Vec<String> = Vec::deserialize(from)?;
    match names.iter().find(|name| !is_name(name)) {
        Some(wrong) => Err(D::Error::custom(format!(
            "naam `{wrong}` mag alleen kleine letters, cijfers en streepjes hebben"
        ))),
        None => Ok(names),
    }
}

/// Whether a text is a name: lower-case letters, digits and hyphens.
pub(crate) fn is_name(name: &str) -> bool {
    let lawful = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.bytes().all(lawful)
}
