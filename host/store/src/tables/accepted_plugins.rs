//! What each plugin asked for when it was accepted, so that one that asks more is noticed.

use serde_json::Value;

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::Rows,
};

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, name: &str) -> Result<Option<Value>> {
    codec::read(rows, Table::AcceptedPlugins, name.as_bytes())
}

impl Session<'_> {
    /// Keeps what a plugin asked for.
    pub fn put_accepted_plugin(&mut self, name: &str, asks: &Value) -> Result<()> {
        self.put(Table::AcceptedPlugins, name.as_bytes(), Owner::House, asks)
    }
}
