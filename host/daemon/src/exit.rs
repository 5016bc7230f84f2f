//! How a command can end, and the exit code that says so.

use std::process::ExitCode;

/// Something wrong was found.
const FOUND: u8 = 1;
/// The command was not understood, or its input was not.
const USAGE: u8 = 2;
/// The host cannot be reached (EX_UNAVAILABLE of sysexits).
const UNREACHABLE: u8 = 69;
/// Something went wrong inside (EX_SOFTWARE of sysexits).
const INTERNAL: u8 = 70;

/// Why a command did not end well; the text is for the person at the keyboard.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something wrong was found; it was told already, or is told here.
    #[error("{0}")]
    Found(String),
    /// Command, configuration or input is not right.
    #[error("{0}")]
    Usage(String),
    /// No host to talk to.
    #[error("{0}")]
    Unreachable(String),
    /// It should not happen.
    #[error("{0}")]
    Internal(String),
}

impl Failure {
    /// The exit code.
    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::Found(_) => FOUND,
            Failure::Usage(_) => USAGE,
            Failure::Unreachable(_) => UNREACHABLE,
            Failure::Internal(_) => INTERNAL,
        })
    }
}

/// Success, or "something wrong was found" when that was told already.
pub(crate) fn verdict(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::from(FOUND) }
}

/// Usage error.
pub(crate) fn usage() -> ExitCode {
    ExitCode::from(USAGE)
}

impl From<host_engine::Fault> for Failure {
    fn from(fault: host_engine::Fault) -> Self {
        Failure::Internal(fault.to_string())
    }
}

impl From<host_store::StoreError> for Failure {
    fn from(error: host_store::StoreError) -> Self {
        Failure::Internal(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Internal(error.to_string())
    }
}
