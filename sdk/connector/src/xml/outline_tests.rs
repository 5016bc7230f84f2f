//! What an outline says of messages that hold files, tricky ones and broken ones.

use std::io::BufReader;

use expect_test::{Expect, expect};

use super::*;

/// Every element with its place, and what can be said of its text, where runs of more than `longest`
/// bytes are left out. How the bytes come in must not matter.
fn told(message: &[u8], longest: usize) -> Result<String, Refusal> {
    let outline = Outline::without_runs_of(message, u64::MAX, longest);
    for capacity in [1, 7, 64 * 1024] {
        let ranges = BufReader::with_capacity(capacity, message);
        let again = Outline::without_runs_of(ranges, u64::MAX, longest);
        assert_eq!(again.as_ref().map(tell), outline.as_ref().map(tell));
    }
    outline.map(|outline| tell(&outline))
}

fn tell(outline: &Outline) -> String {
    let mut text = String::new();
    for element in std::iter::once(outline.root()).chain(outline.root().descendants()) {
        let Slice { offset, length } = element.slice();
        let plain = if element.is_plain() { "" } else { " niet kaal" };
        let value = match element.text() {
            Some(text) => format!(" {text:?}"),
            None if element.is_left_out() => " weggelaten".into(),
            None => String::new(),
        };
        let (namespace, name, line) = (element.namespace(), element.name(), element.line());
        text += &format!("{line} {{{namespace}}}{name} {offset}+{length}{plain}{value}\n");
    }
    text
}

#[expect(clippy::needless_pass_by_value, reason = "expect! is written on the spot")]
fn check(message: impl AsRef<[u8]>, expected: Expect) {
    expected.assert_eq(&match told(message.as_ref(), 8) {
        Ok(told) => told,
        Err(refusal) => refusal.to_string(),
    });
}

