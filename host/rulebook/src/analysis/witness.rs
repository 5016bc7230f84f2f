//! One concrete case of a kind: a value for every fact that matters, held against the clauses
//! themselves.

use std::{cell::RefCell, collections::BTreeSet};

use host_domain::EventType;
use jiff::{ToSpan as _, civil::Date};

use crate::{
    analysis::{
        allowed::{Allowed, Values},
        constraints::Conjunction,
        domain::text_word,
        term::{LENGTH, Term, named},
    },
    conversion::Conversions,
    expression::{Constant, Facts as _, Scope},
    rule_test::Given,
    trigger::Clause,
    value::{Type, Value},
    vocabulary::{FactId, fact},
    words::Word,
};

/// The day on which a made-up case plays when nothing says otherwise.
const SOME_DAY: Date = Date::constant(2026, 1, 1);

/// A made-up case.
pub(crate) struct Witness {
    pub(crate) given: Given,
}

impl Witness {
    /// A case of this kind at an event of this type.
    pub(crate) fn of(kind: &Conjunction, event: EventType) -> Witness {
        let mut witness = Witness { given: Given::default() };
        for (term, allowed) in &kind.terms {
            match term {
                Term::Fact(id) if fact(*id).kind == Type::Texts => {
                    if !allowed.values.is_empty() {
                        witness.given.texts.entry(*id).or_default();
                    }
                }
                Term::Fact(id) => witness.put(*id, allowed),
                Term::Member(id, text) => witness.put_member(*id, text, allowed),
                Term::Days(..) | Term::Whole(_) => {}
            }
        }
        for (term, allowed) in &kind.terms {
            match term {
                Term::Whole(_) => witness.put_part(term, allowed, kind),
                Term::Days(from, to) => witness.put_days(kind, allowed, *from, *to),
                Term::Fact(id) if *id == LENGTH.duur => {
                    witness.put_days(kind, allowed, LENGTH.begin, LENGTH.vandaag);
                }
                _ => {}
            }
        }
        let name = Constant::Text(event.name().into());
        witness.given.constants.insert(named("gebeurtenis.type"), name);
        witness
    }

    fn put(&mut self, id: FactId, allowed: &Allowed) {
        if let Some(value) = allowed.example(fact(id).kind).filter(|v| *v != Constant::Absent) {
            self.given.constants.insert(id, value);
        }
    }

    fn put_member(&mut self, id: FactId, text: &str, allowed: &Allowed) {
        if allowed.values.is_empty() {
            return; // the set as a whole is unknown
        }
        let set = self.given.texts.entry(id).or_default();
        if matches!(allowed.values, Values::Bools { ja: true, .. }) {
            set.insert(text.to_owned());
        }
    }

    /// A text that starts with, ends with or holds what it must.
    fn put_part(&mut self, term: &Term, allowed: &Allowed, kind: &Conjunction) {
        let Term::Whole(expression) = term else { return };
        let Some((word, id, part)) = text_word(expression) else { return };
        if allowed.values != (Values::Bools { ja: true, nee: false }) {
            return;
        }
        let fixed = kind
            .terms
            .get(&Term::Fact(id))
            .is_some_and(|own| matches!(own.values, Values::Texts(_)));
        if fixed {
            return;
        }
        let text = match self.given.constants.get(&id) {
            Some(Constant::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        let text = match word {
            Word::BegintMet => format!("{part}{text}"),
            _ => format!("{text}{part}"),
        };
        self.given.constants.insert(id, Constant::Text(text.into()));
    }

    /// Two days with a fitting length of time between them.
    fn put_days(&mut self, kind: &Conjunction, allowed: &Allowed, from: FactId, to: FactId) {
        let Some(Constant::Days(days)) = allowed.example(Type::Days) else { return };
        let free = |id: FactId| !kind.terms.contains_key(&Term::Fact(id));
        let day = |value: Option<&Constant>| match value {
            Some(Constant::Date(day)) => Some(*day),
            _ => None,
        };
        let shifted = |day: Date, days: i64| {
            let span = 0.days().try_days(days).ok()?;
            day.checked_add(span).ok()
        };
        let known_from = day(self.given.constants.get(&from));
        let known_to = day(self.given.constants.get(&to));
        let (start, end) = match (known_from, known_to) {
            (Some(start), None) => (Some(start), shifted(start, days)),
            (Some(start), Some(_)) if free(to) => (Some(start), shifted(start, days)),
            (_, Some(end)) => (shifted(end, -days), Some(end)),
            (None, None) => (shifted(SOME_DAY, -days), Some(SOME_DAY)),
        };
        for (id, day) in [(from, start), (to, end)] {
            self.given.constants.extend(day.map(|day| (id, Constant::Date(day))));
        }
    }

    /// The clauses among these of which it does not show that they are *ja*: they ask something
    /// that a made-up case does not tell.
    pub(crate) fn not_shown<'c>(
        &self,
        clauses: impl Iterator<Item = &'c Clause>,
        conversions: &Conversions,
    ) -> Vec<&'c Clause> {
        let findings = RefCell::default();
        let facts = &self.given;
        let unsure = clauses.filter(|clause| {
            let scope = Scope { facts: &facts, conversions, findings: &findings };
            !matches!(clause.expression.compute(&scope), Ok(Value::Bool(true)))
        });
        unsure.collect()
    }

    /// The facts with their values, as people read them; personal data is made up like the rest.
    pub(crate) fn shown(&self, kind: &Conjunction) -> Vec<String> {
        let asked: BTreeSet<FactId> = kind.terms.keys().flat_map(Term::facts).collect();
        let mut lines = Vec::new();
        for id in asked {
            let path = fact(id).path;
            if let Some(texts) = self.given.texts.get(&id) {
                lines.extend(texts.iter().map(|text| format!("{path} bevat {text}")));
                let without = kind.terms.keys().filter_map(|term| match term {
                    Term::Member(of, text) if *of == id && !texts.contains(&**text) => Some(text),
                    _ => None,
                });
                lines.extend(without.map(|text| format!("{path} bevat {text} niet")));
            } else {
                lines.push(format!("{path} = {}", (&self.given).fact(id)));
            }
        }
        lines
    }
}
