//! What the engine needs from outside and does not know the inside of: connectors, the post and the
//! clock.

use std::sync::Arc;

use jiff::Timestamp;
use sdk_connector::protocol::{Call, Document, HttpReply, HttpRequest, Outcome, StepResult};

use host_domain::Toegestaan;

/// The clock. Tests bring their own.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// Reads the bodies that a call was handed.
pub trait Bodies: Send + Sync {
    /// At most `length` bytes from `offset`; an error for a handle that the call does not own.
    fn read(&self, handle: u64, offset: u64, length: u32) -> Result<Vec<u8>, String>;
}

/// A loaded plugin as the engine names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginVersion {
    /// Name, as links refer to it.
    pub name: String,
    /// Version as its author gave it.
    pub version: String,
    /// SHA-256 of its code.
    pub hash: String,
}

/// Why a step gave no result. Shown to operators; holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    /// No such plugin, or not in this version any more.
    #[error("plugin `{0}` is niet (meer) geladen")]
    NotLoaded(String),
    /// It trapped, was too slow, asked too much, or answered nonsense.
    #[error("plugin `{plugin}`: {reason}")]
    Broken {
        /// Its name.
        plugin: String,
        /// What happened, in Dutch.
        reason: String,
    },
}

/// Takes the body of an answer, piece by piece. An error ends the request; its text is for people.
pub type Sink<'s> = dyn FnMut(&[u8]) -> Result<(), String> + 's;

/// The connectors, and what they may ask the host to do for them outside.
pub trait Connectors: Send + Sync {
    /// The version now in use.
    fn current(&self, plugin: &str) -> Option<PluginVersion>;

    /// All that are loaded, former versions with open calls too.
    fn loaded(&self) -> Vec<PluginVersion>;

    /// The version of a message of kind `soort` that a rule asks a plugin to send, when the plugin
    /// declares that kind with these fields; else why it is not sent, in Dutch and without a value
    /// from it. A plugin that is not loaded may declare it: the message waits for it in the outbox. A
    /// connector that declares none sends none.
    fn bericht(
        &self,
        plugin: &str,
        soort: &str,
        velden: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<u32, String> {
        let _ = (soort, velden);
        Err(format!("plugin `{plugin}` stuurt geen berichten van regels"))
    }

    /// One step of a call. Takes no longer than the host's limits allow.
    fn step(
        &self,
        plugin: &PluginVersion,
        call: &Call,
        bodies: Arc<dyn Bodies>,
        replies: &[Document],
    ) -> Result<StepResult, StepFault>;

    /// Performs an `http` effect within what the plugin asks for and the link grants. A body that
    /// was asked for as a blob goes to `sink`; the reply then has neither body nor blob.
    fn http(
        &self,
        plugin: &PluginVersion,
        settings: &serde_json::Map<String, serde_json::Value>,
        granted: &Toegestaan,
        request: &HttpRequest,
        sink: &mut Sink<'_>,
    ) -> HttpReply;
}

/// An e-mail to the people in a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The same at every attempt: it becomes the Message-ID.
    pub id: String,
    /// Role in the catalogue; who has it is configuration.
    pub rol: String,
    /// Subject.
    pub onderwerp: String,
    /// Body.
    pub tekst: String,
    /// When it was asked for, milliseconds since 1970 UTC; the same at every attempt.
    pub datum_ms: i64,
}

impl Mail {
    /// What stands for the role of those who look after the host: they are told of links in trouble.
    /// It is no code of a catalogue.
    pub const STORINGEN: &'static str = "(storingen)";
}

/// The post: sends e-mail.
pub trait Post: Send + Sync {
    /// Whether somebody is to be told of links in trouble: whether an e-mail to
    /// [`Mail::STORINGEN`] can arrive anywhere.
    fn wants_alerts(&self) -> bool {
        false
    }

    /// Sends an e-mail, or says why not. Never `Pending`.
    fn send(&self, mail: &Mail) -> Outcome;
}
