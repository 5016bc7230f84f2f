//! From the fields of an intake to those of commands.

use expect_test::expect;
use host_domain::{Koppelsleutel, VerzuimMelding, WerknemerOpgave};
use host_rulebook::{Converted, ConvertedInto, ConvertedWerknemer, Loaded, Unmapped};
use serde_json::json;

use crate::book::{load, sound};

const IMPORT: &str = r#"importconfiguratie(#{
    naam: "Proef", intake: "sivi.verzuimmelding",
    werkgevercode: "FLSN" + bericht.IdWrkgvrArbdnst,
    koppelsleutels: ["ExternWerknemerId", "BSN"],
    conversiegroep: "Codes",
    werknemer: #{ achternaam: bericht.SignNm, bsn: bericht.OorzkVrzmCd },
    verzuim: #{
        extern_kenmerk: bericht.VrzmgvlId, volgnummer: bericht.VrzmgvlVnrMld,
        eerste_dag: bericht.DatEerstVrzmdg, hersteld_op: bericht.DatHrstld,
        percentage: bericht.PrcVrzm, einde: bericht.Herstel ?? false,
        correctie: bekend(bericht.DatHrstld) && bericht.PrcVrzm > 0,
        oorzaak: conversie("Oorzaak", bericht.OorzkVrzmCd),
    },
});"#;

