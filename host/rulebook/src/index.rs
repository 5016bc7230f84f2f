//! The index: which triggers can match an event at all.
//!
//! First by type of event, then by clauses that hold a fact against fixed texts
//! (`traject.soort == "Verzuim"`, `… in ["A", "B"]`, `"A" in werkgever.groepen`): a trigger that asks
//! for another text need not be looked at. The clause that leaves out most comes first; where many
//! triggers ask for the same text, the next clause divides them again. What is looked at so grows
//! with what can match, not with the number of rules. It never rules out a trigger that would match.
//!
//! Bounds (`traject.duur >= 6.weken`) and yes-or-no facts are left alone on purpose: a rule that only
//! just does not match belongs in the trace of the event.

use std::collections::HashMap;

use host_domain::EventType;

use crate::{
    expression::{Comparison, Constant, Expression, Facts},
    trigger::Trigger,
    value::Value,
    vocabulary::FactId,
};

/// As many triggers are tried rather than divided once more.
const FEW: usize = 4;

/// A list of more texts than this is not used to divide again: each text takes memory.
const TEXTS_MAX: usize = 16;

/// Triggers by what they need; the numbers are places in the book's list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    by_event: HashMap<EventType, Candidates>,
    enabled: u32,
}

#[derive(Debug, Clone, Default)]
struct Candidates {
    /// To be looked at whatever the texts are.
    always: Vec<usize>,
    /// To be looked at when the fact has the text.
    by_text: Vec<(FactId, HashMap<Box<str>, Candidates>)>,
}

/// What a clause asks for: one of the texts, as the fact or in it.
#[derive(Debug, Clone)]
struct Need<'e> {
    fact: FactId,
    texts: Vec<&'e str>,
}

/// A trigger on its way into the index, with what it needs and is not divided by yet.
#[derive(Debug, Clone)]
struct Waiting<'e> {
    at: usize,
    needs: Vec<Need<'e>>,
}

impl Index {
    pub(crate) fn of(triggers: &[Trigger]) -> Index {
        let mut index = Index::default();
        let mut by_event: HashMap<EventType, Vec<Waiting<'_>>> = HashMap::new();
        let asked = triggers.iter().enumerate().filter(|(_, trigger)| trigger.mode.is_asked());
        for (at, trigger) in asked {
            index.enabled += 1;
            let mut needs = Vec::new();
            for clause in trigger.conditions() {
                needs_of(&clause.expression, &mut needs);
            }
            for event in &trigger.events {
                by_event.entry(*event).or_default().push(Waiting { at, needs: needs.clone() });
            }
        }
        let divided = by_event.into_iter().map(|(event, all)| (event, Candidates::of(all, true)));
        index.by_event = divided.collect();
        index
    }

    /// How many triggers are switched on.
    pub(crate) fn enabled(&self) -> u32 {
        self.enabled
    }

    /// Whether a trigger that is switched on looks at such events.
    pub(crate) fn listens_to(&self, event: EventType) -> bool {
        self.by_event.contains_key(&event)
    }

    /// The triggers to look at, in the order of the book.
    pub(crate) fn candidates<'v>(&self, event: EventType, facts: &dyn Facts<'v>) -> Vec<usize> {
        let mut found = Vec::new();
        if let Some(candidates) = self.by_event.get(&event) {
            candidates.collect(facts, &mut found);
        }
        found.sort_unstable();
        found.dedup(); // a list may hold several of the texts that a trigger asks for
        found
    }
}

