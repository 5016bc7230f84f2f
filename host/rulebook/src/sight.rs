//! What the rules of books see of a case: the facts that any of them looks at. Two cases that look the
//! same get the same answer from every rule, so that none needs to be asked twice.

use std::collections::{BTreeSet, HashMap};

use host_domain::{EventKind, EventType};

use crate::{
    book::Book,
    case::{Case, CaseFacts},
    expression::{Expression, Facts as _},
    trigger::{EffectTemplate, Trigger},
    vocabulary::{self, FactId},
};

/// What rules see, by type of event.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    by_event: HashMap<EventType, Seen>,
}

#[derive(Debug, Clone, Default)]
struct Seen {
    facts: Vec<FactId>,
    /// Whether some rule asks about insurances, which look at more than facts.
    insurance: bool,
    /// Whether some rule fires once only.
    once: bool,
}

impl Sight {
    /// What the rules of these books see that are switched on.
    pub fn of(books: &[&Book]) -> Sight {
        let mut sight = Sight::default();
        let triggers = books.iter().flat_map(|book| &book.triggers);
        for trigger in triggers.filter(|trigger| trigger.mode.is_asked()) {
            for event in &trigger.events {
                sight.by_event.entry(*event).or_default().add(trigger);
            }
        }
        sight
    }

    /// Whether rules see the same of two cases of one event. Never wrongly yes.
    pub fn is_same(&self, one: &Case<'_>, other: &Case<'_>) -> bool {
        let kind = one.event.kind.event_type();
        let Some(seen) = self.by_event.get(&kind) else { return true };
        if kind != other.event.kind.event_type()
            || seen.insurance
            || withheld(one) != withheld(other)
        {
            return false;
        }
        let (one, other) = (CaseFacts::new(*one), CaseFacts::new(*other));
        let fired = |facts: &CaseFacts<'_>| facts.traject().map(|traject| traject.afgegaan.clone());
        (!seen.once || fired(&one) == fired(&other))
            && seen.facts.iter().all(|id| one.fact(*id) == other.fact(*id))
    }
}

/// For which rules the host says that an event is not.
fn withheld<'c>(case: &Case<'c>) -> Option<&'c BTreeSet<String>> {
    match &case.event.kind {
        EventKind::TrajectDagwissel { niet_voor, .. } => Some(niet_voor),
        _ => None,
    }
}

impl Seen {
    fn add(&mut self, trigger: &Trigger) {
        self.once |= trigger.eenmalig;
        let clauses = trigger.conditions().map(|clause| &clause.expression);
        let effects = trigger.effects.iter().flat_map(EffectTemplate::expressions);
        for expression in clauses.chain(effects) {
            expression.walk(&mut |part| match part {
                Expression::Fact(id) => self.look_at(*id),
                Expression::Insurance(_) => self.insurance = true,
                _ => {}
            });
        }
        // A duration in an effect counts from it.
        vocabulary::find("vandaag").into_iter().for_each(|id| self.look_at(id));
    }

    fn look_at(&mut self, id: FactId) {
        if !self.facts.contains(&id) {
            self.facts.push(id);
        }
    }
}
