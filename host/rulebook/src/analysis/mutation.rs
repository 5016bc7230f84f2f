//! Would a test notice? Each trigger with one small change, held against the tests in its file, and
//! against events that were recorded. A change that nothing notices shows what is not tried.

use std::sync::Arc;

use host_domain::{Effect, EventType};
use serde::{Deserialize, Serialize};

use crate::{
    analysis::{
        constraints::Alternatives,
        domain::Domain,
        loops::effect_text,
        variants::{change, variants},
    },
    book::Book,
    case::{Case, CaseFacts},
    diagnostic::Place,
    expression::{Expression, Facts},
    rule_test::Subject,
    trigger::{Clause, Trigger},
};

/// Most changes that are made to one trigger.
const MAX_PER_TRIGGER: usize = 500;

/// A trigger with one small change.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// Where it was changed, and what.
    pub change: Change,
    trigger: Arc<Trigger>,
}

/// A small change to a trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Id of the trigger.
    pub regel: String,
    /// Path of its file in the folder of rules.
    pub file: String,
    /// Line of what was changed; 0 when about the whole.
    pub regelnummer: u32,
    /// Column in that line.
    pub kolom: u32,
    /// What was changed, in Dutch.
    pub wat: String,
}

impl Change {
    /// One line for people: where and what.
    pub fn render(&self) -> String {
        match self.regelnummer {
            0 => format!("{}  {}", self.file, self.wat),
            line => format!("{}:{line}:{}  {}", self.file, self.kolom, self.wat),
        }
    }
}

/// What came of changing the triggers of a book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MutationReport {
    /// How many changes were made.
    pub veranderingen: usize,
    /// The changes that nothing noticed, by file and place.
    pub onopgemerkt: Vec<Change>,
}

impl Book {
    /// The triggers that are asked, or one of them, each with one small change: a bound moved or
    /// turned, a condition dropped or reversed, a code in a list left out or added, an effect
    /// dropped. Changes that make no difference to any case are left out.
    pub fn mutants(&self, trigger: Option<&str>) -> Vec<Mutant> {
        let domain = Domain::new(&self.catalogue);
        let wanted =
            |known: &&Trigger| known.mode.is_asked() && trigger.is_none_or(|id| known.id == id);
        self.triggers.iter().filter(wanted).flat_map(|known| of_trigger(known, &domain)).collect()
    }

    /// Whether a test of the trigger would fail when it was changed so.
    pub fn tests_notice(&self, mutant: &Mutant) -> bool {
        let Some(original) = self.triggers.iter().find(|known| known.id == mutant.trigger.id)
        else {
            return false;
        };
        self.tests.iter().any(|test| match &test.subject {
            Subject::Trigger { id, event, given, .. } if *id == original.id => {
                original.events.contains(event) && self.differs(original, mutant, &given)
            }
            _ => false,
        })
    }

    /// Whether an event that happened would have had other consequences when the trigger was
    /// changed so.
    pub fn event_notices(&self, mutant: &Mutant, case: &Case<'_>) -> bool {
        let event: EventType = case.event.kind.event_type();
        let original = self.triggers.iter().find(|known| known.id == mutant.trigger.id);
        original.is_some_and(|original| {
            let facts = CaseFacts::new(*case);
            original.events.contains(&event)
                && facts.withheld(original).is_none()
                && self.differs(original, mutant, &facts)
        })
    }

    /// Makes every small change to the triggers, or to one of them, and names those that no test
    /// notices.
    pub fn mutate(&self, trigger: Option<&str>) -> MutationReport {
        let mutants = self.mutants(trigger);
        let veranderingen = mutants.len();
        let unnoticed = mutants.into_iter().filter(|mutant| !self.tests_notice(mutant));
        let mut onopgemerkt: Vec<Change> = unnoticed.map(|mutant| mutant.change).collect();
        onopgemerkt.sort_by(|a, b| {
            (&a.file, a.regelnummer, a.kolom).cmp(&(&b.file, b.regelnummer, b.kolom))
        });
        MutationReport { veranderingen, onopgemerkt }
    }

    fn differs<'v>(
        &'v self,
        original: &'v Trigger,
        mutant: &'v Mutant,
        facts: &dyn Facts<'v>,
    ) -> bool {
        let effects = |trigger: &'v Trigger| -> Vec<Effect> {
            trigger.judge(facts, &self.conversions).effects
        };
        effects(original) != effects(&mutant.trigger)
    }
}

fn of_trigger(trigger: &Trigger, domain: &Domain<'_>) -> Vec<Mutant> {
    let mut found = Vec::new();
    let bulk = trigger.bulk.len();
    let clauses: Vec<&Clause> = trigger.conditions().collect();
    for (at, clause) in clauses.iter().enumerate() {
        let mut tries: Vec<(Option<Expression>, String)> = variants(&clause.expression, domain)
            .into_iter()
            .map(|one| (Some(one.clone()), change(&clause.expression, &one)))
            .collect();
        tries.insert(0, (None, format!("zonder `{}`", clause.text)));
        // `> 41.dagen` is `>= 42.dagen`: one is enough.
        let mut seen: Vec<Option<Alternatives>> = Vec::new();
        for (expression, wat) in tries {
            let means = expression.as_ref().map(|one| Alternatives::of(one, true));
            let changed = with_clause(trigger, bulk, at, expression);
            if seen.contains(&means) || same_cases(trigger, &changed, domain) {
                continue;
            }
            seen.push(means);
            found.push(mutant(trigger, changed, clause.place, wat));
        }
    }
    for (at, effect) in trigger.effects.iter().enumerate() {
        let mut changed = trigger.clone();
        changed.effects.remove(at);
        let wat = format!("zonder het gevolg `{}`", effect_text(effect));
        found.push(mutant(trigger, changed, Place::default(), wat));
    }
    found.truncate(MAX_PER_TRIGGER);
    found
}

fn mutant(trigger: &Trigger, changed: Trigger, place: Place, wat: String) -> Mutant {
    let (regelnummer, kolom) = (place.line, place.column);
    let (regel, file) = (trigger.id.clone(), trigger.file.clone());
    Mutant { change: Change { regel, file, regelnummer, kolom, wat }, trigger: Arc::new(changed) }
}

/// The trigger with another expression for one condition, or without it.
fn with_clause(
    trigger: &Trigger,
    bulk: usize,
    at: usize,
    expression: Option<Expression>,
) -> Trigger {
    let mut changed = trigger.clone();
    let (list, at) =
        if at < bulk { (&mut changed.bulk, at) } else { (&mut changed.clauses, at - bulk) };
    match (expression, list.get_mut(at)) {
        (Some(expression), Some(clause)) => clause.expression = expression,
        (None, Some(_)) => {
            list.remove(at);
        }
        (_, None) => {}
    }
    changed
}

/// Whether both match in exactly the same cases, so that no test could tell them apart.
fn same_cases(one: &Trigger, other: &Trigger, domain: &Domain<'_>) -> bool {
    let all = |trigger: &Trigger| {
        Alternatives::of_all(trigger.conditions().map(|clause| &clause.expression))
    };
    let (one, other, events) = (all(one), all(other), &one.events);
    events.iter().all(|event| {
        let (one, other) = (domain.possible(&one, *event), domain.possible(&other, *event));
        domain.is_within(&one, &other, *event) && domain.is_within(&other, &one, *event)
    })
}
