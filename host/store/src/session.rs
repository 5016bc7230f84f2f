//! One write transaction: reads what it wrote, and becomes durable as a whole or not at all.

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use host_domain::{DossierId, WerknemerId};
use redb::{ReadableTable as _, WriteTransaction};
use serde::Serialize;

use crate::{
    Table,
    codec::{self, Owner},
    error::{Result, StoreError},
    people::{self, ERASED, PersonKey},
    rows::{Keys, Order, Row, Rows},
    snapshot::{get_row, page_of},
    tables::dossiers::StoredDossier,
    vault::{Cipher, Vault},
};

type OpenTable<'t> = redb::Table<'t, &'static [u8], &'static [u8]>;

/// A write transaction, lent to the work of [`crate::Store::write`]. It answers all that
/// [`crate::Reads`] asks, its own writes included.
pub struct Session<'t> {
    vault: Arc<Vault>,
    transaction: &'t WriteTransaction,
    tables: Vec<OnceCell<RefCell<OpenTable<'t>>>>,
    generation: u64,
    /// Keys made in this transaction; known to others once it is committed.
    fresh: HashMap<WerknemerId, Arc<Cipher>>,
    erased: BTreeSet<WerknemerId>,
    /// Dossiers in hand, and whether they were changed: written once, at the end.
    held: RefCell<HashMap<DossierId, (StoredDossier, bool)>>,
}

/// What the cache of keys must know after the commit.
pub(crate) struct KeyChanges {
    pub(crate) fresh: HashMap<WerknemerId, Arc<Cipher>>,
    pub(crate) erased: BTreeSet<WerknemerId>,
}

impl<'t> Session<'t> {
    pub(crate) fn new(vault: Arc<Vault>, transaction: &'t WriteTransaction) -> Session<'t> {
        let generation = vault.cache.generation();
        let tables = Table::ALL.iter().map(|_| OnceCell::new()).collect();
        let (fresh, erased) = (HashMap::new(), BTreeSet::new());
        Session { vault, transaction, tables, generation, fresh, erased, held: RefCell::default() }
    }

    /// See [`crate::Store::derive_id`].
    pub fn derive_id(&self, parts: &[&[u8]]) -> u128 {
        self.vault.derive_id(parts)
    }

    /// Closes the tables, so that the transaction can be committed.
    pub(crate) fn finish(mut self) -> Result<KeyChanges> {
        self.flush_dossiers()?;
        Ok(KeyChanges { fresh: self.fresh, erased: self.erased })
    }

    /// Keeps a changed dossier in hand until the end.
    pub(crate) fn hold_changed(&mut self, stored: StoredDossier) {
        self.held.get_mut().insert(stored.dossier.id(), (stored, true));
    }

    /// The changed dossiers, in the order of their ids.
    pub(crate) fn take_changed(&mut self) -> Vec<StoredDossier> {
        let held = self.held.take().into_values();
        let mut changed: Vec<StoredDossier> =
            held.filter(|(_, changed)| *changed).map(|(stored, _)| stored).collect();
        changed.sort_by_key(|stored| stored.dossier.id());
        changed
    }

    /// Forgets a dossier in hand, which was removed.
    pub(crate) fn let_go(&mut self, id: DossierId) {
        self.held.get_mut().remove(&id);
    }

    fn table(&self, table: Table) -> Result<&RefCell<OpenTable<'t>>> {
        let place = self.tables.get(table.index());
        let place = place.ok_or_else(|| StoreError::unreadable(table, &[], "onbekende tabel"))?;
        if let Some(open) = place.get() {
            return Ok(open);
        }
        let open = self.transaction.open_table(table.definition()).map_err(StoreError::storage)?;
        Ok(place.get_or_init(|| RefCell::new(open)))
    }

