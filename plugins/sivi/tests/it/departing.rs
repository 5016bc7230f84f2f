//! What becomes of records that depart from the standard.

use expect_test::expect;

use crate::reading::{check, intakes};
use crate::samples::{envelope, half, recovered, single, werkgever, werknemer, ziek};

/// The single message with one change.
fn changed(from: &str, to: &str) -> String {
    let message = single();
    assert!(message.contains(from), "nothing to change");
    message.replacen(from, to, 1)
}

#[test]
fn values_that_cannot_be() {
    check(
        &changed("<PrcVrzm>100.00", "<PrcVrzm>250.00"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Uitval PrcVrzm: percentage ligt niet tussen 0.00 en 100.00
    "#]],
    );
    check(
        &changed("<PrcVrzm>100.00", "<PrcVrzm>100"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Uitval PrcVrzm: moet uit ten hoogste 4 cijfers, een punt en twee decimalen bestaan
    "#]],
    );
    check(
        &changed("<DatEerstVrzmdg>2026-03-02", "<DatEerstVrzmdg>2026-02-30"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Uitval DatEerstVrzmdg: datum bestaat niet
    "#]],
    );
    check(
        &changed("<SofiNr>12345672", "<SofiNr>1234567212"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Uitval SofiNr: meer dan 9 cijfers
    "#]],
    );
    check(
        &changed("<VrwrkCd>02", "<VrwrkCd>09"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/09]
          Uitval VrwrkCd: code is niet een van 01, 02, 03, 04, 05
    "#]],
    );
    check(
        &changed("<VrzmgvlVnrMld>1<", "<VrzmgvlVnrMld>een<"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [plaats/PORTAAL/VI-2/1/1/1]
          Uitval VrzmgvlVnrMld: is geen geheel getal
    "#]],
    );
    check(
        &changed("<OorzkVrzmCd>99", "<OorzkVrzmCd>77"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Waarschuwing OorzkVrzmCd: code is niet een van 10, 11, 99
    "#]],
    );
    check(
        &changed("<Voorl>F.", "<Voorl>F2"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Waarschuwing Voorl: bevat cijfers
    "#]],
    );
}

#[test]
fn elements_that_are_missing_or_empty() {
    check(
        &changed("<DatEerstVrzmdg>2026-03-02</DatEerstVrzmdg>", ""),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Uitval DatEerstVrzmdg: ontbreekt
    "#]],
    );
    check(
        &changed("<Gebdat>1980-02-29</Gebdat>", ""),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Uitval Gebdat: ontbreekt
    "#]],
    );
    check(
        &changed("<VngntJN>N</VngntJN>", ""),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Waarschuwing VngntJN: ontbreekt
    "#]],
    );
    check(
        &changed("<IdWrkgvrArbdnst>100200<", "<IdWrkgvrArbdnst><"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [plaats/PORTAAL/VI-2/1/1/1]
          Uitval IdWrkgvrArbdnst: is leeg
    "#]],
    );
    check(
        &changed(
            "IdWrkgvrArbdnst>100200</IdWrkgvrArbdnst",
            "IdWrkgvrArbndst>100200</IdWrkgvrArbndst",
        ),
        expect![[r#"
            regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [plaats/PORTAAL/VI-2/1/1/1]
              Melding IdWrkgvrArbndst: staat niet in de standaard onder Wrkgvr; overgeslagen
              Uitval IdWrkgvrArbdnst: ontbreekt
        "#]],
    );
    check(
        &changed("<AansltnrGeguitwlngArbdnst>6431<", "<AansltnrGeguitwlngArbdnst><"),
        expect![[r#"
            regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
        "#]],
    );
}

#[test]
fn elements_that_are_unknown_twice_or_elsewhere() {
    check(
        &changed("<EndVrzmJN>", "<Diagnose>R606</Diagnose><EndVrzmJN>"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Melding Diagnose: staat niet in de standaard onder Vrzm; overgeslagen
    "#]],
    );
    check(
        &changed("<PrcVrzm>100.00</PrcVrzm>", "<PrcVrzm>100.00</PrcVrzm><PrcVrzm>50.00</PrcVrzm>"),
        expect![[r#"
            regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
              Uitval PrcVrzm: komt meer dan eens voor
        "#]],
    );
    check(
        &changed(
            "<EndVrzmJN>N</EndVrzmJN><DatEerstVrzmdg>2026-03-02</DatEerstVrzmdg>",
            "<DatEerstVrzmdg>2026-03-02</DatEerstVrzmdg><EndVrzmJN>N</EndVrzmJN>",
        ),
        expect![[r#"
            regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
              Waarschuwing EndVrzmJN: staat niet op de plaats die de standaard voorschrijft
        "#]],
    );
    check(
        &changed("<Dnstvbnd>", "los <Dnstvbnd>"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Waarschuwing Wrknmr: bevat losse tekst; die is overgeslagen
    "#]],
    );
}

#[test]
fn fields_that_contradict_each_other() {
    check(
        &changed("<EndVrzmJN>N", "<EndVrzmJN>J"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Waarschuwing DatHrstld: ontbreekt bij een melding die het verzuim beëindigt (EndVrzmJN = J)
          Waarschuwing PrcVrzm: is niet 0.00 bij een melding die het verzuim beëindigt (EndVrzmJN = J)
    "#]],
    );
    check(
        &changed("<IngdatMutVrzm>2026-03-02", "<IngdatMutVrzm>2026-03-01"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Waarschuwing IngdatMutVrzm: ligt voor de eerste verzuimdag (DatEerstVrzmdg)
    "#]],
    );
    check(
        &changed("<DatEerstVrzmdg>2026-03-02", "<DatEerstVrzmdg>2014-03-02"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Waarschuwing DatEerstVrzmdg: ligt voor het begin van het dienstverband (Ingdat)
    "#]],
    );
    check(
        &changed("<PrcVrzm>100.00", "<PrcVrzm>0.00"),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Waarschuwing PrcVrzm: is 0.00 bij een melding die het verzuim niet beëindigt (EndVrzmJN = N)
    "#]],
    );
}

#[test]
fn a_bad_record_among_good_ones_is_the_only_one_dropped() {
    let reports =
        ziek("VZ1", 1) + &half("VZ1", 2).replace("2026-03-16", "2026-03-32") + &recovered("VZ1", 3);
    let employees = werknemer("12345672", "WN1", &reports)
        + &werknemer("111222333", "WN2", &ziek("VZ2", 1)).replace("<IdWrknmr>WN2</IdWrknmr>", "")
        + &werknemer("123456782", "WN3", &ziek("VZ3", 1));
    check(
        &envelope("VI-3", "N", "J", &werkgever("100200", &employees)),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
        regel 8, werkgever 1, werknemer 1, verzuimmelding 2 [100200/VZ1/2/04]
          Uitval IngdatMutVrzm: datum bestaat niet
        regel 9, werkgever 1, werknemer 1, verzuimmelding 3 [100200/VZ1/3/04]
        regel 13, werkgever 1, werknemer 2, verzuimmelding 1 [100200/VZ2/1/02]
          Uitval IdWrknmr: ontbreekt
        regel 17, werkgever 1, werknemer 3, verzuimmelding 1 [100200/VZ3/1/02]
    "#]],
    );
}

#[test]
fn employers_and_employees_without_reports() {
    let empty = envelope(
        "VI-4",
        "N",
        "J",
        &(werkgever("100200", "") + &werkgever("100201", &werknemer("1", "WN1", ""))),
    );
    check(
        &empty,
        expect![[r#"
            regel 4, werkgever 1 [plaats/PORTAAL/VI-4/1/0/0]
              Uitval Wrknmr: ontbreekt: werkgever zonder werknemer
            regel 7, werkgever 2, werknemer 1 [plaats/PORTAAL/VI-4/2/1/0]
              Uitval Vrzm: ontbreekt: werknemer zonder verzuimmelding
        "#]],
    );
}

#[test]
fn what_stands_beside_and_behind() {
    let message = single()
        .replace(
            "<Wrkgvr>",
            "<AdmKantoor><InschrijvingsnrKvK>x</InschrijvingsnrKvK></AdmKantoor><Reclame/><Wrkgvr>",
        )
        .replace("</Wrkgvr>", "<Lhnr>123456789L01</Lhnr></Wrkgvr>");
    check(
        &message,
        expect![[r#"
            regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
              Waarschuwing AdmKantoor/InschrijvingsnrKvK: is geen geheel getal
              Waarschuwing AdmKantoor/HndlsnmOrg: ontbreekt
              Melding Reclame: staat niet in de standaard; overgeslagen (regel 4)
              Waarschuwing Lhnr: staat achter de eerste werknemer en is daarom overgeslagen
        "#]],
    );
}

#[test]
fn other_namespaces_roots_and_prefixes_are_read() {
    let namespace = " xmlns=\"http://www.sivi.org/Verzuimmanagement/Verzuimmeldingen/2022\"";
    check(
        &single().replace(namespace, ""),
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
          Melding : geen namespace; gelezen op BrCd en VnrBrCd
    "#]],
    );
    check(
        &single()
            .replace("/2022\"", "/2025\"")
            .replace("Verzuimmeldingen ", "Message ")
            .replace("</Verzuimmeldingen>", "</Message>"),
        expect![[r#"
            regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
              Melding : andere namespace dan de uitgave voorschrijft; gelezen op BrCd en VnrBrCd
        "#]],
    );
    let prefixed = single()
        .replace("</", "</s:")
        .replace('<', "<s:")
        .replace("<s:/", "</")
        .replace("<s:?", "<?")
        .replace("xmlns=", "xmlns:s=");
    check(
        &prefixed,
        expect![[r#"
        regel 7, werkgever 1, werknemer 1, verzuimmelding 1 [100200/VZ1/1/02]
    "#]],
    );
}

#[test]
fn problems_never_repeat_what_may_be_personal() {
    let message = single()
        .replace("<SofiNr>12345672", "<SofiNr>12345672X")
        .replace("1980-02-29", "1980-02-31")
        .replace("<SignNm>Zandstra", &format!("<SignNm>{}", "Zandstra".repeat(40)));
    for problem in intakes(&message).remove(0).problems {
        let text = format!("{} {}", problem.field, problem.text);
        assert!(!text.contains("12345672") && !text.contains("1980") && !text.contains("Zandstra"));
    }
}
