//! Stories of what people do by hand: trajecten, afspraken, kenmerken, documents of a spreekuur.

use expect_test::{Expect, expect};

use crate::story::{play, play_verzuim};

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&play(text));
}

#[test]
fn a_traject_starts_once_ends_once_and_starts_anew() {
    check(
        "werknemer achternaam=Jansen
         start 7 Reintegratie 2026-03-02
         start 7 Reintegratie 2026-03-02
         start 8 Reintegratie 2026-03-09
         start 9 Preventie 2026-03-09
         sluit 7 2026-03-01
         sluit 7 2026-03-02
         sluit 7 2026-04-01
         start 8 Reintegratie 2026-03-09
         start 10 Verzuim 2026-03-09
         start 11 _ 2026-03-09
         sluit 99 2026-03-09",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > start 7 Reintegratie 2026-03-02
              geen event
              melding: het traject was al gestart
            > start 8 Reintegratie 2026-03-09
              geweigerd: soort: in dit dossier loopt al een traject van soort Reintegratie (tr-0007)
            > start 9 Preventie 2026-03-09
              traject.gestart {"traject":{"begin":"2026-03-09","id":"tr-0009","kenmerken":[],"soort":"Preventie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > sluit 7 2026-03-01
              geweigerd: op: 2026-03-01 ligt vóór het begin van het traject, 2026-03-02
            > sluit 7 2026-03-02
              traject.beeindigd {"op":"2026-03-02"}
            > sluit 7 2026-04-01
              geen event
              melding: het traject was al beëindigd
            > start 8 Reintegratie 2026-03-09
              traject.gestart {"traject":{"begin":"2026-03-09","id":"tr-0008","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > start 10 Verzuim 2026-03-09
              geweigerd: soort: een verzuim begint met een ziekmelding
            > start 11 _ 2026-03-09
              geweigerd: soort: is leeg
            > sluit 99 2026-03-09
              geweigerd: het traject is niet bekend
            = Reintegratie - beëindigd 2026-03-02, begin 2026-03-02
            = Reintegratie - lopend, begin 2026-03-09
            = Preventie - lopend, begin 2026-03-09
        "#]],
    );
}

#[test]
fn an_absence_is_ended_by_its_reports_only() {
    let told = play_verzuim(
        "melding 1 vanaf 2026-03-02 100%
         sluit 2 2026-03-09
         intrekken 2
         herinner 2 evaluatie 2026-04-13
         kenmerk traject 2 X
         dagloon 2 2026-03-01 100
         afspraak 5 op 2 2026-03-09T10:00
         geef 3 K1 in 2
         dag 2 2026-03-21
         afgegaan 2 eens",
    );
    expect![[r#"
        > melding 1 vanaf 2026-03-02 100%
          verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
        > sluit 2 2026-03-09
          geweigerd: een verzuim eindigt met een herstelmelding
        > intrekken 2
          verzuim.ingetrokken {"volgnummer":2}
        > herinner 2 evaluatie 2026-04-13
          geweigerd: het traject is ingetrokken
        > kenmerk traject 2 X
          geweigerd: het traject is ingetrokken
        > dagloon 2 2026-03-01 100
          geweigerd: het traject is ingetrokken
        > afspraak 5 op 2 2026-03-09T10:00
          geweigerd: het traject is ingetrokken
        > geef 3 K1 in 2
          geweigerd: het traject is ingetrokken
        > dag 2 2026-03-21
          geen event
        > afgegaan 2 eens
          regel.afgegaan {"regel":"eens"}
        = V1 ingetrokken, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00
          afgegaan eens
    "#]]
    .assert_eq(&told);
}

#[test]
fn an_afspraak_is_made_changed_and_removed() {
    check(
        "werknemer achternaam=Jansen
         start 7 Reintegratie 2026-03-02
         afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T10:30 soort Spreekuur locatietype Kantoor concept
         afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T10:30 soort Spreekuur locatietype Kantoor concept
         afspraak 5 op 7 2026-03-10T10:00
         afspraak 6 op 8 2026-03-10T10:00
         wijzig 5 2026-03-09T11:00
         wijzig 5 2026-03-09T11:00
         wijzig 6 2026-03-09T11:00
         sluit 7 2026-03-09
         afspraak 6 op 7 2026-03-10T10:00
         schrap 5
         schrap 5",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T10:30 soort Spreekuur locatietype Kantoor concept
              afspraak.toegevoegd {"afspraak":"af-0005","begin":"2026-03-09T10:00:00","concept":true,"einde":"2026-03-09T10:30:00","locatietype":"Kantoor","soort":"Spreekuur"}
            > afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T10:30 soort Spreekuur locatietype Kantoor concept
              geen event
              melding: de afspraak was er al
            > afspraak 5 op 7 2026-03-10T10:00
              geweigerd: afspraak: er is al een andere met deze id
            > afspraak 6 op 8 2026-03-10T10:00
              geweigerd: het traject is niet bekend
            > wijzig 5 2026-03-09T11:00
              afspraak.gewijzigd {"afspraak":"af-0005","begin":"2026-03-09T11:00:00","concept":false,"was_concept":true}
            > wijzig 5 2026-03-09T11:00
              geen event
              melding: de afspraak was al zo
            > wijzig 6 2026-03-09T11:00
              geweigerd: de afspraak is niet (meer) bekend
            > sluit 7 2026-03-09
              traject.beeindigd {"op":"2026-03-09"}
            > afspraak 6 op 7 2026-03-10T10:00
              afspraak.toegevoegd {"afspraak":"af-0006","begin":"2026-03-10T10:00:00","concept":false}
            > schrap 5
              afspraak.verwijderd {"afspraak":"af-0005","begin":"2026-03-09T11:00:00","concept":false}
            > schrap 5
              geweigerd: de afspraak is niet (meer) bekend
            = Reintegratie - beëindigd 2026-03-09, begin 2026-03-02
              af-0006 2026-03-10T10:00:00
        "#]],
    );
}

#[test]
fn an_afspraak_ends_after_it_begins_and_says_something_or_nothing() {
    check(
        "werknemer achternaam=Jansen
         start 7 Reintegratie 2026-03-02
         afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T10:00
         afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T09:59 soort _ locatietype _
         afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T10:00:01
         wijzig 5 2026-03-09T10:00 tot 2026-03-08T10:00",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T10:00
              geweigerd: einde: 2026-03-09T10:00:00 ligt niet na het begin van de afspraak, 2026-03-09T10:00:00
            > afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T09:59 soort _ locatietype _
              geweigerd: einde: 2026-03-09T09:59:00 ligt niet na het begin van de afspraak, 2026-03-09T10:00:00; soort: is leeg; laat het veld weg; locatietype: is leeg; laat het veld weg
            > afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T10:00:01
              afspraak.toegevoegd {"afspraak":"af-0005","begin":"2026-03-09T10:00:00","concept":false,"einde":"2026-03-09T10:00:01"}
            > wijzig 5 2026-03-09T10:00 tot 2026-03-08T10:00
              geweigerd: einde: 2026-03-08T10:00:00 ligt niet na het begin van de afspraak, 2026-03-09T10:00:00
            = Reintegratie - lopend, begin 2026-03-02
              af-0005 2026-03-09T10:00:00
        "#]],
    );
}

#[test]
fn a_kenmerk_is_on_a_traject_a_werknemer_or_a_werkgever() {
    check(
        "werknemer achternaam=Jansen
         start 7 Reintegratie 2026-03-02
         kenmerk traject 7 Spoed
         kenmerk traject 7 Spoed
         kenmerk werknemer Vertrouwelijk
         kenmerk werknemer Vertrouwelijk
         kenmerk weg traject 7 Vertrouwelijk
         kenmerk weg traject 7 Spoed
         kenmerk traject Spoed
         kenmerk traject 8 Spoed
         kenmerk werknemer 7 Spoed
         kenmerk werkgever Groot
         kenmerk traject 7 _
         kenmerk traject 7 Laat
         toon
         kenmerk weg werknemer Vertrouwelijk
         toon",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > kenmerk traject 7 Spoed
              kenmerk.toegevoegd {"kenmerk":"Spoed","op":"traject"}
            > kenmerk traject 7 Spoed
              geen event
              melding: het kenmerk was er al
            > kenmerk werknemer Vertrouwelijk
              kenmerk.toegevoegd {"kenmerk":"Vertrouwelijk","op":"werknemer"}
            > kenmerk werknemer Vertrouwelijk
              geen event
              melding: het kenmerk was er al
            > kenmerk weg traject 7 Vertrouwelijk
              geen event
              melding: het kenmerk was er niet
            > kenmerk weg traject 7 Spoed
              kenmerk.verwijderd {"kenmerk":"Spoed","op":"traject"}
            > kenmerk traject Spoed
              geweigerd: traject: noem het traject van het kenmerk
            > kenmerk traject 8 Spoed
              geweigerd: het traject is niet bekend
            > kenmerk werknemer 7 Spoed
              geweigerd: traject: een kenmerk op een werknemer staat niet op een traject
            > kenmerk werkgever Groot
              geweigerd: op: dit is geen dossier van een werkgever
            > kenmerk traject 7 _
              geweigerd: kenmerk: is leeg
            > kenmerk traject 7 Laat
              kenmerk.toegevoegd {"kenmerk":"Laat","op":"traject"}
            > toon
              dienstverbanden: {}
              van: "werknemer"
              werknemer: {"id":"wn-0001","kenmerken":["Vertrouwelijk"],"persoon":{"achternaam":"Jansen"},"werkgever":"wg-000a"}
            > kenmerk weg werknemer Vertrouwelijk
              kenmerk.verwijderd {"kenmerk":"Vertrouwelijk","op":"werknemer"}
            > toon
              dienstverbanden: {}
              van: "werknemer"
              werknemer: {"id":"wn-0001","persoon":{"achternaam":"Jansen"},"werkgever":"wg-000a"}
            = Reintegratie - lopend, begin 2026-03-02
              kenmerk Laat
        "#]],
    );
    check(
        "werkgever code=A naam=B
         kenmerk werkgever Groot
         kenmerk werknemer Groot
         werkgever code=A naam=C
         toon
         kenmerk weg werkgever Groot
         kenmerk weg werkgever Groot",
        &expect![[r#"
            > werkgever code=A naam=B
              werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > kenmerk werkgever Groot
              kenmerk.toegevoegd {"kenmerk":"Groot","op":"werkgever"}
            > kenmerk werknemer Groot
              geweigerd: op: dit is geen dossier van een werknemer
            > werkgever code=A naam=C
              werkgever.gewijzigd {"loonheffingennummers":[],"naam":"C","werkgevergroepen":[]}
            > toon
              machtigingen: {}
              van: "werkgever"
              werkgever: {"id":"wg-000a","kenmerken":["Groot"],"loonheffingennummers":[],"naam":"C","werkgevercode":"A","werkgevergroepen":[]}
            > kenmerk weg werkgever Groot
              kenmerk.verwijderd {"kenmerk":"Groot","op":"werkgever"}
            > kenmerk weg werkgever Groot
              geen event
              melding: het kenmerk was er niet
        "#]],
    );
}

#[test]
fn a_document_of_a_spreekuur_becomes_final_once() {
    check(
        "werknemer achternaam=Jansen
         start 7 Reintegratie 2026-03-02
         geef 3 K1 in 7 concept
         geef 3 K1 in 7 concept
         geef 4 K2 in 7
         geef 5 K3 in 8
         definitief 3
         definitief 3
         definitief 4
         definitief 5",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > geef 3 K1 in 7 concept
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0003","extern_kenmerk":"K1","lengte":4,"mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","spreekuur":"concept","titel":"Brief"}
            > geef 3 K1 in 7 concept
              geen event
              melding: het document was er al
            > geef 4 K2 in 7
              document.toegevoegd {"bestandsnaam":"brief.pdf","document":"doc-0004","extern_kenmerk":"K2","lengte":4,"mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","titel":"Brief"}
            > geef 5 K3 in 8
              geweigerd: het traject is niet bekend
            > definitief 3
              spreekuurdocument.definitief {"bestandsnaam":"brief.pdf","document":"doc-0003","extern_kenmerk":"K1","lengte":4,"mediatype":"application/pdf","ontvangen_op":"2026-03-20T09:30:00+01:00","sha256":"00","spreekuur":"definitief","titel":"Brief"}
            > definitief 3
              geen event
              melding: het document was al definitief
            > definitief 4
              geweigerd: het document is geen spreekuurdocument
            > definitief 5
              geweigerd: het document is niet (meer) in dit dossier
            = Reintegratie - lopend, begin 2026-03-02
              doc-0003 Definitief
              doc-0004
        "#]],
    );
}
