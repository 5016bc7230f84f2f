//! What is said of rules without running them.

use expect_test::{Expect, expect};
use host_rulebook::{Book, Loaded};

use crate::book::folder;

/// Codes that the rules in these tests name.
const CATALOGUE: &str = r#"
[[rol]]
code = "casemanager"
naam = "Casemanager"

[[mailsjabloon]]
code = "signaal"
onderwerp = "{taak.naam}"
tekst = ""

[[trajectsoort]]
code = "Verzuim"
naam = "Verzuim"

[[trajectsoort]]
code = "UwvDocumenten"
naam = "Documenten van UWV"

[[trajectsoort]]
code = "Regres"
naam = "Regres"

[[taak]]
code = "A"
naam = "A"

[[taak]]
code = "B"
naam = "B"

[[taak]]
code = "C"
naam = "C"

[[verzekeringstype]]
code = "Conventioneel"
naam = "Conventioneel"

[[kenmerk]]
code = "spoed"
naam = "Spoed"
op = ["traject", "werknemer", "werkgever"]
"#;

/// A trigger of these parts.
pub(crate) fn trigger(gebeurtenis: &str, als: &str, dan: &str) -> String {
    format!(
        "trigger(#{{\n    omschrijving: \"proef\",\n    gebeurtenis: \"{gebeurtenis}\",\n    \
         als: {als},\n    dan: [ {dan} ],\n}});\n"
    )
}

/// What loading these triggers gives; they are named `a`, `b`, `c` …
pub(crate) fn loaded(triggers: &[String]) -> Loaded {
    let names = ('a'..='z').map(|name| format!("triggers/{name}.rhai"));
    let files: Vec<(String, &String)> = names.zip(triggers).collect();
    let mut files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("catalogus.toml", CATALOGUE));
    Book::load(folder(&files).path(), &[crate::book::schema()])
}

fn check(triggers: &[String], expected: &Expect) {
    let loaded = loaded(triggers);
    let shown: Vec<String> = loaded.diagnostics.iter().map(|found| found.render()).collect();
    expected.assert_eq(&shown.join("\n"));
}

