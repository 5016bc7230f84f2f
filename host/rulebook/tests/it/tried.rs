//! What tests and events try of rules, and what they would not notice.

use expect_test::expect;
use host_rulebook::{Book, Coverage};

use crate::{
    analysis::{loaded, trigger},
    book::ziekmelding,
};

const EVENT: &str = "verzuim.ziekmelding";

/// A trigger with tests: each the facts that are given, and whether it must match.
fn tested(als: &str, tests: &[(&str, bool)]) -> String {
    let dan = r#"nieuwe_taak("A")"#;
    let tests = tests.iter().enumerate().map(|(at, (given, matches))| {
        let expected = if *matches { dan } else { "" };
        format!("test(#{{ naam: \"{at}\", gegeven: #{{ {given} }}, verwacht: [ {expected} ] }});\n")
    });
    format!("{}{}", trigger(EVENT, als, dan), tests.collect::<String>())
}

fn book(als: &str, tests: &[(&str, bool)]) -> Book {
    let loaded = loaded(&[tested(als, tests)]);
    let book = loaded.book.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    assert_eq!(book.failed_tests(), []);
    book
}

fn untested(als: &str, tests: &[(&str, bool)]) -> String {
    let gaps = Coverage::of_tests(&book(als, tests)).untested();
    gaps.iter().map(|gap| gap.render() + "\n").collect()
}

fn unnoticed(als: &str, tests: &[(&str, bool)]) -> String {
    let report = book(als, tests).mutate(None);
    let lines = report.onopgemerkt.iter().map(|change| change.render() + "\n");
    format!("{} veranderingen\n{}", report.veranderingen, lines.collect::<String>())
}

