//! Real PDFs of any size: one page with a line of text.

use std::io::Write;

use crate::random::Random;

/// Letters in a line of filling; a reader may not like lines of more than 255.
const LINE: usize = 199;
/// What fills a PDF up: letters in which nobody can read anything.
const LETTERS: [u8; 16] = *b"abcdefghijklmnop";

/// A PDF that says `text`, of exactly `bytes` long, or as long as it has to be at the least.
pub fn pdf(text: &str, bytes: usize) -> Vec<u8> {
    let bare = write(text, 0);
    match bytes.checked_sub(bare.len()) {
        None | Some(0) => bare,
        Some(more) => write(text, more),
    }
}

/// Header, filling, five objects, the table of where they are, and the trailer.
fn write(text: &str, filling: usize) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    fill(&mut out, text, filling);
    let page = format!("BT /F1 14 Tf 56 760 Td ({}) Tj ET", shown(text));
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        let _ = write!(out, "{number} 0 obj\n{object}\nendobj\n"); // writing to a Vec does not fail
    }
    // Ten digits, so that the length does not depend on the place.
    let place = out.len();
    let _ = write!(
        out,
        "{table}trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{place:010}\n%%EOF\n",
        objects.len() + 1
    );
    out
}

/// Comments of exactly so many bytes; the same for the same text.
fn fill(out: &mut Vec<u8>, text: &str, filling: usize) {
    let seed = text.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
    let mut random = Random::new(seed, filling as u64);
    let end = out.len() + filling;
    while out.len() < end {
        let line = LINE.min(end - out.len());
        // A line of one byte is its end only.
        if line > 1 {
            out.push(b'%');
        }
        let mut number = 0;
        for place in 2..line {
            if place % 16 == 2 {
                number = random.number();
            }
            out.push(LETTERS.get((number % 16) as usize).copied().unwrap_or_default());
            number /= 16;
        }
        out.push(b'\n');
    }
}

/// A text in the letters that the font has for sure, with its brackets made harmless.
fn shown(text: &str) -> String {
    let letters = text.chars().map(|letter| if letter.is_ascii_graphic() { letter } else { ' ' });
    letters.map(|letter| if "()\\".contains(letter) { '\'' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_as_long_as_asked() {
        let least = pdf("Beslissing (ZW)", 0).len();
        assert!(least < 1_000);
        for more in [1, 2, 3, 198, 199, 200, 201, 5_000, 1 << 20] {
            assert_eq!(pdf("Beslissing (ZW)", least + more).len(), least + more);
        }
        assert_eq!(pdf("a", 20_971_520).len(), 20_971_520);
        assert_eq!(pdf("a", 5_000), pdf("a", 5_000));
        assert_ne!(pdf("a", 5_000), pdf("b", 5_000));
    }

    #[test]
    fn every_object_is_where_the_table_says() {
        for bytes in [0, 3_000, 100_000] {
            let file = pdf("Toekenning", bytes);
            let ascii = |byte: &u8| if byte.is_ascii() { char::from(*byte) } else { '?' };
            let text: String = file.iter().map(ascii).collect();
            let place: usize =
                text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
            assert!(text[place..].starts_with("xref\n0 6\n"));
            for (number, line) in text[place..].lines().skip(3).take(5).enumerate() {
                let place: usize = line[..10].parse().unwrap();
                assert!(text[place..].starts_with(&format!("{} 0 obj\n", number + 1)));
            }
            assert!(text.starts_with("%PDF-1.4\n") && text.ends_with("%%EOF\n"));
        }
    }
}
