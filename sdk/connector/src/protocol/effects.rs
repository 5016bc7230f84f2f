//! What a connector may ask the host to do, and what it gets back.

use serde::{Deserialize, Serialize};

use super::Blob;

/// Effect `http` version 1. Reply: [`HttpReply`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// GET, POST, PUT or DELETE.
    pub method: String,
    /// Absolute; its host must be asked for in plugin.toml and granted on the link.
    pub url: String,
    /// In order; credentials are added by the host.
    pub headers: Vec<(String, String)>,
    /// Text; empty for none.
    pub body: String,
    /// Name of a credential that the host adds: asked for in plugin.toml and granted on the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// In what form the answer comes back.
    #[serde(default, skip_serializing_if = "ReplyAs::is_text")]
    pub reply_as: ReplyAs,
}

/// In what form the body of an answer comes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyAs {
    /// As text, of at most 8 MiB.
    #[default]
    Text,
    /// As a blob that the host keeps, of at most 64 MiB; the text stays empty.
    Blob,
}

impl ReplyAs {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    fn is_text(&self) -> bool {
        *self == ReplyAs::Text
    }
}

/// Reply to `http`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum HttpReply {
    /// An answer came, whatever its status.
    Answered {
        /// HTTP status.
        status: u16,
        /// Lower-case names.
        headers: Vec<(String, String)>,
        /// As text. A body that is not UTF-8 is no answer but `Failed`. Empty when there is a blob.
        body: String,
        /// The body, when a blob was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        blob: Option<Blob>,
    },
    /// No answer: refused by the host's policy, no connection, too slow, too large, not UTF-8.
    Failed {
        /// Whether it is certain that the request never left.
        unsent: bool,
        /// Why.
        reason: String,
    },
}

/// Effect `claim-message` version 1: is this message new? The host remembers the key together with
/// the hash of the body. Reply: [`Claim`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimMessage {
    /// The source's own key of the message as a whole.
    pub key: String,
    /// A test message: its records are checked and reported, nothing is kept.
    pub test: bool,
}

/// Reply to `claim-message` version 1. One answer more would be a new version of that effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "claim", rename_all = "snake_case")]
pub enum Claim {
    /// Not seen before.
    New,
    /// Seen before with the same content.
    Repeated {
        /// Number of the logverslag of the first time.
        report: String,
    },
    /// Seen before with other content.
    Conflict {
        /// Number of the logverslag of the first time.
        report: String,
    },
}
