//! Which files of the spool the journal and recorded calls need: one row for each row that needs
//! one, so that a file may go when the last of them has gone.

use crate::{
    Session, Table,
    error::Result,
    rows::{Keys, Order, Rows},
};

/// Ends the name in a key; no name of a file holds it.
const END: u8 = 0;

/// The row that says that `row`, of the journal or of the recorded calls, needs this file.
pub(crate) fn key(name: &str, row: &[u8]) -> Vec<u8> {
    [&prefix(name), row].concat()
}

fn prefix(name: &str) -> Vec<u8> {
    [name.as_bytes(), &[END]].concat()
}

/// The name in a key.
pub(crate) fn name_in(key: &[u8]) -> Option<&str> {
    let name = key.split(|byte| *byte == END).next()?;
    std::str::from_utf8(name).ok()
}

/// The key of the row that needs the file.
pub(crate) fn row_in(key: &[u8]) -> Option<&[u8]> {
    key.get(name_in(key)?.len() + 1..)
}

pub(crate) fn is_needed<R: Rows + ?Sized>(rows: &R, name: &str) -> Result<bool> {
    let page = rows.page(Table::JournalBlobs, &Keys::prefix(&prefix(name)), Order::Up, 1)?;
    Ok(!page.is_empty())
}

/// Names in the order of the alphabet. It reads one row for each, however many need it.
pub(crate) fn names<R: Rows + ?Sized>(
    rows: &R,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let mut keys = after.map_or_else(Keys::all, |name| Keys::past_prefix(&prefix(name)));
    while names.len() < limit {
        let page = rows.page(Table::JournalBlobs, &keys, Order::Up, 1)?;
        let Some(name) = page.first().and_then(|(key, _)| name_in(key)) else { break };
        keys = Keys::past_prefix(&prefix(name));
        names.push(name.to_owned());
    }
    Ok(names)
}

impl Session<'_> {
    /// Says that a row needs a file.
    pub(crate) fn need_blob(&mut self, name: &str, row: &[u8]) -> Result<()> {
        self.mark(Table::JournalBlobs, &key(name, row))
    }

    /// Says that a row no longer needs a file; whether nothing does.
    pub(crate) fn release_blob(&mut self, name: &str, row: &[u8]) -> Result<bool> {
        self.remove(Table::JournalBlobs, &key(name, row))?;
        Ok(!is_needed(self, name)?)
    }
}
