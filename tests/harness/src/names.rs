//! Names for what differs from run to run, so that texts can be compared: ids become `wn-1`, `wn-2`
//! in the order in which they are first told of.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

/// The day that it is for the host: in Amsterdam.
#[expect(clippy::disallowed_methods, reason = "the host has the clock of the system as well")]
pub(crate) fn today() -> Date {
    let now = Timestamp::now();
    now.in_tz("Europe/Amsterdam").expect("a time zone that is built in").date()
}

/// Names that were given so far.
#[derive(Debug, Default)]
pub struct Names {
    given: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

/// Hexadecimal digits of an id.
const ID_DIGITS: usize = 32;
/// Hexadecimal digits of a SHA-256.
const HASH_DIGITS: usize = 64;

impl Names {
    /// The text with names in place of ids, hashes and moments.
    pub fn plain(&mut self, text: &str) -> String {
        let mut plain = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = ' ';
        while let Some(next) = rest.chars().next() {
            let found = (!before.is_ascii_alphanumeric()).then(|| self.name(rest)).flatten();
            let length = match found {
                Some((length, name)) => {
                    plain.push_str(&name);
                    length
                }
                None => {
                    plain.push(next);
                    next.len_utf8()
                }
            };
            before = rest[..length].chars().next_back().unwrap_or(' ');
            rest = &rest[length..];
        }
        plain
    }

    /// The length of what stands at the start of the text, and its name.
    fn name(&mut self, text: &str) -> Option<(usize, String)> {
        let ends = |length: usize| !text[length..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if let Some(length) = id(text).filter(|length| ends(*length)) {
            return Some((length, self.of(&text[..length])));
        }
        if hexadecimal(text) == HASH_DIGITS {
            return Some((HASH_DIGITS, "(hash)".to_owned()));
        }
        moment(text).map(|length| (length, "(moment)".to_owned()))
    }

    fn of(&mut self, id: &str) -> String {
        if let Some(name) = self.given.get(id) {
            return name.clone();
        }
        let (prefix, _) = id.split_once('-').unwrap_or((id, ""));
        let count = self.counts.entry(prefix.to_owned()).or_default();
        *count += 1;
        let name = format!("{prefix}-{count}");
        self.given.insert(id.to_owned(), name.clone());
        name
    }
}

/// Two or three letters, a hyphen and 32 digits.
fn id(text: &str) -> Option<usize> {
    let letters = text.bytes().take_while(u8::is_ascii_lowercase).count();
    let digits = text.get(letters..)?.strip_prefix('-')?;
    let fits = (2..=3).contains(&letters) && hexadecimal(digits) == ID_DIGITS;
    fits.then_some(letters + 1 + ID_DIGITS)
}

fn hexadecimal(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).count()
}

/// `2026-03-02T09:14:00` or `2026-03-02 09:14:00`, and what follows of it.
fn moment(text: &str) -> Option<usize> {
    let start = text.get(..19)?;
    let shape = "dddd-dd-dd.dd:dd:dd";
    let fits = start.bytes().zip(shape.bytes()).all(|(byte, form)| match form {
        b'd' => byte.is_ascii_digit(),
        b'.' => byte == b'T' || byte == b' ',
        form => byte == form,
    });
    let tail = |byte: &u8| byte.is_ascii_digit() || b".:+-Z".contains(byte);
    fits.then(|| 19 + text.bytes().skip(19).take_while(tail).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_counted_and_the_rest_stays() {
        let mut names = Names::default();
        let (one, two) =
            ("wn-0198f2a0000000000000000000000001", "wn-0198f2a0000000000000000000000002");
        assert_eq!(names.plain(&format!("{two} {one} {two}.")), "wn-1 wn-2 wn-1.");
        assert_eq!(names.plain(one), "wn-2");
        assert_eq!(names.plain("doc-0198f2a0000000000000000000000001"), "doc-1");
        assert_eq!(
            names.plain("op 2026-03-02 om 2026-03-02T09:14:00.5+01:00, é"),
            "op 2026-03-02 om (moment), é"
        );
        assert_eq!(names.plain(&"ab".repeat(32)), "(hash)");
        assert_eq!(names.plain("wn-12 VZ-2026-0001"), "wn-12 VZ-2026-0001");
    }
}
