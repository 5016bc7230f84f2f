//! Every version of the rules that was ever live, by its hash, and which one is.

use serde_json::Value;

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
};

/// The one row of [`Table::CurrentBook`].
const CURRENT: &[u8] = b"huidig";

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, hash: &str) -> Result<Option<Value>> {
    codec::read(rows, Table::Books, hash.as_bytes())
}

pub(crate) fn hashes<R: Rows + ?Sized>(rows: &R) -> Result<Vec<String>> {
    let page = rows.page(Table::Books, &Keys::all(), Order::Up, usize::MAX)?;
    Ok(page.into_iter().filter_map(|(key, _)| String::from_utf8(key).ok()).collect())
}

/// Hash of the version that is live, and since when.
pub(crate) fn current<R: Rows + ?Sized>(rows: &R) -> Result<Option<(String, i64)>> {
    codec::read(rows, Table::CurrentBook, CURRENT)
}

impl Session<'_> {
    /// Keeps a version of the rules and makes it the current one. One that is current already stays
    /// so since the moment that it became it.
    pub fn put_book(&mut self, hash: &str, book: &Value, at_ms: i64) -> Result<()> {
        if current(self)?.is_none_or(|(known, _)| known != hash) {
            self.put(Table::CurrentBook, CURRENT, Owner::House, &(hash, at_ms))?;
        }
        self.put(Table::Books, hash.as_bytes(), Owner::House, book)
    }
}
