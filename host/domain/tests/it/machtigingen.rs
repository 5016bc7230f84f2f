//! Stories of machtigingen: requested, and the states that they come in.

use expect_test::{Expect, expect};
use host_domain::{Dienst, MachtigingStatus};

use crate::story::play;

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&play(text));
}

#[test]
fn a_machtiging_is_requested_once_for_a_number_and_a_service() {
    check(
        "werkgever code=A naam=B lhn=123456782L02
         machtiging 5 123456782L02 UWV-ZZ-ZW
         machtiging 5 123456782L02 UWV-ZZ-ZW
         machtiging 6 123456782L02 UWV-ZZ-ZW
         machtiging 7 123456782L02 UWV-ZZ-WAZO
         zet 5 geannuleerd
         machtiging 8 123456782L02 UWV-ZZ-ZW",
        &expect![[r#"
            > werkgever code=A naam=B lhn=123456782L02
              werkgever.toegevoegd {"loonheffingennummers":["123456782L02"],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > machtiging 5 123456782L02 UWV-ZZ-ZW
              machtiging.verstuurd {"machtiging":{"dienst":"UWV-ZZ-ZW","id":"ma-0005","loonheffingennummer":"123456782L02","status":"verstuurd"}}
            > machtiging 5 123456782L02 UWV-ZZ-ZW
              geen event
            > machtiging 6 123456782L02 UWV-ZZ-ZW
              geweigerd: voor dit loonheffingennummer en UWV-ZZ-ZW is er al een machtiging (ma-0005): aanvraag verstuurd naar UWV
            > machtiging 7 123456782L02 UWV-ZZ-WAZO
              machtiging.verstuurd {"machtiging":{"dienst":"UWV-ZZ-WAZO","id":"ma-0007","loonheffingennummer":"123456782L02","status":"verstuurd"}}
            > zet 5 geannuleerd
              machtiging.geannuleerd {"machtiging":"ma-0005"}
            > machtiging 8 123456782L02 UWV-ZZ-ZW
              machtiging.verstuurd {"machtiging":{"dienst":"UWV-ZZ-ZW","id":"ma-0008","loonheffingennummer":"123456782L02","status":"verstuurd"}}
        "#]],
    );
    check(
        "machtiging 5 123456782L02 UWV-ZZ-ZW",
        &expect![[r#"
        > machtiging 5 123456782L02 UWV-ZZ-ZW
          geweigerd: de werkgever is niet bekend
    "#]],
    );
    check(
        "werknemer achternaam=Jansen\nmachtiging 5 123456782L02 UWV-ZZ-ZW",
        &expect![[r#"
        > werknemer achternaam=Jansen
          werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
        > machtiging 5 123456782L02 UWV-ZZ-ZW
          geweigerd: de werkgever is niet bekend
    "#]],
    );
}

#[test]
fn a_wrong_number_is_put_right_first() {
    check(
        "werkgever code=A naam=B lhn=123456789L01,123456782L01
         machtiging 5 123456782L02 UWV-ZZ-ZW
         machtiging 5 123456782L02 UWV-ZZ-ZW corrigeert 123456782L03
         machtiging 5 123456782L02 UWV-ZZ-ZW corrigeert 123456782L01
         machtiging 6 123456789L01 UWV-ZZ-ZW
         machtiging 7 123456782L04 UWV-ZZ-ZW corrigeert 123456782L02
         toon",
        &expect![[r#"
            > werkgever code=A naam=B lhn=123456789L01,123456782L01
              werkgever.toegevoegd {"loonheffingennummers":["123456782L01","123456789L01"],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > machtiging 5 123456782L02 UWV-ZZ-ZW
              geweigerd: het loonheffingennummer is niet van deze werkgever; noem welk nummer van de werkgever ermee wordt verbeterd, of leg het eerst vast
            > machtiging 5 123456782L02 UWV-ZZ-ZW corrigeert 123456782L03
              geweigerd: het loonheffingennummer is niet van deze werkgever; noem welk nummer van de werkgever ermee wordt verbeterd, of leg het eerst vast
            > machtiging 5 123456782L02 UWV-ZZ-ZW corrigeert 123456782L01
              werkgever.gewijzigd {"loonheffingennummers":["123456782L02","123456789L01"],"naam":"B","werkgevergroepen":[]}
              machtiging.verstuurd {"machtiging":{"dienst":"UWV-ZZ-ZW","id":"ma-0005","loonheffingennummer":"123456782L02","status":"verstuurd"}}
            > machtiging 6 123456789L01 UWV-ZZ-ZW
              machtiging.verstuurd {"machtiging":{"dienst":"UWV-ZZ-ZW","id":"ma-0006","loonheffingennummer":"123456789L01","status":"verstuurd"}}
              waarschuwing: het loonheffingennummer voldoet niet aan de elfproef; controleer het
            > machtiging 7 123456782L04 UWV-ZZ-ZW corrigeert 123456782L02
              werkgever.gewijzigd {"loonheffingennummers":["123456782L04","123456789L01"],"naam":"B","werkgevergroepen":[]}
              machtiging.verstuurd {"machtiging":{"dienst":"UWV-ZZ-ZW","id":"ma-0007","loonheffingennummer":"123456782L04","status":"verstuurd"}}
              waarschuwing: op het verbeterde nummer staat nog een machtiging open
            > toon
              machtigingen: {"ma-0005":{"dienst":"UWV-ZZ-ZW","historie":[{"door":"systeem","op":"2026-03-20T09:30:00+01:00","status":"verstuurd"}],"id":"ma-0005","loonheffingennummer":"123456782L02","status":"verstuurd"},"ma-0006":{"dienst":"UWV-ZZ-ZW","historie":[{"door":"systeem","op":"2026-03-20T09:30:00+01:00","status":"verstuurd"}],"id":"ma-0006","loonheffingennummer":"123456789L01","status":"verstuurd"},"ma-0007":{"dienst":"UWV-ZZ-ZW","historie":[{"door":"systeem","op":"2026-03-20T09:30:00+01:00","status":"verstuurd"}],"id":"ma-0007","loonheffingennummer":"123456782L04","status":"verstuurd"}}
              van: "werkgever"
              werkgever: {"id":"wg-000a","loonheffingennummers":["123456782L04","123456789L01"],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
        "#]],
    );
}

#[test]
fn a_machtiging_goes_its_way_and_keeps_its_history() {
    check(
        "werkgever code=A naam=B lhn=123456782L02
         machtiging 5 123456782L02 UWV-ZZ-ZW
         zet 5 ontvangen
         zet 5 ontvangen
         zet 5 actief
         zet 5 in_behandeling
         zet 5 activering_verstuurd code_ingevoerd
         zet 5 in_behandeling UWV_nam_de_code_niet_aan
         zet 5 activering_verstuurd
         zet 5 actief
         zet 5 geannuleerd
         zet 5 ingetrokken
         zet 5 actief
         zet 5 verstuurd
         zet 9 actief
         toon",
        &expect![[r#"
            > werkgever code=A naam=B lhn=123456782L02
              werkgever.toegevoegd {"loonheffingennummers":["123456782L02"],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > machtiging 5 123456782L02 UWV-ZZ-ZW
              machtiging.verstuurd {"machtiging":{"dienst":"UWV-ZZ-ZW","id":"ma-0005","loonheffingennummer":"123456782L02","status":"verstuurd"}}
            > zet 5 ontvangen
              machtiging.ontvangen {"machtiging":"ma-0005"}
            > zet 5 ontvangen
              geen event
              melding: de machtiging stond al zo
            > zet 5 actief
              geweigerd: de machtiging staat op `ontvangen` en kan niet naar `actief`; mogelijk is nu `in_behandeling`, `afgekeurd`, `geannuleerd`
            > zet 5 in_behandeling
              machtiging.in_behandeling {"machtiging":"ma-0005"}
            > zet 5 activering_verstuurd code_ingevoerd
              machtiging.activering_verstuurd {"machtiging":"ma-0005","reden":"code ingevoerd"}
            > zet 5 in_behandeling UWV_nam_de_code_niet_aan
              machtiging.in_behandeling {"machtiging":"ma-0005","reden":"UWV nam de code niet aan"}
            > zet 5 activering_verstuurd
              machtiging.activering_verstuurd {"machtiging":"ma-0005"}
            > zet 5 actief
              machtiging.actief {"machtiging":"ma-0005"}
            > zet 5 geannuleerd
              geweigerd: de machtiging staat op `actief` en kan niet naar `geannuleerd`; mogelijk is nu `ingetrokken`
            > zet 5 ingetrokken
              machtiging.ingetrokken {"machtiging":"ma-0005"}
            > zet 5 actief
              geweigerd: de machtiging staat op `ingetrokken` en kan niet naar `actief`; er is niets meer mogelijk
            > zet 5 verstuurd
              geweigerd: de machtiging staat op `ingetrokken` en kan niet naar `verstuurd`; er is niets meer mogelijk
            > zet 9 actief
              geweigerd: de machtiging is niet bekend
            > toon
              machtigingen: {"ma-0005":{"dienst":"UWV-ZZ-ZW","historie":[{"door":"systeem","op":"2026-03-20T09:30:00+01:00","status":"verstuurd"},{"door":"systeem","op":"2026-03-20T09:30:00+01:00","status":"ontvangen"},{"door":"systeem","op":"2026-03-20T09:30:00+01:00","status":"in_behandeling"},{"door":"systeem","op":"2026-03-20T09:30:00+01:00","reden":"code ingevoerd","status":"activering_verstuurd"},{"door":"systeem","op":"2026-03-20T09:30:00+01:00","reden":"UWV nam de code niet aan","status":"in_behandeling"},{"door":"systeem","op":"2026-03-20T09:30:00+01:00","status":"activering_verstuurd"},{"door":"systeem","op":"2026-03-20T09:30:00+01:00","status":"actief"},{"door":"systeem","op":"2026-03-20T09:30:00+01:00","status":"ingetrokken"}],"id":"ma-0005","loonheffingennummer":"123456782L02","status":"ingetrokken"}}
              van: "werkgever"
              werkgever: {"id":"wg-000a","loonheffingennummers":["123456782L02"],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
        "#]],
    );
}

#[test]
fn what_may_follow_on_what() {
    let names = |states: Vec<MachtigingStatus>| -> String {
        states.iter().map(|status| status.name()).collect::<Vec<_>>().join(" ")
    };
    let mut table = String::new();
    for from in MachtigingStatus::ALL {
        let next = MachtigingStatus::ALL.into_iter().filter(|to| from.kan_naar(*to)).collect();
        let open = if from.is_open() { "open" } else { "ended" };
        table += format!("{from} ({open}, {}): {}", from.naam(), names(next)).trim_end();
        table.push('\n');
        assert_eq!(MachtigingStatus::parse(from.name()), Some(from));
        assert_eq!(serde_json::to_value(from).unwrap(), from.name());
    }
    assert_eq!(MachtigingStatus::parse("Actief"), None);
    expect![[r#"
        verstuurd (open, aanvraag verstuurd naar UWV): ontvangen in_behandeling afgekeurd geannuleerd
        ontvangen (open, aanvraag ontvangen door UWV): in_behandeling afgekeurd geannuleerd
        in_behandeling (open, in behandeling bij UWV): activering_verstuurd afgekeurd geannuleerd
        activering_verstuurd (open, activering verstuurd naar UWV): in_behandeling actief afgekeurd geannuleerd
        actief (open, actief): ingetrokken
        afgekeurd (ended, afgekeurd door UWV):
        geannuleerd (ended, aanvraag geannuleerd):
        ingetrokken (ended, ingetrokken):
    "#]].assert_eq(&table);
}

#[test]
fn a_service_reads_back() {
    for dienst in Dienst::ALL {
        assert_eq!(Dienst::parse(dienst.code()), Some(dienst));
        assert_eq!(serde_json::to_value(dienst).unwrap(), dienst.code());
        assert!(!dienst.naam().is_empty());
    }
    assert_eq!(Dienst::parse("uwv-zz-zw"), None);
}
