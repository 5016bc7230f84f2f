//! Stories of the clock: herinneringen, the day's turn, triggers that fire once. It is 2026-03-20.

use expect_test::{Expect, expect};

use crate::story::{play, play_verzuim};

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&play(text));
}

#[test]
fn the_herinnering_that_was_set_last_holds() {
    check(
        "werknemer achternaam=Jansen
         start 7 Reintegratie 2026-03-02
         herinner 7 evaluatie 2026-04-13 regel evalueer
         herinner 7 evaluatie 2026-04-13 regel evalueer
         herinner 7 evaluatie 2026-04-20 regel evalueer
         herinner 7 afronding 2026-04-13
         verloop 7 evaluatie 2026-04-13
         verloop 7 evaluatie 2026-04-20
         verloop 7 evaluatie 2026-04-20
         verloop 8 evaluatie 2026-04-20
         vergeet 7 afronding
         vergeet 7 afronding
         herinner 7 _ 2026-04-13
         herinner 8 evaluatie 2026-04-13",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > herinner 7 evaluatie 2026-04-13 regel evalueer
              herinnering.gezet {"naam":"evaluatie","op":"2026-04-13","regel":"evalueer"}
            > herinner 7 evaluatie 2026-04-13 regel evalueer
              geen event
              melding: de herinnering stond er al
            > herinner 7 evaluatie 2026-04-20 regel evalueer
              herinnering.gezet {"naam":"evaluatie","op":"2026-04-20","regel":"evalueer"}
            > herinner 7 afronding 2026-04-13
              herinnering.gezet {"naam":"afronding","op":"2026-04-13"}
            > verloop 7 evaluatie 2026-04-13
              geen event
            > verloop 7 evaluatie 2026-04-20
              herinnering.verlopen {"naam":"evaluatie","op":"2026-04-20"}
            > verloop 7 evaluatie 2026-04-20
              geen event
            > verloop 8 evaluatie 2026-04-20
              geen event
            > vergeet 7 afronding
              herinnering.verwijderd {"naam":"afronding","op":"2026-04-13"}
            > vergeet 7 afronding
              geen event
              melding: het traject heeft geen herinnering `afronding`
            > herinner 7 _ 2026-04-13
              geweigerd: naam: een herinnering heeft een naam van ten hoogste 100 tekens
            > herinner 8 evaluatie 2026-04-13
              geweigerd: het traject is niet bekend
            = Reintegratie - lopend, begin 2026-03-02
        "#]],
    );
}

#[test]
fn a_herinnering_goes_off_tomorrow_at_the_earliest() {
    check(
        "werknemer achternaam=Jansen
         start 7 Reintegratie 2026-03-02
         herinner 7 morgen 2026-03-21
         herinner 7 vandaag 2026-03-20
         herinner 7 vroeger 2026-01-01
         herinner 7 vroeger 2026-02-01",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > herinner 7 morgen 2026-03-21
              herinnering.gezet {"naam":"morgen","op":"2026-03-21"}
            > herinner 7 vandaag 2026-03-20
              herinnering.gezet {"naam":"vandaag","op":"2026-03-21"}
              waarschuwing: op: 2026-03-20 ligt niet na vandaag; de herinnering gaat op 2026-03-21 af
            > herinner 7 vroeger 2026-01-01
              herinnering.gezet {"naam":"vroeger","op":"2026-03-21"}
              waarschuwing: op: 2026-01-01 ligt niet na vandaag; de herinnering gaat op 2026-03-21 af
            > herinner 7 vroeger 2026-02-01
              geen event
              melding: de herinnering stond er al
            = Reintegratie - lopend, begin 2026-03-02
              herinnering morgen 2026-03-21
              herinnering vandaag 2026-03-21
              herinnering vroeger 2026-03-21
        "#]],
    );
}

#[test]
fn the_end_of_a_traject_drops_its_herinneringen() {
    let told = play_verzuim(
        "melding 1 vanaf 2026-03-02 100%
         herinner 2 a 2026-04-13
         afgegaan 2 eens
         einde 2 op 2026-03-16
         herinner 2 a 2026-04-13
         verloop 2 a 2026-04-13
         dag 2 2026-03-21
         correctie 3 van 2026-03-16 naar 2026-03-16 50%
         afgegaan 2 eens
         dag 2 2026-03-21
         herinner 2 b 2026-04-13
         correctie 4 van 2026-03-16 naar 2026-03-17 50% einde",
    );
    expect![[r#"
        > melding 1 vanaf 2026-03-02 100%
          verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
        > herinner 2 a 2026-04-13
          herinnering.gezet {"naam":"a","op":"2026-04-13"}
        > afgegaan 2 eens
          regel.afgegaan {"regel":"eens"}
        > einde 2 op 2026-03-16
          verzuim.hersteld 2026-03-16, was 100.00
          traject.beeindigd {"op":"2026-03-16"}
        > herinner 2 a 2026-04-13
          geweigerd: het traject is beëindigd op 2026-03-16
        > verloop 2 a 2026-04-13
          geen event
        > dag 2 2026-03-21
          geen event
        > correctie 3 van 2026-03-16 naar 2026-03-16 50%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-16 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-16)
        > afgegaan 2 eens
          geen event
        > dag 2 2026-03-21
          traject.dagwissel {"dag":"2026-03-21"}
        > herinner 2 b 2026-04-13
          herinnering.gezet {"naam":"b","op":"2026-04-13"}
        > correctie 4 van 2026-03-16 naar 2026-03-17 50% einde
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-17 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-16 50.00)
          traject.beeindigd {"op":"2026-03-17"}
        = V1 beëindigd 2026-03-17, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00
          afgegaan eens
    "#]].assert_eq(&told);
}

#[test]
fn the_day_changes_for_what_runs() {
    check(
        "werknemer achternaam=Jansen
         start 7 Reintegratie 2026-03-02
         dag 7 2026-03-21
         dag 7 2026-03-22 niet_voor veel,meer
         sluit 7 2026-03-22
         dag 7 2026-03-23
         dag 8 2026-03-23",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > dag 7 2026-03-21
              traject.dagwissel {"dag":"2026-03-21"}
            > dag 7 2026-03-22 niet_voor veel,meer
              traject.dagwissel {"dag":"2026-03-22","niet_voor":["meer","veel"]}
            > sluit 7 2026-03-22
              traject.beeindigd {"op":"2026-03-22"}
            > dag 7 2026-03-23
              geen event
            > dag 8 2026-03-23
              geweigerd: het traject is niet bekend
            = Reintegratie - beëindigd 2026-03-22, begin 2026-03-02
        "#]],
    );
}

#[test]
fn that_a_trigger_fired_is_noted_once() {
    check(
        "werknemer achternaam=Jansen
         start 7 Reintegratie 2026-03-02
         afgegaan 7 eens
         afgegaan 7 eens
         afgegaan 7 ook
         sluit 7 2026-03-22",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > afgegaan 7 eens
              regel.afgegaan {"regel":"eens"}
            > afgegaan 7 eens
              geen event
            > afgegaan 7 ook
              regel.afgegaan {"regel":"ook"}
            > sluit 7 2026-03-22
              traject.beeindigd {"op":"2026-03-22"}
            = Reintegratie - beëindigd 2026-03-22, begin 2026-03-02
              afgegaan eens
              afgegaan ook
        "#]],
    );
}
