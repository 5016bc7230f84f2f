//! The keys that follow from the master key, and what is done with them.

use aws_lc_rs::{
    aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hkdf, hmac, rand,
};

use crate::{error::StoreError, people::PersonCache};

/// Bytes of a key.
pub(crate) const KEY_BYTES: usize = 32;

/// Bytes of a keyed hash in a table's key: 128 bits, so that two texts do not meet by accident
/// before there are 2^64 of them.
pub(crate) const INDEX_BYTES: usize = 16;

/// Bytes of a random nonce.
pub(crate) const NONCE_BYTES: usize = NONCE_LEN;

/// A key that seals: AES-256-GCM-SIV with a random nonce in front. Should a nonce ever come twice,
/// this mode shows only whether two values are equal.
pub(crate) struct Cipher(RandomizedNonceKey);

impl Cipher {
    /// With these key bytes.
    pub(crate) fn new(key: &[u8; KEY_BYTES]) -> Result<Cipher, StoreError> {
        RandomizedNonceKey::new(&AES_256_GCM_SIV, key).map(Cipher).map_err(|_| StoreError::Seal)
    }

    /// Appends nonce and sealed `plain` to `out`.
    pub(crate) fn seal(
        &self,
        aad: &[u8],
        plain: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), StoreError> {
        let mut sealed = plain.to_vec();
        let nonce = self.0.seal_in_place_append_tag(Aad::from(aad), &mut sealed);
        let nonce = nonce.map_err(|_| StoreError::Seal)?;
        out.extend_from_slice(nonce.as_ref());
        out.append(&mut sealed);
        Ok(())
    }

    /// What [`Cipher::seal`] wrote; `None` when it is not that.
    pub(crate) fn open(&self, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut plain = sealed.to_vec();
        let length = self.0.open_in_place(nonce, Aad::from(aad), &mut plain).ok()?.len();
        plain.truncate(length);
        Some(plain)
    }
}

/// All keys of one store, in memory.
pub(crate) struct Vault {
    /// Seals what belongs to nobody in particular.
    pub(crate) house: Cipher,
    /// Seals the data keys of people.
    pub(crate) people: Cipher,
    /// Seals the data keys of spooled messages.
    pub(crate) messages: Cipher,
    /// Data keys of people that were opened before.
    pub(crate) cache: PersonCache,
    index: hmac::Key,
    ids: hmac::Key,
}

/// For HKDF: how long the derived key must be.
struct KeyLength;

impl hkdf::KeyType for KeyLength {
    fn len(&self) -> usize {
        KEY_BYTES
    }
}

impl Vault {
    /// Derives every key from the master key (HKDF with SHA-256, one label for each purpose).
    pub(crate) fn new(master: &[u8; KEY_BYTES]) -> Result<Vault, StoreError> {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"schakel store 1").extract(master);
        let derive = |label: &[u8]| -> Result<[u8; KEY_BYTES], StoreError> {
            let mut key = [0; KEY_BYTES];
            let info = [label];
            let derived = root.expand(&info, KeyLength).map_err(|_| StoreError::Seal)?;
            derived.fill(&mut key).map_err(|_| StoreError::Seal)?;
            Ok(key)
        };
        Ok(Vault {
            house: Cipher::new(&derive(b"huis")?)?,
            people: Cipher::new(&derive(b"personen")?)?,
            messages: Cipher::new(&derive(b"berichten")?)?,
            cache: PersonCache::default(),
            index: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"index")?),
            ids: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"ids")?),
        })
    }

    /// The keyed hash that stands for `parts` in the key of `table`.
    pub(crate) fn index(&self, table: crate::Table, parts: &[&[u8]]) -> [u8; INDEX_BYTES] {
        let name = [table.name().as_bytes()];
        keyed_hash(&self.index, name.iter().chain(parts))
    }

    /// A deterministic id: the same for the same parts in this store, unpredictable outside it.
    pub(crate) fn derive_id(&self, parts: &[&[u8]]) -> u128 {
        u128::from_be_bytes(keyed_hash(&self.ids, parts.iter()))
    }
}

/// First bytes of the HMAC over the parts, each with its length so that they cannot run together.
fn keyed_hash<'a>(key: &hmac::Key, parts: impl Iterator<Item = &'a &'a [u8]>) -> [u8; INDEX_BYTES] {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut hash = [0; INDEX_BYTES];
    hash.iter_mut().zip(context.sign().as_ref()).for_each(|(to, from)| *to = *from);
    hash
}

/// A fresh key.
pub(crate) fn random_key() -> Result<[u8; KEY_BYTES], StoreError> {
    let mut key = [0; KEY_BYTES];
    rand::fill(&mut key).map_err(|_| StoreError::Seal)?;
    Ok(key)
}
