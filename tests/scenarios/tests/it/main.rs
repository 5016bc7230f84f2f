//! Stories: the program itself, started as an operator starts it, against the simulators. One file
//! for each story; each world has a folder and a port of its own, so they run at the same time.
//!
//! The program and the connectors must have been built; the tests say with which command.
#![cfg(test)]

mod story;
mod bad_messages;
mod refused_senders;
mod cut_off;
mod bad_rules;
mod bad_plugins;
mod deliveries;
mod restart;
mod crash;
mod load;
mod paperwork;
mod outcome;
mod known;
mod documents;
mod moving;
mod by_hand;
mod days;
mod insured;
mod messages_out;
mod odd_documents;
mod rules_change;
mod rules_living;
mod rules_tried;
mod rules_foretold;
mod plugins_change;
mod troubled_links;
mod secrets;
mod mail;
