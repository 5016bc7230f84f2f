//! The only package that knows WebAssembly: it loads the plugins, runs their steps in a sandbox, and
//! sends the requests that they ask for.
//!
//! A connector never does input or output of its own. [`Plugin::step`] runs one step and gives back
//! what the connector asked for; whoever calls it performs the effects, keeps the replies and steps
//! again. [`HttpClient`] performs the one effect that leaves the machine.
//!
//! Steps and requests block: call them from threads that may.

mod limits;
mod manifest;
mod fields;
mod guest_text;
mod guest_documents;
mod patience;
mod sandbox;
mod inside;
mod printed;
mod bindings;
mod fault;
mod step;
mod cache;
mod library;
mod load;
mod address;
mod grant;
mod http;

pub use address::is_public;
pub use fault::StepFault;
pub use fields::{Field, FieldType};
pub use grant::{HostPort, HttpGrant, Refused};
pub use http::{HttpClient, HttpClientError};
pub use inside::{Blobs, Note};
pub use library::{Library, LibraryError, Places};
pub use limits::Limits;
pub use load::LoadError;
pub use manifest::{HttpAsk, IntakeKind, Manifest, ManifestError};
pub use sdk_connector::NoteLevel;
pub use step::{Plugin, Step};