    /// Puts a value, sealed for its owner.
    pub(crate) fn put<T: Serialize + ?Sized>(
        &mut self,
        table: Table,
        key: &[u8],
        owner: Owner,
        value: &T,
    ) -> Result<()> {
        self.put_json(table, key, owner, &codec::json(table, value)?)
    }

    /// Puts a value that is JSON already.
    pub(crate) fn put_json(
        &mut self,
        table: Table,
        key: &[u8],
        owner: Owner,
        json: &[u8],
    ) -> Result<()> {
        let sealed = match owner {
            Owner::House => codec::seal(&self.vault.house, owner, table, key, json)?,
            Owner::Werknemer(werknemer) => {
                let cipher = self.key_to_write_with(werknemer)?;
                codec::seal(&cipher, owner, table, key, json)?
            }
        };
        self.put_bytes(table, key, &sealed)
    }

    /// Puts a key in a table that has keys only.
    pub(crate) fn mark(&mut self, table: Table, key: &[u8]) -> Result<()> {
        self.put_bytes(table, key, &[])
    }

    /// Puts bytes as they are.
    pub(crate) fn put_bytes(&mut self, table: Table, key: &[u8], bytes: &[u8]) -> Result<()> {
        let mut open = self.table(table)?.borrow_mut();
        open.insert(key, bytes).map_err(StoreError::storage)?;
        Ok(())
    }

    /// Removes a row; one that is not there is fine.
    pub(crate) fn remove(&mut self, table: Table, key: &[u8]) -> Result<()> {
        let mut open = self.table(table)?.borrow_mut();
        open.remove(key).map_err(StoreError::storage)?;
        Ok(())
    }

    /// Makes the key of a werknemer unusable for ever.
    pub(crate) fn destroy_key(&mut self, werknemer: WerknemerId) -> Result<()> {
        self.put_bytes(Table::PersonKeys, &people::id_bytes(werknemer), ERASED)?;
        self.fresh.remove(&werknemer);
        self.erased.insert(werknemer);
        Ok(())
    }

    /// The key of a werknemer; made on first use.
    fn key_to_write_with(&mut self, werknemer: WerknemerId) -> Result<Arc<Cipher>> {
        match self.person_key(werknemer)? {
            PersonKey::Known(cipher) => Ok(cipher),
            PersonKey::Erased => Err(StoreError::Erased(werknemer)),
            PersonKey::Never => {
                let (cipher, row) = people::make(&self.vault, werknemer)?;
                self.put_bytes(Table::PersonKeys, &people::id_bytes(werknemer), &row)?;
                let cipher = Arc::new(cipher);
                self.fresh.insert(werknemer, cipher.clone());
                Ok(cipher)
            }
        }
    }

    /// The highest key of a table.
    pub(crate) fn last_key(&self, table: Table) -> Result<Option<Vec<u8>>> {
        let open = self.table(table)?.borrow();
        let last = open.last().map_err(StoreError::storage)?;
        Ok(last.map(|(key, _)| key.value().to_vec()))
    }
}

impl Rows for Session<'_> {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>> {
        get_row(&*self.table(table)?.borrow(), key)
    }

    fn page(&self, table: Table, keys: &Keys, order: Order, limit: usize) -> Result<Vec<Row>> {
        page_of(&*self.table(table)?.borrow(), keys, order, limit)
    }

    fn person_key(&self, werknemer: WerknemerId) -> Result<PersonKey> {
        if self.erased.contains(&werknemer) {
            return Ok(PersonKey::Erased);
        }
        if let Some(key) = self.fresh.get(&werknemer) {
            return Ok(PersonKey::Known(key.clone()));
        }
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

    fn held_dossier(&self, id: DossierId) -> Option<StoredDossier> {
        self.held.borrow().get(&id).map(|(stored, _)| stored.clone())
    }

    fn hold_dossier(&self, stored: &StoredDossier) {
        self.held.borrow_mut().insert(stored.dossier.id(), (stored.clone(), false));
    }

    fn vault(&self) -> &Vault {
        &self.vault
    }
}
