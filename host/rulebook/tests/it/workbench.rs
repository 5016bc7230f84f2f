//! The mistakes that the words, keys and effects of the workbench invite.

use expect_test::expect_file;

use crate::{
    book::rule,
    diagnostics::{check_als, check_files, remarks},
};

/// Keys that came with the workbench: shadow, once, bulk conditions.
#[test]
fn shadow_once_and_bulk() {
    let rule = |event: &str, keys: &str| {
        format!(
            "trigger(#{{\n    omschrijving: \"x\",\n    gebeurtenis: \"{event}\",\n    {keys}\n}});\n"
        )
    };
    let dan = "dan: [ nieuwe_taak(\"Controle\") ]";
    let cases = [
        rule("verzuim.hersteld", &format!("inschakelen: \"schaduwen\", {dan}")),
        rule("verzuim.hersteld", &format!("inschakelen: 1, {dan}")),
        rule("verzuim.hersteld", &format!("eenmalig: \"ja\", {dan}")),
        rule("koppeling.storing", "eenmalig: true, dan: [ emailsignaal(\"casemanager\") ]"),
        rule("verzuim.hersteld", &format!("bulk: traject.lopend, {dan}")),
        rule("Dagwissel traject (batch)", &format!("bulk: traject.soort, {dan}")),
        rule("Dagwissel", dan),
        rule("regel.afgegaan", dan),
        rule("verzuim.hersteld", "dan: [ ]"),
        rule("verzuim.hersteld", dan).replace("});\n", "}\ntest(#{ });\n"),
        rule("verzuim.hersteld", dan).replace("\"x\",", "\"x\""),
    ];
    let cases: Vec<(&str, &str)> =
        cases.iter().map(|text| ("triggers/proef.rhai", text.as_str())).collect();
    check_files(&cases, &expect_file!["./mistakes/shadow_once_and_bulk.txt"]);
}

/// Conditions with the words that consultants know.
#[test]
fn words_of_consultants() {
    check_als(
        &[
            r#"traject_van_sort("Verzuim")"#,
            r#"traject_van_soort("Verzuum")"#,
            r#"traject_van_soort()"#,
            r#"traject_van_soort(3)"#,
            r#"traject_weken_oud(6.weken)"#,
            r#"traject_weken_oud(-1)"#,
            r#"traject_weken_oud("6")"#,
            r#"is_conceptafspraak()"#,
            r#"locatietype("Telefonish")"#,
            r#"documentkenmerk("Ziektewet")"#,
            r#"kenmerk("speod")"#,
            r#""speod" in traject.kenmerken"#,
            r#"werknemer_kenmerk("spoed")"#,
            r#"heeft_lopende_polis("Stoplos")"#,
            r#"heeft_lopende_polis(traject.soort)"#,
            r#"start_binnen_dagen_na_polis("Stoploss", 30)"#,
            r#"start_binnen_dagen_na_polis(30)"#,
            r#"totaal_loon_boven_loonsom("Stoploss")"#,
            r#"loon_ten_minste("100")"#,
            r#"meerdere_polissen_zelfde_type"#,
            r#"niet traject.lopend"#,
            r#"traject.lopend & traject.vangnet"#,
            r#"traject.soort is "Verzuim""#,
            r#"traject.percentage => 50"#,
            r#"traject.soort <> "Verzuim""#,
        ],
        &expect_file!["./mistakes/words_of_consultants.txt"],
    );
}

/// Effects, for an event about a traject.
#[test]
fn effects_of_a_rule() {
    let effects = [
        r#"kenmerk_toevoegen("traject", "speod")"#,
        r#"kenmerk_toevoegen("trajekt", "spoed")"#,
        r#"kenmerk_toevoegen("werknemer", "spoed")"#,
        r#"kenmerk_toevoegen("spoed")"#,
        r#"kenmerk_verwijder("traject", "spoed")"#,
        r#"traject_starten("Verzuim")"#,
        r#"traject_starten("UwvDocument")"#,
        r#"traject_sluiten("Verzuim")"#,
        r#"herinnering("bel")"#,
        r#"herinnering("bel", 14)"#,
        r#"herinnering(traject.soort, 2.weken)"#,
        r#"herinnering("bel", traject.einde + 2.weken)"#,
        r#"herinnering("bel", werknemer.geboortedatum)"#,
        r#"bericht("hr", "hr.signaal", #{ reden: "x" })"#,
        r#"bericht("VI001/hr", "hr.signal", #{ reden: "x" })"#,
        r#"bericht("VI001/hr", "hr.signaal", #{ redn: "x" })"#,
        r#"bericht("VI001/hr", "hr.signaal", #{ reden: 3, sinds: "gisteren" })"#,
        r#"bericht("VI001/hr", "hr.signaal", #{ reden: traject.oorzaak })"#,
        r#"bericht("VI001/hr", "hr.signaal")"#,
        r#""nieuwe_taak""#,
    ];
    let shown = effects.map(|effect| {
        let rule = format!(
            "trigger(#{{ omschrijving: \"x\", gebeurtenis: \"verzuim.hersteld\",\n    dan: [ {effect} ] }});"
        );
        remarks(&[("triggers/proef.rhai", &rule)])
    });
    expect_file!["./mistakes/effects_of_a_rule.txt"].assert_eq(&shown.join("\n"));
}

