//! Dossiers: the state that the log folds to.

use host_domain::{Dossier, DossierId, WerkgeverId, WerknemerId};
use serde::{Deserialize, Serialize};

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, trailing_id},
    tables::dossier_indexes,
};

/// First byte of a key: werkgevers lie together, before werknemers.
const WERKGEVER: u8 = 0;
const WERKNEMER: u8 = 1;

/// A dossier as it was after an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredDossier {
    /// All that is known.
    pub dossier: Dossier,
    /// The event that last changed it.
    pub last_seq: u64,
}

pub(crate) fn key(id: DossierId) -> [u8; 17] {
    let (kind, bits) = match id {
        DossierId::Werkgever(id) => (WERKGEVER, id.bits()),
        DossierId::Werknemer(id) => (WERKNEMER, id.bits()),
    };
    let mut key = [kind; 17];
    key.iter_mut().skip(1).zip(bits.to_be_bytes()).for_each(|(to, from)| *to = from);
    key
}

/// The dossier whose key, or a key that starts with it, this is.
pub(crate) fn id_of(key: &[u8]) -> Option<DossierId> {
    let (kind, rest) = key.split_first()?;
    let bits = u128::from_be_bytes(*rest.first_chunk()?);
    match *kind {
        WERKGEVER => Some(DossierId::Werkgever(WerkgeverId::from_bits(bits))),
        WERKNEMER => Some(DossierId::Werknemer(WerknemerId::from_bits(bits))),
        _ => None,
    }
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, id: DossierId) -> Result<Option<StoredDossier>> {
    if let Some(held) = rows.held_dossier(id) {
        return Ok(Some(held));
    }
    let stored: Option<StoredDossier> = codec::read(rows, Table::Dossiers, &key(id))?;
    stored.iter().for_each(|stored| rows.hold_dossier(stored));
    Ok(stored)
}

pub(crate) fn ids<R: Rows + ?Sized>(
    rows: &R,
    after: Option<DossierId>,
    limit: usize,
) -> Result<Vec<DossierId>> {
    let keys = after.map_or_else(Keys::all, |id| Keys::all().after(&key(id)));
    let page = rows.page(Table::Dossiers, &keys, Order::Up, limit)?;
    Ok(page.iter().filter_map(|(key, _)| id_of(key)).collect())
}

pub(crate) fn werkgevers<R: Rows + ?Sized>(
    rows: &R,
    after: Option<WerkgeverId>,
    limit: usize,
) -> Result<Vec<WerkgeverId>> {
    let keys = Keys::prefix(&[WERKGEVER]);
    let keys = match after {
        Some(id) => keys.after(&key(DossierId::Werkgever(id))),
        None => keys,
    };
    let page = rows.page(Table::Dossiers, &keys, Order::Up, limit)?;
    Ok(page.iter().filter_map(|(key, _)| trailing_id(key)).map(WerkgeverId::from_bits).collect())
}

impl Session<'_> {
    /// Puts a dossier as it is after event `last_seq`, and brings every index on it up to date.
    pub fn put_dossier(&mut self, dossier: &Dossier, last_seq: u64) -> Result<()> {
        let id = dossier.id();
        let before = get(self, id)?;
        dossier_indexes::update(self, before.as_ref().map(|b| &b.dossier), dossier)?;
        self.hold_changed(StoredDossier { dossier: dossier.clone(), last_seq });
        Ok(())
    }

    /// Writes the dossiers that changed, each once.
    pub(crate) fn flush_dossiers(&mut self) -> Result<()> {
        for stored in self.take_changed() {
            let id = stored.dossier.id();
            self.put(Table::Dossiers, &key(id), Owner::from(id.werknemer()), &stored)?;
        }
        Ok(())
    }
}
