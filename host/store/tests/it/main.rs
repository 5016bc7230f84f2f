//! The store on real files: what it keeps, what it refuses, what survives.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod books;
mod calls;
mod checking;
mod crash;
mod damage;
mod documents;
mod erasing;
mod links;
mod log;
mod machtigingen;
mod messages;
mod opening;
mod outbox;
mod rebuilding;
mod secrecy;
mod spooling;
mod trajecten;
mod upgrading;
mod world;
