//! One table one file: how its keys are made, what is read from it and what is written to it.

pub(crate) mod accepted_plugins;
pub(crate) mod audit;
pub(crate) mod books;
pub(crate) mod cursors;
pub(crate) mod deliveries;
pub(crate) mod documents;
pub(crate) mod dossier_indexes;
pub(crate) mod dossiers;
pub(crate) mod events;
pub(crate) mod journal;
pub(crate) mod journal_blobs;
pub(crate) mod gebruikers;
pub(crate) mod klantaccounts;
pub(crate) mod link_states;
pub(crate) mod logregels;
pub(crate) mod logverslagen;
pub(crate) mod marks;
pub(crate) mod polls;
pub(crate) mod receptions;
pub(crate) mod recorded_calls;
pub(crate) mod rule_counts;
pub(crate) mod seen;
pub(crate) mod traces;
pub(crate) mod unmapped;
