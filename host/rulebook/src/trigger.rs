//! Triggers: when something happens, if every clause holds, then these effects.

pub(crate) mod effects;
pub(crate) mod read;

use std::{cell::RefCell, sync::Arc};

use host_domain::{Effect, EventType};

use crate::{
    conversion::Conversions,
    diagnostic::Place,
    expression::{Expression, Facts, Scope},
    trace::{Answer, ClauseTrace, Outcome, RuleTrace},
    value::Value,
    vocabulary::{FactId, fact},
};

/// A rule that reacts to events.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Name of its file without the ending.
    pub id: String,
    /// Id that it had before it was renamed.
    pub vervangt: Option<String>,
    /// Path of its file in the folder of rules.
    pub file: String,
    /// What it is for, in Dutch.
    pub omschrijving: String,
    /// Whether it is switched on.
    pub enabled: bool,
    /// The events it reacts to.
    pub events: Vec<EventType>,
    /// All must be true.
    pub clauses: Vec<Clause>,
    /// What it asks for.
    pub effects: Vec<Effect>,
}

/// One operand of the `&&` at the top of `als`.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// As written but for spacing.
    pub text: Arc<str>,
    /// Where it starts in the rule's file.
    pub place: Place,
    pub(crate) expression: Expression,
    /// Facts in it, each once, in order.
    pub(crate) facts: Vec<FactId>,
}

impl Trigger {
    /// What comes of the rule, without saying why: for rules of which no trace is kept.
    pub(crate) fn outcome<'v>(
        &'v self,
        facts: &dyn Facts<'v>,
        conversions: &'v Conversions,
    ) -> Outcome {
        let findings = RefCell::default();
        let scope = Scope { facts, conversions, findings: &findings };
        let mut outcomes = self.clauses.iter().map(|clause| outcome_of(&clause.answer(&scope)));
        outcomes.find(|one| *one != Outcome::Matched).unwrap_or(Outcome::Matched)
    }

    /// Holds the rule against a case, whether it is switched on or not.
    pub(crate) fn judge<'v>(
        &'v self,
        facts: &dyn Facts<'v>,
        conversions: &'v Conversions,
    ) -> RuleTrace {
        let findings = RefCell::default();
        let scope = Scope { facts, conversions, findings: &findings };
        let mut outcome = Outcome::Matched;
        let mut clauses = Vec::with_capacity(self.clauses.len());
        for clause in &self.clauses {
            let decided = outcome != Outcome::Matched;
            let answer = if decided { Answer::NietBekeken } else { clause.answer(&scope) };
            if !decided {
                outcome = outcome_of(&answer);
            }
            clauses.push(clause.trace(answer, facts));
        }
        let effects = if outcome == Outcome::Matched { self.effects.clone() } else { Vec::new() };
        RuleTrace { regel: self.id.clone(), uitkomst: outcome, clauses, effects }
    }
}

fn outcome_of(answer: &Answer) -> Outcome {
    match answer {
        Answer::Ja => Outcome::Matched,
        Answer::Nee | Answer::Onbekend | Answer::NietBekeken => Outcome::Nee,
        Answer::Fout(why) => Outcome::Fout(why.clone()),
    }
}

impl Clause {
    fn answer<'v>(&'v self, scope: &Scope<'_, 'v>) -> Answer {
        match self.expression.compute(scope) {
            Ok(Value::Bool(true)) => Answer::Ja,
            Ok(Value::Bool(false)) => Answer::Nee,
            Ok(_) => Answer::Onbekend,
            Err(fault) => Answer::Fout(fault.to_string()),
        }
    }

    fn trace<'v>(&self, antwoord: Answer, facts: &dyn Facts<'v>) -> ClauseTrace {
        let looked_at = antwoord != Answer::NietBekeken;
        let shown = self.facts.iter().filter(|_| looked_at).map(|id| {
            let value = facts.fact(*id);
            let hidden = fact(*id).personal && !value.is_absent();
            let text = if hidden { "(niet getoond)".to_owned() } else { value.to_string() };
            (fact(*id).path.to_owned(), text)
        });
        ClauseTrace {
            tekst: self.text.as_ref().to_owned(),
            regelnummer: self.place.line,
            kolom: self.place.column,
            feiten: shown.collect(),
            antwoord,
        }
    }
}
