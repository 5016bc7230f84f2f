//! The only package that knows SMTP: hands one mail at a time to the mail server of the organisation.
//!
//! # How to read it
//! * `settings.rs`: which server, in whose name, and what is wrong with a setting.
//! * `letter.rs`: a [`Mail`] as bytes. The same mail is the same bytes every time, so that a mail
//!   that was sent twice, after a lost answer, is known by its Message-ID and shown once.
//! * `session.rs`: one connection for one mail, and what each answer means.
//!
//! Everything here blocks: call it from a thread that may. Queue, retry and back-off belong to the
//! outbox of the engine; this package tells it what became of one attempt.
//!
//! **Never here:** addresses, names or texts in a [`Sent`] or in an error. A server likes to repeat
//! an address in its answer, so only the codes of an answer are told.

mod settings;
mod letter;
mod session;

use std::fmt;

pub use settings::{Settings, SettingsError, Tls, Wachtwoord};

use settings::Server;

/// A mail in plain text.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Becomes the Message-ID, before the `@`: letters, digits, `-`, `_` and `.` only, and the same
    /// every time that this mail is tried.
    pub id: String,
    /// Addresses of those who get it.
    pub aan: Vec<String>,
    /// Subject.
    pub onderwerp: String,
    /// Text, of any length, with line ends of any kind.
    pub tekst: String,
    /// When it was written, in milliseconds since 1970; the same every time that it is tried.
    pub datum_ms: i64,
}

impl fmt::Debug for Mail {
    /// Who gets it and what it says is left out: this ends up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("id", &self.id).field("aan", &self.aan.len()).finish()
    }
}

/// What became of one attempt to send a mail. The texts are Dutch and hold no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The server took it, and answers for it from now on.
    Accepted {
        /// What it answered.
        receipt: String,
    },
    /// Trying again would not help.
    Rejected {
        /// Why.
        reason: String,
    },
    /// The server could not be reached, was not ready for it, or did not answer: it may have the
    /// mail or not, and the same bytes may be sent again.
    TryAgain {
        /// Why.
        reason: String,
    },
}

/// Who sends mail. It may be shared by threads: each mail has a connection of its own.
#[derive(Debug)]
pub struct Mailer {
    server: Server,
}

impl Mailer {
    /// Checks the settings; nothing is sent and no server is asked.
    pub fn new(settings: &Settings) -> Result<Mailer, SettingsError> {
        Ok(Mailer { server: Server::read(settings)? })
    }

    /// Tries to send a mail, once. This blocks, at most about twice the time limit of the settings.
    pub fn send(&self, mail: &Mail) -> Sent {
        match letter::write(mail, &self.server) {
            Ok(letter) => session::send(&letter, &self.server),
            Err(fault) => Sent::Rejected { reason: fault.to_owned() },
        }
    }
}
