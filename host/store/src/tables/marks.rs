//! How far jobs have come that do not read the log: each counts in numbers of its own, such as the
//! places of logverslagen. Readers of the log have a cursor, which is held against the log.

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::Rows,
};

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, name: &str) -> Result<u64> {
    Ok(codec::read(rows, Table::Marks, name.as_bytes())?.unwrap_or(0))
}

impl Session<'_> {
    /// Says that the job `name` is done with number `nr` and all before it.
    pub fn set_mark(&mut self, name: &str, nr: u64) -> Result<()> {
        self.put(Table::Marks, name.as_bytes(), Owner::House, &nr)
    }
}
