//! Triggers: when something happens, if every clause holds, then these effects.

pub(crate) mod effects;
pub(crate) mod read;
pub(crate) mod template;

use std::{borrow::Cow, cell::RefCell, sync::Arc};

use host_domain::{Effect, EventType};
use serde::{Deserialize, Serialize};

use crate::{
    conversion::Conversions,
    diagnostic::Place,
    expression::{Expression, Facts, Fault, Scope},
    trace::{Answer, ClauseTrace, Outcome, RuleTrace},
    value::Value,
    vocabulary::{FactId, fact},
};

pub use template::{ComputedEffect, EffectTemplate};

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
    pub mode: Mode,
    /// At most once for a traject, also after the traject was opened again.
    pub eenmalig: bool,
    /// The events it reacts to.
    pub events: Vec<EventType>,
    /// Bulk conditions: asked first, over all open trajecten together; only of a change of day.
    pub bulk: Vec<Clause>,
    /// All must be true.
    pub clauses: Vec<Clause>,
    /// What it asks for.
    pub effects: Vec<EffectTemplate>,
}

/// Whether a trigger is switched on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// On: what it asks for is carried out.
    #[default]
    Aan,
    /// Off: nobody asks it anything.
    Uit,
    /// Shadow: asked and traced, never carried out.
    Schaduw,
}

/// One operand of the `&&` at the top of `als` or `bulk`.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// As written but for spacing.
    pub text: Arc<str>,
    /// Where it starts in the rule's file.
    pub place: Place,
    pub(crate) expression: Expression,
    /// Facts in it, each once, in order.
    pub(crate) facts: Vec<FactId>,
    /// Whether it asks about policies, which are shown along with the facts.
    pub(crate) insured: bool,
}

impl Trigger {
    /// All conditions in the order in which they are asked: `bulk` first, then `als`.
    pub fn conditions(&self) -> impl Iterator<Item = &Clause> {
        self.bulk.iter().chain(&self.clauses)
    }

    /// Whether an id names this rule: its own, or the one that it had before it was renamed.
    pub fn is_called(&self, id: &str) -> bool {
        self.id == id || self.vervangt.as_deref() == Some(id)
    }

    /// What comes of the rule, without saying why: for rules of which no trace is kept.
    pub(crate) fn outcome<'v>(
        &'v self,
        facts: &dyn Facts<'v>,
        conversions: &'v Conversions,
    ) -> Outcome {
        let findings = RefCell::default();
        let scope = Scope { facts, conversions, findings: &findings };
        first_no(self.conditions(), &scope)
    }

    /// What comes of its bulk conditions alone.
    pub(crate) fn bulk_outcome<'v>(
        &'v self,
        facts: &dyn Facts<'v>,
        conversions: &'v Conversions,
    ) -> Outcome {
        let findings = RefCell::default();
        let scope = Scope { facts, conversions, findings: &findings };
        first_no(self.bulk.iter(), &scope)
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
        let mut clauses = Vec::with_capacity(self.bulk.len() + self.clauses.len());
        for clause in self.conditions() {
            let decided = outcome != Outcome::Matched;
            let answer = if decided { Answer::NietBekeken } else { clause.answer(&scope) };
            if !decided {
                outcome = outcome_of(&answer);
            }
            clauses.push(clause.trace(answer, facts));
        }
        let mut effects = Vec::new();
        if outcome == Outcome::Matched {
            match self.computed_effects(&scope) {
                Ok(computed) => effects = computed,
                Err(fault) => outcome = Outcome::Fout(fault.to_string()),
            }
        }
        RuleTrace { clauses, effects, ..self.trace(outcome) }
    }

    /// The trace when the rule may not be asked about this case at all, for this reason.
    pub(crate) fn withheld<'v>(&'v self, reden: String, facts: &dyn Facts<'v>) -> RuleTrace {
        let clauses = self.conditions().map(|clause| clause.trace(Answer::NietBekeken, facts));
        let (clauses, reden) = (clauses.collect(), Some(reden));
        RuleTrace { clauses, reden, ..self.trace(Outcome::Nee) }
    }

    fn trace(&self, uitkomst: Outcome) -> RuleTrace {
        RuleTrace {
            regel: self.id.clone(),
            uitkomst,
            schaduw: self.mode == Mode::Schaduw,
            reden: None,
            clauses: Vec::new(),
            effects: Vec::new(),
        }
    }

    /// What the rule asks for, given that every condition holds.
    pub(crate) fn asked_effects<'v>(
        &'v self,
        facts: &dyn Facts<'v>,
        conversions: &'v Conversions,
    ) -> Result<Vec<Effect>, Fault> {
        let findings = RefCell::default();
        self.computed_effects(&Scope { facts, conversions, findings: &findings })
    }

    /// All effects or none: one that cannot be computed takes the others with it.
    fn computed_effects<'v>(&'v self, scope: &Scope<'_, 'v>) -> Result<Vec<Effect>, Fault> {
        self.effects.iter().map(|template| template.compute(scope)).collect()
    }
}

fn first_no<'v>(clauses: impl Iterator<Item = &'v Clause>, scope: &Scope<'_, 'v>) -> Outcome {
    let mut outcomes = clauses.map(|clause| outcome_of(&clause.answer(scope)));
    outcomes.find(|one| *one != Outcome::Matched).unwrap_or(Outcome::Matched)
}

fn outcome_of(answer: &Answer) -> Outcome {
    match answer {
        Answer::Ja => Outcome::Matched,
        Answer::Nee | Answer::Onbekend | Answer::NietBekeken => Outcome::Nee,
        Answer::Fout(why) => Outcome::Fout(why.clone()),
    }
}

impl Mode {
    /// Whether events are held against the rule.
    pub fn is_asked(self) -> bool {
        self != Mode::Uit
    }

    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Aan => "aan",
            Mode::Uit => "uit",
            Mode::Schaduw => "schaduw",
        }
    }
}

impl Clause {
    pub(crate) fn answer<'v>(&'v self, scope: &Scope<'_, 'v>) -> Answer {
        match self.expression.compute(scope) {
            Ok(Value::Bool(true)) => Answer::Ja,
            Ok(Value::Bool(false)) => Answer::Nee,
            Ok(_) => Answer::Onbekend,
            Err(fault) => Answer::Fout(fault.to_string()),
        }
    }

    pub(crate) fn trace<'v>(&self, antwoord: Answer, facts: &dyn Facts<'v>) -> ClauseTrace {
        let looked_at = antwoord != Answer::NietBekeken;
        let shown = self.facts.iter().filter(|_| looked_at).map(|id| {
            let value = facts.fact(*id);
            let hidden = fact(*id).personal && !value.is_absent();
            let text = if hidden { Cow::Borrowed("(niet getoond)") } else { value.shown() };
            (Cow::Borrowed(fact(*id).path), text)
        });
        let mut feiten: Vec<(Cow<'static, str>, Cow<'static, str>)> = shown.collect();
        if looked_at && self.insured {
            feiten.push((Cow::Borrowed("polissen"), crate::insurance::shown(facts).into()));
        }
        ClauseTrace {
            tekst: Arc::clone(&self.text),
            regelnummer: self.place.line,
            kolom: self.place.column,
            feiten,
            antwoord,
        }
    }
}
