//! Whether the store is whole: what `schakel store check` tells.
//!
//! It looks; it changes nothing, but for what redb itself mends in its file. What is derived can be
//! mended with [`Store::rebuild`].

mod books;
mod calls;
mod documents;
mod indexes;
mod log;
mod messages;

use std::sync::PoisonError;

use redb::DatabaseError;

use crate::{
    Snapshot, Table, codec,
    create::unless_it_panics,
    error::{Result, StoreError},
    people, place,
    rows::{Keys, Order, Row, Rows, trailing_id},
    store::Store,
};

/// Findings that are listed one by one; there may be millions.
const LISTED_MAX: usize = 1_000;

/// Rows looked at in one go.
const PAGE: usize = 1_000;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// What redb says of its file.
    pub integrity: Integrity,
    /// Events in the log.
    pub events: u64,
    /// Of which about people who were erased.
    pub erased: u64,
    /// Rows that were opened.
    pub rows: u64,
    /// How much is wrong.
    pub wrong: u64,
    /// The first of it.
    pub findings: Vec<Finding>,
}

/// What redb says of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integrity {
    /// Every checksum is right.
    Sound,
    /// Something was wrong, and redb mended it.
    Mended,
    /// Something is wrong that redb cannot mend.
    Broken,
    /// Somebody was reading; that is not possible at the same time.
    NotChecked,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the table.
    pub table: &'static str,
    /// Which row: ids and numbers only.
    pub place: String,
    /// What is wrong, in Dutch.
    pub what: &'static str,
}

impl CheckReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.wrong == 0 && self.integrity != Integrity::Broken
    }

    fn add(&mut self, table: Table, key: &[u8], what: &'static str) {
        self.wrong += 1;
        if self.findings.len() < LISTED_MAX {
            self.findings.push(Finding { table: table.name(), place: place::of(table, key), what });
        }
    }

    /// A row that cannot be read is a finding; anything else ends the check.
    fn note_unreadable<T>(
        &mut self,
        table: Table,
        key: &[u8],
        read: Result<T>,
    ) -> Result<Option<T>> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::Unreadable { why, .. }) => {
                self.add(table, key, why);
                Ok(None)
            }
            Err(StoreError::Newer(_)) => {
                self.add(table, key, "gemaakt door een nieuwere versie van schakel");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

impl Store {
    /// Reads everything and holds it against each other. It reads from one snapshot, so that the
    /// file grows by what is written meanwhile; while redb looks at its file, others wait.
    pub fn check(&self) -> Result<CheckReport> {
        let mut report = CheckReport {
            integrity: self.check_file()?,
            events: 0,
            erased: 0,
            rows: 0,
            wrong: 0,
            findings: Vec::new(),
        };
        if report.integrity == Integrity::Broken {
            return Ok(report);
        }
        match unless_it_panics(|| self.check_rows(&mut report)) {
            Some(outcome) => outcome?,
            None => report.integrity = Integrity::Broken,
        }
        Ok(report)
    }

    fn check_rows(&self, report: &mut CheckReport) -> Result<()> {
        let snapshot = self.read()?;
        for table in Table::ALL {
            check_readable(&snapshot, *table, report)?;
        }
        log::check(&snapshot, report)?;
        indexes::check(&snapshot, report)?;
        messages::check(&snapshot, self.spool(), report)?;
        calls::check(&snapshot, report)?;
        books::check(&snapshot, report)?;
        documents::check(&snapshot, self.documents(), report)
    }

    fn check_file(&self) -> Result<Integrity> {
        let mut writer = self.writer().lock().unwrap_or_else(PoisonError::into_inner);
        let mut database = self.database().write().unwrap_or_else(PoisonError::into_inner);
        let Some(outcome) = unless_it_panics(|| database.check_integrity()) else {
            writer.stop();
            return Ok(Integrity::Broken);
        };
        match outcome {
            Ok(true) => Ok(Integrity::Sound),
            Ok(false) => Ok(Integrity::Mended),
            Err(DatabaseError::TransactionInProgress) => Ok(Integrity::NotChecked),
            Err(DatabaseError::Storage(redb::StorageError::Corrupted(_))) => {
                writer.stop();
                Ok(Integrity::Broken)
            }
            Err(error) => Err(StoreError::storage(error)),
        }
    }
}

/// Goes through a table page by page.
fn each_row(rows: &Snapshot, table: Table, mut look: impl FnMut(&Row) -> Result<()>) -> Result<()> {
    let mut keys = Keys::all();
    loop {
        let page = rows.page(table, &keys, Order::Up, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        keys = keys.after(last);
        page.iter().try_for_each(&mut look)?;
    }
}

/// Whether every value opens.
fn check_readable(rows: &Snapshot, table: Table, report: &mut CheckReport) -> Result<()> {
    each_row(rows, table, |(key, value)| {
        report.rows += 1;
        match table {
            Table::Meta => {}
            Table::PersonKeys => {
                let id = trailing_id(key).map(host_domain::WerknemerId::from_bits);
                let opened = id.map(|id| people::open(rows.vault(), id, value));
                let opened = opened.transpose();
                report.note_unreadable(table, key, opened)?;
            }
            _ if value.is_empty() && table.is_keys_only() => {}
            _ => {
                report.note_unreadable(table, key, codec::open(rows, table, key, value))?;
            }
        }
        Ok(())
    })
}
