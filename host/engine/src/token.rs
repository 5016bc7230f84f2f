//! Tokens: what partners and operators show to prove who they are.

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{SHA256, digest},
    rand,
};

use crate::error::Fault;

/// A bearer token of 256 random bits, in hexadecimal. It is shown once; only its hash is kept.
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn new() -> Result<Token, Fault> {
        let mut bits = [0; 32];
        rand::fill(&mut bits).map_err(|_| Fault::Unknown("geen willekeurige getallen".into()))?;
        Ok(Token(hex(&bits)))
    }

    /// One that was handed over before.
    pub fn read(text: &str) -> Token {
        Token(text.to_owned())
    }

    /// The token itself, to hand over.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// SHA-256, hexadecimal: what is kept. The token is random enough to need no salt.
    pub fn hash(&self) -> String {
        hash(&self.0)
    }

    /// Whether `shown` has this hash, in a time that says nothing about where they differ.
    pub fn matches(shown: &str, kept_hash: &str) -> bool {
        verify_slices_are_equal(hash(shown).as_bytes(), kept_hash.as_bytes()).is_ok()
    }
}

fn hash(token: &str) -> String {
    hex(digest(&SHA256, token.as_bytes()).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_matches_its_own_hash_only() {
        let (one, other) = (Token::new().unwrap(), Token::new().unwrap());
        assert!(Token::matches(one.reveal(), &one.hash()));
        assert!(!Token::matches(other.reveal(), &one.hash()));
        assert!(!Token::matches("", &one.hash()));
        assert_eq!(one.reveal().len(), 64);
    }
}
