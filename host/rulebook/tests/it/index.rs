//! The index leaves out only rules that would not match.

use std::time::Instant;

use host_domain::EventKind;
use host_rulebook::{Book, Outcome};

use crate::book::{Situation, gestart, rule, sound, ziekmelding};

/// Rules with all forms of clauses that the index knows, and some that it does not.
fn generated(count: usize) -> Vec<(String, String)> {
    let clauses = [
        r#"traject.soort == "Verzuim""#,
        r#""UwvDocumenten" == traject.soort"#,
        r#"traject.soort in ["Verzuim", "UwvDocumenten"]"#,
        r#"werkgever.werkgevercode == "FLSN4711""#,
        r#"werkgever.werkgevercode in ["FLSN1", "FLSN2"]"#,
        r#"traject.soort != "UwvDocumenten""#,
        r#"!(traject.soort == "UwvDocumenten")"#,
        r#"traject.lopend"#,
        r#"traject.soort == "Verzuim" || traject.lopend"#,
        r#"gebeurtenis.bron == "persoon""#,
        r#"traject.oorzaak == "overig""#,
        r#""Felison" in werkgever.groepen"#,
        r#""Felison" in werkgever.groepen || "Groep2" in werkgever.groepen"#,
        r#""Groep1" in werkgever.groepen || "Groep2" in werkgever.groepen"#,
        r#"(traject.soort == "Verzuim" || traject.soort in ["UwvDocumenten"])"#,
        r#"kenmerk("spoed")"#,
    ];
    let events =
        ["verzuim.ziekmelding", "traject.gestart", "Ziekmelding / Start van nieuw traject"];
    let number = |at: usize, of: usize, spread: usize| (at / spread + at * 7) % of;
    (0..count)
        .map(|at| {
            let als = format!(
                "{} && {}",
                clauses[number(at, clauses.len(), 1)],
                clauses[number(at, clauses.len(), 5)]
            );
            let text = rule(&als).replace("verzuim.ziekmelding", events[at % events.len()]);
            (format!("triggers/regel_{at:04}.rhai"), text)
        })
        .collect()
}

/// The rules that match when every rule of the event is tried.
fn by_brute_force(book: &Book, situation: &Situation) -> Vec<String> {
    let event = situation.event.kind.event_type();
    let tried = book.triggers().filter(|trigger| trigger.events.contains(&event));
    tried
        .filter_map(|trigger| book.explain(&trigger.id, &situation.case()))
        .filter(|judged| judged.uitkomst == Outcome::Matched)
        .map(|judged| judged.regel)
        .collect()
}

#[test]
fn gives_what_trying_every_rule_gives() {
    let files = generated(1_000);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let book = sound(&files);
    let mut matched = 0;
    for situation in [ziekmelding(), gestart("UwvDocumenten"), gestart("Verzuim")] {
        let evaluation = book.evaluate(&situation.case());
        let planned: Vec<String> =
            evaluation.plan.effects.iter().map(|effect| effect.regel.clone()).collect();
        assert_eq!(planned, by_brute_force(&book, &situation));
        let trace = &evaluation.trace;
        assert_eq!(trace.considered + trace.skipped, 1_000);
        assert!(trace.skipped > 333, "the index leaves out rules of other events");
        let tried = book
            .triggers()
            .filter(|known| known.events.contains(&situation.event.kind.event_type()));
        assert!((trace.considered as usize) < tried.count(), "and rules of other codes");
        assert_eq!(trace.rules.len() + trace.not_shown as usize, trace.considered as usize);
        assert_eq!(evaluation.not_shown.len(), trace.not_shown as usize);
        matched += planned.len();
    }
    assert!(matched > 100, "the rules are not all dead: {matched}");
}

#[test]
fn what_many_rules_share_is_divided_by_what_they_do_not() {
    // Forty rules for the same soort, each for a group of its own; two for both.
    let mut files: Vec<(String, String)> = (0..40)
        .map(|at| {
            let als = format!(r#"traject.soort == "Verzuim" && "Groep{at}" in werkgever.groepen"#);
            (format!("triggers/r{at:02}.rhai"), rule(&als))
        })
        .collect();
    let both = r#""Groep3" in werkgever.groepen || "Groep7" in werkgever.groepen"#;
    files.push(("triggers/zowel.rhai".to_owned(), rule(&format!("traject.lopend && ({both})"))));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let book = sound(&files);
    let mut situation = ziekmelding();
    let groups = &mut situation.werkgever.werkgever.werkgevergroepen;
    *groups = ["Groep3", "Groep7"].map(str::to_owned).into();
    let evaluation = book.evaluate(&situation.case());
    let looked_at: Vec<&str> = evaluation.considered_ids().collect();
    assert_eq!(looked_at, ["r03", "r07", "zowel"]);
    assert_eq!(evaluation.plan.effects.len(), 3);
}

#[test]
fn bounds_are_left_to_the_trace() {
    // A rule that only just does not match belongs in the explanation.
    let book = sound(&[("triggers/r.rhai", &rule("traject.percentage >= 101 && !traject.lopend"))]);
    let evaluation = book.evaluate(&ziekmelding().case());
    assert_eq!((evaluation.trace.considered, evaluation.trace.skipped), (1, 0));
}

#[test]
fn every_rule_that_was_looked_at_can_be_counted() {
    // None of the first 60 matches; a fault and a match come after the trace has stopped showing
    // those that do not.
    let clause = |at: usize| match at {
        60 => "traject.begin + 999999999.weken > vandaag",
        61 => "traject.lopend",
        _ => "traject.percentage < 50",
    };
    let files: Vec<(String, String)> =
        (0..70).map(|at| (format!("triggers/r{at:02}.rhai"), rule(clause(at)))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let evaluation = sound(&files).evaluate(&ziekmelding().case());
    let mut ids: Vec<&str> = evaluation.considered_ids().collect();
    ids.sort_unstable();
    let all: Vec<String> = (0..70).map(|at| format!("r{at:02}")).collect();
    assert_eq!(ids, all);
    assert_eq!((evaluation.trace.rules.len(), evaluation.trace.not_shown), (52, 18));
    let shown = |id: &str| evaluation.trace.rules.iter().find(|rule| rule.regel == id);
    assert!(matches!(shown("r60").unwrap().uitkomst, Outcome::Fout(_)));
    assert_eq!(shown("r61").unwrap().uitkomst, Outcome::Matched);
    assert_eq!(evaluation.plan.effects.len(), 1);
}

#[test]
fn leaves_out_all_but_the_rules_for_the_code() {
    let codes: Vec<String> = (0..1_000).map(|at| format!("W{at}")).collect();
    let files: Vec<(String, String)> = codes
        .iter()
        .map(|code| {
            let als = format!(
                "traject.lopend && traject.duur >= 2.weken && werkgever.werkgevercode == \"{code}\" \
                 && traject.percentage > 50"
            );
            (format!("triggers/{}.rhai", code.to_lowercase()), rule(&als))
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let book = sound(&files);
    let mut situation = ziekmelding();
    situation.werkgever.werkgever.werkgevercode = "W42".into();
    let evaluation = book.evaluate(&situation.case());
    assert_eq!((evaluation.trace.considered, evaluation.trace.skipped), (1, 999));
    assert_eq!(evaluation.plan.effects.len(), 1);
    assert!(matches!(situation.event.kind, EventKind::Ziekmelding { .. }));
    let rounds = 10_000;
    let start = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(book.evaluate(&situation.case()));
    }
    println!("one event against 1 000 triggers: {:?}", start.elapsed() / rounds);
}
