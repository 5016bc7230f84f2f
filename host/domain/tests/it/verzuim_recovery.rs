//! Stories of corrections of a recovery, and of corrections that bring or undo one.

use expect_test::expect;

use crate::verzuim_correction::{BEFORE, ENDED, check};

/// A recovered case, where the report of the recovery holds from a later day than the recovery.
const REPORTED_LATER: &str = "melding 1 vanaf 2026-03-02 100%\nmelding 2 vanaf 2026-03-09 50%\n\
                              einde 3 op 2026-03-18 hersteld 2026-03-16\n";

#[test]
fn recovery_is_put_right() {
    check(
        ENDED,
        "correctie 4 van 2026-03-16 naar 2026-03-18 einde",
        &expect![[r#"
            > correctie 4 van 2026-03-16 naar 2026-03-18 einde
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-18 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
            = V1 beëindigd 2026-03-18, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
        "#]],
    );
    check(
        ENDED,
        "correctie 4 van 2026-03-16 naar 2026-03-18 einde hersteld 2026-03-17",
        &expect![[r#"
            > correctie 4 van 2026-03-16 naar 2026-03-18 einde hersteld 2026-03-17
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-17 gemeld per 2026-03-18 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
            = V1 beëindigd 2026-03-17 gemeld per 2026-03-18, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
        "#]],
    );
    check(
        ENDED,
        "correctie 4 van 2026-03-16 naar 2026-03-05 einde",
        &expect![[r#"
            > correctie 4 van 2026-03-16 naar 2026-03-05 einde
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-05 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
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
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
            = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00
        "#]],
    );
    check(
        ENDED,
        "correctie 4 naar 2026-03-16 25%",
        &expect![[r#"
            > correctie 4 naar 2026-03-16 25%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
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
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-10 60.00, hersteld 2026-03-16 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
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
              traject.beeindigd {"op":"2026-03-09"}
            = V1 beëindigd 2026-03-09, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
}

#[test]
fn a_recovery_is_named_by_the_day_it_was_reported_from() {
    check(
        REPORTED_LATER,
        "correctie 4 van 2026-03-18 naar 2026-03-20 einde hersteld 2026-03-17",
        &expect![[r#"
            > correctie 4 van 2026-03-18 naar 2026-03-20 einde hersteld 2026-03-17
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-17 gemeld per 2026-03-20 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
            = V1 beëindigd 2026-03-17 gemeld per 2026-03-20, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
        "#]],
    );
    check(
        REPORTED_LATER,
        "correctie 4 van 2026-03-18 naar 2026-03-18 25%",
        &expect![[r#"
            > correctie 4 van 2026-03-18 naar 2026-03-18 25%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-18 25.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
            = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-18 25.00
        "#]],
    );
    check(
        REPORTED_LATER,
        "correctie 4 van 2026-03-16 naar 2026-03-16 25%",
        &expect![[r#"
            > correctie 4 van 2026-03-16 naar 2026-03-16 25%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
            = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00
        "#]],
    );
    check(
        REPORTED_LATER,
        "correctie 4 van 2026-03-18 naar 2026-03-18 einde\ncorrectie 5 van 2026-03-18 naar 2026-03-18 25%",
        &expect![[r#"
            > correctie 4 van 2026-03-18 naar 2026-03-18 einde
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-18 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
            > correctie 5 van 2026-03-18 naar 2026-03-18 25%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-18 25.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-18)
            = V1 lopend, melding 5, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-18 25.00
        "#]],
    );
    check(
        REPORTED_LATER,
        "correctie 4 van 2026-03-18 naar 2026-03-16 einde\ncorrectie 5 van 2026-03-18 naar 2026-03-19 25%",
        &expect![[r#"
            > correctie 4 van 2026-03-18 naar 2026-03-16 einde
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
            > correctie 5 van 2026-03-18 naar 2026-03-19 25%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-19 25.00, hersteld 2026-03-16 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
              waarschuwing: de melding per 2026-03-18 die hiermee wordt verbeterd, was niet bekend; de correctie is verwerkt als een nieuwe melding
              waarschuwing: het herstel ligt vóór een gemelde wijziging per 2026-03-19
            = V1 beëindigd 2026-03-16, melding 5, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-19 25.00
        "#]],
    );
}

#[test]
fn a_step_on_the_day_of_recovery_stays_when_the_recovery_moves() {
    check(
        "melding 1 vanaf 2026-03-02 100%\nmelding 2 vanaf 2026-03-09 50%\neinde 3 op 2026-03-09\n",
        "correctie 4 van 2026-03-09 naar 2026-03-12 einde",
        &expect![[r#"
            > correctie 4 van 2026-03-09 naar 2026-03-12 einde
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-12 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-09)
            = V1 beëindigd 2026-03-12, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100%\neinde 2 op 2026-03-02 hersteld 2026-03-16\n",
        "correctie 3 naar 2026-03-02 80%",
        &expect![[r#"
            > correctie 3 naar 2026-03-02 80%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 80.00, hersteld 2026-03-16 gemeld per 2026-03-02 (was eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-16)
            = V1 beëindigd 2026-03-16 gemeld per 2026-03-02, melding 3, eerste dag 2026-03-02: 2026-03-02 80.00
        "#]],
    );
}

#[test]
fn a_correction_that_ends_the_case_ends_the_traject() {
    check(
        ENDED,
        "correctie 4 naar 2026-03-16 25%\ncorrectie 5 naar 2026-03-16 einde",
        &expect![[r#"
            > correctie 4 naar 2026-03-16 25%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
            > correctie 5 naar 2026-03-16 einde
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 25.00)
              traject.beeindigd {"op":"2026-03-16"}
            = V1 beëindigd 2026-03-16, melding 5, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
        "#]],
    );
}
