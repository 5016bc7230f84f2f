//! Stories of what reports say of a case besides its course: vangnet, oorzaak, dienstverband.

use expect_test::{Expect, expect};

use crate::story::play_verzuim;

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&play_verzuim(text));
}

#[test]
fn a_later_report_that_says_otherwise_corrects_the_case() {
    check(
        "melding 1 vanaf 2026-03-02 100% vangnet N oorzaak 99
         melding 2 vanaf 2026-03-09 50% vangnet J oorzaak 10
         melding 3 vanaf 2026-03-16 20% vangnet J oorzaak 10
         melding 4 vanaf 2026-03-18 10%
         einde 5 op 2026-03-20 vangnet N",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100% vangnet N oorzaak 99
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00, vangnet N, oorzaak 99
            > melding 2 vanaf 2026-03-09 50% vangnet J oorzaak 10
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00, vangnet J, oorzaak 10 (was eerste dag 2026-03-02: 2026-03-02 100.00)
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > melding 3 vanaf 2026-03-16 20% vangnet J oorzaak 10
              verzuim.gedeeltelijk_hersteld per 2026-03-16 van 50.00 naar 20.00
            > melding 4 vanaf 2026-03-18 10%
              verzuim.gedeeltelijk_hersteld per 2026-03-18 van 20.00 naar 10.00
            > einde 5 op 2026-03-20 vangnet N
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 20.00 | 2026-03-18 10.00, vangnet N, oorzaak 10 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 20.00 | 2026-03-18 10.00)
              verzuim.hersteld 2026-03-20, was 10.00
              traject.beeindigd {"op":"2026-03-20"}
            = V1 beëindigd 2026-03-20, melding 5, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 20.00 | 2026-03-18 10.00, vangnet N, oorzaak 10
        "#]],
    );
}

#[test]
fn a_report_of_facts_alone_is_a_correction() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-02 100% vangnet J oorzaak 10
         melding 3 vanaf 2026-03-02 100% vangnet J oorzaak 10
         einde 4 op 2026-03-18 hersteld 2026-03-16
         einde 4 op 2026-03-18 hersteld 2026-03-16 oorzaak 99",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-02 100% vangnet J oorzaak 10
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00, vangnet J, oorzaak 10 (was eerste dag 2026-03-02: 2026-03-02 100.00)
            > melding 3 vanaf 2026-03-02 100% vangnet J oorzaak 10
              geen event
              melding: het verzuimpercentage was al zo; er is niets gewijzigd
            > einde 4 op 2026-03-18 hersteld 2026-03-16
              verzuim.hersteld 2026-03-16 gemeld per 2026-03-18, was 100.00
              traject.beeindigd {"op":"2026-03-16"}
              waarschuwing: na melding 2 van dit verzuimgeval volgt 4: er ontbreken meldingen, of zij herhaalden alleen wat al bekend was
            > einde 4 op 2026-03-18 hersteld 2026-03-16 oorzaak 99
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-16 gemeld per 2026-03-18, vangnet J, oorzaak 99 (was eerste dag 2026-03-02: 2026-03-02 100.00, hersteld 2026-03-16)
            = V1 beëindigd 2026-03-16 gemeld per 2026-03-18, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00, vangnet J, oorzaak 99
        "#]],
    );
}

#[test]
fn a_correction_carries_facts_too() {
    check(
        "melding 1 vanaf 2026-03-02 100% vangnet N
         melding 2 vanaf 2026-03-09 50%
         correctie 3 naar 2026-03-09 60% vangnet J
         correctie 4 naar 2026-03-09 60% oorzaak 10
         correctie 5 naar 2026-03-09 60% oorzaak 10",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100% vangnet N
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00, vangnet N
            > melding 2 vanaf 2026-03-09 50%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > correctie 3 naar 2026-03-09 60% vangnet J
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 60.00, vangnet J (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
            > correctie 4 naar 2026-03-09 60% oorzaak 10
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 60.00, vangnet J, oorzaak 10 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 60.00)
            > correctie 5 naar 2026-03-09 60% oorzaak 10
              geen event
              melding: de correctie verandert niets
            = V1 lopend, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 60.00, vangnet J, oorzaak 10
        "#]],
    );
}

