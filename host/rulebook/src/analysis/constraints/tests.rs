//! Conditions taken apart mean what they compute: tried with conditions put together at random, on
//! every mixture of a few values, known and not.

use std::{cell::RefCell, collections::BTreeMap};

use jiff::{ToSpan as _, civil::Date};

use super::*;
use crate::{
    analysis::{miss::value_of, term::named},
    book::Book,
    expression::Scope,
    offered::Offered,
    rule_test::Given,
    value::Value,
};

/// Conditions of every form.
const ATOMS: [&str; 26] = [
    r#"traject.soort == "Verzuim""#,
    r#"traject.soort != "Regres""#,
    r#"traject.soort in ["Verzuim", "Regres"]"#,
    r#"traject.soort !in ["Regres"]"#,
    "traject.duur >= 6.weken",
    "traject.duur < 42.dagen",
    "42.dagen != traject.duur",
    "vandaag - traject.begin > 41.dagen",
    "traject.begin + 6.weken <= vandaag",
    "traject.begin > vandaag - 42.dagen",
    "dagen_tussen(traject.begin, vandaag) in [40, 42]",
    "dagen_tussen(vandaag, traject.begin) == -41",
    "traject.percentage >= 50",
    "traject.percentage < 50",
    "100 == traject.percentage",
    "traject.percentage - 0.5 > 49.5",
    "traject.vangnet",
    r#"traject.oorzaak == "x""#,
    r#"traject.oorzaak !in ["x", "z"]"#,
    r#""Felison" in werkgever.groepen"#,
    "bekend(traject.oorzaak)",
    "bekend(traject.percentage + 1.0)",
    "(traject.percentage ?? 0.0) >= 50",
    r#"(traject.oorzaak ?? traject.soort) == "Verzuim""#,
    "(traject.vangnet ?? true)",
    r#"begint_met(traject.oorzaak, "x")"#,
];

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }

    fn condition(&mut self, depth: usize) -> String {
        let kind = if depth == 0 { 0 } else { self.below(5) };
        match kind {
            1 => format!("!({})", self.condition(depth - 1)),
            2 => format!("({}) && ({})", self.condition(depth - 1), self.condition(depth - 1)),
            3 | 4 => format!("({}) || ({})", self.condition(depth - 1), self.condition(depth - 1)),
            _ => ATOMS[self.below(ATOMS.len())].to_owned(),
        }
    }
}

fn expressions(texts: &[String]) -> Vec<Expression> {
    let mut sources = BTreeMap::new();
    let codes = "[[rol]]\ncode = \"a\"\nnaam = \"a\"\n[[mailsjabloon]]\ncode = \"signaal\"\n\
                 onderwerp = \"a\"\ntekst = \"a\"\n[[trajectsoort]]\ncode = \"Verzuim\"\nnaam = \"a\"\n\
                 [[trajectsoort]]\ncode = \"Regres\"\nnaam = \"a\"\n";
    sources.insert("catalogus.toml".to_owned(), codes.to_owned());
    for (at, text) in texts.iter().enumerate() {
        // One condition: what is inside brackets that are turned twice is not taken apart.
        let rule = format!(
            "trigger(#{{ omschrijving: \"x\", gebeurtenis: \"verzuim.ziekmelding\", als: !(!({text})), \
             dan: [ emailsignaal(\"a\") ] }});"
        );
        sources.insert(format!("triggers/t{at:04}.rhai"), rule);
    }
    let loaded = Book::from_sources(sources, Offered::from(&[]));
    let book = loaded.book.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    let clauses = book.triggers.iter().map(|trigger| trigger.clauses[0].expression.clone());
    clauses.collect()
}

/// Every mixture of a few values.
fn cases() -> Vec<Given> {
    let text = |text: &str| Constant::Text(text.into());
    let facts: [(&str, Vec<Option<Constant>>); 4] = [
        ("traject.soort", vec![None, Some(text("Verzuim")), Some(text("Regres"))]),
        ("traject.percentage", vec![None, Some(Constant::Number(50)), Some(Constant::Number(49))]),
        ("traject.vangnet", vec![None, Some(Constant::Bool(true)), Some(Constant::Bool(false))]),
        ("traject.oorzaak", vec![None, Some(text("x")), Some(text("Verzuim"))]),
    ];
    let mut cases = vec![Given::default()];
    for (path, values) in facts {
        let with = |case: &Given, value: &Option<Constant>| {
            let mut case = case.clone();
            case.constants.extend(value.clone().map(|value| (named(path), value)));
            case
        };
        cases = cases.iter().flat_map(|case| values.iter().map(move |v| with(case, v))).collect();
    }
    let vandaag = Date::constant(2026, 4, 1);
    let lengths = [None, Some(41), Some(42)];
    let with_length = |case: &Given, days: Option<i64>| {
        let mut case = case.clone();
        case.constants.insert(named("vandaag"), Constant::Date(vandaag));
        if let Some(days) = days {
            let begin = vandaag.checked_sub(days.days()).unwrap_or(vandaag);
            case.constants.insert(named("traject.begin"), Constant::Date(begin));
            case.constants.insert(named("traject.duur"), Constant::Days(days));
        }
        if days != Some(41) {
            let groups = days.map(|_| "Felison".to_owned()).into_iter().collect();
            case.texts.insert(named("werkgever.groepen"), groups);
        }
        case
    };
    cases.iter().flat_map(|case| lengths.map(|days| with_length(case, days))).collect()
}

#[test]
fn conditions_hold_in_exactly_the_cases_that_they_are_taken_apart_in() {
    let mut numbers = Numbers(7);
    let mut texts: Vec<String> = ATOMS.iter().map(|atom| (*atom).to_owned()).collect();
    texts.extend((0..150).map(|_| numbers.condition(3)));
    let (cases, conversions) = (cases(), crate::conversion::Conversions::default());
    let mut seen = [0_usize; 3];
    for (expression, text) in expressions(&texts).iter().zip(&texts) {
        let apart = [true, false].map(|wanted| Alternatives::of(expression, wanted));
        for case in &cases {
            let findings = RefCell::default();
            let facts = case;
            let scope = Scope { facts: &facts, conversions: &conversions, findings: &findings };
            let answer = expression.compute(&scope);
            let found = [0, 1].map(|wanted| {
                let mut kinds = apart[wanted].any.iter();
                kinds.any(|kind| {
                    kind.terms.iter().all(|(term, allowed)| allowed.holds(&value_of(term, &scope)))
                })
            });
            let meant = match answer {
                Ok(Value::Bool(flag)) => [flag, !flag],
                _ => [false, false],
            };
            assert_eq!(found, meant, "{text}\n{case:?}");
            seen[usize::from(meant[0]) + 2 * usize::from(meant[1])] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 1_000), "{seen:?}");
}

#[test]
fn what_is_outside_is_the_rest() {
    let mut numbers = Numbers(11);
    let texts: Vec<String> = (0..60).map(|_| numbers.condition(2)).collect();
    let expressions = expressions(&texts);
    for (one, other) in expressions.iter().zip(expressions.iter().skip(1)) {
        let (one, other) = (Alternatives::of(one, true), Alternatives::of(other, true));
        for kind in &one.any {
            let outside = other.outside(kind);
            // No case of it is in the other, and with the part that is, it is whole again.
            assert!(outside.iter().all(|rest| other.within(rest).is_never()));
            let mut all = other.within(kind).any;
            all.extend(outside);
            assert!(Alternatives { any: all }.outside(kind).is_empty());
        }
    }
}
