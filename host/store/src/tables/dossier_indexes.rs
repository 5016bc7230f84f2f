//! The indexes on dossiers: which rows a dossier gives, said once. Putting a dossier, erasing one,
//! rebuilding and checking all follow from it.

use std::collections::BTreeMap;

use host_domain::{
    AfspraakId, Dienst, Dossier, DossierId, Koppelsleutel, Loonheffingennummer, MachtigingId,
    MachtigingStatus, PolisId, TaakId, TaakStatus, Traject, TrajectId, WerkgeverId, WerknemerId,
    koppelsleutels,
};
use serde::Serialize;

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::{Result, StoreError},
    rows::{Keys, Order, Rows, trailing_id},
    tables::{dossiers, herinneringen},
    vault::{INDEX_BYTES, Vault},
};

/// Rows by table and key: a value to seal, or none for a key that stands alone.
type IndexRows = BTreeMap<(Table, Vec<u8>), Option<IndexValue>>;

/// The value of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum IndexValue {
    /// The dossier that it leads to.
    Dossier(DossierId),
    /// The dossier of a herinnering, and its name. A person may have written that.
    Herinnering(DossierId, String),
}

impl IndexValue {
    fn owner(&self) -> Owner {
        match self {
            IndexValue::Dossier(_) => Owner::House,
            IndexValue::Herinnering(dossier, _) => Owner::from(dossier.werknemer()),
        }
    }
}

/// The rows that this dossier gives.
pub(crate) fn rows_of(vault: &Vault, dossier: &Dossier) -> IndexRows {
    let id = dossier.id();
    let leads = Some(IndexValue::Dossier(id));
    let mut rows = IndexRows::new();
    match dossier {
        Dossier::Werkgever(dossier) => {
            let werkgever = &dossier.werkgever;
            let mut key = code_prefix(vault, &werkgever.werkgevercode);
            key.extend(werkgever.id.bits().to_be_bytes());
            rows.insert((Table::Werkgevercodes, key), None);
            for machtiging in dossier.machtigingen.values() {
                let ids = [machtiging.id.bits().to_be_bytes(), werkgever.id.bits().to_be_bytes()];
                let number = &machtiging.loonheffingennummer;
                let key = [&machtiging_prefix(vault, number, machtiging.dienst)[..], &ids.concat()];
                rows.insert((Table::Machtigingen, key.concat()), None);
                if machtiging.status == MachtigingStatus::Actief {
                    rows.insert((Table::ActiveMachtigingen, ids.concat()), None);
                }
            }
            for polis in dossier.polissen.keys() {
                let key = polis.bits().to_be_bytes().to_vec();
                rows.insert((Table::Polissen, key), leads.clone());
            }
        }
        Dossier::Werknemer(dossier) => {
            let werknemer = &dossier.werknemer;
            let ids = [werknemer.werkgever.bits().to_be_bytes(), werknemer.id.bits().to_be_bytes()];
            rows.insert((Table::WerknemersOf, ids.concat()), None);
            for (sleutel, text) in koppelsleutels(&werknemer.persoon) {
                let mut key = sleutel_prefix(vault, werknemer.werkgever, sleutel, text);
                key.extend(werknemer.id.bits().to_be_bytes());
                rows.insert((Table::Koppelsleutels, key), None);
            }
        }
    }
    for traject in dossier.trajecten().values() {
        rows.extend(rows_of_traject(vault, traject, id));
        if let Some(kenmerk) = &traject.extern_kenmerk {
            let key = [&kenmerk_prefix(vault, kenmerk)[..], &dossiers::key(id)].concat();
            rows.insert((Table::Kenmerken, key), None);
        }
    }
    for (_, taak) in dossier.taken() {
        let key = taak.id.bits().to_be_bytes().to_vec();
        if taak.status == TaakStatus::Open {
            rows.insert((Table::OpenTaken, key.clone()), leads.clone());
        }
        rows.insert((Table::Taken, key), leads.clone());
    }
    rows
}

/// The rows of a traject by its id, its day, its herinneringen and its afspraken.
fn rows_of_traject(vault: &Vault, traject: &Traject, of: DossierId) -> IndexRows {
    let leads = Some(IndexValue::Dossier(of));
    let id = traject.id.bits().to_be_bytes().to_vec();
    let mut rows = IndexRows::from([((Table::Trajecten, id.clone()), leads.clone())]);
    if traject.is_lopend() {
        rows.insert((Table::OpenTrajecten, id), leads.clone());
    }
    for (naam, herinnering) in &traject.herinneringen {
        let key = herinneringen::key(vault, herinnering.op, traject.id, naam);
        let value = IndexValue::Herinnering(of, naam.clone());
        rows.insert((Table::Herinneringen, key), Some(value));
    }
    for afspraak in traject.afspraken.keys() {
        let key = afspraak.bits().to_be_bytes().to_vec();
        rows.insert((Table::Afspraken, key), leads.clone());
    }
    rows
}

