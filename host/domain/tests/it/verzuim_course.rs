//! Stories of absence: from the first report to recovery, in and out of order.

use expect_test::{Expect, expect};

use crate::story::{play, play_verzuim};

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&play_verzuim(text));
}

#[test]
fn a_case_runs_from_report_to_recovery() {
    check(
        "melding 1 vanaf 2026-03-02 100% vangnet J oorzaak 99
         melding 2 vanaf 2026-03-09 50%
         melding 3 vanaf 2026-03-12 75.5%
         melding 4 vanaf 2026-03-16 20%
         einde 5 op 2026-03-23",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100% vangnet J oorzaak 99
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00, vangnet J, oorzaak 99
            > melding 2 vanaf 2026-03-09 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > melding 3 vanaf 2026-03-12 75.5%
              verzuim.gedeeltelijk_hersteld per 2026-03-12 van 50.00 naar 75.50
            > melding 4 vanaf 2026-03-16 20%
              verzuim.gedeeltelijk_hersteld per 2026-03-16 van 75.50 naar 20.00
            > einde 5 op 2026-03-23
              verzuim.hersteld 2026-03-23, was 20.00
              traject.beeindigd {"op":"2026-03-23"}
            = V1 beëindigd 2026-03-23, melding 5, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-12 75.50 | 2026-03-16 20.00, vangnet J, oorzaak 99
        "#]],
    );
}

