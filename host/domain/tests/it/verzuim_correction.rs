//! Stories of corrections and withdrawals: an earlier report is put right, or the case undone.

use expect_test::{Expect, expect};

use crate::story::play_verzuim;

/// Two reports, to be put right by what follows.
const BEFORE: &str = "melding 1 vanaf 2026-03-02 100%\nmelding 2 vanaf 2026-03-09 50%\n";

/// The same, recovered.
const ENDED: &str = "melding 1 vanaf 2026-03-02 100%\nmelding 2 vanaf 2026-03-09 50%\n\
                     einde 3 op 2026-03-16\n";

/// Plays `text` after `before`; only what `text` brought is compared.
fn check(before: &str, text: &str, expected: &Expect) {
    let played = play_verzuim(&format!("{before}{text}"));
    let first = played.find(&format!("> {}", text.lines().next().unwrap().trim())).unwrap();
    expected.assert_eq(&played[first..]);
}

#[test]
fn a_step_moves() {
    check(
        BEFORE,
        "correctie 3 van 2026-03-09 naar 2026-03-10 60%",
        &expect![[r#"
        > correctie 3 van 2026-03-09 naar 2026-03-10 60%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-10 60.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-10 60.00
    "#]],
    );
    check(
        BEFORE,
        "correctie 3 van 2026-03-09 naar 2026-03-04 50%",
        &expect![[r#"
        > correctie 3 van 2026-03-09 naar 2026-03-04 50%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-04 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-04 50.00
    "#]],
    );
}

#[test]
fn a_step_keeps_its_day() {
    check(
        BEFORE,
        "correctie 3 naar 2026-03-09 60%",
        &expect![[r#"
        > correctie 3 naar 2026-03-09 60%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 60.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 60.00
    "#]],
    );
    check(
        BEFORE,
        "correctie 3 naar 2026-03-02 80%",
        &expect![[r#"
        > correctie 3 naar 2026-03-02 80%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 80.00 | 2026-03-09 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 80.00 | 2026-03-09 50.00
    "#]],
    );
}

#[test]
fn the_first_day_moves_along() {
    check(
        BEFORE,
        "correctie 3 van 2026-03-02 naar 2026-03-01 100% eerste 2026-03-01",
        &expect![[r#"
            > correctie 3 van 2026-03-02 naar 2026-03-01 100% eerste 2026-03-01
              verzuim.correctie eerste dag 2026-03-01: 2026-03-01 100.00 | 2026-03-09 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
            = V1 lopend, melding 3, eerste dag 2026-03-01: 2026-03-01 100.00 | 2026-03-09 50.00
        "#]],
    );
    // The source may leave out the old day, or correct a later step at the same time.
    check(
        BEFORE,
        "correctie 3 naar 2026-03-01 100% eerste 2026-03-01",
        &expect![[r#"
        > correctie 3 naar 2026-03-01 100% eerste 2026-03-01
          verzuim.correctie eerste dag 2026-03-01: 2026-03-01 100.00 | 2026-03-09 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 lopend, melding 3, eerste dag 2026-03-01: 2026-03-01 100.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        BEFORE,
        "correctie 3 van 2026-03-09 naar 2026-03-10 50% eerste 2026-03-03",
        &expect![[r#"
            > correctie 3 van 2026-03-09 naar 2026-03-10 50% eerste 2026-03-03
              verzuim.correctie eerste dag 2026-03-03: 2026-03-03 100.00 | 2026-03-10 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
            = V1 lopend, melding 3, eerste dag 2026-03-03: 2026-03-03 100.00 | 2026-03-10 50.00
        "#]],
    );
}

#[test]
fn one_day_has_one_share() {
    check(
        BEFORE,
        "correctie 3 naar 2026-03-16 20% eerste 2026-03-09",
        &expect![[r#"
        > correctie 3 naar 2026-03-16 20% eerste 2026-03-09
          verzuim.correctie eerste dag 2026-03-09: 2026-03-09 50.00 | 2026-03-16 20.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 lopend, melding 3, eerste dag 2026-03-09: 2026-03-09 50.00 | 2026-03-16 20.00
    "#]],
    );
    check(
        BEFORE,
        "correctie 3 van 2026-03-02 naar 2026-03-09 100% eerste 2026-03-09",
        &expect![[r#"
            > correctie 3 van 2026-03-02 naar 2026-03-09 100% eerste 2026-03-09
              verzuim.correctie eerste dag 2026-03-09: 2026-03-09 100.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
            = V1 lopend, melding 3, eerste dag 2026-03-09: 2026-03-09 100.00
        "#]],
    );
}

#[test]
fn recovery_is_put_right() {
    check(
        ENDED,
        "correctie 4 van 2026-03-16 naar 2026-03-18 einde",
        &expect![[r#"
        > correctie 4 van 2026-03-16 naar 2026-03-18 einde
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-18 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 beëindigd 2026-03-18, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        ENDED,
        "correctie 4 van 2026-03-16 naar 2026-03-18 einde hersteld 2026-03-17",
        &expect![[r#"
            > correctie 4 van 2026-03-16 naar 2026-03-18 einde hersteld 2026-03-17
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-17 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
            = V1 beëindigd 2026-03-17, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
        "#]],
    );
    check(
        ENDED,
        "correctie 4 van 2026-03-16 naar 2026-03-05 einde",
        &expect![[r#"
        > correctie 4 van 2026-03-16 naar 2026-03-05 einde
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-05 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
          waarschuwing: het herstel ligt vóór een gemelde wijziging per 2026-03-09
        = V1 beëindigd 2026-03-05, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
}

#[test]
fn recovery_is_undone() {
    check(
        ENDED,
        "correctie 4 van 2026-03-16 naar 2026-03-16 25%",
        &expect![[r#"
        > correctie 4 van 2026-03-16 naar 2026-03-16 25%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00
    "#]],
    );
    check(
        ENDED,
        "correctie 4 naar 2026-03-16 25%",
        &expect![[r#"
        > correctie 4 naar 2026-03-16 25%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00
    "#]],
    );
}

#[test]
fn a_correction_leaves_recovery_as_it_was() {
    check(
        ENDED,
        "correctie 4 van 2026-03-09 naar 2026-03-10 60%",
        &expect![[r#"
        > correctie 4 van 2026-03-09 naar 2026-03-10 60%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-10 60.00, hersteld 2026-03-16 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 beëindigd 2026-03-16, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-10 60.00
    "#]],
    );
}

#[test]
fn a_partial_report_was_full_recovery() {
    check(
        BEFORE,
        "correctie 3 naar 2026-03-09 einde",
        &expect![[r#"
        > correctie 3 naar 2026-03-09 einde
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-09 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
        = V1 beëindigd 2026-03-09, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00
    "#]],
    );
}

#[test]
fn a_correction_to_zero_keeps_the_case_open() {
    check(
        BEFORE,
        "correctie 3 naar 2026-03-09 0%",
        &expect![[r#"
        > correctie 3 naar 2026-03-09 0%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 0.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
          waarschuwing: verzuimpercentage 0 zonder einde van het verzuim: het traject blijft lopen
        = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 0.00
    "#]],
    );
}

#[test]
fn nothing_to_correct() {
    check(
        BEFORE,
        "correctie 3 naar 2026-03-09 50%",
        &expect![[r#"
        > correctie 3 naar 2026-03-09 50%
          geen event
          melding: de correctie verandert niets
        = V1 lopend, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        ENDED,
        "correctie 4 van 2026-03-16 naar 2026-03-16 einde",
        &expect![[r#"
        > correctie 4 van 2026-03-16 naar 2026-03-16 einde
          geen event
          melding: de correctie verandert niets
        = V1 beëindigd 2026-03-16, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
}

#[test]
fn impossible_corrections_are_refused() {
    check(
        BEFORE,
        "correctie 3 van 2026-03-09 naar 2026-03-01 50%",
        &expect![[r#"
        > correctie 3 van 2026-03-09 naar 2026-03-01 50%
          geweigerd: na de correctie zou een datum vóór de eerste verzuimdag liggen
        = V1 lopend, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        BEFORE,
        "correctie 3 naar 2026-03-20 50% eerste 2026-03-12",
        &expect![[r#"
        > correctie 3 naar 2026-03-20 50% eerste 2026-03-12
          geweigerd: na de correctie zou een datum vóór de eerste verzuimdag liggen
        = V1 lopend, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        ENDED,
        "correctie 4 van 2026-03-16 naar 2026-03-01 einde",
        &expect![[r#"
        > correctie 4 van 2026-03-16 naar 2026-03-01 einde
          geweigerd: na de correctie zou een datum vóór de eerste verzuimdag liggen
        = V1 beëindigd 2026-03-16, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100%\n",
        "correctie 2 van 2026-03-02 naar 2026-03-09 einde",
        &expect![[r#"
            > correctie 2 van 2026-03-02 naar 2026-03-09 einde
              geweigerd: na de correctie zou het verzuimgeval geen verloop meer hebben
            = V1 lopend, melding 1, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
}

#[test]
fn numbers_are_watched_in_corrections_too() {
    check(
        BEFORE,
        "correctie 5 naar 2026-03-09 60%",
        &expect![[r#"
        > correctie 5 naar 2026-03-09 60%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 60.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
          waarschuwing: na melding 2 van dit verzuimgeval volgt 5: tussenliggende meldingen ontbreken of wijzigden niets
        = V1 lopend, melding 5, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 60.00
    "#]],
    );
    check(
        BEFORE,
        "correctie 1 naar 2026-03-02 80%",
        &expect![[r#"
        > correctie 1 naar 2026-03-02 80%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 80.00 | 2026-03-09 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
          waarschuwing: melding 1 van dit verzuimgeval komt na melding 2
        = V1 lopend, melding 2, eerste dag 2026-03-02: 2026-03-02 80.00 | 2026-03-09 50.00
    "#]],
    );
}

#[test]
fn a_withdrawn_case_stays_withdrawn() {
    check(
        "",
        "melding 1 vanaf 2026-03-02 100%
         taak 7 op V1
         taak 8 op V1
         doe 7
         intrekken 2
         intrekken 3
         melding 4 vanaf 2026-03-09 50%
         correctie 5 naar 2026-03-02 60%
         einde 6 op 2026-03-09
         taak 9 op V1
         doe 8",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > taak 7 op V1
              taak.toegevoegd {"taak":{"code":"BelWerknemer","id":"ta-0007","naam":"Bel de werknemer","regel":"bel-bij-ziekmelding","rol":"casemanager","status":"open","toegevoegd_op":"2026-03-20T09:30:00+01:00"}}
            > taak 8 op V1
              taak.toegevoegd {"taak":{"code":"BelWerknemer","id":"ta-0008","naam":"Bel de werknemer","regel":"bel-bij-ziekmelding","rol":"casemanager","status":"open","toegevoegd_op":"2026-03-20T09:30:00+01:00"}}
            > doe 7
              taak.uitgevoerd {"code":"BelWerknemer","taak":"ta-0007"}
            > intrekken 2
              verzuim.ingetrokken {"volgnummer":2}
            > intrekken 3
              geen event
              melding: het verzuimgeval was al ingetrokken
            > melding 4 vanaf 2026-03-09 50%
              geweigerd: het verzuimgeval is ingetrokken; meld het opnieuw met een ander kenmerk
            > correctie 5 naar 2026-03-02 60%
              geweigerd: het verzuimgeval is ingetrokken; meld het opnieuw met een ander kenmerk
            > einde 6 op 2026-03-09
              geweigerd: het verzuimgeval is ingetrokken; meld het opnieuw met een ander kenmerk
            > taak 9 op V1
              geweigerd: het traject is ingetrokken
            > doe 8
              geweigerd: de taak is vervallen
            = V1 ingetrokken, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00
              ta-0007 Uitgevoerd
              ta-0008 Vervallen
        "#]],
    );
}

#[test]
fn a_recovered_case_can_be_withdrawn() {
    check(
        "",
        "melding 1 vanaf 2026-03-02 100%
         einde 2 op 2026-03-16
         intrekken 3",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > einde 2 op 2026-03-16
              verzuim.hersteld 2026-03-16, was 100.00
              traject.beeindigd {"op":"2026-03-16"}
            > intrekken 3
              verzuim.ingetrokken {"volgnummer":3}
            = V1 ingetrokken, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
}
