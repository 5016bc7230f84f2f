//! What rules ask for: computed parts, shadow, once for a traject, bulk conditions.

use std::collections::BTreeSet;

use host_domain::{Effect, EventKind, KenmerkOp};
use host_rulebook::{Evaluation, Outcome};
use jiff::civil::date;
use serde_json::json;

use crate::book::{Situation, situation, sound, ziekmelding};

/// A trigger for a ziekmelding with these keys.
fn trigger(keys: &str) -> String {
    format!("trigger(#{{ omschrijving: \"x\", gebeurtenis: \"verzuim.ziekmelding\", {keys} }});\n")
}

fn effects(evaluation: &Evaluation) -> Vec<Effect> {
    evaluation.plan.effects.iter().map(|planned| planned.effect.clone()).collect()
}

fn asked(keys: &str) -> Vec<Effect> {
    let book = sound(&[("triggers/proef.rhai", &trigger(keys))]);
    effects(&book.evaluate(&ziekmelding().case()))
}

/// A change of day of 3 April, caught up with on 6 April.
fn dagwissel(niet_voor: &[&str]) -> Situation {
    let niet_voor: BTreeSet<String> = niet_voor.iter().map(|id| (*id).to_owned()).collect();
    let mut situation = situation(
        move |_| EventKind::TrajectDagwissel {
            dag: date(2026, 4, 3),
            niet_voor: niet_voor.clone(),
        },
        |_| {},
    );
    situation.event.recorded_at = "2026-04-06T01:00:00Z".parse().unwrap();
    situation
}

#[test]
fn labels_and_trajecten_are_asked_for_as_written() {
    let dan = r#"dan: [ kenmerk_toevoegen("traject", "spoed"), kenmerk_verwijderen("werknemer", "langdurig"),
        kenmerk_toevoegen("werkgever", "spoed"), traject_starten("UwvDocumenten"), traject_sluiten() ]"#;
    let (spoed, langdurig) = ("spoed".to_owned(), "langdurig".to_owned());
    assert_eq!(
        asked(dan),
        [
            Effect::KenmerkToevoegen { op: KenmerkOp::Traject, kenmerk: spoed.clone() },
            Effect::KenmerkVerwijderen { op: KenmerkOp::Werknemer, kenmerk: langdurig },
            Effect::KenmerkToevoegen { op: KenmerkOp::Werkgever, kenmerk: spoed },
            Effect::TrajectStarten { soort: "UwvDocumenten".to_owned() },
            Effect::TrajectSluiten,
        ]
    );
}

#[test]
fn a_reminder_is_for_a_day_or_some_time_from_today() {
    let on = |when: &str| match asked(&format!("dan: [ herinnering(\"bel\", {when}) ]")).as_slice()
    {
        [Effect::Herinnering { naam, op }] if naam == "bel" => Some(*op),
        _ => None,
    };
    // Vandaag is 1 April, the traject began on 2 March.
    assert_eq!(on("2.weken"), Some(date(2026, 4, 15)));
    assert_eq!(on("0.dagen"), Some(date(2026, 4, 1)));
    assert_eq!(on("traject.begin + 42.weken"), Some(date(2026, 12, 21)));
    assert_eq!(on("datum(\"2026-07-01\")"), Some(date(2026, 7, 1)));
    assert_eq!(on("verzuim.ingangsdatum ?? vandaag"), Some(date(2026, 3, 2)));
}

#[test]
fn a_message_has_the_values_of_the_case_and_leaves_out_what_is_unknown() {
    let dan = r#"dan: [ bericht("VI001/hr", "hr.signaal", #{ reden: "ziek: " + traject.soort,
        sinds: traject.begin, percentage: traject.percentage, vangnet: traject.vangnet }) ]"#;
    let found =
        effects(&sound(&[("triggers/proef.rhai", &trigger(dan))]).evaluate(&ziekmelding().case()));
    let [Effect::Bericht { koppeling, soort, velden }] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((koppeling.as_str(), soort.as_str()), ("VI001/hr", "hr.signaal"));
    let expected =
        json!({ "reden": "ziek: Verzuim", "sinds": "2026-03-02", "percentage": "100.00" });
    assert_eq!(serde_json::to_value(velden).unwrap(), expected);
}

#[test]
fn a_rule_asks_for_all_its_effects_or_for_none() {
    for (dan, why) in [
        (
            r#"herinnering("bel", verzuim.ingangsdatum + 999999999.weken)"#,
            "de datum valt buiten de kalender",
        ),
        (
            r#"bericht("VI001/hr", "hr.signaal", #{ reden: traject.oorzaak })"#,
            "een verplicht veld van het bericht is niet bekend",
        ),
        (
            r#"herinnering("bel", werknemer.geboortedatum)"#,
            "de datum van de herinnering is niet bekend",
        ),
    ] {
        let keys = format!("dan: [ nieuwe_taak(\"Controle\"), {dan} ]");
        let evaluation =
            sound(&[("triggers/proef.rhai", &trigger(&keys))]).evaluate(&ziekmelding().case());
        assert_eq!(effects(&evaluation), [], "{dan}");
        assert_eq!(evaluation.trace.rules[0].uitkomst, Outcome::Fout(why.to_owned()));
        assert_eq!(evaluation.trace.rules[0].effects, []);
    }
}

#[test]
fn a_fault_in_one_rule_leaves_the_others_alone() {
    let faulty = trigger(
        "als: traject.begin + 999999999.weken > vandaag, dan: [ nieuwe_taak(\"Controle\") ]",
    );
    let good = trigger("dan: [ nieuwe_taak(\"EersteContact\") ]");
    let book = sound(&[
        ("triggers/a.rhai", &good),
        ("triggers/b.rhai", &faulty),
        ("triggers/c.rhai", &good),
    ]);
    let evaluation = book.evaluate(&ziekmelding().case());
    let from: Vec<&str> = evaluation.plan.effects.iter().map(|one| one.regel.as_str()).collect();
    assert_eq!(from, ["a", "c"]);
    assert!(matches!(evaluation.trace.rules[1].uitkomst, Outcome::Fout(_)));
}

