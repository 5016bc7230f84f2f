//! The store as it was at one moment.

use std::sync::{Arc, OnceLock};

use host_domain::WerknemerId;
use redb::{ReadOnlyTable, ReadTransaction, ReadableTable};

use crate::{
    Table,
    error::{Result, StoreError},
    people::{self, PersonKey},
    rows::{Keys, Order, Row, Rows},
    vault::Vault,
};

type OpenTable = ReadOnlyTable<&'static [u8], &'static [u8]>;

/// The store as it was when the snapshot was taken; see [`crate::Reads`] for what it answers.
///
/// Take one, read, and drop it: as long as it lives, the file cannot use the space again of
/// anything that changed since, and grows. Read long lists page by page, each from a new snapshot.
pub struct Snapshot {
    vault: Arc<Vault>,
    transaction: ReadTransaction,
    tables: Vec<OnceLock<OpenTable>>,
    generation: u64,
}

impl Snapshot {
    /// `generation` of the person cache, asked for before the transaction began.
    pub(crate) fn new(
        vault: Arc<Vault>,
        transaction: ReadTransaction,
        generation: u64,
    ) -> Snapshot {
        let tables = Table::ALL.iter().map(|_| OnceLock::new()).collect();
        Snapshot { vault, transaction, tables, generation }
    }

    fn table(&self, table: Table) -> Result<&OpenTable> {
        let place = self.tables.get(table.index());
        let place = place.ok_or_else(|| StoreError::unreadable(table, &[], "onbekende tabel"))?;
        if let Some(open) = place.get() {
            return Ok(open);
        }
        let open = self.transaction.open_table(table.definition()).map_err(StoreError::storage)?;
        Ok(place.get_or_init(|| open))
    }
}

impl Rows for Snapshot {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>> {
        get_row(self.table(table)?, key)
    }

    fn page(&self, table: Table, keys: &Keys, order: Order, limit: usize) -> Result<Vec<Row>> {
        page_of(self.table(table)?, keys, order, limit)
    }

    fn person_key(&self, werknemer: WerknemerId) -> Result<PersonKey> {
        if let Some(key) = self.vault.cache.get(self.generation, werknemer) {
            return Ok(PersonKey::Known(key));
        }
        let Some(row) = self.get(Table::PersonKeys, &people::id_bytes(werknemer))? else {
            return Ok(PersonKey::Never);
        };
        let key = people::open(&self.vault, werknemer, &row)?;
        if let PersonKey::Known(key) = &key {
            self.vault.cache.put(self.generation, werknemer, key.clone());
        }
        Ok(key)
    }

    fn vault(&self) -> &Vault {
        &self.vault
    }
}

/// One value of a table of either kind of transaction.
pub(crate) fn get_row(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    key: &[u8],
) -> Result<Option<Vec<u8>>> {
    let found = table.get(key).map_err(StoreError::storage)?;
    Ok(found.map(|value| value.value().to_vec()))
}

/// A page of a table of either kind of transaction.
pub(crate) fn page_of(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    keys: &Keys,
    order: Order,
    limit: usize,
) -> Result<Vec<Row>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let range = table.range::<&[u8]>(keys.bounds()).map_err(StoreError::storage)?;
    let copy =
        |row: std::result::Result<(redb::AccessGuard<'_, _>, redb::AccessGuard<'_, _>), _>| {
            let (key, value): (redb::AccessGuard<'_, &[u8]>, redb::AccessGuard<'_, &[u8]>) =
                row.map_err(|e: redb::StorageError| StoreError::storage(e))?;
            Ok((key.value().to_vec(), value.value().to_vec()))
        };
    match order {
        Order::Up => range.take(limit).map(copy).collect(),
        Order::Down => range.rev().take(limit).map(copy).collect(),
    }
}
