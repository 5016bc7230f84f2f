//! The package from outside: folders of rules in, diagnostics, plans and traces out.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test ends where something is not as expected"
)]

mod analysis;
mod book;
mod circles;
mod diagnostics;
mod effects;
mod evaluation;
mod exchange;
mod import;
mod index;
mod insurance;
mod robust;
mod safety;
mod shipped;
mod subjects;
mod tried;
mod vocabulary;
mod why_not;
mod workbench;
