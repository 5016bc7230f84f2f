//! How far each reader of the log has come.

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::Rows,
};

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, name: &str) -> Result<u64> {
    Ok(codec::read(rows, Table::Cursors, name.as_bytes())?.unwrap_or(0))
}

impl Session<'_> {
    /// Says that the reader `name` is done with event `seq` and all before it.
    pub fn set_cursor(&mut self, name: &str, seq: u64) -> Result<()> {
        self.put(Table::Cursors, name.as_bytes(), Owner::House, &seq)
    }
}