#[test]
fn a_shadow_is_asked_and_traced_and_never_carried_out() {
    let shadow = trigger("inschakelen: \"schaduw\", dan: [ nieuwe_taak(\"Controle\") ]");
    let real = trigger("dan: [ nieuwe_taak(\"EersteContact\") ]");
    let book = sound(&[("triggers/echt.rhai", &real), ("triggers/proef.rhai", &shadow)]);
    let evaluation = book.evaluate(&ziekmelding().case());
    assert_eq!(effects(&evaluation), [Effect::NieuweTaak { code: "EersteContact".into() }]);
    let shadows: Vec<&str> =
        evaluation.schaduw.effects.iter().map(|planned| planned.regel.as_str()).collect();
    assert_eq!(shadows, ["proef"]);
    let judged = &evaluation.trace.rules[1];
    assert!(judged.schaduw && judged.uitkomst == Outcome::Matched);
    let shown = judged.render_dutch();
    assert!(shown.contains("van toepassing (schaduw: wordt niet uitgevoerd)"), "{shown}");
}

#[test]
fn once_for_a_traject_also_under_the_name_that_the_rule_had_before() {
    let once = trigger(
        "eenmalig: true, vervangt: \"oud\", als: traject.lopend, dan: [ nieuwe_taak(\"Controle\") ]",
    );
    let book = sound(&[("triggers/nieuw.rhai", &once)]);
    let after = |fired: &[&str]| {
        let fired: BTreeSet<String> = fired.iter().map(|id| (*id).to_owned()).collect();
        let situation = situation(
            |traject| EventKind::Ziekmelding { traject },
            |traject| traject.afgegaan = fired.clone(),
        );
        book.evaluate(&situation.case())
    };
    assert_eq!(effects(&after(&[])).len(), 1);
    assert_eq!(effects(&after(&["ander"])).len(), 1);
    for fired in ["nieuw", "oud"] {
        let evaluation = after(&[fired]);
        assert_eq!(effects(&evaluation), []);
        let judged = &evaluation.trace.rules[0];
        assert_eq!(judged.uitkomst, Outcome::Nee);
        let shown = judged.render_dutch();
        assert!(shown.contains("is voor dit traject al een keer afgegaan"), "{shown}");
        assert!(shown.contains("niet bekeken  traject.lopend"), "{shown}");
    }
}

const BULK: &str = "trigger(#{ omschrijving: \"x\", gebeurtenis: \"Dagwissel traject (batch)\",
    bulk: traject_van_soort(\"Verzuim\") && traject_weken_oud(4), als: traject.percentage >= 50,
    dan: [ nieuwe_taak(\"Controle\") ] });";

#[test]
fn bulk_conditions_come_first_and_count_as_conditions() {
    let book = sound(&[("triggers/proef.rhai", BULK)]);
    let trigger = book.bulk_triggers().next().unwrap();
    let situation = dagwissel(&[]);
    assert!(book.bulk_holds(trigger, &situation.case()));
    let evaluation = book.evaluate(&situation.case());
    let shown: Vec<&str> =
        evaluation.trace.rules[0].clauses.iter().map(|clause| &*clause.tekst).collect();
    assert_eq!(
        shown,
        ["traject_van_soort(\"Verzuim\")", "traject_weken_oud(4)", "traject.percentage >= 50"]
    );
    assert_eq!(effects(&evaluation).len(), 1);
    let young = BULK.replace("oud(4)", "oud(5)");
    let book = sound(&[("triggers/proef.rhai", &young)]);
    let trigger = book.bulk_triggers().next().unwrap();
    assert!(!book.bulk_holds(trigger, &situation.case()));
    assert_eq!(effects(&book.evaluate(&situation.case())), []);
}

#[test]
fn a_change_of_day_that_leaves_a_rule_out_says_so() {
    let book = sound(&[("triggers/proef.rhai", BULK)]);
    let evaluation = book.evaluate(&dagwissel(&["proef"]).case());
    assert_eq!(effects(&evaluation), []);
    let shown = evaluation.trace.rules[0].render_dutch();
    assert!(shown.contains("gaat op 2026-04-03 niet af voor dit traject"), "{shown}");
    assert_eq!(effects(&book.evaluate(&dagwissel(&["ander"]).case())).len(), 1);
}

#[test]
fn a_change_of_day_that_is_caught_up_with_looks_at_its_own_day() {
    let rule = "trigger(#{ omschrijving: \"x\", gebeurtenis: \"traject.dagwissel\",
        als: vandaag == datum(\"2026-04-03\") && traject.duur == 32.dagen,
        dan: [ herinnering(\"bel\", 1.dag) ] });";
    let book = sound(&[("triggers/proef.rhai", rule)]);
    let found = effects(&book.evaluate(&dagwissel(&[]).case()));
    assert_eq!(found, [Effect::Herinnering { naam: "bel".into(), op: date(2026, 4, 4) }]);
}

#[test]
fn words_that_stand_for_a_condition_are_seen_through_by_the_index() {
    let rule =
        trigger("als: traject_van_soort(\"UwvDocumenten\"), dan: [ nieuwe_taak(\"Controle\") ]");
    let book = sound(&[("triggers/proef.rhai", &rule)]);
    let evaluation = book.evaluate(&ziekmelding().case());
    assert_eq!((evaluation.trace.considered, evaluation.trace.skipped), (0, 1));
}
