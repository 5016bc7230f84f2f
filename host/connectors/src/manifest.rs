//! plugin.toml: what a plugin is called, what it gives and what it asks for.

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use sdk_connector::protocol::{Document, Intake, Level};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::asks::{Asks, HttpAsk, is_name};
use crate::examine::check_file;
use crate::fields::{self, Field};
use crate::grant::HostPort;
use crate::limits::Limits;

/// The contract that this host speaks, major and minor; it also speaks the earlier minor ones.
const CONTRACT: (u32, u32) = (0, 1);

/// The content of plugin.toml.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Lower-case letters, digits and hyphens; the same as the folder and as in `about`.
    #[serde(deserialize_with = "read_name")]
    pub name: String,
    /// The same as in `about`.
    pub version: String,
    /// Version of the contract that it was built for, such as `0.1`.
    #[serde(deserialize_with = "read_contract")]
    pub contract: String,
    /// One line for people.
    #[serde(default)]
    pub description: String,
    /// The component's file, beside plugin.toml or among the built ones; `<name>.wasm` when absent.
    #[serde(default, deserialize_with = "read_wasm")]
    pub wasm: Option<PathBuf>,
    #[serde(default)]
    asks: Asks,
    /// The kinds of intakes that it reads from messages.
    #[serde(default, rename = "intake")]
    pub intakes: Vec<IntakeKind>,
    /// The kinds of documents that it delivers.
    #[serde(default, rename = "document")]
    pub documents: Vec<DocumentKind>,
    /// The kinds of messages that rules may ask it to send.
    #[serde(default, rename = "bericht")]
    pub berichten: Vec<BerichtKind>,
    #[serde(default)]
    limits: Lowered,
}

/// A kind of intake and its fields.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeKind {
    /// Such as `sivi.verzuimmelding`.
    pub kind: String,
    /// Of its fields.
    pub version: u32,
    /// All that can stand in [`Intake::fields`].
    pub fields: Vec<Field>,
}

/// A kind of document that a plugin delivers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentKind {
    /// Such as `sivi.verwerkingsmelding`.
    pub kind: String,
    /// Of its body.
    pub version: u32,
    /// One line for people.
    #[serde(default)]
    pub doc: String,
}

/// A kind of message that a rule may ask a link of this plugin to send, and its fields: what comes
/// to the plugin as the document of a `deliver`, with an object of these fields as its body.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BerichtKind {
    /// Such as `portaal.melding`.
    pub kind: String,
    /// Of its fields.
    pub version: u32,
    /// One line for people.
    #[serde(default)]
    pub doc: String,
    /// All that can stand in it.
    pub fields: Vec<Field>,
}

/// What a plugin makes do with. Never more than the host allows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lowered {
    memory_mib: Option<usize>,
    step_seconds: Option<u64>,
    output_mib: Option<usize>,
    effects: Option<usize>,
}

impl Manifest {
    /// Reads the text of the file at `path`; the path is for the error only.
    ///
    /// # Errors
    /// The first thing that is wrong, with file and line.
    pub fn read(path: &Path, text: &str) -> Result<Manifest, ManifestError> {
        toml::from_str(text).map_err(|error| ManifestError {
            path: path.to_owned(),
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            what: in_dutch(error.message()),
        })
    }

    /// The addresses that it wants to send requests to, with those from the settings of a link
    /// filled in. A setting that is absent asks for nothing.
    ///
    /// # Errors
    /// When a setting holds no URL; the text names the setting, not its value.
    pub fn asked_hosts(&self, settings: &Value) -> Result<Vec<HostPort>, String> {
        self.asks.hosts(settings)
    }

    /// What it asks for, as written.
    pub fn asks(&self) -> &Asks {
        &self.asks
    }

    /// The addresses that it asks to send requests to, as written.
    pub fn http_asks(&self) -> &[HttpAsk] {
        &self.asks.http
    }

    /// Names of the credentials that it asks for.
    pub fn asked_credentials(&self) -> &[String] {
        &self.asks.credentials
    }

    /// What it asks for and `other` did not, one line for people each; empty when nothing.
    pub fn asks_more_than(&self, other: &Manifest) -> Vec<String> {
        self.asks.more_than(&other.asks)
    }

    /// The component's file, to be looked for in each place where it may be.
    pub(crate) fn wasm_file(&self) -> PathBuf {
        let own = || PathBuf::from(format!("{}.wasm", self.name));
        self.wasm.clone().unwrap_or_else(own)
    }

