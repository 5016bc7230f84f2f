//! Who operates the host.

use host_domain::Gebruiker;

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
    vault::INDEX_BYTES,
};

fn place<R: Rows + ?Sized>(rows: &R, naam: &str) -> [u8; INDEX_BYTES] {
    rows.vault().index(Table::Gebruikers, &[naam.as_bytes()])
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, naam: &str) -> Result<Option<Gebruiker>> {
    codec::read(rows, Table::Gebruikers, &place(rows, naam))
}

pub(crate) fn all<R: Rows + ?Sized>(rows: &R) -> Result<Vec<Gebruiker>> {
    let page = codec::list(rows, Table::Gebruikers, &Keys::all(), Order::Up, usize::MAX)?;
    let mut all: Vec<Gebruiker> = page.into_iter().map(|(_, gebruiker)| gebruiker).collect();
    all.sort_by(|a, b| a.naam.cmp(&b.naam));
    Ok(all)
}

impl Session<'_> {
    /// Adds an operator or replaces the one with this name.
    pub fn put_gebruiker(&mut self, gebruiker: &Gebruiker) -> Result<()> {
        let place = place(self, &gebruiker.naam);
        self.put(Table::Gebruikers, &place, Owner::House, gebruiker)
    }

    /// Removes an operator; one that is not there is fine.
    pub fn remove_gebruiker(&mut self, naam: &str) -> Result<()> {
        let place = place(self, naam);
        self.remove(Table::Gebruikers, &place)
    }
}
