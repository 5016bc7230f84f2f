//! A data key for each werknemer: destroying it erases all that is sealed under it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use host_domain::WerknemerId;

use crate::{
    Table,
    error::{Result, StoreError},
    session::KeyChanges,
    vault::{Cipher, KEY_BYTES, Vault, random_key},
};

/// Opened keys kept in memory, at some 600 bytes each: enough for a busy morning, small enough to
/// forget. When it is full it starts anew.
const CACHE_MAX: usize = 8_192;

/// What stands in [`Table::PersonKeys`] for somebody who was erased: no key, and never one again.
pub(crate) const ERASED: &[u8] = b"gewist";

/// What is known about the key of a werknemer.
pub(crate) enum PersonKey {
    /// It can be used.
    Known(Arc<Cipher>),
    /// It was destroyed.
    Erased,
    /// Nothing was ever written about this werknemer.
    Never,
}

/// Keys that were opened before. A generation counts erasures: who started reading before an
/// erasure must not put the destroyed key back.
#[derive(Default)]
pub(crate) struct PersonCache(Mutex<Cached>);

#[derive(Default)]
struct Cached {
    generation: u64,
    keys: HashMap<WerknemerId, Arc<Cipher>>,
}

impl PersonCache {
    fn lock(&self) -> MutexGuard<'_, Cached> {
        // A map of keys is whole at any moment, also when a thread died with the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To be asked before a transaction starts.
    pub(crate) fn generation(&self) -> u64 {
        self.lock().generation
    }

    pub(crate) fn get(&self, generation: u64, werknemer: WerknemerId) -> Option<Arc<Cipher>> {
        let cached = self.lock();
        (cached.generation == generation).then(|| cached.keys.get(&werknemer).cloned()).flatten()
    }

    pub(crate) fn put(&self, generation: u64, werknemer: WerknemerId, key: Arc<Cipher>) {
        let mut cached = self.lock();
        if cached.generation == generation {
            if cached.keys.len() >= CACHE_MAX {
                cached.keys.clear();
            }
            cached.keys.insert(werknemer, key);
        }
    }

    /// After a commit: takes in the keys that it made and forgets those that it destroyed.
    pub(crate) fn settle(&self, changes: KeyChanges) {
        if !changes.erased.is_empty() {
            let mut cached = self.lock();
            cached.generation += 1;
            cached.keys.retain(|werknemer, _| !changes.erased.contains(werknemer));
        }
        let generation = self.generation();
        for (werknemer, key) in changes.fresh {
            self.put(generation, werknemer, key);
        }
    }
}

/// Bytes that name a werknemer in keys of tables.
pub(crate) fn id_bytes(werknemer: WerknemerId) -> [u8; 16] {
    werknemer.bits().to_be_bytes()
}

/// A new key, and the row that keeps it.
pub(crate) fn make(vault: &Vault, werknemer: WerknemerId) -> Result<(Cipher, Vec<u8>)> {
    let key = random_key()?;
    let mut row = Vec::new();
    vault.people.seal(&aad(werknemer), &key, &mut row)?;
    Ok((Cipher::new(&key)?, row))
}

/// The key in a row.
pub(crate) fn open(vault: &Vault, werknemer: WerknemerId, row: &[u8]) -> Result<PersonKey> {
    if row == ERASED {
        return Ok(PersonKey::Erased);
    }
    let key = vault.people.open(&aad(werknemer), row);
    let key = key.and_then(|bytes| <[u8; KEY_BYTES]>::try_from(bytes).ok());
    let key = key.ok_or_else(|| {
        StoreError::unreadable(Table::PersonKeys, &id_bytes(werknemer), "de sleutel past niet")
    })?;
    Ok(PersonKey::Known(Arc::new(Cipher::new(&key)?)))
}

fn aad(werknemer: WerknemerId) -> Vec<u8> {
    [Table::PersonKeys.name().as_bytes(), b"\0", &id_bytes(werknemer)].concat()
}