    /// The host's limits, lowered to what the plugin makes do with.
    pub fn limits(&self, host: &Limits) -> Limits {
        let mib = |wish: Option<usize>, limit: usize| match wish {
            Some(wish) => wish.saturating_mul(1 << 20).min(limit),
            None => limit,
        };
        let own = &self.limits;
        Limits {
            memory_bytes: mib(own.memory_mib, host.memory_bytes),
            output_bytes: mib(own.output_mib, host.output_bytes),
            step_time: own
                .step_seconds
                .map_or(host.step_time, |wish| Duration::from_secs(wish).min(host.step_time)),
            effects: own.effects.map_or(host.effects, |wish| wish.min(host.effects)),
            ..host.clone()
        }
    }

    /// The version of the kind of message `soort` when these fields are those that it has; else why it
    /// is not sent, in Dutch. The text names a field, never its value.
    ///
    /// # Errors
    /// An unknown kind; a field that is missing, strange or of another type.
    pub fn check_bericht(&self, soort: &str, velden: &Map<String, Value>) -> Result<u32, String> {
        let named = |declared: &&BerichtKind| declared.kind == soort;
        let declared = self.berichten.iter().find(named).ok_or_else(|| {
            format!("plugin `{}` stuurt geen berichten van soort `{soort}`", self.name)
        })?;
        fields::check(&declared.fields, velden)
            .map_err(|what| format!("bericht `{soort}`: {what}"))?;
        Ok(declared.version)
    }

    /// Whether an intake is of a declared kind and carries the declared fields. Those of a record
    /// that the connector itself dropped may be incomplete.
    pub(crate) fn check_intake(&self, document: &Document) -> Result<(), String> {
        let Document { kind, version, .. } = document;
        let declared = self
            .intakes
            .iter()
            .find(|known| known.kind == *kind && known.version == *version)
            .ok_or_else(|| format!("intake `{kind}` versie {version} staat niet in plugin.toml"))?;
        let intake: Intake = document.read()?;
        let told = |what: String| format!("intake `{kind}`, {}: {what}", intake.place);
        intake.file.as_ref().map_or(Ok(()), check_file).map_err(told)?;
        if intake.problems.iter().any(|problem| problem.level == Level::Uitval) {
            return Ok(());
        }
        let Value::Object(values) = &intake.fields else {
            return Err(format!("de velden van `{kind}` zijn geen JSON-object"));
        };
        fields::check(&declared.fields, values).map_err(told)
    }
}

/// What is wrong with a plugin.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestError {
    path: PathBuf,
    line: usize,
    what: String,
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.what)
    }
}

impl std::error::Error for ManifestError {}

/// The line of a byte, from 1.
fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// The usual messages of the TOML reader in Dutch; those about grammar stay as they are.
fn in_dutch(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    if let Some(rest) = message.strip_prefix("unknown field ") {
        return match rest.split_once(", expected ") {
            Some((key, known)) => format!(
                "sleutel {key} bestaat niet; bekend: {}",
                known.trim_start_matches("one of ").replace(" or ", ", ")
            ),
            None => format!("sleutel {rest} bestaat niet"),
        };
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("sleutel {key} ontbreekt");
    }
    if message.starts_with("data did not match any variant") {
        return "een veld is een tekst als \"naam:type\" of een tabel met name, type, optional en doc"
            .into();
    }
    message.to_owned()
}

fn read_name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let name = String::deserialize(from)?;
    if !is_name(&name) {
        return Err(D::Error::custom(format!(
            "naam `{name}` mag alleen kleine letters, cijfers en streepjes hebben"
        )));
    }
    Ok(name)
}

fn read_contract<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let contract = String::deserialize(from)?;
    let (major, minor) = CONTRACT;
    let number = |part: &str| part.parse::<u32>().ok();
    let asked = contract.split_once('.').map(|(major, minor)| (number(major), number(minor)));
    match asked {
        Some((Some(asked), Some(least))) if asked == major && least <= minor => Ok(contract),
        _ => Err(D::Error::custom(format!(
            "deze host spreekt contract {major}.{minor}, de plugin {contract}"
        ))),
    }
}

/// A file below the places where plugins are, and nowhere else.
fn read_wasm<'de, D: Deserializer<'de>>(from: D) -> Result<Option<PathBuf>, D::Error> {
    let path = PathBuf::deserialize(from)?;
    let inside = |part: Component| matches!(part, Component::Normal(_));
    if path.as_os_str().is_empty() || !path.components().all(inside) {
        return Err(D::Error::custom(
            "`wasm` noemt een bestand in de map van de plugin, zonder `..` of `/` vooraan",
        ));
    }
    Ok(Some(path))
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
mod tests;
