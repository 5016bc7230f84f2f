//! From value to bytes and back: a version byte, whose key it is under, and sealed JSON.
//!
//! ```text
//! 1 | 0 | nonce | sealed            under the key of the house
//! 1 | 1 | werknemer | nonce | sealed   under the key of this werknemer
//! ```
//! The table, the key of the row and the bytes in front are bound to the seal: a value that was
//! moved to another row does not open.

use host_domain::WerknemerId;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Table,
    error::{Result, StoreError},
    people::{PersonKey, id_bytes},
    rows::{Keys, Order, Rows},
    vault::Cipher,
};

/// Version of this form.
const VERSION: u8 = 1;
const HOUSE: u8 = 0;
const PERSON: u8 = 1;

/// To whom a value belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Nobody in particular.
    House,
    /// It goes when this werknemer is erased.
    Werknemer(WerknemerId),
}

impl From<Option<WerknemerId>> for Owner {
    fn from(werknemer: Option<WerknemerId>) -> Owner {
        werknemer.map_or(Owner::House, Owner::Werknemer)
    }
}

/// A value that was opened.
pub(crate) enum Opened {
    /// Its JSON.
    Plain(Vec<u8>),
    /// It belonged to somebody who was erased.
    Erased(WerknemerId),
}

/// JSON of a value.
pub(crate) fn json<T: Serialize + ?Sized>(table: Table, value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| StoreError::Encode(table.name()))
}

/// Reads JSON of a row. What serde found wrong is left out: it may quote the value.
pub(crate) fn parse<T: DeserializeOwned>(table: Table, key: &[u8], json: &[u8]) -> Result<T> {
    serde_json::from_slice(json)
        .map_err(|_| StoreError::unreadable(table, key, "de inhoud heeft een onbekende vorm"))
}

/// Seals JSON for one row.
pub(crate) fn seal(
    cipher: &Cipher,
    owner: Owner,
    table: Table,
    key: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>> {
    let mut value = match owner {
        Owner::House => vec![VERSION, HOUSE],
        Owner::Werknemer(id) => [&[VERSION, PERSON][..], &id_bytes(id)].concat(),
    };
    let aad = aad(table, key, &value);
    cipher.seal(&aad, plain, &mut value)?;
    Ok(value)
}

/// To whom a value belongs, without opening it, and the part behind that.
pub(crate) fn owner(value: &[u8]) -> Option<(Owner, &[u8])> {
    match value.split_first_chunk::<2>()? {
        ([VERSION, HOUSE], sealed) => Some((Owner::House, sealed)),
        ([VERSION, PERSON], rest) => {
            let (id, sealed) = rest.split_first_chunk::<16>()?;
            let id = WerknemerId::from_bits(u128::from_be_bytes(*id));
            Some((Owner::Werknemer(id), sealed))
        }
        _ => None,
    }
}

/// Opens one row.
pub(crate) fn open<R: Rows + ?Sized>(
    rows: &R,
    table: Table,
    key: &[u8],
    value: &[u8],
) -> Result<Opened> {
    let wrong = |why| StoreError::unreadable(table, key, why);
    let (owner, sealed) = owner(value).ok_or_else(|| wrong("onbekende vorm van versleuteling"))?;
    let (front, _) = value.split_at(value.len() - sealed.len());
    let aad = aad(table, key, front);
    let plain = match owner {
        Owner::House => rows.vault().house.open(&aad, sealed),
        Owner::Werknemer(id) => match rows.person_key(id)? {
            PersonKey::Known(cipher) => cipher.open(&aad, sealed),
            PersonKey::Erased => return Ok(Opened::Erased(id)),
            PersonKey::Never => return Err(wrong("de sleutel van de werknemer ontbreekt")),
        },
    };
    plain.map(Opened::Plain).ok_or_else(|| wrong("de verzegeling klopt niet"))
}

fn aad(table: Table, key: &[u8], front: &[u8]) -> Vec<u8> {
    [table.name().as_bytes(), b"\0", front, key].concat()
}

/// The value at a key; none when there is none or when its owner was erased.
pub(crate) fn read<T: DeserializeOwned, R: Rows + ?Sized>(
    rows: &R,
    table: Table,
    key: &[u8],
) -> Result<Option<T>> {
    match rows.get(table, key)? {
        None => Ok(None),
        Some(value) => read_row(rows, table, key, &value),
    }
}

/// The value in a row; none when its owner was erased.
pub(crate) fn read_row<T: DeserializeOwned, R: Rows + ?Sized>(
    rows: &R,
    table: Table,
    key: &[u8],
    value: &[u8],
) -> Result<Option<T>> {
    match open(rows, table, key, value)? {
        Opened::Plain(json) => parse(table, key, &json).map(Some),
        Opened::Erased(_) => Ok(None),
    }
}

/// At most `limit` values that can still be read, with their keys.
pub(crate) fn list<T: DeserializeOwned, R: Rows + ?Sized>(
    rows: &R,
    table: Table,
    keys: &Keys,
    order: Order,
    limit: usize,
) -> Result<Vec<(Vec<u8>, T)>> {
    let mut found = Vec::new();
    let mut keys = keys.clone();
    loop {
        let wanted = limit - found.len();
        let page = rows.page(table, &keys, order, wanted)?;
        let is_last = page.len() < wanted || wanted == 0;
        for (key, value) in page {
            keys = match order {
                Order::Up => keys.after(&key),
                Order::Down => keys.before(&key),
            };
            if let Some(value) = read_row(rows, table, &key, &value)? {
                found.push((key, value));
            }
        }
        if is_last {
            return Ok(found);
        }
    }
}
