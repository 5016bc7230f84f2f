//! Who may deliver messages.

use host_domain::Klantaccount;

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
    vault::INDEX_BYTES,
};

fn place<R: Rows + ?Sized>(rows: &R, klantcode: &str) -> [u8; INDEX_BYTES] {
    rows.vault().index(Table::Klantaccounts, &[klantcode.as_bytes()])
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, klantcode: &str) -> Result<Option<Klantaccount>> {
    codec::read(rows, Table::Klantaccounts, &place(rows, klantcode))
}

pub(crate) fn all<R: Rows + ?Sized>(rows: &R) -> Result<Vec<Klantaccount>> {
    let page = codec::list(rows, Table::Klantaccounts, &Keys::all(), Order::Up, usize::MAX)?;
    let mut accounts: Vec<Klantaccount> = page.into_iter().map(|(_, account)| account).collect();
    accounts.sort_by(|a, b| a.klantcode.cmp(&b.klantcode));
    Ok(accounts)
}

impl Session<'_> {
    /// Adds an account or replaces the one with its klantcode.
    pub fn put_klantaccount(&mut self, account: &Klantaccount) -> Result<()> {
        let place = place(self, &account.klantcode);
        self.put(Table::Klantaccounts, &place, Owner::House, account)
    }

    /// Removes an account; one that is not there is fine.
    pub fn remove_klantaccount(&mut self, klantcode: &str) -> Result<()> {
        let place = place(self, klantcode);
        self.remove(Table::Klantaccounts, &place)
    }
}
