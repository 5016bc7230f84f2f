//! What became of each record of a message.

use host_domain::{LogRegel, LogverslagId};

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
};

fn key(verslag: LogverslagId, nr: u64) -> Vec<u8> {
    [&verslag.bits().to_be_bytes()[..], &nr.to_be_bytes()].concat()
}

pub(crate) fn of<R: Rows + ?Sized>(
    rows: &R,
    verslag: LogverslagId,
    from_nr: u64,
    limit: usize,
) -> Result<Vec<LogRegel>> {
    let keys = Keys::all().starting(&key(verslag, from_nr)).up_to(&key(verslag, u64::MAX));
    let page = codec::list(rows, Table::Logregels, &keys, Order::Up, limit)?;
    Ok(page.into_iter().map(|(_, regel)| regel).collect())
}

impl Session<'_> {
    /// Keeps what became of one record, sealed under the key of the werknemer whom it touched.
    pub fn push_logregel(&mut self, verslag: LogverslagId, regel: &LogRegel) -> Result<()> {
        let owner = Owner::from(regel.werknemer);
        self.put(Table::Logregels, &key(verslag, regel.nr), owner, regel)
    }
}