const LONG: &str = r#"traject.soort == "Verzuim" && traject.duur >= 6.weken"#;
const MATCHING: (&str, bool) = (r#"traject: #{ soort: "Verzuim", duur: 42.dagen }"#, true);
const TOO_SHORT: (&str, bool) = (r#"traject: #{ soort: "Verzuim", duur: 41.dagen }"#, false);
const OTHER_SOORT: (&str, bool) = (r#"traject: #{ soort: "Regres", duur: 42.dagen }"#, false);

#[test]
fn conditions_that_tests_leave_untried_are_named() {
    expect![[r#"
        triggers/a.rhai  geen test
    "#]]
    .assert_eq(&untested(LONG, &[]));
    expect![[r#"
        triggers/a.rhai:4:10  nooit onwaar  traject.soort == "Verzuim"
        triggers/a.rhai:4:40  nooit onwaar  traject.duur >= 6.weken
    "#]]
    .assert_eq(&untested(LONG, &[MATCHING]));
    expect![[r#"
        triggers/a.rhai  nooit van toepassing
        triggers/a.rhai:4:10  nooit onwaar  traject.soort == "Verzuim"
        triggers/a.rhai:4:40  nooit waar  traject.duur >= 6.weken
    "#]]
    .assert_eq(&untested(LONG, &[TOO_SHORT]));
    let neither = (r#"traject: #{ soort: "Regres", duur: 1.dag }"#, false);
    expect![[r#"
        triggers/a.rhai:4:10  nooit beslissend  traject.soort == "Verzuim"
        triggers/a.rhai:4:40  nooit beslissend  traject.duur >= 6.weken
    "#]]
    .assert_eq(&untested(LONG, &[MATCHING, neither]));
    expect![[r#""#]].assert_eq(&untested(LONG, &[MATCHING, TOO_SHORT, OTHER_SOORT]));
}

#[test]
fn changes_that_no_test_notices_are_named() {
    expect![[r#"
        7 veranderingen
        triggers/a.rhai  zonder het gevolg `nieuwe_taak("A")`
        triggers/a.rhai:4:10  zonder `traject.soort == "Verzuim"`
        triggers/a.rhai:4:10  `traject.soort != "Verzuim"` in plaats van `traject.soort == "Verzuim"`
        triggers/a.rhai:4:10  `traject.soort == "Regres"` in plaats van `traject.soort == "Verzuim"`
        triggers/a.rhai:4:40  zonder `traject.duur >= 6.weken`
        triggers/a.rhai:4:40  `traject.duur > 6.weken` in plaats van `traject.duur >= 6.weken`
        triggers/a.rhai:4:40  `traject.duur >= 41.dagen` in plaats van `traject.duur >= 6.weken`
    "#]].assert_eq(&unnoticed(LONG, &[]));
    expect![[r#"
        7 veranderingen
        triggers/a.rhai:4:40  zonder `traject.duur >= 6.weken`
        triggers/a.rhai:4:40  `traject.duur >= 41.dagen` in plaats van `traject.duur >= 6.weken`
    "#]]
    .assert_eq(&unnoticed(LONG, &[MATCHING, OTHER_SOORT]));
    expect![[r#"
        7 veranderingen
    "#]]
    .assert_eq(&unnoticed(LONG, &[MATCHING, TOO_SHORT, OTHER_SOORT]));
    let als =
        r#"traject.soort in ["Verzuim", "Regres"] && (traject.vangnet || verzuim.percentage > 50)"#;
    let tests = [
        (r#"traject: #{ soort: "Verzuim", vangnet: true }"#, true),
        (r#"traject: #{ soort: "UwvDocumenten", vangnet: true }"#, false),
        (r#"traject: #{ soort: "Verzuim", vangnet: false }, verzuim: #{ percentage: 50 }"#, false),
    ];
    expect![[r#"
        14 veranderingen
        triggers/a.rhai:4:10  `traject.soort in ["Verzuim"]` in plaats van `traject.soort in ["Regres", "Verzuim"]`
        triggers/a.rhai:4:53  `traject.vangnet` in plaats van `traject.vangnet || verzuim.percentage > 50`
        triggers/a.rhai:4:53  `traject.vangnet || verzuim.percentage > 51` in plaats van `traject.vangnet || verzuim.percentage > 50`
    "#]].assert_eq(&unnoticed(als, &tests));
}

#[test]
fn changes_that_make_no_difference_are_not_made() {
    // More than what implies it already says nothing.
    let als = r#"traject.duur > 41.dagen && traject.duur != 3.dagen"#;
    let report = loaded(&[tested(als, &[])]).book.unwrap().mutate(None);
    let lines: Vec<&str> = report.onopgemerkt.iter().map(|change| change.wat.as_str()).collect();
    assert!(!lines.contains(&"zonder `traject.duur != 3.dagen`"), "{lines:?}");
}

#[test]
fn events_that_happened_try_rules_as_tests_do() {
    let book = book(LONG, &[]);
    let situation = ziekmelding(); // thirty days after the first
    let mut coverage = Coverage::new(&book);
    coverage.observe(&book, &situation.case());
    coverage.observe(&book, &situation.case());
    let tried = &coverage.triggers["a"];
    assert_eq!((tried.gevraagd, tried.van_toepassing), (2, 0));
    let counts: Vec<_> =
        tried.voorwaarden.iter().map(|c| (c.ja, c.nee, c.onbekend, c.beslissend)).collect();
    assert_eq!(counts, [(2, 0, 0, 0), (0, 2, 0, 2)]);
    expect!["CoverageCounts { voorwaarden: 2, beproefd: 0, triggers: 1, van_toepassing: 0, rijen: 0, gebruikt: 0 }"].assert_eq(&format!("{:?}", coverage.counts()));
    let mut sum = Coverage::new(&book);
    sum.add(&coverage);
    sum.add(&coverage);
    assert_eq!(sum.triggers["a"].gevraagd, 4);
    let noticed = book.mutants(Some("a")).into_iter();
    let noticed: Vec<String> = noticed
        .filter(|mutant| book.event_notices(mutant, &situation.case()))
        .map(|mutant| mutant.change.wat)
        .collect();
    assert_eq!(noticed, ["zonder `traject.duur >= 6.weken`"]);
}

#[test]
fn rows_that_no_test_uses_are_named() {
    let group = r#"conversiegroep(#{
    naam: "Groep", selecteerbaar: true, extern_systeem: "x",
    sleutels: #{ "Oorzaak": #{ "10": "ongeval", "20": "ziekte", "Other": false } },
});
test(#{ naam: "ongeval", gegeven: #{ sleutel: "Oorzaak", waarde: "10" }, verwacht: "ongeval" });
"#;
    let book = crate::book::sound(&[
        ("conversiegroepen/groep.rhai", group),
        (
            "triggers/a.rhai",
            &crate::book::rule(r#"conversie("Groep", "Oorzaak", traject.oorzaak) == "ongeval""#),
        ),
    ]);
    let coverage = Coverage::of_tests(&book);
    let gaps: String = coverage.untested().iter().map(|gap| gap.render() + "\n").collect();
    expect![[r#"
        Groep  rij nooit gebruikt  Oorzaak: 20
        Groep  rij nooit gebruikt  Oorzaak: Other
        triggers/a.rhai  geen test
    "#]]
    .assert_eq(&gaps);
}
