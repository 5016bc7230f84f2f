//! The indexes on dossiers: which rows a dossier gives, said once. Putting a dossier, erasing one,
//! rebuilding and checking all follow from it.

use std::collections::BTreeMap;

use host_domain::{
    Dossier, DossierId, Koppelsleutel, TaakId, TaakStatus, TrajectId, WerkgeverId, WerknemerId,
    koppelsleutels,
};

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::{Result, StoreError},
    rows::{Keys, Order, Rows, trailing_id},
    vault::Vault,
};

/// Rows by table and key: a value to seal, or none for a key that stands alone.
type IndexRows = BTreeMap<(Table, Vec<u8>), Option<DossierId>>;

/// The rows that this dossier gives.
pub(crate) fn rows_of(vault: &Vault, dossier: &Dossier) -> IndexRows {
    let id = dossier.id();
    let mut rows = IndexRows::new();
    match dossier {
        Dossier::Werkgever(dossier) => {
            let werkgever = &dossier.werkgever;
            let mut key = code_prefix(vault, &werkgever.werkgevercode);
            key.extend(werkgever.id.bits().to_be_bytes());
            rows.insert((Table::Werkgevercodes, key), None);
        }
        Dossier::Werknemer(dossier) => {
            let werknemer = &dossier.werknemer;
            for (sleutel, text) in koppelsleutels(&werknemer.persoon) {
                let mut key = sleutel_prefix(vault, werknemer.werkgever, sleutel, text);
                key.extend(werknemer.id.bits().to_be_bytes());
                rows.insert((Table::Koppelsleutels, key), None);
            }
        }
    }
    for traject in dossier.trajecten().keys() {
        rows.insert((Table::Trajecten, traject.bits().to_be_bytes().to_vec()), Some(id));
    }
    for (_, taak) in dossier.taken() {
        let key = taak.id.bits().to_be_bytes().to_vec();
        if taak.status == TaakStatus::Open {
            rows.insert((Table::OpenTaken, key.clone()), Some(id));
        }
        rows.insert((Table::Taken, key), Some(id));
    }
    rows
}

/// Writes what changed between two states of one dossier.
pub(crate) fn update(
    session: &mut Session<'_>,
    before: Option<&Dossier>,
    after: &Dossier,
) -> Result<()> {
    let old = before.map(|dossier| rows_of(session.vault(), dossier)).unwrap_or_default();
    let new = rows_of(session.vault(), after);
    if let (Dossier::Werkgever(after), None) = (after, before) {
        let owner = werkgever_by_code(session, &after.werkgever.werkgevercode)?;
        if owner.is_some_and(|owner| owner != after.werkgever.id) {
            return Err(StoreError::WerkgevercodeTaken);
        }
    }
    for ((table, key), _) in old.iter().filter(|(place, _)| !new.contains_key(place)) {
        session.remove(*table, key)?;
    }
    for ((table, key), value) in new.iter().filter(|(place, value)| old.get(place) != Some(value)) {
        match value {
            Some(id) => session.put(*table, key, Owner::House, id)?,
            None => session.mark(*table, key)?,
        }
    }
    Ok(())
}

/// Removes all rows of a dossier.
pub(crate) fn remove(session: &mut Session<'_>, dossier: &Dossier) -> Result<()> {
    for (table, key) in rows_of(session.vault(), dossier).into_keys() {
        session.remove(table, &key)?;
    }
    Ok(())
}

fn code_prefix(vault: &Vault, code: &str) -> Vec<u8> {
    vault.index(Table::Werkgevercodes, &[code.as_bytes()]).to_vec()
}

fn sleutel_prefix(
    vault: &Vault,
    werkgever: WerkgeverId,
    sleutel: Koppelsleutel,
    text: &str,
) -> Vec<u8> {
    let werkgever = werkgever.bits().to_be_bytes();
    let parts = [&werkgever[..], sleutel.name().as_bytes(), text.as_bytes()];
    vault.index(Table::Koppelsleutels, &parts).to_vec()
}

pub(crate) fn werkgever_by_code<R: Rows + ?Sized>(
    rows: &R,
    code: &str,
) -> Result<Option<WerkgeverId>> {
    let keys = Keys::prefix(&code_prefix(rows.vault(), code));
    let page = rows.page(Table::Werkgevercodes, &keys, Order::Up, 1)?;
    Ok(page.first().and_then(|(key, _)| trailing_id(key)).map(WerkgeverId::from_bits))
}

pub(crate) fn werknemers_by_key<R: Rows + ?Sized>(
    rows: &R,
    werkgever: WerkgeverId,
    sleutel: Koppelsleutel,
    text: &str,
) -> Result<Vec<WerknemerId>> {
    let keys = Keys::prefix(&sleutel_prefix(rows.vault(), werkgever, sleutel, text));
    let page = rows.page(Table::Koppelsleutels, &keys, Order::Up, usize::MAX)?;
    Ok(page.iter().filter_map(|(key, _)| trailing_id(key)).map(WerknemerId::from_bits).collect())
}

pub(crate) fn taak_dossier<R: Rows + ?Sized>(rows: &R, taak: TaakId) -> Result<Option<DossierId>> {
    codec::read(rows, Table::Taken, &taak.bits().to_be_bytes())
}

pub(crate) fn traject_dossier<R: Rows + ?Sized>(
    rows: &R,
    traject: TrajectId,
) -> Result<Option<DossierId>> {
    codec::read(rows, Table::Trajecten, &traject.bits().to_be_bytes())
}

pub(crate) fn open_taken<R: Rows + ?Sized>(
    rows: &R,
    after: Option<TaakId>,
    limit: usize,
) -> Result<Vec<(TaakId, DossierId)>> {
    let keys = match after {
        Some(taak) => Keys::all().after(&taak.bits().to_be_bytes()),
        None => Keys::all(),
    };
    let page = codec::list(rows, Table::OpenTaken, &keys, Order::Up, limit)?;
    let taken = page
        .into_iter()
        .filter_map(|(key, dossier)| Some((TaakId::from_bits(trailing_id(&key)?), dossier)));
    Ok(taken.collect())
}
