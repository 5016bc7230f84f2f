//! The program as others use it, without a host that runs: stories with one are in tests/scenarios.

#![cfg(test)]

mod beproefd;
mod conversie;
mod kijk;
mod editor_files;
mod taalserver;
