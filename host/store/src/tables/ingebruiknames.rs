//! When which rules went live, and by whom; in the order in which they did.

use crate::{
    Ingebruikname, Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, leading_u64},
};

pub(crate) fn newest<R: Rows + ?Sized>(
    rows: &R,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<(u64, Ingebruikname)>> {
    let keys = before.map_or_else(Keys::all, |nr| Keys::all().before(&nr.to_be_bytes()));
    let page = codec::list(rows, Table::Ingebruiknames, &keys, Order::Down, limit)?;
    Ok(page.into_iter().filter_map(|(key, one)| Some((leading_u64(&key)?, one))).collect())
}

impl Session<'_> {
    /// Adds a going live of the rules.
    pub fn add_ingebruikname(&mut self, ingebruikname: &Ingebruikname) -> Result<()> {
        let last = self.last_key(Table::Ingebruiknames)?;
        let nr = last.as_deref().and_then(leading_u64).unwrap_or(0) + 1;
        self.put(Table::Ingebruiknames, &nr.to_be_bytes(), Owner::House, ingebruikname)
    }
}
