//! XML from strangers: a guard in front of every parser, a reader for messages that carry large files,
//! and a writer that cannot write it wrong.

mod guard;
mod meter;
mod refusal;
mod sieve;
mod outline;
mod element;
mod write;

pub use element::Element;
pub use guard::{Checked, Guard, GuardState, Limits, OpenElement};
pub use outline::{LONGEST_KEPT, Outline, Slice};
pub use refusal::Refusal;
pub use write::{XmlWriter, legal};
