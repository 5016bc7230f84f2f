//! What the guard lets through and what it refuses, whole and in pieces.

use std::io::BufReader;

use expect_test::{Expect, expect};

use super::*;

/// Checks `message` in one go, byte-wise buffered, and in steps of every small size: all must agree.
fn verdict(message: &[u8]) -> String {
    let limits = Limits { bytes: 4_000_000, elements: 50_000, text: 100_000 };
    let whole = Guard::check_whole(message, limits);
    assert_eq!(whole, Guard::check_whole(BufReader::with_capacity(7, message), limits));
    assert_eq!(whole, in_steps(message, limits, 1_000));
    if message.len() < 2_000 {
        assert_eq!(whole, in_steps(message, limits, 1));
    }
    match whole {
        Ok(()) => "goed".into(),
        Err(refusal) => refusal.to_string(),
    }
}

/// As a plugin does: a fresh guard from the state as JSON at every step.
fn in_steps(message: &[u8], limits: Limits, budget: u64) -> std::result::Result<(), Refusal> {
    let mut guard = Guard::new(limits);
    loop {
        let rest = &message[guard.state().offset as usize..];
        if guard.check(rest, budget)? == Checked::Complete {
            return Ok(());
        }
        let state = serde_json::to_string(guard.state()).unwrap();
        guard = Guard::resume(limits, serde_json::from_str(&state).unwrap());
    }
}

#[expect(clippy::needless_pass_by_value, reason = "expect! is written on the spot")]
fn check(message: impl AsRef<[u8]>, expected: Expect) {
    expected.assert_eq(&verdict(message.as_ref()));
}

#[test]
fn honest_messages_pass() {
    check("<a/>", expect!["goed"]);
    check("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a>ë</a>\n", expect!["goed"]);
    check(
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?><a b='1 &lt; 2'>&#235;&amp;</a>",
        expect!["goed"],
    );
    check(
        "<!-- vooraf --><?style x?><a><!-- <b> --><![CDATA[<b>&]]>]]</a><!-- achteraf -->",
        expect!["goed"],
    );
    check("<n:a xmlns:n='u'>\r\n <n:b/>\r\n</n:a>", expect!["goed"]);
    check(nested(100), expect!["goed"]);
}

#[test]
fn other_encodings_are_named() {
    check(
        "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
        expect!["regel 1: het bericht noemt tekenset `ISO-8859-1`; lever het aan in UTF-8"],
    );
    check(
        b"<a>\n<b>\xeb</b></a>",
        expect!["regel 2: het bericht bevat bytes die geen UTF-8 zijn; lever het aan in UTF-8"],
    );
    check(
        b"<a \xeb='1'/>",
        expect!["regel 1: het bericht bevat bytes die geen UTF-8 zijn; lever het aan in UTF-8"],
    );
    check(
        b"\xff\xfe<\0a\0/\0>\0",
        expect!["regel 1: het bericht is in UTF-16; lever het aan in UTF-8"],
    );
    check(b"\xfe\xff\0<\0a", expect!["regel 1: het bericht is in UTF-16; lever het aan in UTF-8"]);
    check(b"<\0a\0/\0>\0", expect!["regel 1: het bericht is in UTF-16; lever het aan in UTF-8"]);
}

