//! Bare redb, writing what the engine wrote: the same rows in the same number of transactions,
//! without sealing, JSON, domain or rules. What the engine is held beside.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use redb::{
    Database, ReadableDatabase as _, ReadableTable as _, TableDefinition, TableHandle as _,
};
use tests_simulators::random::Random;

use crate::Measured;

/// Memory for pages, as the store has it.
const CACHE_BYTES: usize = 32 << 20;

/// Tables whose keys rise as the engine writes; in all others a new key may fall anywhere.
const RISING: [&str; 3] = ["events", "traces", "logregels"];

/// The table of dossiers, which are written again with every change.
const DOSSIERS: &str = "dossiers";

/// How long the store may take to let go of its file.
const PATIENCE: Duration = Duration::from_secs(10);

/// A key with its value.
type Row = (Vec<u8>, Vec<u8>);

/// The rows of one table, in an order in which they could have been written.
#[derive(Clone)]
struct Rows {
    name: String,
    rows: Vec<Row>,
}

/// All that lies in a store.
#[derive(Clone)]
pub(crate) struct Written {
    tables: Vec<Rows>,
}

impl Written {
    /// Reads a database that nobody has open any more.
    pub(crate) fn read(path: &Path) -> Measured<Written> {
        let database = open(path)?;
        let view = database.begin_read()?;
        let mut names: Vec<String> =
            view.list_tables()?.map(|table| table.name().to_owned()).collect();
        names.sort();
        let mut tables = Vec::new();
        for name in names {
            let table = view.open_table(definition(&name))?;
            let mut rows = Vec::new();
            for row in table.iter()? {
                let (key, value) = row?;
                rows.push((key.value().to_vec(), value.value().to_vec()));
            }
            if !RISING.contains(&name.as_str()) {
                shuffle(&mut rows);
            }
            tables.push(Rows { name, rows });
        }
        Ok(Written { tables })
    }

    /// With every dossier written as often as the engine did, on the average.
    pub(crate) fn with_rewrites(mut self, dossier_writes: u64) -> Written {
        let total = usize::try_from(dossier_writes).unwrap_or(usize::MAX);
        for table in self.tables.iter_mut().filter(|table| table.name == DOSSIERS) {
            if !table.rows.is_empty() && total > table.rows.len() {
                table.rows = table.rows.iter().cycle().take(total).cloned().collect();
            }
        }
        self
    }

    /// The first part of every table; `share` runs from 0 to 1.
    pub(crate) fn first(&self, share: f64) -> Written {
        let few = |table: &Rows| {
            let count = (table.rows.len() as f64 * share).ceil() as usize;
            Rows {
                name: table.name.clone(),
                rows: table.rows.iter().take(count).cloned().collect(),
            }
        };
        Written { tables: self.tables.iter().map(few).collect() }
    }

    /// Rows of all tables.
    pub(crate) fn rows(&self) -> usize {
        self.tables.iter().map(|table| table.rows.len()).sum()
    }

    /// Bytes of all keys and values.
    pub(crate) fn bytes(&self) -> usize {
        self.tables.iter().map(Rows::bytes).sum()
    }

    /// Rows and bytes by table, largest first; for who wants to know where they are.
    pub(crate) fn by_table(&self) -> Vec<(&str, usize, usize)> {
        let mut tables: Vec<_> = self
            .tables
            .iter()
            .filter(|table| !table.rows.is_empty())
            .map(|table| (table.name.as_str(), table.rows.len(), table.bytes()))
            .collect();
        tables.sort_by_key(|(_, _, bytes)| std::cmp::Reverse(*bytes));
        tables
    }

    /// Writes it all into a new database in so many transactions; what each took.
    pub(crate) fn replay(&self, path: &Path, transactions: usize) -> Measured<Vec<Duration>> {
        let database = Database::builder().set_cache_size(CACHE_BYTES).create(path)?;
        let first = database.begin_write()?;
        for table in &self.tables {
            first.open_table(definition(&table.name))?;
        }
        first.commit()?;
        let mut took = Vec::with_capacity(transactions);
        for number in 0..transactions {
            let start = Instant::now();
            self.write_part(&database, number, transactions)?;
            took.push(start.elapsed());
        }
        Ok(took)
    }

    /// The share of every table that belongs to one of so many transactions.
    fn write_part(&self, database: &Database, number: usize, of: usize) -> Measured<()> {
        let transaction = database.begin_write()?;
        for table in &self.tables {
            let at = |number: usize| table.rows.len() * number / of;
            let part = table.rows.get(at(number)..at(number + 1)).unwrap_or_default();
            if part.is_empty() {
                continue;
            }
            let mut open = transaction.open_table(definition(&table.name))?;
            for (key, value) in part {
                open.insert(key.as_slice(), value.as_slice())?;
            }
        }
        Ok(transaction.commit()?)
    }
}

impl Rows {
    fn bytes(&self) -> usize {
        self.rows.iter().map(|(key, value)| key.len() + value.len()).sum()
    }
}

fn definition(name: &str) -> TableDefinition<'_, &'static [u8], &'static [u8]> {
    TableDefinition::new(name)
}

/// The writer of the store lets go of its file a moment after the engine is gone.
fn open(path: &Path) -> Measured<Database> {
    let until = Instant::now() + PATIENCE;
    loop {
        match Database::open(path) {
            Err(redb::DatabaseError::DatabaseAlreadyOpen) if Instant::now() < until => {
                thread::sleep(Duration::from_millis(5));
            }
            opened => return Ok(opened?),
        }
    }
}

/// The same order every time, and no order.
fn shuffle(rows: &mut [Row]) {
    let mut random = Random::new(1, 1);
    for at in (1..rows.len()).rev() {
        let other = random.below(at as u64 + 1) as usize;
        rows.swap(at, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(name: &str, count: u32) -> Rows {
        let row = |number: u32| (number.to_be_bytes().to_vec(), vec![7; 10]);
        Rows { name: name.to_owned(), rows: (0..count).map(row).collect() }
    }

    #[test]
    fn what_is_replayed_is_what_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let written =
            Written { tables: vec![rows("a", 1_000), rows("events", 7), rows("leeg", 0)] };
        let path = folder.path().join("een.redb");
        assert_eq!(written.replay(&path, 13).unwrap().len(), 13);
        let again = Written::read(&path).unwrap();
        assert_eq!((again.rows(), again.bytes()), (1_007, 1_007 * 14));
        assert_eq!(again.by_table(), [("a", 1_000, 14_000), ("events", 7, 98)]);
        let sorted = |written: &Written| {
            let mut rows = written.tables[0].rows.clone();
            rows.sort();
            rows
        };
        assert_eq!(sorted(&again), sorted(&written));
        assert_ne!(again.tables[0].rows, written.tables[0].rows, "no order");
        assert_eq!(again.tables[1].rows, written.tables[1].rows, "a rising order");
    }

    #[test]
    fn dossiers_are_written_again() {
        let written = Written { tables: vec![rows(DOSSIERS, 10), rows("a", 5)] };
        assert_eq!(written.clone().with_rewrites(25).rows(), 30);
        assert_eq!(written.with_rewrites(3).rows(), 15);
    }
}
