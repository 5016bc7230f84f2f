//! The kinds of the documents that cross between host and connector, as they stand in `kind`.

/// Version of every document in this list.
pub const VERSION: u32 = 1;

/// Self-description, an [`crate::protocol::About`].
pub const ABOUT: &str = "about";

/// Request: a message was posted, a [`crate::protocol::Receive`].
pub const RECEIVE: &str = "receive";
/// Outcome of `receive`, a [`crate::protocol::Received`].
pub const RECEIVED: &str = "received";
/// Request: answer the sender, an [`crate::protocol::Answer`].
pub const ANSWER: &str = "answer";
/// Outcome of `answer`, a [`crate::protocol::Response`].
pub const RESPONSE: &str = "response";
/// Request: bring a document to the other side, a [`crate::protocol::Deliver`].
pub const DELIVER: &str = "deliver";
/// Request: what became of a delivery, an [`crate::protocol::Ask`].
pub const ASK: &str = "ask";
/// Outcome of `deliver` and of `ask`, an [`crate::protocol::Outcome`].
pub const OUTCOME: &str = "outcome";

/// Request: what is new on the other side, a [`crate::protocol::Poll`].
pub const POLL: &str = "poll";
/// Outcome of `poll`, a [`crate::protocol::Page`].
pub const PAGE: &str = "page";
/// Request: fetch one item, a [`crate::protocol::Fetch`].
pub const FETCH: &str = "fetch";
/// Outcome of `fetch`, a [`crate::protocol::Fetched`].
pub const FETCHED: &str = "fetched";

/// Effect: a request over the network, an [`crate::protocol::HttpRequest`]; the reply has the same
/// kind and is an [`crate::protocol::HttpReply`].
pub const HTTP: &str = "http";
/// Effect: is this message new, a [`crate::protocol::ClaimMessage`]; the reply has the same kind
/// and is a [`crate::protocol::Claim`].
pub const CLAIM_MESSAGE: &str = "claim-message";

/// The kind of the outcome that belongs to a request, or `None` for a request that is not known.
pub fn outcome_of(request: &str) -> Option<&'static str> {
    match request {
        RECEIVE => Some(RECEIVED),
        ANSWER => Some(RESPONSE),
        DELIVER | ASK => Some(OUTCOME),
        POLL => Some(PAGE),
        FETCH => Some(FETCHED),
        _ => None,
    }
}
