//! The store: the only package that knows redb, and the only one that sees the key.
//!
//! # How to read it
//! * [`Table`] in `schema.rs`: every table on one screen.
//! * [`Store`]: opens the folder, hands out a [`Snapshot`] to read and a [`Session`] to write.
//! * [`Reads`]: all reads; a snapshot and a session answer the same ones.
//! * `tables/`: one file for one table (with the indexes that follow from it).
//! * `codec.rs`: the only way from value to bytes and back; `people.rs`: a key for each werknemer.
//! * [`Spool`]: received messages as sealed files, beside the database. [`Documents`]: those of
//!   dossiers, closed for good when their owner is erased.
//! * `upgrade.rs`: how a store of an older layout opens.
//! * `rebuild.rs` and `check.rs`: what proves that the rest is right.
//!
//! # Promises
//! * [`Store::write`] is one transaction: durable when it returns `Ok`, never there on `Err`.
//! * No value lies on disk in clear, and no key of a table holds a BSN or another identifier of the
//!   outside world: a keyed hash stands for it.
//! * Whoever is erased cannot be read any more; the log keeps its numbers, see [`Logged::Erased`].
//!
//! **Never here:** no rules, no wasm, no decisions, no clock, no network.

mod audit_entry;
mod check;
mod codec;
mod create;
mod delivery;
mod documents;
mod erase;
mod error;
mod going_live;
mod key_file;
mod people;
mod place;
mod reads;
mod rebuild;
mod reception;
mod rows;
mod schema;
mod scratch;
mod session;
mod snapshot;
mod spool;
mod store;
mod tables;
mod upgrade;
mod vault;

pub use audit_entry::AuditEntry;
pub use check::{CheckReport, Finding, Integrity};
pub use delivery::{Attempt, Delivery, DeliveryState, Lane};
pub use documents::{DocumentFile, DocumentWriter, Documents, FileKey};
pub use erase::Leftover;
pub use error::{OpenError, Result, StoreError};
pub use going_live::{
    Bestandswijziging, BookFiles, Concept, Ingebruikname, Testuitslag, Voorstel, Wijze, Wijziging,
    changed_files,
};
pub use reads::{BookReads, Reads};
pub use rebuild::{Difference, DifferenceKind, RebuildReport};
pub use reception::{JournalEntry, JsonDoc, Origin, Reception, ReceptionStage, StoredResponse};
pub use schema::Table;
pub use session::Session;
pub use snapshot::Snapshot;
pub use spool::{BlobRef, Spool, SpoolError, SpoolReader, SpoolWriter};
pub use store::Store;
pub use tables::{
    documents::{DocumentNames, StoredDocument},
    dossiers::StoredDossier,
    events::Logged,
    herinneringen::DueHerinnering,
    link_states::LinkState,
    polls::{PollRun, PollState},
    recorded_calls::RecordedCall,
    rule_counts::RuleCount,
    seen::Seen,
    unmapped::Unmapped,
};
