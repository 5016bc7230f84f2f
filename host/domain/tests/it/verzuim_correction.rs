//! Stories of corrections: an earlier report is put right.

use expect_test::{Expect, expect};

use crate::story::play_verzuim;

/// Two reports, to be put right by what follows.
pub(crate) const BEFORE: &str = "melding 1 vanaf 2026-03-02 100%\nmelding 2 vanaf 2026-03-09 50%\n";

/// The same, recovered.
pub(crate) const ENDED: &str = "melding 1 vanaf 2026-03-02 100%\nmelding 2 vanaf 2026-03-09 50%\n\
                     einde 3 op 2026-03-16\n";

/// Plays `text` after `before`; only what `text` brought is compared.
pub(crate) fn check(before: &str, text: &str, expected: &Expect) {
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
              waarschuwing: de melding per 2026-03-16 die hiermee wordt verbeterd, was niet bekend; de correctie is verwerkt als een nieuwe melding
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
fn what_a_later_report_confirmed_outlives_a_correction() {
    let confirmed = &format!("{BEFORE}melding 3 vanaf 2026-03-16 50%\n");
    check(
        confirmed,
        "correctie 4 van 2026-03-09 naar 2026-03-10 60%",
        &expect![[r#"
        > correctie 4 van 2026-03-09 naar 2026-03-10 60%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-10 60.00 | 2026-03-16 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 50.00)
        = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-10 60.00 | 2026-03-16 50.00
    "#]],
    );
    check(
        confirmed,
        "correctie 4 van 2026-03-16 naar 2026-03-17 20%",
        &expect![[r#"
        > correctie 4 van 2026-03-16 naar 2026-03-17 20%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-17 20.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 50.00)
        = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-17 20.00
    "#]],
    );
}

#[test]
fn a_correction_of_an_unknown_report_warns() {
    check(
        BEFORE,
        "correctie 3 van 2026-03-06 naar 2026-03-05 60%",
        &expect![[r#"
        > correctie 3 van 2026-03-06 naar 2026-03-05 60%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-05 60.00 | 2026-03-09 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
          waarschuwing: de melding per 2026-03-06 die hiermee wordt verbeterd, was niet bekend; de correctie is verwerkt als een nieuwe melding
        = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-05 60.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        BEFORE,
        "correctie 3 naar 2026-03-16 20%",
        &expect![[r#"
        > correctie 3 naar 2026-03-16 20%
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 20.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
          waarschuwing: de melding per 2026-03-16 die hiermee wordt verbeterd, was niet bekend; de correctie is verwerkt als een nieuwe melding
        = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 20.00
    "#]],
    );
    check(
        BEFORE,
        "correctie 3 van 2026-03-06 naar 2026-03-16 einde",
        &expect![[r#"
        > correctie 3 van 2026-03-06 naar 2026-03-16 einde
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
          traject.beeindigd {"op":"2026-03-16"}
          waarschuwing: de melding per 2026-03-06 die hiermee wordt verbeterd, was niet bekend; de correctie is verwerkt als een nieuwe melding
        = V1 beëindigd 2026-03-16, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        ENDED,
        "correctie 4 van 2026-03-15 naar 2026-03-18 einde",
        &expect![[r#"
        > correctie 4 van 2026-03-15 naar 2026-03-18 einde
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-18 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
          waarschuwing: de melding per 2026-03-15 die hiermee wordt verbeterd, was niet bekend; de correctie is verwerkt als een nieuwe melding
        = V1 beëindigd 2026-03-18, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
    // Without an old day a report that ends the case is about its recovery.
    check(
        ENDED,
        "correctie 4 naar 2026-03-18 einde",
        &expect![[r#"
        > correctie 4 naar 2026-03-18 einde
          verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-18 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
        = V1 beëindigd 2026-03-18, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        "melding 1 vanaf 2026-03-04 100%\n",
        "correctie 2 naar 2026-03-01 80% eerste 2026-03-01",
        &expect![[r#"
            > correctie 2 naar 2026-03-01 80% eerste 2026-03-01
              verzuim.correctie eerste dag 2026-03-01: 2026-03-01 80.00 | 2026-03-04 100.00 (was eerste dag 2026-03-02: 2026-03-04 100.00)
              waarschuwing: de melding per 2026-03-01 die hiermee wordt verbeterd, was niet bekend; de correctie is verwerkt als een nieuwe melding
            = V1 lopend, melding 2, eerste dag 2026-03-01: 2026-03-01 80.00 | 2026-03-04 100.00
        "#]],
    );
    // The same correction again finds its own result.
    check(
        BEFORE,
        "correctie 3 van 2026-03-09 naar 2026-03-10 60%\ncorrectie 3 van 2026-03-09 naar 2026-03-10 60%",
        &expect![[r#"
            > correctie 3 van 2026-03-09 naar 2026-03-10 60%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-10 60.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
            > correctie 3 van 2026-03-09 naar 2026-03-10 60%
              geen event
              melding: de correctie verandert niets
            = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-10 60.00
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
              waarschuwing: na melding 2 van dit verzuimgeval volgt 5: er ontbreken meldingen, of zij herhaalden alleen wat al bekend was
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
fn a_case_cannot_be_corrected_to_start_without_absence() {
    check(
        BEFORE,
        "correctie 3 naar 2026-03-02 0%",
        &expect![[r#"
        > correctie 3 naar 2026-03-02 0%
          geweigerd: een ziekmelding heeft een verzuimpercentage boven 0
        = V1 lopend, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        BEFORE,
        "correctie 3 van 2026-03-02 naar 2026-03-03 0%",
        &expect![[r#"
        > correctie 3 van 2026-03-02 naar 2026-03-03 0%
          geweigerd: een ziekmelding heeft een verzuimpercentage boven 0
        = V1 lopend, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
    "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100%\nmelding 2 vanaf 2026-03-09 0%\n",
        "correctie 3 van 2026-03-02 naar 2026-03-16 50%",
        &expect![[r#"
            > correctie 3 van 2026-03-02 naar 2026-03-16 50%
              geweigerd: een ziekmelding heeft een verzuimpercentage boven 0
            = V1 lopend, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 0.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100%\nmelding 2 vanaf 2026-03-02 0%\n",
        "correctie 3 naar 2026-03-09 50%",
        &expect![[r#"
            > correctie 3 naar 2026-03-09 50%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 0.00 | 2026-03-09 50.00 (was eerste dag 2026-03-02: 2026-03-02 0.00)
              waarschuwing: de melding per 2026-03-09 die hiermee wordt verbeterd, was niet bekend; de correctie is verwerkt als een nieuwe melding
            = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 0.00 | 2026-03-09 50.00
        "#]],
    );
}
