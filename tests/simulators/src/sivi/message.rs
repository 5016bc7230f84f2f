//! A message that is ready to be sent, and what should become of it.

use super::absence::Melding;
use super::people::{Werkgever, Werknemer};
use super::writer::{Envelope, Writer};

/// A message, ready to be sent.
#[derive(Debug, Clone)]
pub struct Message {
    /// What it is, in one Dutch line.
    pub name: String,
    /// The sender's number of it.
    pub berrefnr: String,
    /// The bytes; faults may have made them anything but XML.
    pub xml: Vec<u8>,
    /// What should become of it.
    pub expect: Expect,
}

/// What should become of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// It is read; so many records are processed, dropped, or (test message) only tried.
    Read {
        /// Processed.
        verwerkt: u64,
        /// Dropped.
        uitval: u64,
        /// Tried.
        proef: u64,
    },
    /// It is recognised as sent before; nothing happens.
    Repeated,
    /// It is refused as a whole with this status.
    Refused(u16),
    /// It is read; what becomes of its records is for the receiver's rules to say.
    Open,
}

impl Expect {
    /// One record, processed.
    pub const ONE: Expect = Expect::Read { verwerkt: 1, uitval: 0, proef: 0 };
    /// One record, dropped.
    pub const NONE: Expect = Expect::Read { verwerkt: 0, uitval: 1, proef: 0 };
}

impl Message {
    /// A message of one employer.
    pub(crate) fn of(
        name: &str,
        envelope: &Envelope,
        werkgever: &Werkgever,
        werknemers: &[(&Werknemer, &[Melding])],
        expect: Expect,
    ) -> Message {
        let write = || -> std::io::Result<Vec<u8>> {
            let mut writer = Writer::begin(Vec::new(), envelope)?;
            writer.begin_werkgever(werkgever)?;
            for (werknemer, meldingen) in werknemers {
                writer.werknemer(werknemer, meldingen)?;
            }
            writer.end_werkgever()?;
            writer.end()
        };
        let xml = write().unwrap_or_default(); // writing to a Vec does not fail
        Message { name: name.to_owned(), berrefnr: envelope.berrefnr.clone(), xml, expect }
    }

    /// The same message with a part of its text changed.
    pub(crate) fn changed(&self, from: &str, to: &str) -> Message {
        let xml = String::from_utf8_lossy(&self.xml).replacen(from, to, 1).into_bytes();
        Message { xml, ..self.clone() }
    }

    /// The same message with a part of its text changed, behind a place in it.
    pub(crate) fn changed_after(&self, place: &str, from: &str, to: &str) -> Message {
        let text = String::from_utf8_lossy(&self.xml);
        let (before, after) = text.split_once(place).unwrap_or((&text, ""));
        let xml = format!("{before}{place}{}", after.replacen(from, to, 1)).into_bytes();
        Message { xml, ..self.clone() }
    }

    /// The same message, to be called and to end otherwise.
    pub(crate) fn called(self, name: &str, expect: Expect) -> Message {
        Message { name: name.to_owned(), expect, ..self }
    }
}
