//! One table one file: how its keys are made, what is read from it and what is written to it.

pub(crate) mod audit;
pub(crate) mod books;
pub(crate) mod cursors;
pub(crate) mod deliveries;
pub(crate) mod dossier_indexes;
pub(crate) mod dossiers;
pub(crate) mod events;
pub(crate) mod journal;
pub(crate) mod klantaccounts;
pub(crate) mod logregels;
pub(crate) mod logverslagen;
pub(crate) mod marks;
pub(crate) mod receptions;
pub(crate) mod rule_counts;
pub(crate) mod seen;
pub(crate) mod traces;
