//! The server over a real listener, with an engine in a temporary folder.
#![cfg(test)]

mod served;
mod connector;
mod entry;
mod rights;
mod rule_log;
mod messages;
mod limits;
mod operators;
mod by_hand;
mod documents;
mod machtigingen;
mod outbox;
mod links;
mod changes;
mod books;
mod trying;