#[test]
fn the_first_report_opens_the_case() {
    // The report may hold from a later day than the first one; without numbers it works too.
    check(
        "melding - vanaf 2026-03-04 60%",
        &expect![[r#"
        > melding - vanaf 2026-03-04 60%
          verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-04 60.00
        = V1 lopend, melding -, eerste dag 2026-03-02: 2026-03-04 60.00
    "#]],
    );
    check(
        "melding 0 vanaf 2026-03-02 100%",
        &expect![[r#"
        > melding 0 vanaf 2026-03-02 100%
          verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
        = V1 lopend, melding 0, eerste dag 2026-03-02: 2026-03-02 100.00
    "#]],
    );
    check(
        "melding 1 vanaf 2026-03-01 100%",
        &expect![[r#"
        > melding 1 vanaf 2026-03-01 100%
          geweigerd: de ingangsdatum ligt vóór de eerste verzuimdag
    "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 0%",
        &expect![[r#"
        > melding 1 vanaf 2026-03-02 0%
          geweigerd: een ziekmelding heeft een verzuimpercentage boven 0
    "#]],
    );
}

#[test]
fn a_missed_start_is_refused() {
    check(
        "melding 2 vanaf 2026-03-09 50%",
        &expect![[r#"
        > melding 2 vanaf 2026-03-09 50%
          geweigerd: het verzuimgeval is niet bekend: de eerste ziekmelding ontbreekt; lever die eerst aan
    "#]],
    );
    check(
        "einde 1 op 2026-03-09",
        &expect![[r#"
        > einde 1 op 2026-03-09
          geweigerd: het verzuimgeval is niet bekend: de eerste ziekmelding ontbreekt; lever die eerst aan
    "#]],
    );
    check(
        "correctie 1 naar 2026-03-03 100%",
        &expect![[r#"
        > correctie 1 naar 2026-03-03 100%
          geweigerd: het verzuimgeval is niet bekend: de eerste ziekmelding ontbreekt; lever die eerst aan
    "#]],
    );
    check(
        "intrekken 1",
        &expect![[r#"
        > intrekken 1
          geweigerd: het verzuimgeval is niet bekend: de eerste ziekmelding ontbreekt; lever die eerst aan
    "#]],
    );
}

#[test]
fn an_absence_needs_a_werknemer() {
    expect![[r#"
        > melding 1 vanaf 2026-03-02 100%
          geweigerd: de werknemer is niet bekend
    "#]]
    .assert_eq(&play("melding 1 vanaf 2026-03-02 100%"));
    expect![[r#"
        > werkgever code=A naam=B
          werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
        > melding 1 vanaf 2026-03-02 100%
          geweigerd: de werknemer is niet bekend
    "#]].assert_eq(&play("werkgever code=A naam=B\nmelding 1 vanaf 2026-03-02 100%"));
}

#[test]
fn the_same_share_on_a_later_day_is_confirmed() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 100%
         melding 3 vanaf 2026-03-16 50%
         melding 4 vanaf 2026-03-12 100%
         melding 5 vanaf 2026-03-20 0%
         melding 6 vanaf 2026-03-23 0%",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 100%
              verzuim.bevestigd per 2026-03-09 nog 100.00
            > melding 3 vanaf 2026-03-16 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-16 van 100.00 naar 50.00
            > melding 4 vanaf 2026-03-12 100%
              verzuim.bevestigd per 2026-03-12 nog 100.00
              waarschuwing: de melding gaat in vóór een eerder ontvangen melding van dit verzuimgeval
            > melding 5 vanaf 2026-03-20 0%
              verzuim.gedeeltelijk_hersteld per 2026-03-20 van 50.00 naar 0.00
              waarschuwing: verzuimpercentage 0 zonder einde van het verzuim: het traject blijft lopen
            > melding 6 vanaf 2026-03-23 0%
              verzuim.bevestigd per 2026-03-23 nog 0.00
              waarschuwing: verzuimpercentage 0 zonder einde van het verzuim: het traject blijft lopen
            = V1 lopend, melding 6, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 100.00 | 2026-03-12 100.00 | 2026-03-16 50.00 | 2026-03-20 0.00 | 2026-03-23 0.00
        "#]],
    );
}

#[test]
fn the_same_share_on_the_same_day_changes_nothing() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 100%
         melding 2 vanaf 2026-03-09 100%
         melding 3 vanaf 2026-03-09 100%
         melding 4 vanaf 2026-03-16 50%",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 100%
              verzuim.bevestigd per 2026-03-09 nog 100.00
            > melding 2 vanaf 2026-03-09 100%
              geen event
              melding: het verzuimpercentage was al zo; er is niets gewijzigd
            > melding 3 vanaf 2026-03-09 100%
              geen event
              melding: het verzuimpercentage was al zo; er is niets gewijzigd
            > melding 4 vanaf 2026-03-16 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-16 van 100.00 naar 50.00
              waarschuwing: na melding 2 van dit verzuimgeval volgt 4: er ontbreken meldingen, of zij herhaalden alleen wat al bekend was
            = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 100.00 | 2026-03-16 50.00
        "#]],
    );
}

#[test]
fn zero_without_an_end_keeps_the_case_open() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 0%
         einde 3 op 2026-03-16",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 0%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 0.00
              waarschuwing: verzuimpercentage 0 zonder einde van het verzuim: het traject blijft lopen
            > einde 3 op 2026-03-16
              verzuim.hersteld 2026-03-16, was 0.00
              traject.beeindigd {"op":"2026-03-16"}
            = V1 beëindigd 2026-03-16, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 0.00
        "#]],
    );
}

#[test]
fn a_late_report_finds_its_place() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 3 vanaf 2026-03-16 50%
         melding 2 vanaf 2026-03-09 75%
         melding 4 vanaf 2026-03-09 80%",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 3 vanaf 2026-03-16 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-16 van 100.00 naar 50.00
              waarschuwing: na melding 1 van dit verzuimgeval volgt 3: er ontbreken meldingen, of zij herhaalden alleen wat al bekend was
            > melding 2 vanaf 2026-03-09 75%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 75.00
              waarschuwing: de melding gaat in vóór een eerder ontvangen melding van dit verzuimgeval
              waarschuwing: melding 2 van dit verzuimgeval komt na melding 3
            > melding 4 vanaf 2026-03-09 80%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 75.00 naar 80.00
              waarschuwing: de melding gaat in vóór een eerder ontvangen melding van dit verzuimgeval
            = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 80.00 | 2026-03-16 50.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-04 100%
         melding 2 vanaf 2026-03-03 50%
         melding 3 vanaf 2026-03-01 50%",
        &expect![[r#"
            > melding 1 vanaf 2026-03-04 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-04 100.00
            > melding 2 vanaf 2026-03-03 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-03 van 100.00 naar 50.00
              waarschuwing: de melding gaat in vóór een eerder ontvangen melding van dit verzuimgeval
            > melding 3 vanaf 2026-03-01 50%
              geweigerd: de ingangsdatum ligt vóór de eerste verzuimdag
            = V1 lopend, melding 2, eerste dag 2026-03-02: 2026-03-03 50.00 | 2026-03-04 100.00
        "#]],
    );
}

#[test]
fn recovery_counts_from_its_own_day() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         einde 2 op 2026-03-16 hersteld 2026-03-13 50%",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > einde 2 op 2026-03-16 hersteld 2026-03-13 50%
              verzuim.hersteld 2026-03-13 gemeld per 2026-03-16, was 100.00
              traject.beeindigd {"op":"2026-03-13"}
              waarschuwing: het verzuim eindigt, maar het gemelde verzuimpercentage is niet 0
            = V1 beëindigd 2026-03-13 gemeld per 2026-03-16, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100%
         einde 2 op 2026-03-01",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > einde 2 op 2026-03-01
              geweigerd: de hersteldatum ligt vóór de eerste verzuimdag
            = V1 lopend, melding 1, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-16 50%
         einde 3 op 2026-03-12",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-16 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-16 van 100.00 naar 50.00
            > einde 3 op 2026-03-12
              verzuim.hersteld 2026-03-12, was 100.00
              traject.beeindigd {"op":"2026-03-12"}
              waarschuwing: het herstel ligt vóór een gemelde wijziging per 2026-03-16
            = V1 beëindigd 2026-03-12, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-16 50.00
        "#]],
    );
}

#[test]
fn after_recovery_only_corrections_count() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         einde 2 op 2026-03-16
         einde 2 op 2026-03-16
         einde 3 op 2026-03-18
         melding 4 vanaf 2026-03-20 40%",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > einde 2 op 2026-03-16
              verzuim.hersteld 2026-03-16, was 100.00
              traject.beeindigd {"op":"2026-03-16"}
            > einde 2 op 2026-03-16
              geen event
              melding: het herstel was al gemeld
            > einde 3 op 2026-03-18
              geweigerd: het verzuimgeval is al beëindigd op 2026-03-16; stuur een correctie
            > melding 4 vanaf 2026-03-20 40%
              geweigerd: het verzuimgeval is al beëindigd op 2026-03-16; stuur een correctie of een nieuwe ziekmelding
            = V1 beëindigd 2026-03-16, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
}

#[test]
fn a_second_open_case_is_noticed() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 1 vanaf 2026-03-09 100% eerste 2026-03-09 kenmerk V2
         einde 2 op 2026-03-16
         einde 2 op 2026-03-16 kenmerk V2
         melding 1 vanaf 2026-03-23 100% eerste 2026-03-23 kenmerk V3",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 1 vanaf 2026-03-09 100% eerste 2026-03-09 kenmerk V2
              verzuim.ziekmelding eerste dag 2026-03-09: 2026-03-09 100.00
              waarschuwing: de werknemer had al een lopend verzuim
            > einde 2 op 2026-03-16
              verzuim.hersteld 2026-03-16, was 100.00
              traject.beeindigd {"op":"2026-03-16"}
            > einde 2 op 2026-03-16 kenmerk V2
              verzuim.hersteld 2026-03-16, was 100.00
              traject.beeindigd {"op":"2026-03-16"}
            > melding 1 vanaf 2026-03-23 100% eerste 2026-03-23 kenmerk V3
              verzuim.ziekmelding eerste dag 2026-03-23: 2026-03-23 100.00
            = V1 beëindigd 2026-03-16, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00
            = V2 beëindigd 2026-03-16, melding 2, eerste dag 2026-03-09: 2026-03-09 100.00
            = V3 lopend, melding 1, eerste dag 2026-03-23: 2026-03-23 100.00
        "#]],
    );
}
