//! XML from strangers: a guard in front of every parser, and a writer that cannot write it wrong.

mod guard;
mod meter;
mod refusal;
mod write;

pub use guard::{Checked, Guard, GuardState, Limits, OpenElement};
pub use refusal::Refusal;
pub use write::{XmlWriter, legal};
