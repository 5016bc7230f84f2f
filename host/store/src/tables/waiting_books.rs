//! Rules that are not live: the concept, what waits for a second person, and the book in the folder
//! that was set aside by going back to an earlier one.

use crate::{
    Concept, Session, Table, Voorstel,
    codec::{self, Owner},
    error::Result,
    rows::Rows,
};

/// The rows of [`Table::WaitingBooks`].
pub(crate) const CONCEPT: &[u8] = b"concept";
pub(crate) const VOORSTEL: &[u8] = b"voorstel";
pub(crate) const OPZIJ: &[u8] = b"opzij";

pub(crate) fn concept<R: Rows + ?Sized>(rows: &R) -> Result<Option<Concept>> {
    codec::read(rows, Table::WaitingBooks, CONCEPT)
}

pub(crate) fn voorstel<R: Rows + ?Sized>(rows: &R) -> Result<Option<Voorstel>> {
    codec::read(rows, Table::WaitingBooks, VOORSTEL)
}

pub(crate) fn set_aside<R: Rows + ?Sized>(rows: &R) -> Result<Option<String>> {
    codec::read(rows, Table::WaitingBooks, OPZIJ)
}

impl Session<'_> {
    /// Keeps the concept in the place of the one before.
    pub fn put_concept(&mut self, concept: &Concept) -> Result<()> {
        self.put(Table::WaitingBooks, CONCEPT, Owner::House, concept)
    }

    /// Drops the concept; when there is none that is fine.
    pub fn remove_concept(&mut self) -> Result<()> {
        self.remove(Table::WaitingBooks, CONCEPT)
    }

    /// Keeps what waits for a second person in the place of what waited before.
    pub fn put_voorstel(&mut self, voorstel: &Voorstel) -> Result<()> {
        self.put(Table::WaitingBooks, VOORSTEL, Owner::House, voorstel)
    }

    /// Drops what waits for a second person; when there is nothing that is fine.
    pub fn remove_voorstel(&mut self) -> Result<()> {
        self.remove(Table::WaitingBooks, VOORSTEL)
    }

    /// Sets the book in the folder of rules aside, by its hash; with none nothing is set aside.
    pub fn set_book_aside(&mut self, hash: Option<&str>) -> Result<()> {
        match hash {
            Some(hash) => self.put(Table::WaitingBooks, OPZIJ, Owner::House, hash),
            None => self.remove(Table::WaitingBooks, OPZIJ),
        }
    }
}