const GROUP: &str = r#"conversiegroep(#{ naam: "Codes", sleutels: #{
    "Oorzaak": tabel("oorzaken.csv"),
    "Soort": #{ "a": "Aa", "Other": hoofdletters(waarde) + "!" },
} });
test(#{ naam: "goed", gegeven: #{ sleutel: "Soort", waarde: "b" }, verwacht: "B!" });
test(#{ naam: "fout", gegeven: #{ sleutel: "Soort", waarde: "a" }, verwacht: "B!" });
test(#{ naam: "niets", gegeven: #{ sleutel: "Oorzaak", waarde: "12" }, verwacht: () });
"#;

const TABLE: &str = "code;waarde\n10;arbeidsongeval\n99;\"overig; ziekte\"\nOther;\n";

fn werknemer(converted: Converted) -> ConvertedWerknemer {
    match converted.into {
        ConvertedInto::Werknemer(converted) => converted,
        ConvertedInto::Document(_) => panic!("a document"),
    }
}

fn files() -> [(&'static str, &'static str); 3] {
    [
        ("importconfiguraties/proef.rhai", IMPORT),
        ("conversiegroepen/codes.rhai", GROUP),
        ("conversiegroepen/oorzaken.csv", TABLE),
    ]
}

#[test]
fn fills_the_fields_of_commands() {
    let book = sound(&files());
    let import = book.importconfiguratie("Proef").unwrap();
    assert_eq!(import.intake(), "sivi.verzuimmelding");
    let message = json!({
        "IdWrkgvrArbdnst": " 4711 ", "SignNm": "Vermeer", "VrzmgvlId": "V-1", "VrzmgvlVnrMld": "3",
        "DatEerstVrzmdg": "2026-03-02", "DatHrstld": "", "PrcVrzm": "33.33", "OorzkVrzmCd": "99",
        "Onbekend": "wordt niet gelezen",
    });
    let all = import.convert(&book, &message).unwrap();
    assert!(all.notes.is_empty() && all.unmapped.is_empty());
    assert!(!format!("{all:?}").contains("Vermeer"));
    let converted = werknemer(all);
    assert_eq!(converted.werkgevercode, "FLSN4711");
    assert_eq!(converted.koppelsleutels, [Koppelsleutel::ExternWerknemerId, Koppelsleutel::Bsn]);
    let shown = serde_json::to_string(converted.verzuim.as_ref().unwrap()).unwrap();
    expect![[r#"{"correctie":false,"eerste_dag":"2026-03-02","einde":false,"extern_kenmerk":"V-1","hersteld_op":null,"oorzaak":"overig; ziekte","percentage":"33.33","volgnummer":3}"#]]
        .assert_eq(&shown);
    assert!(converted.dienstverband.is_none());
    assert!(VerzuimMelding::read(converted.verzuim.clone().unwrap()).is_ok());
    assert!(WerknemerOpgave::read(converted.werknemer).is_err(), "99 is no BSN");
}

#[test]
fn a_code_without_a_row_gives_nothing_and_a_warning() {
    let book = sound(&files());
    let import = book.importconfiguratie("Proef").unwrap();
    let message = json!({ "IdWrkgvrArbdnst": "1", "OorzkVrzmCd": "geheim" });
    let converted = import.convert(&book, &message).unwrap();
    assert!(werknemer(converted.clone()).verzuim.unwrap()["oorzaak"].is_null());
    expect![[r#"[{"niveau":"waarschuwing","veld":"verzuim.oorzaak","tekst":"conversiegroep `Codes` heeft bij `Oorzaak` geen rij voor deze code"}]"#]]
        .assert_eq(&serde_json::to_string(&converted.notes).unwrap());
}

#[test]
fn values_of_the_wrong_type_drop_the_record_without_being_repeated() {
    let book = sound(&files());
    let import = book.importconfiguratie("Proef").unwrap();
    let message = json!({
        "IdWrkgvrArbdnst": 7, "VrzmgvlVnrMld": "drie", "DatEerstVrzmdg": "2026-02-30",
        "PrcVrzm": [], "Herstel": "misschien",
    });
    let problems = import.convert(&book, &message).unwrap_err();
    let shown: Vec<String> = problems.iter().map(|p| format!("{}: {}", p.veld, p.tekst)).collect();
    expect![[r#"
        IdWrkgvrArbdnst: een tekst verwacht
        VrzmgvlVnrMld: een geheel getal verwacht
        DatEerstVrzmdg: een bestaande datum, jjjj-mm-dd, verwacht
        PrcVrzm: een getal verwacht
        Herstel: ja of nee verwacht"#]]
    .assert_eq(&shown.join("\n"));
    let decimal = json!({ "IdWrkgvrArbdnst": "1", "PrcVrzm": 12.5 });
    let converted = werknemer(import.convert(&book, &decimal).unwrap());
    assert_eq!(converted.verzuim.unwrap()["percentage"], "12.5");
    let problems = import.convert(&book, &json!({ "IdWrkgvrArbdnst": null })).unwrap_err();
    assert_eq!(problems[0].veld, "werkgevercode");
}

#[test]
fn without_a_group_a_conversion_gives_nothing() {
    let import = IMPORT.replace("conversiegroep: \"Codes\"", "conversiegroep: ()");
    let book = sound(&[("importconfiguraties/proef.rhai", &import)]);
    let import = book.importconfiguratie("Proef").unwrap();
    let converted =
        import.convert(&book, &json!({ "IdWrkgvrArbdnst": "1", "OorzkVrzmCd": "10" })).unwrap();
    assert!(converted.notes.is_empty() && converted.unmapped.is_empty());
    assert!(werknemer(converted).verzuim.unwrap()["oorzaak"].is_null());
}

/// A group that may be absent: silence when it is, its rows when it is not.
#[test]
fn a_group_that_may_be_absent_is_used_when_it_is_there() {
    let import = IMPORT.replace("conversiegroep:", "conversiegroep_facultatief:");
    let message = json!({ "IdWrkgvrArbdnst": "1", "OorzkVrzmCd": "10" });
    let oorzaak = |loaded: Loaded| {
        let book = loaded.book.unwrap();
        let converted = book.importconfiguratie("Proef").unwrap().convert(&book, &message).unwrap();
        assert!(converted.notes.is_empty() && converted.unmapped.is_empty());
        werknemer(converted).verzuim.unwrap()["oorzaak"].clone()
    };
    let mut all = files();
    all[0].1 = &import;
    assert_eq!(oorzaak(load(&all)), "arbeidsongeval");
    let alone = load(&all[..1]);
    assert!(alone.diagnostics.is_empty(), "{:?}", alone.diagnostics);
    assert!(oorzaak(alone).is_null());
    let group = GROUP.replace("\"Codes\"", "\"Coders\"");
    all[1].1 = &group;
    let misspelt = load(&all);
    let shown: String = misspelt.diagnostics.iter().map(|found| found.render()).collect();
    expect![[r#"
        melding: er is geen conversiegroep `Codes`, en de conversies geven niets; bedoelt u `Coders`?
         --> importconfiguraties/proef.rhai:5:33
          |
        5 |     conversiegroep_facultatief: "Codes",
          |                                 ^^^^^^^
    "#]]
    .assert_eq(&shown);
    assert!(oorzaak(misspelt).is_null());
}

#[test]
fn values_without_a_row_are_told_unless_they_could_be_personal() {
    let import = IMPORT.replace("\"Oorzaak\"", "\"Soort\"");
    let mut files = files();
    files[0].1 = &import;
    let book = sound(&files);
    let import = book.importconfiguratie("Proef").unwrap();
    let unmapped = |code: &str| {
        let message = json!({ "IdWrkgvrArbdnst": "1", "OorzkVrzmCd": code });
        import.convert(&book, &message).unwrap().unmapped
    };
    assert!(unmapped("a").is_empty() && unmapped("").is_empty());
    let told = Unmapped { groep: "Codes".into(), sleutel: "Soort".into(), waarde: "b-7".into() };
    assert_eq!(unmapped("b-7"), [told]);
    assert_eq!(unmapped("1234567").len(), 1);
    assert_eq!(unmapped(&"é".repeat(80)).len(), 1);
    let long = "x".repeat(81);
    for hidden in ["123456782", "12345678", "1234.56.782", " 123456782 ", &long] {
        assert!(unmapped(hidden).is_empty(), "{hidden}");
    }
}

#[test]
fn a_failed_test_is_a_remark_on_its_file() {
    let book = sound(&files());
    let shown: Vec<String> = book.failed_tests().iter().map(|found| found.render()).collect();
    expect![[r#"
        fout: de test `fout` komt niet uit
         --> conversiegroepen/codes.rhai:6
          = verwacht: "B!"
            gekregen: "Aa"
    "#]]
    .assert_eq(&shown.join("\n"));
}

#[test]
fn tests_in_rules_say_what_differs() {
    let trigger = crate::book::rule("traject.percentage > 50 && traject.lopend")
        + "test(#{ naam: \"te laag\", gegeven: #{ traject: #{ percentage: 50, lopend: true } },\n"
        + "        verwacht: [ nieuwe_taak(\"EersteContact\") ] });\n"
        + "test(#{ naam: \"goed\", gegeven: #{ traject: #{ percentage: 50.01, lopend: true } },\n"
        + "        verwacht: [ nieuwe_taak(\"EersteContact\") ] });\n";
    let import = IMPORT.to_owned()
        + "test(#{ naam: \"import\", gegeven: #{ bericht: #{ IdWrkgvrArbdnst: \"1\", PrcVrzm: 50 } },\n"
        + "  verwacht: #{ werkgevercode: \"2\", verzuim: #{ percentage: 50.00, einde: true } } });\n";
    let mut files = files().to_vec();
    files[0].1 = &import;
    files.push(("triggers/proef.rhai", &trigger));
    let results = sound(&files).run_tests();
    let shown: Vec<String> = results
        .iter()
        .map(|r| {
            let verdict = if r.passed { "goed" } else { "FOUT" };
            format!("{verdict} {}:{} {}\n{}", r.file, r.line, r.naam, r.difference)
        })
        .collect();
    expect![[r#"
        goed conversiegroepen/codes.rhai:5 goed

        FOUT conversiegroepen/codes.rhai:6 fout
        verwacht: "B!"
        gekregen: "Aa"
        goed conversiegroepen/codes.rhai:7 niets

        FOUT importconfiguraties/proef.rhai:14 import
        verzuim.einde: verwacht true, gekregen false
        werkgevercode: verwacht "2", gekregen "FLSN1"
        FOUT triggers/proef.rhai:7 te laag
        verwacht: [nieuwe_taak("EersteContact")]
        gekregen: []
        proef: niet van toepassing
          nee           traject.percentage > 50  (regel 4:10)
                        traject.percentage = 50
          niet bekeken  traject.lopend  (regel 4:37)
        goed triggers/proef.rhai:9 goed
    "#]]
    .assert_eq(&shown.join("\n"));
}
