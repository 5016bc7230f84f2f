//! Messages that are not taken as a whole.

use expect_test::{Expect, expect};
use plugins_sivi::Sivi;
use sdk_connector::kinds;
use sdk_connector::protocol::{Claim, Received};
use sdk_connector::script::Script;

use crate::samples::{envelope, single};

/// A message that is refused before anybody asks whether it is new.
fn check(message: &[u8], expected: Expect) {
    let played = Script::new().receive::<Sivi>("application/xml", message);
    assert!(played.intakes.is_empty());
    expected.assert_eq(&match played.outcome {
        Ok(Received::Refused { problem, header }) => {
            format!("{:?} {}: {} | {header}", problem.level, problem.field, problem.text)
        }
        other => format!("{other:?}"),
    });
}

fn changed(from: &str, to: &str) -> Vec<u8> {
    let message = single();
    assert!(message.contains(from), "nothing to change");
    message.replacen(from, to, 1).into_bytes()
}

#[test]
fn what_is_no_xml() {
    check(b"", expect!["Uitval : regel 1: het bericht bevat geen element | null"]);
    check(
        b"{\"verzuim\": true}",
        expect!["Uitval : regel 1: er staat tekst voor het buitenste element | null"],
    );
    check(
        &changed("</Voorl>", "</Voorletters>"),
        expect![
            "Uitval : regel 5: element `Voorletters` wordt gesloten waar `Voorl` nog open is | null"
        ],
    );
    check(
        single().split("<VngntJN>").next().unwrap().as_bytes(),
        expect![
            "Uitval : regel 7: het bericht is afgebroken: element `Vrzm` van regel 7 wordt niet gesloten | null"
        ],
    );
    let latin: Vec<u8> = single().replace("UTF-8", "ISO-8859-1").into_bytes();
    check(
        &latin,
        expect![
            "Uitval : regel 1: het bericht noemt tekenset `ISO-8859-1`; lever het aan in UTF-8 | null"
        ],
    );
    let mut bytes = single().into_bytes();
    let name = bytes.windows(8).position(|w| w == b"Zandstra").unwrap();
    bytes[name] = 0xeb;
    check(
        &bytes,
        expect![
            "Uitval : regel 5: het bericht bevat bytes die geen UTF-8 zijn; lever het aan in UTF-8 | null"
        ],
    );
}

#[test]
fn what_is_hostile() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><Verzuimmeldingen";
    check(
        &changed("<Verzuimmeldingen", bomb),
        expect!["Uitval : regel 2: het bericht bevat een DOCTYPE; dat is niet toegestaan | null"],
    );
    let deep = format!("{}{}", "<Com>".repeat(200), "</Com>".repeat(200));
    check(
        &changed("<Dnstvbnd>", &format!("{deep}<Dnstvbnd>")),
        expect!["Uitval : regel 6: elementen staan meer dan 100 diep in elkaar | null"],
    );
}

#[test]
fn what_is_another_message() {
    check(
        b"<Documenten/>",
        expect![
            "Uitval : onbekend bericht <Documenten>; ondersteund: Verzuimmeldingen 2022 (BrCd 00100, VnrBrCd 00010) | {}"
        ],
    );
    check(
        b"<Verzuimmeldingen/>",
        expect!["Uitval BrAlg: ontbreekt of staat niet vooraan in het bericht | {}"],
    );
    check(
        &changed("<BrCd>00100", "<BrCd>00800"),
        expect![[
            r#"Uitval BrCd: onbekende berichtcode 00800; ondersteund: Verzuimmeldingen 2022 (BrCd 00100, VnrBrCd 00010) | {"berrefnr":"VI-2","inzender":"PORTAAL","ontvanger":"SCHAKEL","ontvangstbevestiging":true,"test":false}"#
        ]],
    );
    check(
        &changed("<VnrBrCd>00010", "<VnrBrCd>00013"),
        expect![[
            r#"Uitval VnrBrCd: onbekende berichtversie 00013; ondersteund: Verzuimmeldingen 2022 (BrCd 00100, VnrBrCd 00010) | {"berrefnr":"VI-2","inzender":"PORTAAL","ontvanger":"SCHAKEL","ontvangstbevestiging":true,"test":false}"#
        ]],
    );
    check(
        &changed("<BrCd>00100</BrCd>", ""),
        expect![[
            r#"Uitval BrCd: onbekende berichtcode (geen); ondersteund: Verzuimmeldingen 2022 (BrCd 00100, VnrBrCd 00010) | {"berrefnr":"VI-2","inzender":"PORTAAL","ontvanger":"SCHAKEL","ontvangstbevestiging":true,"test":false}"#
        ]],
    );
}

