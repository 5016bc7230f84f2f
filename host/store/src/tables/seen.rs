//! Records of sources that were processed before.

use host_domain::LogverslagId;
use serde::{Deserialize, Serialize};

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::Rows,
};

/// What was done with a record that came before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// SHA-256 of its content: the same key with other content is not a repeat.
    pub content: [u8; 32],
    /// The report that tells of it.
    pub report: LogverslagId,
    /// Its number in that report.
    pub nr: u64,
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, scope: &str, key: &str) -> Result<Option<Seen>> {
    let place = rows.vault().index(Table::Seen, &[scope.as_bytes(), key.as_bytes()]);
    codec::read(rows, Table::Seen, &place)
}

impl Session<'_> {
    /// Remembers a record of a source by its key within a scope, such as one link.
    pub fn put_seen(&mut self, scope: &str, key: &str, seen: &Seen) -> Result<()> {
        let place = self.vault().index(Table::Seen, &[scope.as_bytes(), key.as_bytes()]);
        self.put(Table::Seen, &place, Owner::House, seen)
    }
}