/// Writes one row.
pub(crate) fn put(
    session: &mut Session<'_>,
    table: Table,
    key: &[u8],
    value: Option<&IndexValue>,
) -> Result<()> {
    match value {
        Some(value) => session.put(table, key, value.owner(), value),
        None => session.mark(table, key),
    }
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
        put(session, *table, key, value.as_ref())?;
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

fn machtiging_prefix(
    vault: &Vault,
    number: &Loonheffingennummer,
    dienst: Dienst,
) -> [u8; INDEX_BYTES] {
    let number = number.to_string();
    vault.index(Table::Machtigingen, &[number.as_bytes(), dienst.code().as_bytes()])
}

fn kenmerk_prefix(vault: &Vault, kenmerk: &str) -> [u8; INDEX_BYTES] {
    vault.index(Table::Kenmerken, &[kenmerk.as_bytes()])
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

/// Werknemers of a werkgever in the order of their ids.
pub(crate) fn werknemers_of<R: Rows + ?Sized>(
    rows: &R,
    werkgever: WerkgeverId,
    after: Option<WerknemerId>,
    limit: usize,
) -> Result<Vec<WerknemerId>> {
    let prefix = werkgever.bits().to_be_bytes();
    let keys = match after {
        Some(werknemer) => {
            Keys::prefix(&prefix).after(&[prefix, werknemer.bits().to_be_bytes()].concat())
        }
        None => Keys::prefix(&prefix),
    };
    let page = rows.page(Table::WerknemersOf, &keys, Order::Up, limit)?;
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

pub(crate) fn afspraak_dossier<R: Rows + ?Sized>(
    rows: &R,
    afspraak: AfspraakId,
) -> Result<Option<DossierId>> {
    codec::read(rows, Table::Afspraken, &afspraak.bits().to_be_bytes())
}

pub(crate) fn polis_dossier<R: Rows + ?Sized>(
    rows: &R,
    polis: PolisId,
) -> Result<Option<DossierId>> {
    codec::read(rows, Table::Polissen, &polis.bits().to_be_bytes())
}

/// Machtigingen for a payroll tax number and a service, ended ones too, each with its werkgever.
pub(crate) fn machtigingen_by_key<R: Rows + ?Sized>(
    rows: &R,
    number: &Loonheffingennummer,
    dienst: Dienst,
) -> Result<Vec<(MachtigingId, WerkgeverId)>> {
    let keys = Keys::prefix(&machtiging_prefix(rows.vault(), number, dienst));
    let page = rows.page(Table::Machtigingen, &keys, Order::Up, usize::MAX)?;
    Ok(page.iter().filter_map(|(key, _)| machtiging_in(key)).collect())
}

pub(crate) fn active_machtigingen<R: Rows + ?Sized>(
    rows: &R,
) -> Result<Vec<(MachtigingId, WerkgeverId)>> {
    let page = rows.page(Table::ActiveMachtigingen, &Keys::all(), Order::Up, usize::MAX)?;
    Ok(page.iter().filter_map(|(key, _)| machtiging_in(key)).collect())
}

/// The machtiging and the werkgever that a key ends with.
pub(crate) fn machtiging_in(key: &[u8]) -> Option<(MachtigingId, WerkgeverId)> {
    let (front, werkgever) = key.split_last_chunk::<16>()?;
    let machtiging = MachtigingId::from_bits(trailing_id(front)?);
    Some((machtiging, WerkgeverId::from_bits(u128::from_be_bytes(*werkgever))))
}

pub(crate) fn dossiers_by_kenmerk<R: Rows + ?Sized>(
    rows: &R,
    kenmerk: &str,
) -> Result<Vec<DossierId>> {
    let keys = Keys::prefix(&kenmerk_prefix(rows.vault(), kenmerk));
    let page = rows.page(Table::Kenmerken, &keys, Order::Up, usize::MAX)?;
    Ok(page.iter().filter_map(|(key, _)| kenmerk_dossier(key)).collect())
}

/// The dossier of a row of [`Table::Kenmerken`].
pub(crate) fn kenmerk_dossier(key: &[u8]) -> Option<DossierId> {
    dossiers::id_of(key.get(INDEX_BYTES..)?)
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

pub(crate) fn open_trajecten<R: Rows + ?Sized>(
    rows: &R,
    after: Option<TrajectId>,
    limit: usize,
) -> Result<Vec<(TrajectId, DossierId)>> {
    let keys = match after {
        Some(traject) => Keys::all().after(&traject.bits().to_be_bytes()),
        None => Keys::all(),
    };
    let page = codec::list(rows, Table::OpenTrajecten, &keys, Order::Up, limit)?;
    let trajecten = page
        .into_iter()
        .filter_map(|(key, dossier)| Some((TrajectId::from_bits(trailing_id(&key)?), dossier)));
    Ok(trajecten.collect())
}
