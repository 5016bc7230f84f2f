//! Damaged files never bring the reader down: they give remarks, or rules that are sound.

use std::{fs, path::Path};

use host_rulebook::Severity;

use crate::book::{load, ziekmelding};

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Pieces that mean something to the parser.
const PIECES: [&str; 24] = [
    "(",
    ")",
    "#{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "`",
    ",",
    ";",
    ":",
    "&&",
    "||",
    "!",
    "==",
    "in",
    ".",
    "-",
    "+",
    "99999999999999999999",
    "0.1e99",
    "é",
    "traject",
];

fn damaged(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(3) {
        let at = dice.below(chars.len());
        match dice.below(3) {
            0 => {
                let end = (at + dice.below(12)).min(chars.len());
                chars.drain(at..end);
            }
            1 => {
                chars.splice(at..at, PIECES[dice.below(PIECES.len())].chars());
            }
            _ => {
                let from = dice.below(chars.len());
                let piece: Vec<char> = chars[from..(from + 20).min(chars.len())].to_vec();
                chars.splice(at..at, piece);
            }
        }
    }
    chars.into_iter().collect()
}

#[test]
fn damaged_rules_give_remarks_or_rules() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let files = [
        "triggers/correctie_controleren.rhai",
        "triggers/ziekmelding_eerste_contact.rhai",
        "conversiegroepen/sivi_verzuim.rhai",
        "importconfiguraties/sivi_2022_verzuim_felison.rhai",
    ];
    let mut dice = Dice(20_260_302);
    let (mut sound, mut refused) = (0, 0);
    for path in files {
        let text = fs::read_to_string(rules.join(path)).unwrap();
        for _ in 0..150 {
            let text = damaged(&text, &mut dice);
            let loaded = load(&[(path, &text)]);
            for remark in &loaded.diagnostics {
                assert!(!remark.file.is_empty(), "{}: {text}", remark.message);
                assert!(!remark.render().is_empty());
            }
            match loaded.book {
                Some(book) => {
                    sound += 1;
                    book.run_tests();
                    book.evaluate(&ziekmelding().case());
                }
                None => {
                    refused += 1;
                    let fout = loaded.diagnostics.iter().any(|r| r.severity == Severity::Fout);
                    assert!(fout, "no book and no reason: {text}");
                }
            }
        }
    }
    assert!(sound > 0 && refused > 0, "{sound} sound, {refused} refused");
}
