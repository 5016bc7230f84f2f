//! Who did what.

use crate::{
    AuditEntry, Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, leading_u64},
};

pub(crate) fn newest<R: Rows + ?Sized>(
    rows: &R,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<(u64, AuditEntry)>> {
    let keys = before.map_or_else(Keys::all, |nr| Keys::all().before(&nr.to_be_bytes()));
    let page = codec::list(rows, Table::Audit, &keys, Order::Down, limit)?;
    Ok(page.into_iter().filter_map(|(key, entry)| Some((leading_u64(&key)?, entry))).collect())
}

impl Session<'_> {
    /// Adds to the audit log.
    pub fn audit(&mut self, entry: &AuditEntry) -> Result<()> {
        let last = self.last_key(Table::Audit)?;
        let nr = last.as_deref().and_then(leading_u64).unwrap_or(0) + 1;
        self.put(Table::Audit, &nr.to_be_bytes(), Owner::House, entry)
    }
}
