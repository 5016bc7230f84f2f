//! What can go wrong in the engine, by step. Nothing here holds personal data.

use host_domain::{ApplyError, Refusal};
use host_store::{SpoolError, StoreError};

use crate::ports::StepFault;

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store.
    #[error("de opslag: {0}")]
    Store(#[from] StoreError),
    /// A received message in the spool.
    #[error("het bewaarde bericht: {0}")]
    Spool(#[from] SpoolError),
    /// The log and the state disagree.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// A command was refused; the reasons are for the person who gave it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A connector gave no usable answer.
    #[error(transparent)]
    Connector(#[from] StepFault),
    /// A connector broke the contract or said that it cannot go on.
    #[error("plugin `{plugin}`: {reason}")]
    Contract {
        /// Its name.
        plugin: String,
        /// What it did, in Dutch.
        reason: String,
    },
    /// Something named does not exist.
    #[error("{0}")]
    Unknown(String),
    /// Too many messages of this link wait already; later there is room.
    #[error("{0}")]
    Busy(String),
    /// The engine is stopping.
    #[error("het programma stopt")]
    Stopped,
}

impl Fault {
    /// Whether it is about one message, dossier or delivery, so that the others can go on. What is
    /// not (a full disk, too many open files) passes, or ends the process.
    pub(crate) fn is_about_an_item(&self) -> bool {
        match self {
            Fault::Spool(error) => matches!(error, SpoolError::Missing(_) | SpoolError::Damaged(_)),
            Fault::Store(error) => error.is_about_a_row(),
            Fault::Apply(_)
            | Fault::Refused(_)
            | Fault::Connector(_)
            | Fault::Contract { .. }
            | Fault::Unknown(_) => true,
            Fault::Busy(_) | Fault::Stopped => false,
        }
    }

    /// Whether the connector is to blame: it broke down or broke the contract.
    pub(crate) fn is_of_the_connector(&self) -> bool {
        matches!(self, Fault::Connector(StepFault::Broken { .. }) | Fault::Contract { .. })
    }

    /// Whether the process must end: after a failed commit nobody knows what is on disk.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Fault::Store(error) if error.is_fatal())
    }
}