#[test]
fn attacks_are_refused() {
    let laughs =
        "<!DOCTYPE lolz [<!ENTITY lol 'lol'><!ENTITY lol2 '&lol;&lol;'>]><lolz>&lol2;</lolz>";
    check(laughs, expect!["regel 1: het bericht bevat een DOCTYPE; dat is niet toegestaan"]);
    check(
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        expect!["regel 1: het bericht bevat een DOCTYPE; dat is niet toegestaan"],
    );
    check("<!DOCTYPE a", expect!["regel 1: het bericht bevat een DOCTYPE; dat is niet toegestaan"]);
    check("<a>\n&eigen;</a>", expect!["regel 2: de verwijzing `&eigen;` bestaat niet"]);
    check("<a b='&eigen;'/>", expect!["regel 1: de verwijzing `&eigen;` bestaat niet"]);
    check(
        "<a>&#0;</a>",
        expect!["regel 1: een verwijzing noemt een teken dat in XML niet bestaat"],
    );
    check(
        "<a>&#xFFFE;</a>",
        expect!["regel 1: een verwijzing noemt een teken dat in XML niet bestaat"],
    );
    check("<a>\u{1}</a>", expect!["regel 1: hier staat een stuurteken dat in XML niet bestaat"]);
    check(nested(101), expect!["regel 1: elementen staan meer dan 100 diep in elkaar"]);
    check(nested(100_000), expect!["regel 1: elementen staan meer dan 100 diep in elkaar"]);
    let attributes: String = (0..200_000).map(|n| format!(" a{n}='1'")).collect();
    check(format!("<a{attributes}/>"), expect!["regel 1: een tag is langer dan 16384 bytes"]);
    let attributes: String = (0..300).map(|n| format!(" a{n}='1'")).collect();
    check(format!("<a{attributes}/>"), expect!["regel 1: een tag heeft meer dan 256 attributen"]);
    check(
        format!("<a>{}</a>", "<b/>".repeat(50_000)),
        expect!["regel 1: het bericht heeft meer dan 50000 elementen"],
    );
    check(
        format!("<a>{}</a>", "t".repeat(100_001)),
        expect!["regel 1: een tekst is langer dan 100000 bytes"],
    );
    check(
        format!("<a><!--{}--></a>", "t".repeat(300_000)),
        expect!["regel 1: een tekst is langer dan 100000 bytes"],
    );
    check(
        format!("<a>{}</a>", "<b>tekst</b>\n".repeat(400_000)),
        expect!["regel 50000: het bericht heeft meer dan 50000 elementen"],
    );
    check(
        format!("<{}/>", "n".repeat(17_000)),
        expect!["regel 1: een tag is langer dan 16384 bytes"],
    );
}

#[test]
fn what_is_not_well_formed_is_refused() {
    check("", expect!["regel 1: het bericht bevat geen element"]);
    check("  \n ", expect!["regel 2: het bericht bevat geen element"]);
    check("tekst", expect!["regel 1: er staat tekst voor het buitenste element"]);
    check("<a>\n<b>\n</a>", expect!["regel 3: element `a` wordt gesloten waar `b` nog open is"]);
    check(
        "<a>\n <b>\n  <c/>\n",
        expect!["regel 4: het bericht is afgebroken: element `b` van regel 2 wordt niet gesloten"],
    );
    check("<a>\n <b", expect!["regel 2: het bericht houdt midden in een tag op"]);
    check(
        "<a b='1",
        expect!["regel 1: de waarde van een attribuut heeft geen sluitend aanhalingsteken"],
    );
    check("<a><!-- ", expect!["regel 1: een commentaar wordt niet met --> gesloten"]);
    check("<a><![CDATA[ ]]", expect!["regel 1: een CDATA-deel wordt niet met ]]> gesloten"]);
    check("<a/><b/>", expect!["regel 1: na het buitenste element begint nog een element"]);
    check("<a/>\n\nrest", expect!["regel 1: er staat tekst na het buitenste element"]);
    check("<a/></a>", expect!["regel 1: element `a` wordt gesloten maar was niet open"]);
    check("<a/><![CDATA[x]]>", expect!["regel 1: er staat CDATA na het buitenste element"]);
    check("<a/>&amp;", expect!["regel 1: er staat een verwijzing na het buitenste element"]);
    check("&amp;<a/>", expect!["regel 1: er staat een verwijzing voor het buitenste element"]);
    check(
        "<a>1 & 2</a>",
        expect!["regel 1: een & staat niet aan het begin van een verwijzing; schrijf &amp;"],
    );
    check("<a>a ]]> b</a>", expect!["regel 1: ]]> staat in gewone tekst; schrijf ]]&gt;"]);
    check("<a b='1' b='2'/>", expect!["regel 1: attribuut `b` komt twee keer voor"]);
    check(
        "<a b=1/>",
        expect!["regel 1: de waarde van een attribuut staat niet tussen aanhalingstekens"],
    );
    check("<a b/>", expect!["regel 1: een attribuut heeft geen ="]);
    check("<a b='<'/>", expect!["regel 1: de waarde van een attribuut bevat <; schrijf &lt;"]);
    check("<1a/>", expect!["regel 1: `1a` is geen naam voor een element"]);
    check("< a/>", expect!["regel 1: `` is geen naam voor een element"]);
    check("<a><!-- a -- b --></a>", expect!["regel 1: een commentaar bevat --"]);
    check(
        " <?xml version='1.0'?><a/>",
        expect!["regel 1: de XML-declaratie staat niet aan het begin"],
    );
    check(
        "<a><?xml version='1.0'?></a>",
        expect!["regel 1: de XML-declaratie staat niet aan het begin"],
    );
    check(
        "<?xml version='1.1'?><a/>",
        expect!["regel 1: de XML-declaratie noemt een andere versie dan 1.0"],
    );
}

fn nested(depth: usize) -> String {
    format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth))
}
