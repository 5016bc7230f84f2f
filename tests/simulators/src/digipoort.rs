//! The ophaalservice of Digipoort, interface 1.2, with documents of UWV in it.
//!
//! [`Digipoort`] is strict: what is not exactly by WSDL and schema is refused with a fault. It has
//! every [`Mood`] in which an outside system can be, as a whole and for each document, and keeps a
//! [`Journal`] of who asked what. `getNieuwe…` gives what it did not give before, whether or not the
//! answer arrived: who relies on it loses documents.
//!
//! **Not known, and invented here:** the foutcodes of the ophaalservice ([`Foutcode`]), the envelope
//! and the berichtsoorten of documents ([`UwvDocument`]), and what the borders of a window do.
//! **Not here yet:** signatures (`envelope.rs` says where) and TLS with certificates on both sides.

mod node;
mod schema;
mod envelope;
mod pdf;
mod document;
mod mood;
mod desk;
mod stock;
mod story;
mod gate;
mod broken;
mod server;
mod beheer;

pub use desk::{Call, Journal, Uitkomst};
pub use document::{Bestand, Inhoud, UwvDocument, Vorm};
pub use envelope::Foutcode;
pub use mood::{Mood, Moods};
pub use pdf::pdf;
pub use schema::Operation;
pub use server::{Digipoort, PATH};
pub use stock::{DIENSTEN, Stock};
pub use story::{Plaats, Vertelling, story, story_machtigingen};