#[test]
fn long_runs_are_left_out_and_short_ones_kept() {
    check(
        "<a xmlns='u'>\n <kort>AAAA/+==</kort>\n <lang>AAAA\nBBBB=</lang>\n<n:c xmlns:n='v'/></a>",
        expect![[r#"
            1 {u}a 13+67 niet kaal weggelaten
            2 {u}kort 21+8 "AAAA/+=="
            3 {u}lang 44+10 weggelaten
            5 {v}c 79+0 ""
        "#]],
    );
    check(
        "\u{feff}<?xml version='1.0'?><a>AAAABBBBC</a>",
        expect![[r#"
            1 {}a 27+9 weggelaten
        "#]],
    );
}

#[test]
fn what_only_looks_like_a_run() {
    check(
        "<a b='>AAAABBBBCCCC' c=\">AAAABBBBCCCC\"><!-- >AAAABBBBCCCC --><?p >AAAABBBBCCCC?></a>",
        expect![[r#"
            1 {}a 39+41 niet kaal ""
        "#]],
    );
    check(
        "<a><![CDATA[<b>AAAABBBBCCCC</b>]]></a>",
        expect![[r#"
            1 {}a 3+31 niet kaal "<b>AAAABBBBCCCC</b>"
        "#]],
    );
    check(
        "<a>AAAABBBB&#13;CCCCDDDDEEEE</a>",
        expect![[r#"
            1 {}a 3+25 niet kaal "AAAABBBB\rCCCCDDDDEEEE"
        "#]],
    );
    check(
        "<a>AAAABBBBCCCC&#13;DDDD</a>",
        expect![[r#"
            1 {}a 3+21 niet kaal weggelaten
        "#]],
    );
    check(
        "<a>AAAABBBBCCCC-DDDD</a>",
        expect![[r#"
            1 {}a 3+17 weggelaten
        "#]],
    );
    check(
        "<a>Een gewone zin, met een komma.</a>",
        expect![[r#"
            1 {}a 3+30 weggelaten
        "#]],
    );
    check(
        "<a><b/>AAAABBBBCCCC<b>\n          \n</b>AAAABBBBCCCC</a>",
        expect![[r#"
            1 {}a 3+47 niet kaal weggelaten
            1 {}b 6+0 ""
            1 {}b 22+12 weggelaten
        "#]],
    );
}

#[test]
fn what_is_refused_is_told_with_its_line() {
    let long = "AAAABBBB\n".repeat(5);
    check(
        format!("<a>{long}<b></a>"),
        expect!["regel 6: element `a` wordt gesloten waar `b` nog open is"],
    );
    check(
        format!("<a><b>{long}"),
        expect!["regel 6: het bericht is afgebroken: element `b` van regel 1 wordt niet gesloten"],
    );
    check(format!("<a/>\n{long}"), expect!["regel 1: er staat tekst na het buitenste element"]);
    check(
        format!("<?xml version='1.0'?>{long}<a/>"),
        expect!["regel 1: er staat tekst voor het buitenste element"],
    );
    check(
        format!("<a>\n{}", "AAAABBBB".repeat(9)),
        expect!["regel 2: het bericht is afgebroken: element `a` van regel 1 wordt niet gesloten"],
    );
    check("<n:a/>", expect!["regel 1: voorvoegsel `n` heeft geen naamruimte"]);
    check(
        "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        expect!["regel 1: het bericht bevat een DOCTYPE; dat is niet toegestaan"],
    );
    check("", expect!["regel 1: het bericht bevat geen element"]);
}

#[test]
fn sizes_are_bounded() {
    let refusal = |message: &[u8], most| match Outline::read(message, most) {
        Ok(_) => "goed".to_owned(),
        Err(refusal) => refusal.to_string(),
    };
    expect!["regel 1: het bericht is groter dan 10 bytes"]
        .assert_eq(&refusal(b"<a></a><!---->", 10));
    let dots = format!("<a>{}</a>", ".".repeat(9 << 20));
    expect!["regel 1: het bericht heeft meer dan 8388608 bytes naast zijn bestanden"]
        .assert_eq(&refusal(dots.as_bytes(), u64::MAX));
    let many = format!("<a>{}</a>", "<b/>".repeat(300_000));
    expect!["regel 1: het bericht heeft meer dan 300000 elementen"]
        .assert_eq(&refusal(many.as_bytes(), u64::MAX));
}

#[test]
fn a_file_of_20_mib_takes_little_memory() {
    let file = "QUJD".repeat((20 << 20) / 3);
    let message = format!("<a>\r\n<b>{file}</b>\r\n<c>einde</c></a>");
    let outline = Outline::read(message.as_bytes(), 64 << 20).unwrap_or_else(|why| panic!("{why}"));
    assert!(outline.text.len() < 100);
    let slice = Slice { offset: 8, length: file.len() as u64 };
    let element = outline.root().child("", "b").unwrap();
    assert!(element.slice() == slice && element.is_left_out() && element.is_plain());
    assert_eq!(outline.root().path("", &["c"]).unwrap().text().unwrap(), "einde");
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// A message of pieces that are tricky beside each other.
    fn message(&mut self) -> Vec<u8> {
        let mut message = b"<r xmlns='u'>".to_vec();
        let mut open = vec!["r"];
        for _ in 0..self.below(30) {
            let piece = match self.below(12) {
                0 | 1 => {
                    let name = self.pick(&["a", "bb"]);
                    open.push(name);
                    format!("<{name} x='>AAAABBBBC'>")
                }
                2 | 3 if open.len() > 1 => format!("</{}>", open.pop().unwrap()),
                4 => "AAAA+/==".repeat(self.below(4)),
                5 => " \n".repeat(self.below(9)),
                6 => self.pick(&["&#13;", "&amp;", ".", "é", "AAAABBBB-", ">AAAABBBBC"]).into(),
                7 => self.pick(&["<!-->AAAABBBBC-->", "<!-- - -->", "<!---->"]).into(),
                8 => self.pick(&["<![CDATA[]]]]>", "<![CDATA[>AAAABBBBC]>]]>"]).into(),
                9 => self.pick(&["<?p ?>", "<?p >AAAABBBBC?>", "<a/>", "<a x=\"'\"/>"]).into(),
                _ => "AAAABBBBCCCC\r\n".into(),
            };
            message.extend(piece.into_bytes());
        }
        open.iter().rev().for_each(|name| message.extend(format!("</{name}>").into_bytes()));
        message
    }

    /// The same with bytes changed, left out, doubled or cut off.
    fn damage(&mut self, mut message: Vec<u8>) -> Vec<u8> {
        for _ in 0..self.below(4).min(message.len()) {
            let place = self.below(message.len());
            match self.below(4) {
                0 => message[place] = self.pick(b"<>'\"&;![-]?/A \n"),
                1 if message.len() > 4 => drop(message.remove(place)),
                2 => message.insert(place, self.pick(b"<>'\"&;![-]?/A \n")),
                _ if self.below(3) == 0 => message.truncate(place.max(1)),
                _ => {}
            }
        }
        message
    }
}

/// What an outline says, with every long run in place: the naive reader.
#[test]
fn leaving_out_changes_nothing_but_what_is_left_out() {
    let mut random = Random(3);
    let (mut good, mut left_out) = (0, 0);
    for _ in 0..30_000 {
        let message = random.message();
        let message = random.damage(message);
        let guarded = Guard::check_whole(message.as_slice(), Limits::of_size(1 << 20));
        let naive = Outline::without_runs_of(message.as_slice(), u64::MAX, usize::MAX);
        let ranges = BufReader::with_capacity(1 + random.below(20), message.as_slice());
        let sieved = Outline::without_runs_of(ranges, u64::MAX, 8);
        let shown = String::from_utf8_lossy(&message);
        match (naive, sieved) {
            (Ok(naive), Ok(sieved)) => {
                assert!(guarded.is_ok(), "{shown}");
                left_out += compare(&naive, &sieved, &message);
                good += 1;
            }
            (Err(naive), Err(sieved)) => assert_eq!(naive, sieved, "{shown}"),
            (naive, sieved) => {
                panic!("{:?} {:?}: {shown}", naive.map(drop), sieved.map(drop))
            }
        }
    }
    assert!(good > 5_000 && left_out > 5_000, "{good} good, {left_out} left out");
}

/// Holds two outlines of one message against each other; gives how many texts the second left out.
fn compare(naive: &Outline, sieved: &Outline, message: &[u8]) -> usize {
    let shown = String::from_utf8_lossy(message);
    let all = |outline: &Outline| outline.root().descendants().count();
    assert_eq!(all(naive), all(sieved), "{shown}");
    let pairs = naive.root().descendants().zip(sieved.root().descendants());
    let mut left_out = 0;
    for (one, other) in pairs.chain([(naive.root(), sieved.root())]) {
        assert_eq!(
            (one.name(), one.namespace(), one.slice(), one.is_plain(), one.line()),
            (other.name(), other.namespace(), other.slice(), other.is_plain(), other.line()),
            "{shown}"
        );
        assert_eq!(one.children().count(), other.children().count(), "{shown}");
        if other.is_left_out() {
            left_out += 1;
        } else {
            assert_eq!(one.text(), other.text(), "{shown}");
        }
        if one.is_plain() && one.children().next().is_none() {
            let Slice { offset, length } = one.slice();
            let raw = &message[offset as usize..(offset + length) as usize];
            let raw = String::from_utf8_lossy(raw).replace("\r\n", "\n").replace('\r', "\n");
            assert_eq!(one.text().as_deref(), Some(raw.as_str()), "{shown}");
        }
    }
    left_out
}
