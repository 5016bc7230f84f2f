//! The only package that knows WebAssembly: it loads the plugins, runs their steps in a sandbox, and
//! sends the requests that they ask for.
//!
//! A connector never does input or output of its own. [`Plugin::step`] runs one step and gives back
//! what the connector asked for; whoever calls it performs the effects, keeps the replies and steps
//! again. [`HttpClient`] performs the one effect that leaves the machine, with credentials that no
//! plugin ever sees.
//!
//! Plugins change while the host runs ([`Library`]): a candidate is loaded beside what works, played
//! on trial ([`Trial`]) and swapped in, and the former version stays for the calls that began on it.
//!
//! Steps and requests block: call them from threads that may.

mod limits;
mod asks;
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
mod examine;
mod step;
mod plugin;
mod cache;
mod load;
mod trial;
mod seen;
mod library;
mod address;
mod credential;
mod grant;
mod http;

pub use address::is_public;
pub use asks::{Asks, HttpAsk};
pub use credential::{Credential, CredentialError, CredentialGrant, Proof, Secret};
pub use fault::StepFault;
pub use fields::{Field, FieldType};
pub use grant::{HostPort, HttpGrant, Refused};
pub use http::{HttpClient, HttpClientError, HttpTimes};
pub use inside::{Blobs, Note};
pub use library::{Library, LibraryError, LoadProblem, Places};
pub use limits::Limits;
pub use load::LoadError;
pub use manifest::{BerichtKind, IntakeKind, Manifest, ManifestError};
pub use plugin::Plugin;
pub use sdk_connector::NoteLevel;
pub use step::Step;
pub use trial::{Trial, TrialStep};
