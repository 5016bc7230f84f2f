//! The domain from outside: commands in, events and dossiers out; all of it text where it can be.
#![cfg(test)]

mod story;
mod verzuim_course;
mod verzuim_correction;
mod verzuim_recovery;
mod verzuim_facts;
mod verzuim_withdrawal;
mod dossiers;
mod documents;
mod machtigingen;
mod sample;
mod golden;
mod fold;
mod reading;
mod catalogue;
mod links;
mod older;
mod effects;
mod agenda;
mod timers;
mod insurance;