/// What is said of one condition of a trigger about a ziekmelding.
fn of_condition(als: &str) -> Vec<String> {
    let loaded = loaded(&[trigger("verzuim.ziekmelding", als, r#"nieuwe_taak("A")"#)]);
    loaded.diagnostics.iter().map(|found| found.message.clone()).collect()
}

#[test]
fn conditions_that_cannot_be_met_are_named() {
    for (als, message) in [
        (
            r#"traject.soort == "Verzuim" && traject.soort == "UwvDocumenten""#,
            r#"dit kan niet waar zijn als `traject.soort == "Verzuim"` (regel 4) waar is"#,
        ),
        (
            r#"traject.duur >= 6.weken && traject.duur < 42.dagen"#,
            "dit kan niet waar zijn als `traject.duur >= 6.weken` (regel 4) waar is",
        ),
        (
            r#"traject.duur > 41.dagen && vandaag - traject.begin < 42.dagen"#,
            "dit kan niet waar zijn als `traject.duur > 41.dagen` (regel 4) waar is",
        ),
        (
            r#"traject.begin + 6.weken <= vandaag && dagen_tussen(traject.begin, vandaag) < 42"#,
            "dit kan niet waar zijn als `traject.begin + 6.weken <= vandaag` (regel 4) waar is",
        ),
        ("verzuim.percentage > 100", "deze voorwaarde kan nooit waar zijn"),
        ("traject.aantal_open_taken < 0", "deze voorwaarde kan nooit waar zijn"),
        (r#"gebeurtenis.type == "taak.toegevoegd""#, "deze voorwaarde kan nooit waar zijn"),
        (
            r#"kenmerk("spoed") && !kenmerk("spoed")"#,
            r#"dit kan niet waar zijn als `kenmerk("spoed")` (regel 4) waar is"#,
        ),
        (
            r#"!bekend(traject.oorzaak) && traject.oorzaak != "x""#,
            "dit kan niet waar zijn als `!bekend(traject.oorzaak)` (regel 4) waar is",
        ),
        (
            r#"traject.soort != "Verzuim" && traject.soort != "Regres" && traject.soort != "UwvDocumenten""#,
            "dit kan niet waar zijn als de voorwaarden ervoor waar zijn",
        ),
        (
            r#"traject.begin >= datum("2026-03-01") && vandaag <= datum("2026-03-10") && traject.duur > 10.dagen"#,
            "dit kan niet waar zijn als de voorwaarden ervoor waar zijn",
        ),
        (
            r#"(traject.lopend || traject.vangnet) && !traject.lopend && !traject.vangnet"#,
            "dit kan niet waar zijn als de voorwaarden ervoor waar zijn",
        ),
        (
            r#"traject.soort in ["Verzuim", "Regres"] && begint_met(traject.soort, "Uwv")"#,
            r#"dit kan niet waar zijn als `traject.soort in ["Verzuim", "Regres"]` (regel 4) waar is"#,
        ),
        (
            r#"(traject.percentage ?? 0.0) >= 50 && traject.percentage < 50"#,
            "dit kan niet waar zijn als `traject.percentage ?? 0.0 >= 50` (regel 4) waar is",
        ),
    ] {
        assert_eq!(of_condition(als), [message], "{als}");
    }
}

#[test]
fn conditions_that_never_decide_are_named() {
    for (als, message) in [
        (
            r#"traject.duur >= 6.weken && traject.duur > 20.dagen"#,
            "dit volgt al uit `traject.duur >= 6.weken` (regel 4)",
        ),
        (
            r#"traject.soort == "Verzuim" && traject.soort != "Regres""#,
            r#"dit volgt al uit `traject.soort == "Verzuim"` (regel 4)"#,
        ),
        (
            r#"traject.percentage < 50 && !(traject.percentage >= 50)"#,
            "dit volgt al uit `traject.percentage < 50` (regel 4)",
        ),
        (
            r#"traject.vangnet && (traject.vangnet || traject.lopend)"#,
            "dit volgt al uit `traject.vangnet` (regel 4)",
        ),
        (r#"traject.aantal_open_taken >= 0"#, "deze voorwaarde is altijd waar"),
        (r#"gebeurtenis.type == "verzuim.ziekmelding""#, "deze voorwaarde is altijd waar"),
        (
            r#"traject.soort in ["Verzuim", "Regres"] && traject.soort != "Regres" && traject.soort == "Verzuim""#,
            "dit volgt al uit de voorwaarden ervoor",
        ),
    ] {
        assert_eq!(of_condition(als), [message], "{als}");
    }
}

#[test]
fn conditions_that_do_decide_are_left_alone() {
    for als in [
        r#"traject.soort == "Verzuim" && traject.duur >= 6.weken"#,
        // What may be unknown is not always a yes.
        "traject.percentage >= 0",
        r#"traject.oorzaak == "x" || traject.oorzaak != "x""#,
        "traject.vangnet || !traject.vangnet",
        "verzuim.percentage >= 50 && traject.percentage >= 50",
        r#"kenmerk("spoed") && "spoed" in werkgever.kenmerken"#,
        r#"traject.begin >= datum("2026-03-01") && vandaag <= datum("2026-03-10") && traject.duur >= 9.dagen"#,
        r#"begint_met(werkgever.naam, "A") && eindigt_op(werkgever.naam, "B")"#,
        r#"traject.duur >= 6.weken && traject.duur < 43.dagen"#,
    ] {
        assert_eq!(of_condition(als), [""; 0], "{als}");
    }
}

#[test]
fn too_many_ways_to_be_true_are_taken_as_one() {
    let facts = ["werkgever.naam", "werkgever.werkgevercode", "traject.oorzaak"];
    let or = |at: usize| {
        let each = facts.map(|fact| format!("bevat({fact}, \"{at}\")"));
        format!("({})", each.join(" || "))
    };
    let als = (0..8).map(or).collect::<Vec<_>>().join(" && ");
    assert_eq!(of_condition(&als), [""; 0]);
}

#[test]
fn triggers_that_say_the_same_are_named() {
    let event = "verzuim.ziekmelding";
    let one = trigger(event, r#"traject.soort == "Verzuim""#, r#"nieuwe_taak("A")"#);
    let other = trigger(event, r#"traject.soort in ["Verzuim"]"#, r#"nieuwe_taak("A")"#);
    check(
        &[one.clone(), other],
        &expect![[r#"
            waarschuwing: deze regel doet bij dezelfde gebeurtenis hetzelfde als `a` (triggers/a.rhai:4)
             --> triggers/b.rhai:4:10
              |
            4 |     als: traject.soort in ["Verzuim"],
              |          ^^^^^^^^^^^^^
              = maak de voorwaarden zo dat er één afgaat, of voeg de regels samen
        "#]],
    );
    let narrow = trigger(
        event,
        r#"traject.soort == "Verzuim" && traject.duur >= 6.weken"#,
        r#"nieuwe_taak("A")"#,
    );
    check(
        &[one.clone(), narrow],
        &expect![[r#"
        waarschuwing: steeds als deze regel afgaat, gaat ook `a` (triggers/a.rhai:4) af, met dezelfde gevolgen
         --> triggers/b.rhai:4:10
          |
        4 |     als: traject.soort == "Verzuim" && traject.duur >= 6.weken,
          |          ^^^^^^^^^^^^^
          = maak de voorwaarden zo dat er één afgaat, of voeg de regels samen
    "#]],
    );
    let more = trigger(event, "traject.vangnet", r#"nieuwe_taak("B"), nieuwe_taak("A")"#);
    check(
        &[one.clone(), more],
        &expect![[r#"
        waarschuwing: deze regel en `a` (triggers/a.rhai:4) kunnen tegelijk afgaan; de taak `A` komt er dan dubbel
         --> triggers/b.rhai:4:10
          |
        4 |     als: traject.vangnet,
          |          ^^^^^^^^^^^^^^^
          = maak de voorwaarden zo dat er één afgaat, of voeg de regels samen
    "#]],
    );
    let elsewhere = trigger(event, r#"traject.soort == "Regres""#, r#"nieuwe_taak("A")"#);
    check(&[one, elsewhere], &expect![[r#""#]]);
}

#[test]
fn triggers_that_contradict_each_other_are_named() {
    let event = "verzuim.ziekmelding";
    let add = trigger(event, "traject.vangnet", r#"kenmerk_toevoegen("traject", "spoed")"#);
    let remove =
        trigger(event, "traject.duur > 5.dagen", r#"kenmerk_verwijderen("traject", "spoed")"#);
    check(
        &[add.clone(), remove],
        &expect![[r#"
        waarschuwing: deze regel en `a` (triggers/a.rhai:4) kunnen tegelijk afgaan en spreken elkaar tegen: het kenmerk `spoed` op traject wordt toegevoegd en verwijderd
         --> triggers/b.rhai:4:10
          |
        4 |     als: traject.duur > 5.dagen,
          |          ^^^^^^^^^^^^
          = maak de voorwaarden zo dat er één afgaat, of voeg de regels samen
    "#]],
    );
    let never_together =
        trigger(event, "!traject.vangnet", r#"kenmerk_verwijderen("traject", "spoed")"#);
    check(&[add.clone(), never_together], &expect![[r#""#]]);
    let other_target =
        trigger(event, "traject.lopend", r#"kenmerk_verwijderen("werkgever", "spoed")"#);
    check(&[add, other_target], &expect![[r#""#]]);
    let week = trigger(event, "traject.lopend", r#"herinnering("bellen", 1.week)"#);
    let month = trigger(event, "traject.vangnet", r#"herinnering("bellen", 30.dagen)"#);
    check(
        &[week, month],
        &expect![[r#"
        waarschuwing: deze regel en `a` (triggers/a.rhai:4) kunnen tegelijk afgaan en spreken elkaar tegen: de herinnering `bellen` wordt op twee verschillende dagen gezet
         --> triggers/b.rhai:4:10
          |
        4 |     als: traject.vangnet,
          |          ^^^^^^^^^^^^^^^
          = maak de voorwaarden zo dat er één afgaat, of voeg de regels samen
    "#]],
    );
    let start = trigger("taak.uitgevoerd", r#"taak.code == "A""#, r#"traject_starten("Regres")"#);
    let close = trigger(
        "taak.uitgevoerd",
        r#"traject.soort == "Regres" && taak.code in ["A", "B"]"#,
        "traject_sluiten()",
    );
    check(
        &[start, close],
        &expect![[r#"
        waarschuwing: deze regel en `a` (triggers/a.rhai:4) kunnen tegelijk afgaan en spreken elkaar tegen: een traject van soort `Regres` wordt gestart en gesloten
         --> triggers/b.rhai:4:10
          |
        4 |     als: traject.soort == "Regres" && taak.code in ["A", "B"],
          |          ^^^^^^^^^^^^^
          = maak de voorwaarden zo dat er één afgaat, of voeg de regels samen
    "#]],
    );
}
