//! Identifiers derived from what led to them, so that a step done again gives the same ones.

use host_domain::IdSource;
use host_store::Store;

/// A sequence of identifiers that belongs to one origin, such as a record or a planned effect.
pub(crate) struct Derived {
    store: Store,
    origin: Vec<Vec<u8>>,
    count: u64,
}

impl Derived {
    /// Of the origin that `parts` name.
    pub(crate) fn from(store: &Store, parts: &[&[u8]]) -> Derived {
        let origin = parts.iter().map(|part| part.to_vec()).collect();
        Derived { store: store.clone(), origin, count: 0 }
    }
}

impl IdSource for Derived {
    fn next(&mut self) -> u128 {
        let count = self.count.to_be_bytes();
        self.count += 1;
        let mut parts: Vec<&[u8]> = self.origin.iter().map(Vec::as_slice).collect();
        parts.push(&count);
        self.store.derive_id(&parts)
    }
}
