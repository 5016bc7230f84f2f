//! Stories of documents: put in a dossier, moved by hand, and the trajecten that run meanwhile.

use expect_test::{Expect, expect};

use crate::story::play;

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&play(text));
}

#[test]
fn a_document_of_a_werknemer_starts_both_protocols_once() {
    check(
        "werknemer achternaam=Jansen
         document 1 K1 werknemer machtiging 5
         document 2 K1 werknemer machtiging 5
         document 1 K9 werknemer machtiging 5
         document 3 K1 werknemer machtiging 6
         document 4 K2 werknemer machtiging 5
         document 5 K3 werknemer",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > document 1 K1 werknemer machtiging 5
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0002","kenmerken":[],"soort":"UwvMachtiging","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0003","kenmerken":[],"soort":"UwvDocumenten","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0001","extern_kenmerk":"K1","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > document 2 K1 werknemer machtiging 5
              geen event
              melding: het document was er al
            > document 1 K9 werknemer machtiging 5
              geen event
              melding: het document was er al
            > document 3 K1 werknemer machtiging 6
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0006","id":"tr-0004","kenmerken":[],"soort":"UwvMachtiging","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0006","id":"tr-0005","kenmerken":[],"soort":"UwvDocumenten","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0003","extern_kenmerk":"K1","lengte":4,"machtiging":"ma-0006","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > document 4 K2 werknemer machtiging 5
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0004","extern_kenmerk":"K2","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > document 5 K3 werknemer
              traject.gestart {"traject":{"begin":"2026-03-20","id":"tr-0006","kenmerken":[],"soort":"UwvDocumenten","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0005","extern_kenmerk":"K3","lengte":4,"mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            = UwvMachtiging ma-0005 lopend, begin 2026-03-20
            = UwvDocumenten ma-0005 lopend, begin 2026-03-20
              doc-0001
              doc-0004
            = UwvMachtiging ma-0006 lopend, begin 2026-03-20
            = UwvDocumenten ma-0006 lopend, begin 2026-03-20
              doc-0003
            = UwvDocumenten - lopend, begin 2026-03-20
              doc-0005
        "#]],
    );
}

#[test]
fn a_document_of_the_werkgever_or_of_nobody_known_stays_with_the_werkgever() {
    check(
        "werkgever code=A naam=B
         document 1 K1 werkgever machtiging 5
         document 2 K2 niet_gevonden machtiging 5
         document 3 K3 niet_gevonden machtiging 5",
        &expect![[r#"
            > werkgever code=A naam=B
              werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > document 1 K1 werkgever machtiging 5
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0001","kenmerken":[],"soort":"UwvDocumenten","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0001","extern_kenmerk":"K1","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > document 2 K2 niet_gevonden machtiging 5
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0002","kenmerken":[],"soort":"UwvDocumentenWerknemerNietGevonden","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0002","extern_kenmerk":"K2","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > document 3 K3 niet_gevonden machtiging 5
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0003","extern_kenmerk":"K3","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            = UwvDocumenten ma-0005 lopend, begin 2026-03-20
              doc-0001
            = UwvDocumentenWerknemerNietGevonden ma-0005 lopend, begin 2026-03-20
              doc-0002
              doc-0003
        "#]],
    );
}

#[test]
fn a_document_goes_in_a_dossier_of_its_kind() {
    check(
        "document 1 K1 werkgever machtiging 5",
        &expect![[r#"
        > document 1 K1 werkgever machtiging 5
          geweigerd: het dossier is niet bekend
    "#]],
    );
    check(
        "werkgever code=A naam=B
         document 1 K1 werknemer machtiging 5
         ontvang 1 K1 van wg 11 machtiging 5",
        &expect![[r#"
            > werkgever code=A naam=B
              werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > document 1 K1 werknemer machtiging 5
              geweigerd: het document hoort in het dossier van een werknemer
            > ontvang 1 K1 van wg 11 machtiging 5
              geweigerd: een document is alleen te verplaatsen naar het dossier van een werknemer
        "#]],
    );
    check(
        "werknemer achternaam=Jansen
         document 1 K1 werkgever machtiging 5
         document 1 K1 niet_gevonden machtiging 5",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > document 1 K1 werkgever machtiging 5
              geweigerd: het document hoort in het dossier van een werkgever
            > document 1 K1 niet_gevonden machtiging 5
              geweigerd: het document hoort in het dossier van een werkgever
        "#]],
    );
}

#[test]
fn moving_a_document_out_does_the_task_to_place_it() {
    check(
        "werkgever code=A naam=B
         document 1 K1 niet_gevonden machtiging 5
         document 2 K2 niet_gevonden machtiging 5
         taak 7 op UwvDocumentenWerknemerNietGevonden document 1
         taak 8 op UwvDocumentenWerknemerNietGevonden document 2
         taak 9 op UwvDocumentenWerknemerNietGevonden
         neem 1 naar wg 10
         neem 1 naar wn 7
         neem 1 naar wn 7",
        &expect![[r#"
            > werkgever code=A naam=B
              werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > document 1 K1 niet_gevonden machtiging 5
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0001","kenmerken":[],"soort":"UwvDocumentenWerknemerNietGevonden","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0001","extern_kenmerk":"K1","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > document 2 K2 niet_gevonden machtiging 5
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0002","extern_kenmerk":"K2","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > taak 7 op UwvDocumentenWerknemerNietGevonden document 1
              taak.toegevoegd {"taak":{"code":"PlaatsDocument","document":"doc-0001","id":"ta-0007","naam":"Bel de werknemer","regel":"bel-bij-ziekmelding","rol":"casemanager","status":"open","toegevoegd_op":"2026-03-20T09:30:00+01:00"}}
            > taak 8 op UwvDocumentenWerknemerNietGevonden document 2
              taak.toegevoegd {"taak":{"code":"PlaatsDocument","document":"doc-0002","id":"ta-0008","naam":"Bel de werknemer","regel":"bel-bij-ziekmelding","rol":"casemanager","status":"open","toegevoegd_op":"2026-03-20T09:30:00+01:00"}}
            > taak 9 op UwvDocumentenWerknemerNietGevonden
              taak.toegevoegd {"taak":{"code":"BelWerknemer","id":"ta-0009","naam":"Bel de werknemer","regel":"bel-bij-ziekmelding","rol":"casemanager","status":"open","toegevoegd_op":"2026-03-20T09:30:00+01:00"}}
            > neem 1 naar wg 10
              geweigerd: het document is al in dat dossier
            > neem 1 naar wn 7
              document.uitgenomen {"document":"doc-0001","naar":"wn-0007"}
              taak.uitgevoerd {"code":"PlaatsDocument","taak":"ta-0007"}
            > neem 1 naar wn 7
              geweigerd: het document is niet (meer) in dit dossier
            = UwvDocumentenWerknemerNietGevonden ma-0005 lopend, begin 2026-03-20
              ta-0007 Uitgevoerd
              ta-0008 Open
              ta-0009 Open
              doc-0002
        "#]],
    );
}

#[test]
fn a_moved_document_is_not_added_once_more() {
    check(
        "werknemer achternaam=Jansen
         ontvang 1 K1 van wg 10 machtiging 5
         ontvang 1 K1 van wg 10 machtiging 5
         document 2 K2 werknemer machtiging 5",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > ontvang 1 K1 van wg 10 machtiging 5
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0002","kenmerken":[],"soort":"UwvMachtiging","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0003","kenmerken":[],"soort":"UwvDocumenten","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.verplaatst {"bestandsnaam":"brief.pdf","document":"doc-0001","extern_kenmerk":"K1","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief","van":"wg-000a"}
            > ontvang 1 K1 van wg 10 machtiging 5
              geen event
              melding: het document was er al
            > document 2 K2 werknemer machtiging 5
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0002","extern_kenmerk":"K2","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            = UwvMachtiging ma-0005 lopend, begin 2026-03-20
            = UwvDocumenten ma-0005 lopend, begin 2026-03-20
              doc-0001
              doc-0002
        "#]],
    );
}

#[test]
fn the_end_of_a_machtiging_ends_its_trajecten_and_no_others() {
    check(
        "werknemer achternaam=Jansen
         melding 1 vanaf 2026-03-02 100%
         document 1 K1 werknemer machtiging 5
         document 2 K2 werknemer machtiging 6
         stop 5 op 2026-04-01
         stop 5 op 2026-04-02
         document 3 K3 werknemer machtiging 5
         stop 5 op 2026-03-01",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > document 1 K1 werknemer machtiging 5
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0003","kenmerken":[],"soort":"UwvMachtiging","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0004","kenmerken":[],"soort":"UwvDocumenten","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0001","extern_kenmerk":"K1","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > document 2 K2 werknemer machtiging 6
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0006","id":"tr-0005","kenmerken":[],"soort":"UwvMachtiging","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0006","id":"tr-0006","kenmerken":[],"soort":"UwvDocumenten","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0002","extern_kenmerk":"K2","lengte":4,"machtiging":"ma-0006","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > stop 5 op 2026-04-01
              traject.beeindigd {"op":"2026-04-01"}
              traject.beeindigd {"op":"2026-04-01"}
            > stop 5 op 2026-04-02
              geen event
            > document 3 K3 werknemer machtiging 5
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0007","kenmerken":[],"soort":"UwvMachtiging","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0008","kenmerken":[],"soort":"UwvDocumenten","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0003","extern_kenmerk":"K3","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > stop 5 op 2026-03-01
              traject.beeindigd {"op":"2026-03-20"}
              traject.beeindigd {"op":"2026-03-20"}
            = V1 lopend, melding 1, eerste dag 2026-03-02: 2026-03-02 100.00
            = UwvMachtiging ma-0005 beëindigd 2026-04-01, begin 2026-03-20
            = UwvDocumenten ma-0005 beëindigd 2026-04-01, begin 2026-03-20
              doc-0001
            = UwvMachtiging ma-0006 lopend, begin 2026-03-20
            = UwvDocumenten ma-0006 lopend, begin 2026-03-20
              doc-0002
            = UwvMachtiging ma-0005 beëindigd 2026-03-20, begin 2026-03-20
            = UwvDocumenten ma-0005 beëindigd 2026-03-20, begin 2026-03-20
              doc-0003
        "#]],
    );
    check(
        "werkgever code=A naam=B
         document 1 K1 werkgever machtiging 5
         document 2 K2 niet_gevonden machtiging 5
         stop 5 op 2026-04-01",
        &expect![[r#"
            > werkgever code=A naam=B
              werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > document 1 K1 werkgever machtiging 5
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0001","kenmerken":[],"soort":"UwvDocumenten","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0001","extern_kenmerk":"K1","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > document 2 K2 niet_gevonden machtiging 5
              traject.gestart {"traject":{"begin":"2026-03-20","extern_kenmerk":"ma-0005","id":"tr-0002","kenmerken":[],"soort":"UwvDocumentenWerknemerNietGevonden","status":{"is":"lopend"},"taken":{},"verloop":[]}}
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0002","extern_kenmerk":"K2","lengte":4,"machtiging":"ma-0005","mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > stop 5 op 2026-04-01
              traject.beeindigd {"op":"2026-04-01"}
            = UwvDocumenten ma-0005 beëindigd 2026-04-01, begin 2026-03-20
              doc-0001
            = UwvDocumentenWerknemerNietGevonden ma-0005 lopend, begin 2026-03-20
              doc-0002
        "#]],
    );
}
