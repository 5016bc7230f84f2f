//! Every version of the rules that was ever live, by its hash.

use serde_json::Value;

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
};

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, hash: &str) -> Result<Option<Value>> {
    codec::read(rows, Table::Books, hash.as_bytes())
}

pub(crate) fn hashes<R: Rows + ?Sized>(rows: &R) -> Result<Vec<String>> {
    let page = rows.page(Table::Books, &Keys::all(), Order::Up, usize::MAX)?;
    Ok(page.into_iter().filter_map(|(key, _)| String::from_utf8(key).ok()).collect())
}

impl Session<'_> {
    /// Keeps a version of the rules.
    pub fn put_book(&mut self, hash: &str, book: &Value) -> Result<()> {
        self.put(Table::Books, hash.as_bytes(), Owner::House, book)
    }
}
