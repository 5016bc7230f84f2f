//! What an author could do to the house, by accident or on purpose: refused by form, or bounded.

use std::{collections::BTreeMap, time::Instant};

use host_rulebook::{Book, Outcome, Severity};

use crate::book::{load, rule, sound, ziekmelding};

/// The first error about these files; there must be one.
fn refused(path: &str, text: &str) -> String {
    let loaded = load(&[(path, text)]);
    assert!(loaded.book.is_none(), "{}", text.get(..200).unwrap_or(text));
    let error = loaded.diagnostics.iter().find(|found| found.severity == Severity::Fout);
    error.unwrap().message.clone()
}

fn refused_condition(als: &str) -> String {
    refused("triggers/proef.rhai", &rule(als))
}

#[test]
fn nothing_that_repeats_or_runs_can_be_written() {
    for statement in [
        "loop { }",
        "while true { }",
        "do { } while true;",
        "for x in 0..10 { }",
        "fn f(x) { f(x) } f(1);",
        "let f = |x| x; f.call(1);",
        "eval(\"loop { }\");",
        "import \"x\" as y;",
        "export let x = 1;",
        "throw 1;",
        "try { } catch { }",
        "switch 1 { }",
        "Fn(\"trigger\").call();",
        "print(\"x\");",
        "{ trigger(#{ }) }",
        "trigger(#{ }) + 1;",
    ] {
        refused("triggers/proef.rhai", statement);
    }
    for als in [
        "{ loop { } }",
        "|| true",
        "|x| x",
        "traject.soort.len() > 1",
        "(0..1000000000).contains(1)",
        "`${traject.soort}` == \"x\"",
        "traject?.soort == \"x\"",
        "if true { true }",
        "Fn(\"x\").call()",
        "eval(\"true\")",
        "this.x == 1",
        "global::x == 1",
        "1 << 62 == 1",
        "2 ** 62 == 1",
        "traject.soort += \"x\"",
    ] {
        refused_condition(als);
    }
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let deep = |open: &str, close: &str, times: usize| {
        format!("{}traject.lopend{}", open.repeat(times), close.repeat(times))
    };
    for times in [120, 300, 5_000] {
        refused_condition(&deep("(!", ")", times));
        refused_condition(&deep("bekend(", ")", times));
        refused_condition(&deep("[", "]", times));
        refused_condition(&deep("#{ a: ", "}", times));
    }
    refused_condition(&format!("traject{} == 1", ".a".repeat(5_000)));
}

#[test]
fn long_texts_lists_and_maps_are_refused() {
    let text = "x".repeat(10_001);
    refused_condition(&format!("werkgever.naam == \"{text}\""));
    let list = vec!["\"x\""; 2_001].join(", ");
    refused_condition(&format!("werkgever.naam in [{list}]"));
    let rows: String = (0..2_001).map(|row| format!("\"{row}\": \"x\", ")).collect();
    let group = format!(
        "conversiegroep(#{{ naam: \"x\", sleutels: #{{ \"a\": #{{ {rows} \"Other\": false }} }} }});"
    );
    refused("conversiegroepen/x.rhai", &group);
    let effects = vec!["nieuwe_taak(\"Controle\")"; 51].join(", ");
    let many = format!(
        "trigger(#{{ omschrijving: \"x\", gebeurtenis: \"verzuim.hersteld\", dan: [ {effects} ] }});"
    );
    assert!(refused("triggers/x.rhai", &many).contains("ten hoogste 50 gevolgen"));
}

/// Texts that are put together stay bounded: the rule fails, the others go on.
#[test]
fn a_text_that_grows_without_end_is_a_fault_of_its_rule_alone() {
    let piece = format!("\"{}\"", "x".repeat(5_000));
    let grows = rule(&format!("werkgever.naam + {piece} + {piece} + {piece} == \"x\""));
    let book = sound(&[
        ("triggers/a.rhai", &rule("traject.lopend")),
        ("triggers/b.rhai", &grows),
        ("triggers/c.rhai", &rule("traject.lopend")),
    ]);
    let evaluation = book.evaluate(&ziekmelding().case());
    let outcomes: Vec<&Outcome> =
        evaluation.trace.rules.iter().map(|judged| &judged.uitkomst).collect();
    let fault = Outcome::Fout("de tekst wordt langer dan 10000 tekens".to_owned());
    assert_eq!(outcomes, [&Outcome::Matched, &fault, &Outcome::Matched]);
    assert_eq!(evaluation.plan.effects.len(), 2);
}

