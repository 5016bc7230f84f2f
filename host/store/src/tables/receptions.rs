//! Received messages, with the index of those that are not done.

use host_domain::LogverslagId;

use crate::{
    Reception, ReceptionStage, Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, moment_bytes, trailing_id},
};

pub(crate) fn key(id: LogverslagId) -> [u8; 16] {
    id.bits().to_be_bytes()
}

/// The row in the index; none for one that is done.
pub(crate) fn open_key(reception: &Reception) -> Option<Vec<u8>> {
    let received = moment_bytes(reception.received_at.as_millisecond());
    (reception.stage != ReceptionStage::Done).then(|| [&received[..], &key(reception.id)].concat())
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, id: LogverslagId) -> Result<Option<Reception>> {
    codec::read(rows, Table::Receptions, &key(id))
}

pub(crate) fn open<R: Rows + ?Sized>(rows: &R, limit: usize) -> Result<Vec<LogverslagId>> {
    let page = rows.page(Table::OpenReceptions, &Keys::all(), Order::Up, limit)?;
    Ok(page.iter().filter_map(|(key, _)| trailing_id(key)).map(LogverslagId::from_bits).collect())
}

impl Session<'_> {
    /// Keeps how far a message is.
    pub fn put_reception(&mut self, reception: &Reception) -> Result<()> {
        let before = get(self, reception.id)?.as_ref().and_then(open_key);
        let after = open_key(reception);
        if let Some(key) = before.filter(|before| after.as_ref() != Some(before)) {
            self.remove(Table::OpenReceptions, &key)?;
        }
        if let Some(key) = after {
            self.mark(Table::OpenReceptions, &key)?;
        }
        self.put(Table::Receptions, &key(reception.id), Owner::House, reception)
    }
}
