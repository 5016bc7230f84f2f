//! The index: which triggers can match an event at all.
//!
//! First by type of event, then by one clause that holds a fact against fixed texts
//! (`traject.soort == "Verzuim"` or `... in ["A", "B"]`): a trigger whose clause asks for another
//! text need not be looked at. It never rules out a trigger that would match.

use std::collections::HashMap;

use host_domain::EventType;

use crate::{
    expression::{Comparison, Constant, Expression, Facts},
    trigger::Trigger,
    value::Value,
    vocabulary::FactId,
};

/// Triggers by what they need; the numbers are places in the book's list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    by_event: HashMap<EventType, Candidates>,
    enabled: u32,
}

type ByText = HashMap<Box<str>, Vec<usize>>;

#[derive(Debug, Clone, Default)]
struct Candidates {
    /// To be looked at for every such event.
    always: Vec<usize>,
    /// To be looked at when the fact has the text.
    by_text: Vec<(FactId, ByText)>,
}

impl Index {
    pub(crate) fn of(triggers: &[Trigger]) -> Index {
        let mut index = Index::default();
        for (at, trigger) in triggers.iter().enumerate().filter(|(_, trigger)| trigger.enabled) {
            index.enabled += 1;
            for event in &trigger.events {
                index.by_event.entry(*event).or_default().add(at, trigger);
            }
        }
        index
    }

    /// How many triggers are switched on.
    pub(crate) fn enabled(&self) -> u32 {
        self.enabled
    }

    /// The triggers to look at, in the order of the book.
    pub(crate) fn candidates<'v>(&self, event: EventType, facts: &dyn Facts<'v>) -> Vec<usize> {
        let Some(candidates) = self.by_event.get(&event) else { return Vec::new() };
        let mut found = candidates.always.clone();
        for (id, by_text) in &candidates.by_text {
            if let Value::Text(text) = facts.fact(*id)
                && let Some(more) = by_text.get(text.as_ref())
            {
                found.extend(more);
            }
        }
        found.sort_unstable();
        found
    }
}

impl Candidates {
    fn add(&mut self, at: usize, trigger: &Trigger) {
        let needed = trigger.clauses.iter().find_map(|clause| needed_texts(&clause.expression));
        let Some((id, texts)) = needed else {
            self.always.push(at);
            return;
        };
        let known = self.by_text.iter().position(|(known, _)| *known == id);
        let place = known.unwrap_or_else(|| {
            self.by_text.push((id, HashMap::new()));
            self.by_text.len() - 1
        });
        let Some((_, by_text)) = self.by_text.get_mut(place) else { return };
        for text in texts {
            by_text.entry(text.into()).or_default().push(at);
        }
    }
}

/// The fact and the texts of which it must have one for the clause to be true; none when the
/// clause is not of that form.
fn needed_texts<'e>(clause: &'e Expression) -> Option<(FactId, Vec<&'e str>)> {
    match clause {
        Expression::Compare(Comparison::Equal, left, right) => match (&**left, &**right) {
            (Expression::Fact(id), Expression::Constant(Constant::Text(text)))
            | (Expression::Constant(Constant::Text(text)), Expression::Fact(id)) => {
                Some((*id, vec![text]))
            }
            _ => None,
        },
        Expression::OneOf(item, constants) => {
            let Expression::Fact(id) = &**item else { return None };
            let text = |constant: &'e Constant| match constant {
                Constant::Text(text) => Some(&**text),
                _ => None,
            };
            let texts: Option<Vec<&str>> = constants.iter().map(text).collect();
            Some((*id, texts?))
        }
        _ => None,
    }
}