/// There are no patterns in rules that could take for ever: words compare texts, and that is linear.
#[test]
fn a_pattern_is_a_text_like_any_other() {
    let als = r#"bevat(werkgever.naam, "(a+)+$") || begint_met(werkgever.naam, ".*")"#;
    let book = sound(&[("triggers/a.rhai", &rule(als))]);
    assert!(book.evaluate(&ziekmelding().case()).plan.effects.is_empty());
}

#[test]
fn numbers_that_do_not_fit_are_faults() {
    for als in [
        "traject.aantal_open_taken + 9223372036854775807 + 1 > 0",
        "traject.percentage + 79228162514264337593543950335.0 + 79228162514264337593543950335.0 > 0",
        "traject.duur + 9223372036854775807.dagen > 1.dag",
        "traject.begin + 9223372036854775807.dagen > vandaag",
        "traject.begin - 9223372036854775807.dagen < vandaag",
    ] {
        let book = sound(&[("triggers/a.rhai", &rule(als))]);
        let evaluation = book.evaluate(&ziekmelding().case());
        let judged = &evaluation.trace.rules[0].uitkomst;
        assert!(matches!(judged, Outcome::Fout(_)), "{als}: {judged:?}");
    }
    refused_condition("traject.duur > 9223372036854775807.weken");
    refused_condition("traject_weken_oud(9223372036854775807)");
}

/// Thousands of rules, one of them faulty: the others all do what they are for.
#[test]
fn ten_thousand_rules_are_one_book() {
    let faulty = 5_000;
    let files: Vec<(String, String)> = (0..10_000)
        .map(|at| {
            let als = match at {
                _ if at == faulty => "traject.begin + 999999999.weken > vandaag".to_owned(),
                _ if at % 100 == 0 => {
                    format!("traject.lopend && traject.duur >= {}.dagen", at / 500)
                }
                _ => format!("werkgever.werkgevercode == \"W{at}\" && traject.lopend"),
            };
            (format!("triggers/regel_{at:05}.rhai"), rule(&als))
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let start = Instant::now();
    let book = sound(&files);
    println!("10 000 rules read: {:?}", start.elapsed());
    let start = Instant::now();
    let evaluation = book.evaluate(&ziekmelding().case());
    println!("10 000 rules held against one event: {:?}", start.elapsed());
    assert_eq!((evaluation.trace.considered, evaluation.trace.skipped), (100, 9_900));
    assert_eq!(evaluation.plan.effects.len(), 99);
    let faults: Vec<&str> = evaluation
        .trace
        .rules
        .iter()
        .filter(|judged| matches!(judged.uitkomst, Outcome::Fout(_)))
        .map(|judged| judged.regel.as_str())
        .collect();
    assert_eq!(faults, ["regel_05000"]);
}

#[test]
fn files_that_are_sent_in_are_held_to_what_a_folder_may_hold() {
    let large = format!("// {}", "x".repeat(64 * 1024));
    let deep = format!("triggers/{}diep.rhai", "map/".repeat(8));
    for (path, content, message) in [
        ("triggers/groot.rhai", large.as_str(), "dit bestand is groter dan 64 KiB"),
        ("elders/groot.txt", &large, "dit bestand is groter dan 64 KiB"),
        ("triggers/../../etc/passwd.rhai", "", "geen pad van een bestand"),
        ("/triggers/wortel.rhai", "", "geen pad van een bestand"),
        ("triggers//leeg.rhai", "", "geen pad van een bestand"),
        (&deep, "", "te diep genest"),
    ] {
        let sources = BTreeMap::from([(path.to_owned(), content.to_owned())]);
        let loaded = Book::from_sources(sources, &[]);
        let found: Vec<&str> = loaded.diagnostics.iter().map(|one| one.message.as_str()).collect();
        assert!(loaded.book.is_none(), "{path}");
        assert!(matches!(found[..], [one] if one.contains(message)), "{path}: {found:?}");
    }
    let many = (0..=20_000).map(|nr| (format!("triggers/r{nr}.rhai"), "kapot(".to_owned()));
    let loaded = Book::from_sources(many.collect(), &[]);
    assert_eq!(loaded.diagnostics.len(), 1, "none is read");
    assert!(loaded.diagnostics[0].message.contains("meer dan 20000 bestanden"));
}