/// Effects for which the event has nothing to do them to.
#[test]
fn effects_that_the_event_cannot_have() {
    let cases = [
        ("koppeling.storing", r#"herinnering("bel", 2.weken)"#),
        ("koppeling.storing", r#"traject_starten("UwvDocumenten")"#),
        ("werknemer.toegevoegd", "traject_sluiten()"),
        ("werkgever.toegevoegd", r#"kenmerk_toevoegen("werknemer", "langdurig")"#),
        ("werknemer.toegevoegd", r#"kenmerk_toevoegen("traject", "spoed")"#),
    ];
    let shown = cases.map(|(event, effect)| {
        let rule = format!(
            "trigger(#{{ omschrijving: \"x\", gebeurtenis: \"{event}\",\n    dan: [ {effect} ] }});"
        );
        remarks(&[("triggers/proef.rhai", &rule)])
    });
    expect_file!["./mistakes/effects_that_the_event_cannot_have.txt"].assert_eq(&shown.join("\n"));
}

/// Clauses that cannot be true, are always true, or say nothing new.
#[test]
fn conditions_that_cannot_be_reached() {
    check_als(
        &[
            r#"traject.soort == "Verzuim" && traject.soort == "UwvDocumenten""#,
            r#"traject.duur > 6.weken && traject.duur < 42.dagen"#,
            r#"traject.percentage >= 50 && traject.percentage in [10, 20]"#,
            r#"traject.lopend && !traject.lopend"#,
            r#"traject.lopend == true || !traject.lopend"#,
            r#"traject.duur >= 6.weken && traject.duur >= 4.weken"#,
            r#"traject_weken_oud(6) && traject.duur < 2.weken"#,
        ],
        &expect_file!["./mistakes/conditions_that_cannot_be_reached.txt"],
    );
}

/// Tables in which a code stands twice, or that forget the others.
#[test]
fn conversions_that_say_two_things() {
    let group = |tables: &str| {
        format!("conversiegroep(#{{ naam: \"x\", sleutels: #{{\n    \"a\": {tables},\n}} }});\n")
    };
    let table = group("tabel(\"codes.csv\")");
    let twice = group("#{ \"1\": \"een\", \"2\": \"twee\", \"1\": \"uno\", \"Other\": false }");
    let other_twice = group("#{ \"1\": \"een\", \"Other\": false, \"Other\": \"x\" }");
    let without = group("#{ \"1\": \"een\" }");
    let in_csv =
        |csv| remarks(&[("conversiegroepen/x.rhai", &table), ("conversiegroepen/codes.csv", csv)]);
    let of = |text: &str| remarks(&[("conversiegroepen/x.rhai", text)]);
    let shown = [
        of(&twice),
        of(&other_twice),
        of(&without),
        in_csv("code;waarde\n10;tien\n20;twintig\n10;ten\nOther;\n"),
        in_csv("code;waarde\n10;tien\nOther;\nOther;x\n"),
        in_csv("code;waarde\n10;tien\n20;twintig\n"),
        in_csv("code;waarde\n10;tien;meer\nOther;\n"),
        in_csv("code;waarde\n10\nOther;\n"),
    ];
    expect_file!["./mistakes/conversions_that_say_two_things.txt"].assert_eq(&shown.join("\n"));
}

/// Policies and days in tests of rules.
#[test]
fn policies_in_tests() {
    let with = |given: &str| {
        let rule = rule("heeft_lopende_polis(\"Stoploss\")");
        format!("{rule}test(#{{ naam: \"x\", verwacht: [],\n    gegeven: #{{ {given} }} }});\n")
    };
    let cases = [
        with(r#"polissen: [ #{ verzekeringstype: "Stoploss", begin: datum("2026-01-01") } ]"#),
        with(
            r#"vandaag: datum("2026-07-01"), polissen: [ #{ verzekeringstype: "Stoplos", begin: "2026-01-01" } ]"#,
        ),
        with(
            r#"vandaag: datum("2026-07-01"), polissen: [ #{ begin: datum("2026-01-01"), loonsum: 3 } ]"#,
        ),
        with(
            r#"vandaag: datum("2026-07-01"), polissen: [ #{ verzekeringstype: "Stoploss", begin: datum("2026-01-01"), loonsom: "veel", ingesloten: 1 } ]"#,
        ),
        with(r#"vandaag: datum("2026-07-01"), polissen: "geen""#),
        with(r#"traject: #{ kenmerken: ["speod", 3] }"#),
    ];
    let cases: Vec<(&str, &str)> =
        cases.iter().map(|text| ("triggers/proef.rhai", text.as_str())).collect();
    check_files(&cases, &expect_file!["./mistakes/policies_in_tests.txt"]);
}
