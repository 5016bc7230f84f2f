//! Received messages, with the index by link of those that are not done.

use host_domain::LogverslagId;

use crate::{
    Reception, ReceptionStage, Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, trailing_id},
    vault::{INDEX_BYTES, Vault},
};

pub(crate) fn key(id: LogverslagId) -> [u8; 16] {
    id.bits().to_be_bytes()
}

/// What all rows of one link in the index begin with.
fn link_prefix(vault: &Vault, klantcode: &str, koppeling: &str) -> [u8; INDEX_BYTES] {
    vault.index(Table::OpenReceptions, &[klantcode.as_bytes(), koppeling.as_bytes()])
}

/// The row in the index; none for one that is done.
pub(crate) fn open_key(vault: &Vault, reception: &Reception) -> Option<Vec<u8>> {
    let link = link_prefix(vault, &reception.klantcode, &reception.koppeling);
    (reception.stage != ReceptionStage::Done).then(|| [&link[..], &key(reception.id)].concat())
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, id: LogverslagId) -> Result<Option<Reception>> {
    codec::read(rows, Table::Receptions, &key(id))
}

pub(crate) fn open<R: Rows + ?Sized>(rows: &R, limit: usize) -> Result<Vec<LogverslagId>> {
    let page = rows.page(Table::OpenReceptions, &Keys::all(), Order::Up, usize::MAX)?;
    Ok(oldest(page.iter().filter_map(|(key, _)| id_in(key)).collect(), limit))
}

/// The oldest open message of each link. It reads one row for each link, however many messages
/// of it are open.
pub(crate) fn open_links<R: Rows + ?Sized>(rows: &R, limit: usize) -> Result<Vec<LogverslagId>> {
    let mut first_ones = Vec::new();
    let mut keys = Keys::all();
    while let Some((key, _)) = rows.page(Table::OpenReceptions, &keys, Order::Up, 1)?.first() {
        first_ones.extend(id_in(key));
        keys = Keys::past_prefix(key.get(..INDEX_BYTES).unwrap_or(key));
    }
    Ok(oldest(first_ones, limit))
}

pub(crate) fn open_count<R: Rows + ?Sized>(
    rows: &R,
    klantcode: &str,
    koppeling: &str,
    max: usize,
) -> Result<usize> {
    let keys = Keys::prefix(&link_prefix(rows.vault(), klantcode, koppeling));
    Ok(rows.page(Table::OpenReceptions, &keys, Order::Up, max)?.len())
}

fn id_in(key: &[u8]) -> Option<LogverslagId> {
    trailing_id(key).map(LogverslagId::from_bits)
}

/// The first `limit` of these; numbers rise with the order of arrival.
fn oldest(mut ids: Vec<LogverslagId>, limit: usize) -> Vec<LogverslagId> {
    ids.sort_unstable_by_key(|id| id.bits());
    ids.truncate(limit);
    ids
}

impl Session<'_> {
    /// Keeps how far a message is.
    pub fn put_reception(&mut self, reception: &Reception) -> Result<()> {
        let before = get(self, reception.id)?;
        let before = before.and_then(|before| open_key(self.vault(), &before));
        let after = open_key(self.vault(), reception);
        if let Some(key) = before.filter(|before| after.as_ref() != Some(before)) {
            self.remove(Table::OpenReceptions, &key)?;
        }
        if let Some(key) = after {
            self.mark(Table::OpenReceptions, &key)?;
        }
        self.put(Table::Receptions, &key(reception.id), Owner::House, reception)
    }
}