impl Candidates {
    /// Divides triggers by what they need; by at least one need when `always_divide`.
    fn of(all: Vec<Waiting<'_>>, always_divide: bool) -> Candidates {
        let mut candidates = Candidates::default();
        if !always_divide && all.len() <= FEW {
            candidates.always = all.into_iter().map(|trigger| trigger.at).collect();
            return candidates;
        }
        let count = counted(&all);
        let mut divided: HashMap<FactId, HashMap<&str, Vec<Waiting<'_>>>> = HashMap::new();
        for mut trigger in all {
            let Some(best) = most_selective(&trigger.needs, &count, always_divide) else {
                candidates.always.push(trigger.at);
                continue;
            };
            let Need { fact, texts } = trigger.needs.remove(best);
            let by_text = divided.entry(fact).or_default();
            for text in texts {
                by_text.entry(text).or_default().push(trigger.clone());
            }
        }
        let below = |by_text: HashMap<&str, Vec<Waiting<'_>>>| {
            by_text
                .into_iter()
                .map(|(text, all)| (text.into(), Candidates::of(all, false)))
                .collect()
        };
        candidates.by_text =
            divided.into_iter().map(|(fact, texts)| (fact, below(texts))).collect();
        candidates
    }

    fn collect<'v>(&self, facts: &dyn Facts<'v>, found: &mut Vec<usize>) {
        found.extend(&self.always);
        for (fact, by_text) in &self.by_text {
            let mut follow = |text: &str| {
                if let Some(more) = by_text.get(text) {
                    more.collect(facts, found);
                }
            };
            match facts.fact(*fact) {
                Value::Text(text) => follow(text.as_ref()),
                Value::Texts(texts) => texts.iter().for_each(|text| follow(text)),
                _ => {}
            }
        }
    }
}

/// How many triggers ask for a text.
type Count<'e> = HashMap<(FactId, &'e str), usize>;

fn counted<'e>(all: &[Waiting<'e>]) -> Count<'e> {
    let mut count = Count::new();
    for need in all.iter().flat_map(|trigger| &trigger.needs) {
        for text in &need.texts {
            *count.entry((need.fact, text)).or_default() += 1;
        }
    }
    count
}

/// The place of the need that leaves most triggers out; the first of those that are alike.
fn most_selective(needs: &[Need<'_>], count: &Count<'_>, any_length: bool) -> Option<usize> {
    let usable = needs.iter().enumerate();
    let usable = usable.filter(|(_, need)| any_length || need.texts.len() <= TEXTS_MAX);
    let shared = |need: &Need<'_>| -> usize {
        need.texts.iter().filter_map(|text| count.get(&(need.fact, *text))).sum()
    };
    usable.min_by_key(|(_, need)| shared(need)).map(|(at, _)| at)
}

/// What must be so for the expression to be true, as far as it is of the forms that divide.
fn needs_of<'e>(expression: &'e Expression, needs: &mut Vec<Need<'e>>) {
    match expression {
        Expression::All(parts) => parts.iter().for_each(|part| needs_of(part, needs)),
        other => needs.extend(need_of(other)),
    }
}

/// The fact and the texts of which it must have one for the expression to be true; none when the
/// expression is not of that form.
fn need_of(expression: &Expression) -> Option<Need<'_>> {
    match expression {
        Expression::Compare(Comparison::Equal, left, right) => match (&**left, &**right) {
            (Expression::Fact(fact), Expression::Constant(Constant::Text(text)))
            | (Expression::Constant(Constant::Text(text)), Expression::Fact(fact)) => {
                Some(Need { fact: *fact, texts: vec![text] })
            }
            _ => None,
        },
        Expression::OneOf(item, constants) => {
            let Expression::Fact(fact) = &**item else { return None };
            let texts = constants.iter().map(|constant| match constant {
                Constant::Text(text) => Some(&**text),
                _ => None,
            });
            let texts: Option<Vec<&str>> = texts.collect();
            Some(Need { fact: *fact, texts: texts? })
        }
        Expression::Holds(set, item) => match (&**set, &**item) {
            (Expression::Fact(fact), Expression::Constant(Constant::Text(text))) => {
                Some(Need { fact: *fact, texts: vec![text] })
            }
            _ => None,
        },
        Expression::Any(parts) => {
            let mut needs = parts.iter().map(need_of);
            let mut all = needs.next()??;
            for need in needs {
                let need = need.filter(|need| need.fact == all.fact)?;
                all.texts.extend(need.texts);
            }
            all.texts.sort_unstable();
            all.texts.dedup();
            Some(all)
        }
        _ => None,
    }
}
