//! Stories of withdrawal: of a whole case, or of one of its reports.

use expect_test::{Expect, expect};

use crate::story::play_verzuim;

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&play_verzuim(text));
}

#[test]
fn a_withdrawn_case_stays_withdrawn() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         taak 7 op V1
         taak 8 op V1
         doe 7
         intrekken 1
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
            > intrekken 1
              verzuim.ingetrokken {"volgnummer":1}
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
            = V1 ingetrokken, melding 1, eerste dag 2026-03-02: 2026-03-02 100.00
              ta-0007 Uitgevoerd
              ta-0008 Vervallen
        "#]],
    );
}

#[test]
fn a_recovered_case_can_be_withdrawn() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 50%
         einde 3 op 2026-03-16
         intrekken 1",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > einde 3 op 2026-03-16
              verzuim.hersteld 2026-03-16, was 50.00
              traject.beeindigd {"op":"2026-03-16"}
            > intrekken 1
              verzuim.ingetrokken {"volgnummer":1}
            = V1 ingetrokken, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100%
         einde 2 op 2026-03-16
         intrekken - vangnet J",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > einde 2 op 2026-03-16
              verzuim.hersteld 2026-03-16, was 100.00
              traject.beeindigd {"op":"2026-03-16"}
            > intrekken - vangnet J
              verzuim.ingetrokken {"volgnummer":null}
              melding: wat een ingetrokken melding over vangnet, oorzaak of dienstverband zegt, is niet overgenomen
            = V1 ingetrokken, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
}

#[test]
fn one_report_is_taken_back() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 50%
         melding 3 vanaf 2026-03-16 20%
         intrekken 2 op 2026-03-09 50%
         intrekken 2 op 2026-03-09 50%
         intrekken 3 op 2026-03-16 20% oorzaak 10",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > melding 3 vanaf 2026-03-16 20%
              verzuim.gedeeltelijk_hersteld per 2026-03-16 van 50.00 naar 20.00
            > intrekken 2 op 2026-03-09 50%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-16 20.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 20.00)
            > intrekken 2 op 2026-03-09 50%
              geweigerd: dit verzuimgeval heeft geen melding per 2026-03-09 om in te trekken
            > intrekken 3 op 2026-03-16 20% oorzaak 10
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-16 20.00)
              melding: wat een ingetrokken melding over vangnet, oorzaak of dienstverband zegt, is niet overgenomen
            = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 50%
         einde 3 op 2026-03-16
         intrekken 2 op 2026-03-09",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > einde 3 op 2026-03-16
              verzuim.hersteld 2026-03-16, was 50.00
              traject.beeindigd {"op":"2026-03-16"}
            > intrekken 2 op 2026-03-09
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-16 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-16)
            = V1 beëindigd 2026-03-16, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
}

#[test]
fn a_confirmation_is_taken_back() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 50%
         melding 3 vanaf 2026-03-16 50%
         intrekken 3 op 2026-03-16 50%",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > melding 3 vanaf 2026-03-16 50%
              verzuim.bevestigd per 2026-03-16 nog 50.00
            > intrekken 3 op 2026-03-16 50%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 50.00)
            = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 50%
         melding 3 vanaf 2026-03-16 50%
         intrekken 2 op 2026-03-09 50%",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > melding 3 vanaf 2026-03-16 50%
              verzuim.bevestigd per 2026-03-16 nog 50.00
            > intrekken 2 op 2026-03-09 50%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-16 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 50.00)
            = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-16 50.00
        "#]],
    );
}

#[test]
fn a_recovery_is_taken_back() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         einde 2 op 2026-03-16
         intrekken 2 op 2026-03-16
         einde 3 op 2026-03-18 hersteld 2026-03-17
         intrekken 3 op 2026-03-18
         einde 4 op 2026-03-19
         intrekken 4 op 2026-03-19 einde
         intrekken 4 op 2026-03-19 einde",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > einde 2 op 2026-03-16
              verzuim.hersteld 2026-03-16, was 100.00
              traject.beeindigd {"op":"2026-03-16"}
            > intrekken 2 op 2026-03-16
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 (was eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-16)
            > einde 3 op 2026-03-18 hersteld 2026-03-17
              verzuim.hersteld 2026-03-17 gemeld per 2026-03-18, was 100.00
              traject.beeindigd {"op":"2026-03-17"}
            > intrekken 3 op 2026-03-18
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 (was eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-17)
            > einde 4 op 2026-03-19
              verzuim.hersteld 2026-03-19, was 100.00
              traject.beeindigd {"op":"2026-03-19"}
            > intrekken 4 op 2026-03-19 einde
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 (was eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-19)
            > intrekken 4 op 2026-03-19 einde
              geweigerd: er is geen herstel gemeld om in te trekken
            = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
}

#[test]
fn a_step_on_the_day_of_recovery_is_told_by_its_share() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 50%
         einde 3 op 2026-03-09
         intrekken 2 op 2026-03-09 50%",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > einde 3 op 2026-03-09
              verzuim.hersteld 2026-03-09, was 50.00
              traject.beeindigd {"op":"2026-03-09"}
            > intrekken 2 op 2026-03-09 50%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-09 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-09)
            = V1 beëindigd 2026-03-09, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 50%
         einde 3 op 2026-03-09
         intrekken 3 op 2026-03-09 0%",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > einde 3 op 2026-03-09
              verzuim.hersteld 2026-03-09, was 50.00
              traject.beeindigd {"op":"2026-03-09"}
            > intrekken 3 op 2026-03-09 0%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, hersteld 2026-03-09)
            = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
        "#]],
    );
}

#[test]
fn what_is_not_there_is_not_taken_back_and_without_its_start_there_is_no_case() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         intrekken 2 op 2026-03-09
         intrekken 2 op 2026-03-02
         melding 2 vanaf 2026-03-09 50%
         intrekken 3 op 2026-03-02",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > intrekken 2 op 2026-03-09
              geweigerd: dit verzuimgeval heeft geen melding per 2026-03-09 om in te trekken
            > intrekken 2 op 2026-03-02
              verzuim.ingetrokken {"volgnummer":2}
            > melding 2 vanaf 2026-03-09 50%
              geweigerd: het verzuimgeval is ingetrokken; meld het opnieuw met een ander kenmerk
            > intrekken 3 op 2026-03-02
              geen event
              melding: het verzuimgeval was al ingetrokken
            = V1 ingetrokken, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-04 100%
         melding 2 vanaf 2026-03-03 50%
         intrekken 2 op 2026-03-03 50%
         intrekken 3 op 2026-03-04",
        &expect![[r#"
            > melding 1 vanaf 2026-03-04 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-04 100.00
            > melding 2 vanaf 2026-03-03 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-03 van 100.00 naar 50.00
              waarschuwing: de melding gaat in vóór een eerder ontvangen melding van dit verzuimgeval
            > intrekken 2 op 2026-03-03 50%
              verzuim.correctie eerste dag 2026-03-02: 2026-03-04 100.00 (was eerste dag 2026-03-02: 2026-03-03 50.00 | 2026-03-04 100.00)
            > intrekken 3 op 2026-03-04
              verzuim.ingetrokken {"volgnummer":3}
            = V1 ingetrokken, melding 3, eerste dag 2026-03-02: 2026-03-04 100.00
        "#]],
    );
}
