//! Calls of connectors as they were, to be tried on another version of the connector. What was
//! answered is in the journal of the call. Personal, and kept for a while only.

use serde::{Deserialize, Serialize};

use crate::{
    BlobRef, JsonDoc, Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Row, Rows, moment_bytes},
    vault::{INDEX_BYTES, Vault},
};

/// A call that has ended, with all that it was given but the answers from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedCall {
    /// Identifies the call; its journal is kept by it.
    pub id: String,
    /// The link: `klantcode/naam`.
    pub koppeling: String,
    /// The connector.
    pub plugin: String,
    /// Which build of it.
    pub plugin_hash: String,
    /// What it was asked.
    pub request: JsonDoc,
    /// Settings of the link as they were, JSON as text.
    pub settings: String,
    /// Its clock, milliseconds since 1970 UTC.
    pub now_ms: i64,
    /// Its randomness.
    pub seed: u64,
    /// Rounds that it took.
    pub rounds: u32,
    /// When it ended, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// The message that it read. Its file is that of a reception, and may have gone with it.
    pub message: Option<BlobRef>,
}

fn key(vault: &Vault, id: &str) -> [u8; INDEX_BYTES] {
    vault.index(Table::RecordedCalls, &[id.as_bytes()])
}

fn link_prefix(vault: &Vault, koppeling: &str) -> [u8; INDEX_BYTES] {
    vault.index(Table::CallsByLink, &[koppeling.as_bytes()])
}

/// Rows of all indexes that follow from a recorded call.
pub(crate) fn index_rows(vault: &Vault, call: &RecordedCall) -> Vec<(Table, Vec<u8>)> {
    let (key, at) = (key(vault, &call.id), moment_bytes(call.at_ms));
    let by_link = [&link_prefix(vault, &call.koppeling)[..], &at, &key].concat();
    let mut rows =
        vec![(Table::CallsByLink, by_link), (Table::CallsByAge, [&at[..], &key].concat())];
    if let Some(blob) = &call.message {
        rows.push((Table::JournalBlobs, super::journal_blobs::key(&blob.name, &key)));
    }
    rows
}

/// The call that a row of an index ends with.
pub(crate) fn indexed<R: Rows + ?Sized>(rows: &R, key: &[u8]) -> Result<Option<RecordedCall>> {
    let place: Option<&[u8; INDEX_BYTES]> = key.last_chunk();
    place.map_or(Ok(None), |place| codec::read(rows, Table::RecordedCalls, place))
}

pub(crate) fn newest<R: Rows + ?Sized>(
    rows: &R,
    koppeling: &str,
    limit: usize,
) -> Result<Vec<RecordedCall>> {
    let keys = Keys::prefix(&link_prefix(rows.vault(), koppeling));
    let page = rows.page(Table::CallsByLink, &keys, Order::Down, limit)?;
    readable(rows, &page).collect()
}

/// Calls that ended before a moment, oldest first.
pub(crate) fn older<R: Rows + ?Sized>(
    rows: &R,
    before_ms: i64,
    limit: usize,
) -> Result<Vec<String>> {
    let keys = Keys::all().before(&moment_bytes(before_ms));
    let page = rows.page(Table::CallsByAge, &keys, Order::Up, limit)?;
    readable(rows, &page).map(|call| call.map(|call| call.id)).collect()
}

/// The calls of a page of an index. One that cannot be read is passed over: nothing but a trial
/// depends on it.
fn readable<'p, R: Rows + ?Sized>(
    rows: &'p R,
    page: &'p [Row],
) -> impl Iterator<Item = Result<RecordedCall>> + 'p {
    page.iter().filter_map(|(key, _)| match indexed(rows, key) {
        Err(error) if error.is_about_a_row() => None,
        other => other.transpose(),
    })
}

impl Session<'_> {
    /// Records a call that has ended. Its journal stays as it is.
    pub fn put_call(&mut self, call: &RecordedCall) -> Result<()> {
        self.forget_recording(&call.id)?;
        for (table, row) in index_rows(self.vault(), call) {
            self.mark(table, &row)?;
        }
        let key = key(self.vault(), &call.id);
        self.put(Table::RecordedCalls, &key, Owner::House, call)
    }

    /// Forgets a call: its journal, and its recording when there is one. Gives what
    /// [`Session::forget_journal`] gives; the message that it read belongs to a reception.
    pub fn forget_call(&mut self, id: &str) -> Result<Vec<BlobRef>> {
        self.forget_recording(id)?;
        self.forget_journal(id)
    }

    fn forget_recording(&mut self, id: &str) -> Result<()> {
        let key = key(self.vault(), id);
        let known: Option<RecordedCall> = match codec::read(self, Table::RecordedCalls, &key) {
            // It goes all the same; a rebuild takes it out of the indexes.
            Err(error) if error.is_about_a_row() => None,
            other => other?,
        };
        let rows = known.map(|known| index_rows(self.vault(), &known)).unwrap_or_default();
        for (table, row) in rows {
            self.remove(table, &row)?;
        }
        self.remove(Table::RecordedCalls, &key)
    }
}
