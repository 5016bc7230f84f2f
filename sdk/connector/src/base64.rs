//! Base64 texts that are small enough to be read by a connector itself. A file is better pointed at
//! with a [`crate::protocol::FileSlice`].

use std::io::{BufRead, Read};

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;

/// Why a text cannot be decoded, in plain Dutch.
#[derive(Debug, thiserror::Error)]
pub enum Undecodable {
    /// It holds other characters, or stops half-way.
    #[error("is geen base64")]
    NotBase64,
    /// It is longer than asked for.
    #[error("is groter dan {0} bytes")]
    TooLong(usize),
    /// The host could not give it.
    #[error("is niet te lezen: {0}")]
    Unreadable(#[from] std::io::Error),
}

/// Decodes all of `from` (RFC 4648 section 4), which may hold white space.
///
/// # Errors
/// What is wrong with it; also that it decodes to more than `most` bytes.
pub fn decode(from: impl Read, most: usize) -> Result<Vec<u8>, Undecodable> {
    let characters = characters(from, most)?;
    let bytes = STANDARD.decode(characters).map_err(|_| Undecodable::NotBase64)?;
    if bytes.len() > most { Err(Undecodable::TooLong(most)) } else { Ok(bytes) }
}

/// Decodes the first `most` bytes of `from`, or all when there are fewer.
///
/// # Errors
/// What is wrong with them; nothing further on is looked at.
pub fn decode_start(from: impl BufRead, most: usize) -> Result<Vec<u8>, Undecodable> {
    let mut characters = Vec::new();
    for byte in from.bytes() {
        let byte = byte?;
        if !byte.is_ascii_whitespace() {
            characters.push(byte);
        }
        if characters.len() >= encoded(most) {
            break;
        }
    }
    let mut bytes = STANDARD.decode(characters).map_err(|_| Undecodable::NotBase64)?;
    bytes.truncate(most);
    Ok(bytes)
}

/// How many characters so many bytes take.
fn encoded(bytes: usize) -> usize {
    bytes.div_ceil(3).saturating_mul(4)
}

/// All characters without the white space, as far as they can stand for at most so many bytes.
fn characters(mut from: impl Read, most: usize) -> Result<Vec<u8>, Undecodable> {
    let mut characters = Vec::new();
    let mut range = [0; 4096];
    loop {
        let length = from.read(&mut range)?;
        let read = range.get(..length).unwrap_or_default();
        if read.is_empty() {
            return Ok(characters);
        }
        characters.extend(read.iter().filter(|byte| !byte.is_ascii_whitespace()));
        if characters.len() > encoded(most) {
            return Err(Undecodable::TooLong(most));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str, most: usize) -> String {
        match decode(text.as_bytes(), most) {
            Ok(bytes) => String::from_utf8(bytes).unwrap(),
            Err(why) => why.to_string(),
        }
    }

    #[test]
    fn a_text_is_decoded_whole_or_not_at_all() {
        assert_eq!(decoded(" aGFs\r\n bG8= ", 5), "hallo");
        assert_eq!(decoded("", 0), "");
        assert_eq!(decoded("aGFsbG8=", 4), "is groter dan 4 bytes");
        assert_eq!(decoded(&"aGFs".repeat(100), 9), "is groter dan 9 bytes");
        assert_eq!(decoded("aGFsbG8", 9), "is geen base64");
        assert_eq!(decoded("aGFs-G8=", 9), "is geen base64");
    }

    #[test]
    fn of_a_long_text_the_start_will_do() {
        let long = format!("{}!", "JVBERi0x\n".repeat(1_000));
        assert_eq!(decode_start(long.as_bytes(), 5).unwrap(), b"%PDF-");
        assert_eq!(decode_start("aGFsbG8=".as_bytes(), 50).unwrap(), b"hallo");
        assert!(decode_start("geen base64!".as_bytes(), 50).is_err());
    }
}