#[test]
fn what_cannot_be_taken_over_is_said() {
    check(
        "melding 1 vanaf 2026-03-02 100%
         melding 2 vanaf 2026-03-09 50% hersteld 2026-03-16",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > melding 2 vanaf 2026-03-09 50% hersteld 2026-03-16
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
              waarschuwing: hersteldatum zonder einde van het verzuim: de hersteldatum is niet overgenomen
            = V1 lopend, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00
        "#]],
    );
    check(
        "melding 1 vanaf 2026-03-02 100% vangnet N
         melding 2 vanaf 2026-03-09 0%
         melding 3 vanaf 2026-03-09 0% vangnet J
         einde 4 op 2026-03-16
         melding 5 vanaf 2026-03-20 40% vangnet N",
        &expect![[r#"
            > melding 1 vanaf 2026-03-02 100% vangnet N
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00, vangnet N
            > melding 2 vanaf 2026-03-09 0%
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 0.00
              waarschuwing: verzuimpercentage 0 zonder einde van het verzuim: het traject blijft lopen
            > melding 3 vanaf 2026-03-09 0% vangnet J
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 0.00, vangnet J (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 0.00)
            > einde 4 op 2026-03-16
              verzuim.hersteld 2026-03-16, was 0.00
              traject.beeindigd {"op":"2026-03-16"}
            > melding 5 vanaf 2026-03-20 40% vangnet N
              geweigerd: het verzuimgeval is al beëindigd op 2026-03-16; stuur een correctie of een nieuwe ziekmelding
            = V1 beëindigd 2026-03-16, melding 4, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 0.00, vangnet J
        "#]],
    );
}

#[test]
fn a_case_belongs_to_the_employment_that_the_source_names() {
    check(
        "dienstverband extern_id=D1 begin=2020-01-01
         melding 1 vanaf 2026-03-02 100% dienstverband D1
         melding 1 vanaf 2026-03-02 100% dienstverband D2 kenmerk V2
         melding 2 vanaf 2026-03-09 50% dienstverband D2
         melding 2 vanaf 2026-03-09 50% dienstverband D2 kenmerk V2
         dienstverband extern_id=D2 begin=2021-01-01
         melding 3 vanaf 2026-03-16 20% dienstverband D2
         melding 3 vanaf 2026-03-16 20% dienstverband D2 kenmerk V2",
        &expect![[r#"
            > dienstverband extern_id=D1 begin=2020-01-01
              dienstverband.gestart {"dienstverband":{"begin":"2020-01-01","extern_id":"D1","id":"dv-0002"}}
            > melding 1 vanaf 2026-03-02 100% dienstverband D1
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00, dienstverband dv-0002
            > melding 1 vanaf 2026-03-02 100% dienstverband D2 kenmerk V2
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
              waarschuwing: de werknemer had al een lopend verzuim
              waarschuwing: het dienstverband van de melding is niet bekend en is niet overgenomen
            > melding 2 vanaf 2026-03-09 50% dienstverband D2
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
              melding: het dienstverband van de melding is niet bekend; het verzuimgeval houdt het dienstverband dat het had
            > melding 2 vanaf 2026-03-09 50% dienstverband D2 kenmerk V2
              verzuim.gedeeltelijk_hersteld per 2026-03-09 van 100.00 naar 50.00
            > dienstverband extern_id=D2 begin=2021-01-01
              dienstverband.gestart {"dienstverband":{"begin":"2021-01-01","extern_id":"D2","id":"dv-0005"}}
            > melding 3 vanaf 2026-03-16 20% dienstverband D2
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, dienstverband dv-0005 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
              verzuim.gedeeltelijk_hersteld per 2026-03-16 van 50.00 naar 20.00
            > melding 3 vanaf 2026-03-16 20% dienstverband D2 kenmerk V2
              verzuim.correctie eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00, dienstverband dv-0005 (was eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00)
              verzuim.gedeeltelijk_hersteld per 2026-03-16 van 50.00 naar 20.00
            = V1 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 20.00, dienstverband dv-0005
            = V2 lopend, melding 3, eerste dag 2026-03-02: 2026-03-02 100.00 | 2026-03-09 50.00 | 2026-03-16 20.00, dienstverband dv-0005
        "#]],
    );
}
