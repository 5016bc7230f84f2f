//! The trait that a connector implements, and how its functions end.

use crate::host::Host;
use crate::protocol::{
    About, Answer, Ask, Call, Deliver, Document, Fetch, Fetched, Outcome, Page, Poll, Receive,
    Received, Response,
};

/// How a function of a connector ends before it has an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// An effect has no reply yet. Made by [`Host`] only; pass it on with `?`.
    Waiting,
    /// The connector cannot go on. The text is for the operator: plain Dutch, no personal data.
    Fault(String),
}

impl Stop {
    /// A fault with this text: plain Dutch, no personal data.
    pub fn fault(text: impl Into<String>) -> Stop {
        Stop::Fault(text.into())
    }
}

impl From<String> for Stop {
    fn from(text: String) -> Stop {
        Stop::Fault(text)
    }
}

impl From<&str> for Stop {
    fn from(text: &str) -> Stop {
        Stop::fault(text)
    }
}

/// What the functions of a connector give: a value, or the reason why there is none yet.
pub type Result<T> = std::result::Result<T, Stop>;

/// How far reading a message came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reception {
    /// There is more. These intakes may be committed; `receive` is called again with this state.
    More {
        /// Comes back as [`Call::state`]; keep it small.
        state: Vec<u8>,
        /// Documents of the intake kinds in plugin.toml, with an [`crate::protocol::Intake`] as body.
        intakes: Vec<Document>,
    },
    /// The message was read to its end, or refused as a whole.
    Done(Received),
}

/// A connector: a deterministic function from a call and the replies to an outcome.
///
/// Every function runs from its start each time a reply comes in, so it must ask for the same effects in the
/// same order: take time and randomness from the [`Call`], and keep nothing between calls. A request
/// that a connector does not implement ends in a fault that says so.
pub trait Connector: Default {
    /// Name and version; the same as in plugin.toml.
    fn about() -> About;

    /// Reads a message that somebody posted. Called again after every [`Reception::More`].
    fn receive(&self, _call: &Call, _request: Receive, _host: &mut Host) -> Result<Reception> {
        unable("geen berichten ontvangen")
    }

    /// Words the answer to the sender of a message, once all its intakes are committed.
    fn answer(&self, _call: &Call, _request: Answer, _host: &mut Host) -> Result<Response> {
        unable("geen ontvangen berichten beantwoorden")
    }

    /// Brings a document to the other side.
    fn deliver(&self, _call: &Call, _request: Deliver, _host: &mut Host) -> Result<Outcome> {
        unable("geen documenten bezorgen")
    }

    /// Finds out what became of an earlier delivery.
    fn ask(&self, _call: &Call, _request: Ask, _host: &mut Host) -> Result<Outcome> {
        unable("niet navragen wat er van een bezorging is geworden")
    }

    /// Lists what is new on the other side.
    fn poll(&self, _call: &Call, _request: Poll, _host: &mut Host) -> Result<Page> {
        unable("niet ophalen wat er nieuw is")
    }

    /// Fetches one item of a [`Page`]; what comes is kept by the host and read by `receive`.
    fn fetch(&self, _call: &Call, _request: Fetch, _host: &mut Host) -> Result<Fetched> {
        unable("niets ophalen")
    }
}

fn unable<T>(what: &str) -> Result<T> {
    Err(Stop::Fault(format!("deze koppeling kan {what}")))
}
