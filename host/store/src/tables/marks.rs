//! How far jobs have come that do not read the log: each counts in numbers of its own, such as the
//! places of logverslagen, or says where it stands in a form of its own. Readers of the log have a
//! cursor, which is held against the log.

use serde::Serialize;
use serde_json::Value;

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::Rows,
};

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, name: &str) -> Result<u64> {
    Ok(codec::read(rows, Table::Marks, name.as_bytes())?.unwrap_or(0))
}

pub(crate) fn job<R: Rows + ?Sized>(rows: &R, name: &str) -> Result<Option<Value>> {
    codec::read(rows, Table::Marks, name.as_bytes())
}

impl Session<'_> {
    /// Says where the job `name` stands, in a form of its own. A job has this or a number, never both.
    pub fn set_job<T: Serialize>(&mut self, name: &str, stand: &T) -> Result<()> {
        self.put(Table::Marks, name.as_bytes(), Owner::House, stand)
    }

    /// Says that the job `name` is done with number `nr` and all before it.
    pub fn set_mark(&mut self, name: &str, nr: u64) -> Result<()> {
        self.put(Table::Marks, name.as_bytes(), Owner::House, &nr)
    }
}
