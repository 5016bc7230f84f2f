//! The engine with a real store and real rules, and a connector of a few lines: messages in, lines
//! of the logverslag, tasks and deliveries out.
#![cfg(test)]
#![allow(clippy::needless_pass_by_value, reason = "an expectation is written where it is used")]

mod house;
mod lines;
mod fetching;
mod messages;
mod deliveries;
mod delivering;
mod interrupted;
mod cleaning;
mod writing;
mod documents;
mod moving;
mod polling;
mod links;
mod alerts;
mod builds;
mod mailing;
mod trials;
mod waiting;
mod again;
mod rules;
mod effects;
mod days;
mod timers;
mod insured;
mod rule_log;
mod whatif;
mod whatif_parts;
mod looking_back;
mod crashing;
