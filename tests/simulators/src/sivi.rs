//! A portal of insurers (such as VerzekeringsInzicht) that sends SIVI `Verzuimmeldingen` 2022.
//!
//! [`Generator`] makes histories of absence and [`story`] a fixed one to tell; [`Fault`] spoils
//! messages in every way that we know. [`Sender`] posts them as the portal does; [`Receiver`] is
//! where it takes delivery of Verwerkingsmeldingen.

mod people;
mod absence;
mod writer;
mod message;
mod generator;
mod story;
mod fault;
mod structure;
mod answer;
mod sender;
mod receiver;

pub use absence::Melding;
pub use answer::{Fout, Retourmelding};
pub use fault::Fault;
pub use generator::Generator;
pub use message::{Expect, Message};
pub use people::{Werkgever, Werknemer, is_bsn};
pub(crate) use people::{werkgever, werknemer};
pub use receiver::{Journal, Mood, Receipt, Receiver};
pub use sender::{Reply, SendError, Sender};
pub(crate) use story::SEED as STORY_SEED;
pub use story::story;
pub use structure::{Element, RETOURMELDING, VERWERKINGSMELDING, violations};
