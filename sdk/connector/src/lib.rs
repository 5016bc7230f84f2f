//! What a connector author writes against.
//!
//! A connector implements [`Connector`] and names itself with [`connector!`]; that is all it takes
//! to become a component. It reads as straight-line code: every effect is a method of [`Host`] that
//! gives the answer, and the `?` behind it carries the wait. See `sdk/README.md` for the whole tale.
//!
//! ```
//! use sdk_connector::protocol::{About, Call, Deliver, HttpReply, HttpRequest, Outcome};
//! use sdk_connector::{Connector, Host, Result};
//!
//! #[derive(Default)]
//! struct Postbode;
//!
//! impl Connector for Postbode {
//!     fn about() -> About {
//!         About { name: "postbode".into(), version: "0.1.0".into() }
//!     }
//!
//!     fn deliver(&self, _call: &Call, request: Deliver, host: &mut Host) -> Result<Outcome> {
//!         let reply = host.http(HttpRequest {
//!             method: "POST".into(),
//!             url: "https://brievenbus.example/post".into(),
//!             headers: vec![("idempotency-key".into(), request.delivery)],
//!             body: String::from_utf8_lossy(&request.document.body).into_owned(),
//!             ..HttpRequest::default()
//!         })?;
//!         Ok(match reply {
//!             HttpReply::Answered { status: 200..300, body, .. } => Outcome::Accepted { receipt: body },
//!             HttpReply::Answered { body, .. } => Outcome::Rejected { reason: body },
//!             HttpReply::Failed { reason, .. } => Outcome::TryAgain { reason, after: None },
//!         })
//!     }
//! }
//!
//! sdk_connector::connector!(Postbode);
//! ```

pub mod protocol;
pub mod kinds;
mod connector;
mod host;
mod blob;
mod settings;
pub mod run;
pub mod base64;
pub mod xml;
#[cfg(not(target_family = "wasm"))]
pub mod script;
#[doc(hidden)]
pub mod export;

pub use blob::BlobReader;
pub use connector::{Connector, Reception, Result, Stop};
pub use host::{Host, NoteLevel, Surroundings};
pub use settings::settings;
