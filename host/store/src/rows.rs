//! Rows as bytes: what a snapshot and a session have in common, and all that the rest builds on.

use std::ops::Bound;

use host_domain::{DossierId, WerknemerId};

use crate::{
    Table, error::Result, people::PersonKey, tables::dossiers::StoredDossier, vault::Vault,
};

/// A key with its value, both as they lie in the file.
pub(crate) type Row = (Vec<u8>, Vec<u8>);

/// Reading of rows, inside one transaction.
pub(crate) trait Rows {
    /// The value at a key.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>>;

    /// At most `limit` rows within `keys`.
    fn page(&self, table: Table, keys: &Keys, order: Order, limit: usize) -> Result<Vec<Row>>;

    /// The key under which the values of a werknemer are sealed.
    fn person_key(&self, werknemer: WerknemerId) -> Result<PersonKey>;

    /// The dossier, when this transaction has it in hand.
    fn held_dossier(&self, _id: DossierId) -> Option<StoredDossier> {
        None
    }

    /// Keeps a dossier that was read in hand, where that makes sense.
    fn hold_dossier(&self, _stored: &StoredDossier) {}

    /// All other keys.
    fn vault(&self) -> &Vault;
}

/// In which order a page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Lowest key first.
    Up,
    /// Highest key first.
    Down,
}

/// A range of keys.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    pub(crate) from: Bound<Vec<u8>>,
    pub(crate) to: Bound<Vec<u8>>,
}

impl Keys {
    /// Every key.
    pub(crate) fn all() -> Keys {
        Keys { from: Bound::Unbounded, to: Bound::Unbounded }
    }

    /// Keys that start with these bytes.
    pub(crate) fn prefix(prefix: &[u8]) -> Keys {
        let mut end = prefix.to_vec();
        // The first key past the prefix: its last byte that can be raised, raised.
        while let Some(last) = end.pop() {
            if last < u8::MAX {
                end.push(last + 1);
                return Keys { from: Bound::Included(prefix.to_vec()), to: Bound::Excluded(end) };
            }
        }
        Keys { from: Bound::Included(prefix.to_vec()), to: Bound::Unbounded }
    }

    /// Keys that come after every key that starts with these bytes.
    pub(crate) fn past_prefix(prefix: &[u8]) -> Keys {
        let from = match Keys::prefix(prefix).to {
            Bound::Excluded(end) => Bound::Included(end),
            // Nothing can come after a prefix of the highest byte only: an empty range.
            Bound::Included(_) | Bound::Unbounded => {
                return Keys { from: Bound::Included(vec![1]), to: Bound::Excluded(vec![0]) };
            }
        };
        Keys { from, to: Bound::Unbounded }
    }

    /// Only from this key on.
    pub(crate) fn starting(self, key: &[u8]) -> Keys {
        Keys { from: Bound::Included(key.to_vec()), ..self }
    }

    /// Only past this key.
    pub(crate) fn after(self, key: &[u8]) -> Keys {
        Keys { from: Bound::Excluded(key.to_vec()), ..self }
    }

    /// Only up to and including this key.
    pub(crate) fn up_to(self, key: &[u8]) -> Keys {
        Keys { to: Bound::Included(key.to_vec()), ..self }
    }

    /// Only before this key.
    pub(crate) fn before(self, key: &[u8]) -> Keys {
        Keys { to: Bound::Excluded(key.to_vec()), ..self }
    }

    /// Whether no key can lie between the bounds; redb does not take such a range.
    pub(crate) fn is_empty(&self) -> bool {
        match (&self.from, &self.to) {
            (Bound::Included(from), Bound::Included(to)) => from > to,
            (
                Bound::Included(from) | Bound::Excluded(from),
                Bound::Included(to) | Bound::Excluded(to),
            ) => from >= to,
            _ => false,
        }
    }

    /// As redb asks for it.
    pub(crate) fn bounds(&self) -> (Bound<&[u8]>, Bound<&[u8]>) {
        (self.from.as_ref().map(Vec::as_slice), self.to.as_ref().map(Vec::as_slice))
    }
}

/// The number at the start of a key.
pub(crate) fn leading_u64(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(*key.first_chunk()?))
}

/// The number at the end of a key.
pub(crate) fn trailing_u64(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(*key.last_chunk()?))
}

/// The id at the end of a key.
pub(crate) fn trailing_id(key: &[u8]) -> Option<u128> {
    Some(u128::from_be_bytes(*key.last_chunk()?))
}

/// A moment as bytes that sort in time, also before 1970.
pub(crate) fn moment_bytes(ms: i64) -> [u8; 8] {
    (ms.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

/// The moment at the start of a key.
pub(crate) fn leading_moment(key: &[u8]) -> Option<i64> {
    leading_u64(key).map(|bits| (bits ^ (1 << 63)).cast_signed())
}
