//! Two books held against each other: in which triggers they differ, and what those alone ask for.
//! A trigger that is the same in both gives the same answer on the same case, so that a replay of
//! history needs to ask the others only.

use std::collections::{BTreeMap, BTreeSet};

use host_domain::{Effect, EventType, Plan, PlannedEffect};

use crate::{
    book::Book,
    case::{Case, CaseFacts},
    expression::Expression,
    index::Index,
    trace::{Outcome, Trace, show_effect},
    trigger::{EffectTemplate, Mode, Trigger},
};

/// A trigger that is not the same in two books.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangedTrigger {
    /// Its id in the one book; none when it is new in the other.
    pub before: Option<String>,
    /// Its id in the other book, which differs when it was renamed; none when it is gone.
    pub after: Option<String>,
}

impl ChangedTrigger {
    /// The id that it goes by: the newest.
    pub fn id(&self) -> &str {
        self.after.as_deref().or(self.before.as_deref()).unwrap_or_default()
    }
}

/// What triggers ask for, without why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consequences {
    /// What is to be carried out.
    pub plan: Plan,
    /// What triggers that are switched on as `schaduw` would have asked for.
    pub schaduw: Plan,
    /// Ids of triggers that could not be computed.
    pub fouten: Vec<String>,
}

impl Book {
    /// The triggers in which `other` differs, by id. One that only has other words or spacing
    /// around the same meaning is told too: it costs time, and is never wrong.
    pub fn changed_triggers(&self, other: &Book) -> Vec<ChangedTrigger> {
        let known: BTreeMap<&str, &Trigger> =
            self.triggers.iter().map(|trigger| (trigger.id.as_str(), trigger)).collect();
        let tables_differ = self.conversions != other.conversions;
        let mut seen = BTreeSet::new();
        let mut changed = Vec::new();
        for after in &other.triggers {
            let renamed = after.vervangt.as_deref().and_then(|id| known.get(id));
            let before = known.get(after.id.as_str()).or(renamed).copied();
            seen.extend(before.map(|before| before.id.as_str()));
            let same = before.is_some_and(|before| {
                before == after && !(tables_differ && before.uses_conversions())
            });
            if !same {
                let before = before.map(|before| before.id.clone());
                changed.push(ChangedTrigger { before, after: Some(after.id.clone()) });
            }
        }
        let gone = self.triggers.iter().filter(|trigger| !seen.contains(trigger.id.as_str()));
        changed
            .extend(gone.map(|gone| ChangedTrigger { before: Some(gone.id.clone()), after: None }));
        changed.sort();
        changed
    }

    /// The book with these triggers only: what they ask for does not depend on the others.
    pub fn with_triggers(&self, ids: &BTreeSet<&str>) -> Book {
        let triggers: Vec<Trigger> =
            self.triggers.iter().filter(|known| ids.contains(known.id.as_str())).cloned().collect();
        let index = Index::of(&triggers);
        Book { triggers, index, tests: Vec::new(), ..self.clone() }
    }

    /// Whether a trigger that is switched on looks at events of this type.
    pub fn listens_to(&self, event: EventType) -> bool {
        self.index.listens_to(event)
    }

    /// What follows from an event, as [`Book::evaluate`] has it, without saying why: to hold many
    /// events against a book.
    pub fn consequences(&self, case: &Case<'_>) -> Consequences {
        let facts = CaseFacts::new(*case);
        let mut found = Consequences::default();
        let candidates = self.index.candidates(case.event.kind.event_type(), &facts);
        for trigger in candidates.into_iter().filter_map(|at| self.triggers.get(at)) {
            let asked = match self.outcome(trigger, &facts) {
                Outcome::Matched => trigger.asked_effects(&facts, &self.conversions).ok(),
                Outcome::Nee => continue,
                Outcome::Fout(_) => None,
            };
            match (asked, trigger.mode) {
                (None, _) => found.fouten.push(trigger.id.clone()),
                (Some(effects), Mode::Schaduw) => plan_of(trigger, effects, &mut found.schaduw),
                (Some(effects), Mode::Aan | Mode::Uit) => {
                    plan_of(trigger, effects, &mut found.plan);
                }
            }
        }
        found
    }

    /// Ids of the triggers whose bulk conditions hold for a change of day; one without bulk
    /// conditions has none that do not. It tries every trigger of the book.
    pub fn bulk_matches(&self, case: &Case<'_>) -> Vec<String> {
        let facts = CaseFacts::new(*case);
        let asked = self.triggers.iter().filter(|trigger| {
            trigger.mode.is_asked() && trigger.events.contains(&EventType::TrajectDagwissel)
        });
        let left = asked
            .filter(|trigger| trigger.bulk_outcome(&facts, &self.conversions) == Outcome::Matched);
        left.map(|trigger| trigger.id.clone()).collect()
    }
}

fn plan_of(trigger: &Trigger, effects: Vec<Effect>, plan: &mut Plan) {
    let numbered = (0..).zip(effects);
    plan.effects.extend(numbered.map(|(ordinal, effect)| PlannedEffect {
        regel: trigger.id.clone(),
        ordinal,
        effect,
    }));
}

impl Trace {
    /// What was to be carried out, as the trace has it.
    pub fn plan(&self) -> Plan {
        let mut plan = Plan::default();
        for rule in self.rules.iter().filter(|rule| !rule.schaduw) {
            let numbered = (0..).zip(&rule.effects);
            plan.effects.extend(numbered.map(|(ordinal, effect)| PlannedEffect {
                regel: rule.regel.clone(),
                ordinal,
                effect: effect.clone(),
            }));
        }
        plan
    }
}

/// An effect in the writing of rules. Of a message to another system only the names of its fields:
/// what they hold may be somebody's data.
pub fn shown_effect(effect: &Effect) -> String {
    match effect {
        Effect::Bericht { koppeling, soort, velden } => {
            let names: Vec<&str> = velden.keys().map(String::as_str).collect();
            format!("bericht(\"{koppeling}\", \"{soort}\", #{{ {} }})", names.join(", "))
        }
        other => show_effect(other),
    }
}

impl Trigger {
    /// Whether what it says depends on a conversiegroep.
    fn uses_conversions(&self) -> bool {
        let clauses = self.conditions().map(|clause| &clause.expression);
        let effects = self.effects.iter().flat_map(EffectTemplate::expressions);
        let mut uses = false;
        for expression in clauses.chain(effects) {
            expression.walk(&mut |part| uses |= matches!(part, Expression::Convert { .. }));
        }
        uses
    }
}
