//! Logverslagen in the order in which they came.

use host_domain::{Logverslag, LogverslagId};

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, leading_u64, trailing_id},
};

pub(crate) fn key(id: LogverslagId) -> [u8; 16] {
    id.bits().to_be_bytes()
}

pub(crate) fn numbered<R: Rows + ?Sized>(
    rows: &R,
    id: LogverslagId,
) -> Result<Option<(u64, Logverslag)>> {
    codec::read(rows, Table::Logverslagen, &key(id))
}

pub(crate) fn newest<R: Rows + ?Sized>(
    rows: &R,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<(u64, Logverslag)>> {
    let keys = before.map_or_else(Keys::all, |nr| Keys::all().before(&nr.to_be_bytes()));
    let page: Vec<(_, LogverslagId)> =
        codec::list(rows, Table::LogverslagOrder, &keys, Order::Down, limit)?;
    page.into_iter().filter_map(|(_, id)| numbered(rows, id).transpose()).collect()
}

/// The highest number, by the key alone: a row that cannot be read has one as well.
pub(crate) fn highest<R: Rows + ?Sized>(rows: &R) -> Result<Option<LogverslagId>> {
    let page = rows.page(Table::Logverslagen, &Keys::all(), Order::Down, 1)?;
    Ok(page.first().and_then(|(key, _)| trailing_id(key)).map(LogverslagId::from_bits))
}

/// The row in the index by age.
pub(crate) fn put_order(session: &mut Session<'_>, nr: u64, id: LogverslagId) -> Result<()> {
    session.put(Table::LogverslagOrder, &nr.to_be_bytes(), Owner::House, &id)
}

impl Session<'_> {
    /// Keeps the head of a logverslag; at the first time it gets its place among the others.
    pub fn put_logverslag(&mut self, verslag: &Logverslag) -> Result<()> {
        let known = numbered(self, verslag.id)?.map(|(nr, _)| nr);
        let nr = match known {
            Some(nr) => nr,
            None => {
                let last = self.last_key(Table::LogverslagOrder)?;
                let nr = last.as_deref().and_then(leading_u64).unwrap_or(0) + 1;
                put_order(self, nr, verslag.id)?;
                nr
            }
        };
        self.put(Table::Logverslagen, &key(verslag.id), Owner::House, &(nr, verslag))
    }
}
