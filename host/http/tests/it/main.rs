//! The server over a real listener, with an engine in a temporary folder.
#![cfg(test)]

mod served;
mod entry;
mod messages;
mod limits;
mod operators;