#[test]
fn what_has_no_usable_header() {
    check(&changed("<Berrefnr>VI-2</Berrefnr>", ""), expect!["Uitval Berrefnr: ontbreekt | {}"]);
    check(
        &changed("<IdInzndr>PORTAAL<", "<IdInzndr><"),
        expect!["Uitval BrAlg: IdInzndr of Berrefnr is leeg | {}"],
    );
    check(
        &changed("<TestJN>N", "<TestJN>X"),
        expect![[
            r#"Uitval TestJN: code is niet een van J, N | {"berrefnr":"VI-2","inzender":"PORTAAL","ontvanger":"SCHAKEL","ontvangstbevestiging":true,"test":false}"#
        ]],
    );
}

fn claimed(message: &str, claim: &Claim, expected: Expect) {
    let played = Script::new()
        .reply(kinds::CLAIM_MESSAGE, claim)
        .receive::<Sivi>("application/xml", message.as_bytes());
    expected.assert_eq(&played.transcript);
}

#[test]
fn what_came_before() {
    let report = "L-7".to_owned();
    claimed(
        &single(),
        &Claim::Repeated { report: report.clone() },
        expect![[r#"
        > receive
        ? claim-message {
          "key": "PORTAAL/VI-2",
          "test": false
        }
        = claim-message {
          "claim": "repeated",
          "report": "L-7"
        }
        < received {
          "header": {
            "berrefnr": "VI-2",
            "inzender": "PORTAAL",
            "ontvanger": "SCHAKEL",
            "ontvangstbevestiging": true,
            "test": false
          },
          "result": "repeated"
        }
    "#]],
    );
    claimed(
        &single(),
        &Claim::Conflict { report },
        expect![[r#"
        > receive
        ? claim-message {
          "key": "PORTAAL/VI-2",
          "test": false
        }
        = claim-message {
          "claim": "conflict",
          "report": "L-7"
        }
        < received {
          "header": {
            "berrefnr": "VI-2",
            "inzender": "PORTAAL",
            "ontvanger": "SCHAKEL",
            "ontvangstbevestiging": true,
            "test": false
          },
          "problem": {
            "field": "Berrefnr",
            "level": "uitval",
            "text": "dit nummer is eerder gebruikt voor een bericht met een andere inhoud (logverslag L-7)"
          },
          "result": "refused"
        }
    "#]],
    );
}

#[test]
fn what_holds_no_employer() {
    claimed(
        &envelope("VI/9", "J", "N", ""),
        &Claim::New,
        expect![[r#"
        > receive
        ? claim-message {
          "key": "PORTAAL/VI%2F9",
          "test": true
        }
        = claim-message {
          "claim": "new"
        }
        < received {
          "header": {
            "berrefnr": "VI/9",
            "inzender": "PORTAAL",
            "ontvanger": "SCHAKEL",
            "ontvangstbevestiging": false,
            "test": true
          },
          "problem": {
            "field": "",
            "level": "uitval",
            "text": "het bericht bevat geen werkgever (Wrkgvr)"
          },
          "result": "refused"
        }
    "#]],
    );
}
