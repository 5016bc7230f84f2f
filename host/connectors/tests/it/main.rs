//! The sandbox against a hostile connector, and plugins loaded from disk: with real components.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "clippy excuses tests, but not the functions beside them"
)]

mod guests;
mod steps;
mod fetching;
mod loading;
mod changing;
mod trials;
mod servers;
mod requests;
mod redirects;
mod blobs;
mod credentials;
mod reaching;
mod texts;
mod hanging;
mod sivi;
