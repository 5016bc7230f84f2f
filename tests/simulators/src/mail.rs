//! The mail server of an organisation, and the mailboxes behind it: takes mail over SMTP and keeps it.
//!
//! [`MailSink`] is strict in what RFC 5321 and 5322 leave no choice in: order of commands, line ends,
//! lengths, and the headers that every mail has. What departs is refused and told in its [`Journal`].
//! A mail that was answered is at its reader; one that was not may come again, and a good sender gives
//! it the same Message-ID and the same bytes.

mod letter;
mod mood;
mod command;
mod post;
mod session;
mod sink;

pub use letter::Letter;
pub use mood::Mood;
pub use post::Journal;
pub use sink::MailSink;
