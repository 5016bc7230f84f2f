//! The simulators against the connector, and the sender and receiver over real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test ends where something is not as expected; `Expect` is made to be passed on"
)]

mod connector;
mod network;
mod digipoort;
mod mail;
