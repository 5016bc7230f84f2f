//! Texts of a guest, before they reach a log, a logverslag or an event: short, on one line, and
//! without numbers that could be somebody's.
//!
//! Every text for people that comes from a guest passes here. What is data (keys, fields, headers,
//! references, bodies of effects) does not.

/// Characters kept of a text: enough for a sentence of explanation with a place in it.
const MOST_CHARS: usize = 300;

/// Lengths of a run of digits that may be a citizen service number: nine digits, or eight where the
/// leading zero got lost.
const PRIVATE_DIGITS: [usize; 2] = [8, 9];
/// What stands for such a run; its last [`SHOWN_DIGITS`] follow.
const MASK: &str = "******";
/// Digits that are still shown, to tell two of them apart.
const SHOWN_DIGITS: usize = 3;

/// A text from a guest, fit to be read by people.
pub(crate) fn from_guest(text: &str) -> String {
    from_guest_within(text, MOST_CHARS)
}

/// A text from a guest, fit to be read by people, of at most `most` characters.
pub(crate) fn from_guest_within(text: &str, most: usize) -> String {
    // No run that begins within `most` and may be masked reaches further than this. Masking never
    // makes a text shorter, so no more of it is needed either.
    let beyond = most + PRIVATE_DIGITS.iter().max().copied().unwrap_or_default() + 1;
    let line: String = text.chars().take(beyond).map(on_one_line).collect();
    let masked = masked(&line);
    if masked.chars().count() <= most {
        return masked;
    }
    let mut cut: String = masked.chars().take(most.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// Characters that break a line, steer a terminal, or make a text read other than it is written.
fn on_one_line(character: char) -> char {
    match character {
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => ' ',
        '\u{ad}' | '\u{feff}' => ' ',
        _ if character.is_control() => ' ',
        _ => character,
    }
}

/// Masks word by word, as a number of ours (`lv-` or `doc-` and 32 hexadecimal digits) must stay whole: who
/// gets it has to be able to ask for it.
fn masked(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (other, from_word) = rest.split_at(rest.find(is_word).unwrap_or(rest.len()));
        let end = from_word.find(|c| !is_word(c)).unwrap_or(from_word.len());
        let (word, after) = from_word.split_at(end);
        masked.push_str(other);
        if is_number_of_ours(word) {
            masked.push_str(word);
        } else {
            mask_runs(word, &mut masked);
        }
        rest = after;
    }
    masked
}

/// Two or three letters, a dash, 32 hexadecimal digits.
fn is_number_of_ours(word: &str) -> bool {
    word.split_once('-').is_some_and(|(kind, digits)| {
        (2..=3).contains(&kind.len())
            && kind.bytes().all(|b| b.is_ascii_lowercase())
            && digits.len() == 32
            && digits.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

fn mask_runs(word: &str, masked: &mut String) {
    let mut rest = word;
    while !rest.is_empty() {
        let is_digit = |c: char| c.is_ascii_digit();
        let (other, from_digit) = rest.split_at(rest.find(is_digit).unwrap_or(rest.len()));
        let end = from_digit.find(|c| !is_digit(c)).unwrap_or(from_digit.len());
        let (digits, after) = from_digit.split_at(end);
        masked.push_str(other);
        if PRIVATE_DIGITS.contains(&digits.len()) {
            masked.push_str(MASK);
            masked.push_str(digits.get(digits.len() - SHOWN_DIGITS..).unwrap_or_default());
        } else {
            masked.push_str(digits);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_may_be_somebodys_are_masked() {
        for (text, expected) in [
            ("BSN 123456782 klopt niet", "BSN ******782 klopt niet"),
            ("12345672", "******672"),
            ("é123456782/12345672é", "é******782/******672é"),
            ("1234567 en 1234567890", "1234567 en 1234567890"),
            ("op 2026-03-02 om 09:00", "op 2026-03-02 om 09:00"),
            (
                "zie lv-101a200f585d70000dbe4f12345672fa, regel 2",
                "zie lv-101a200f585d70000dbe4f12345672fa, regel 2",
            ),
            (
                "zie doc-101a200f585d70000dbe4f12345672fa, regel 2",
                "zie doc-101a200f585d70000dbe4f12345672fa, regel 2",
            ),
            (
                "zie xdoc-101a200f585d70000dbe4f12345672fa",
                "zie xdoc-101a200f585d70000dbe4f******672fa",
            ),
            ("zie x-101a200f585d70000dbe4f12345672fa", "zie x-101a200f585d70000dbe4f******672fa"),
        ] {
            assert_eq!(from_guest(text), expected);
            assert_eq!(from_guest(&from_guest(text)), expected);
        }
    }

    #[test]
    fn a_text_is_one_line() {
        assert_eq!(from_guest("een\r\ntwee\u{1b}[2J\u{202e}drie\u{2028}"), "een  twee [2J drie ");
        assert_eq!(from_guest("12345\u{200b}6782"), "12345 6782");
    }

    #[test]
    fn a_text_is_short_and_no_number_is_cut_to_pieces() {
        let long = "é".repeat(1 << 20);
        assert_eq!(from_guest(&long).chars().count(), MOST_CHARS);
        for before in 280..=MOST_CHARS {
            let text = from_guest(&format!("{}123456782 staat er", "x".repeat(before)));
            assert!(text.chars().count() <= MOST_CHARS, "{before}");
            assert!(!text.contains("1234"), "{text}");
        }
        let fits = "x".repeat(MOST_CHARS);
        assert_eq!(from_guest(&fits), fits);
    }
}
