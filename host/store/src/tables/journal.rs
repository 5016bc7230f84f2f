//! What connectors asked and were answered, so that a step can be done again after a crash.

use crate::{
    BlobRef, JournalEntry, Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
};

fn call_prefix<R: Rows + ?Sized>(rows: &R, call: &str) -> Vec<u8> {
    rows.vault().index(Table::Journal, &[call.as_bytes()]).to_vec()
}

fn round_prefix<R: Rows + ?Sized>(rows: &R, call: &str, round: u32) -> Vec<u8> {
    [call_prefix(rows, call), round.to_be_bytes().to_vec()].concat()
}

pub(crate) fn of<R: Rows + ?Sized>(rows: &R, call: &str, round: u32) -> Result<Vec<JournalEntry>> {
    let keys = Keys::prefix(&round_prefix(rows, call, round));
    let page = codec::list(rows, Table::Journal, &keys, Order::Up, usize::MAX)?;
    Ok(page.into_iter().map(|(_, entry)| entry).collect())
}

fn unless_damaged(read: Result<Option<JournalEntry>>) -> Result<Option<JournalEntry>> {
    match read {
        Err(error) if error.is_about_a_row() => Ok(None),
        other => other,
    }
}

impl Session<'_> {
    /// Adds to what was asked and answered in one round of a call.
    pub fn push_journal(&mut self, call: &str, round: u32, entry: &JournalEntry) -> Result<()> {
        let mut place = round_prefix(self, call, round);
        let last = self.page(Table::Journal, &Keys::prefix(&place), Order::Down, 1)?;
        let last = last.first().and_then(|(key, _)| key.last_chunk()).copied();
        let next = last.map_or(0, |nr| u32::from_be_bytes(nr) + 1);
        place.extend(next.to_be_bytes());
        if let Some(blob) = &entry.blob {
            self.need_blob(&blob.name, &place)?;
        }
        self.put(Table::Journal, &place, Owner::House, entry)
    }

    /// Forgets all rounds of a call; for when it has ended. Gives the bodies of its replies that
    /// no other call needs: their files may go once this is committed, but for one that became a
    /// message of its own.
    pub fn forget_journal(&mut self, call: &str) -> Result<Vec<BlobRef>> {
        let keys = Keys::prefix(&call_prefix(self, call));
        let mut blobs = Vec::new();
        for (key, value) in self.page(Table::Journal, &keys, Order::Up, usize::MAX)? {
            self.remove(Table::Journal, &key)?;
            // What cannot be read is forgotten all the same; a sweep finds its file.
            let entry = codec::read_row::<JournalEntry, _>(self, Table::Journal, &key, &value);
            let Some(blob) = unless_damaged(entry)?.and_then(|entry| entry.blob) else { continue };
            if self.release_blob(&blob.name, &key)? {
                blobs.push(blob);
            }
        }
        Ok(blobs)
    }
}
