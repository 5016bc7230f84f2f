//! The outside systems that Schakel talks with, as a library for tests and as the program
//! `simulators`.
//!
//! They know the interfaces and nothing of Schakel: what they check, they check by their own tables.

pub mod random;
pub mod sivi;
pub mod digipoort;
pub mod mail;
