//! What can be at all: which values facts have for an event, and which facts hang together.

use std::{
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
};

use host_domain::{Catalogue, EventType};
use rust_decimal::Decimal;

use crate::{
    analysis::{
        allowed::{Allowed, Values},
        constraints::{Alternatives, Conjunction},
        term::{LENGTH, Term, named},
    },
    expression::{Constant, Expression},
    value::Type,
    vocabulary::{Codes, FACTS, FactId, fact},
    words::Word,
};

static EVENT_TYPE: LazyLock<FactId> = LazyLock::new(|| named("gebeurtenis.type"));

/// More codes than anybody rules out one by one.
const MANY_CODES: usize = 100;

/// What can be in an environment with these codes.
pub(crate) struct Domain<'b> {
    catalogue: &'b Catalogue,
    /// The values of each fact, for an event that has it; made when first asked for.
    known: Vec<OnceLock<Allowed>>,
}

impl<'b> Domain<'b> {
    pub(crate) fn new(catalogue: &'b Catalogue) -> Domain<'b> {
        Domain { catalogue, known: FACTS.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The cases among these that can be, at an event of this type.
    pub(crate) fn possible(&self, cases: &Alternatives, event: EventType) -> Alternatives {
        let any = cases.any.iter().filter_map(|kind| self.narrowed(kind, event));
        Alternatives { any: any.collect() }
    }

    /// The cases of this kind that can be, at an event of this type; none when there are none.
    pub(crate) fn narrowed(&self, kind: &Conjunction, event: EventType) -> Option<Conjunction> {
        let mut narrowed = kind.clone();
        for (term, allowed) in &mut narrowed.terms {
            *allowed = self.of(term, event, allowed);
            if allowed.is_empty() {
                return None;
            }
        }
        coherent(&narrowed)
    }

    /// Whether every case among these that can be is one of the others.
    pub(crate) fn is_within(
        &self,
        cases: &Alternatives,
        others: &Alternatives,
        event: EventType,
    ) -> bool {
        let mut outside = cases.any.iter().flat_map(|kind| others.outside(kind));
        !outside.any(|kind| self.narrowed(&kind, event).is_some())
    }

    /// Which of these values a term can have at an event of this type.
    fn of(&self, term: &Term, event: EventType, wanted: &Allowed) -> Allowed {
        let kind = term.kind();
        let missing = |id: FactId| !fact(id).about.covers(event);
        let unsure = |id: FactId| fact(id).optional || !fact(id).about.always_in(event);
        wanted.meet(&match term {
            Term::Fact(id) | Term::Member(id, _) if missing(*id) => Allowed::unknown(kind),
            Term::Fact(id) if *id == *EVENT_TYPE => Allowed::texts([event.name()]),
            // Not copied: the list of codes may be long.
            Term::Fact(id) => return self.of_fact(*id, unsure(*id), wanted),
            Term::Member(id, _) => Allowed { absent: unsure(*id), ..Allowed::known(kind) },
            Term::Days(from, to) if missing(*from) || missing(*to) => Allowed::unknown(kind),
            Term::Days(from, to) => {
                Allowed { absent: unsure(*from) || unsure(*to), ..Allowed::known(kind) }
            }
            Term::Whole(_) => Allowed::anything(kind),
        })
    }

    fn of_fact(&self, id: FactId, unsure: bool, wanted: &Allowed) -> Allowed {
        let make = || {
            let fact = fact(id);
            self.codes(fact.codes).unwrap_or_else(|| natural(fact.path, fact.kind))
        };
        let met = match self.known.get(id.0).map(|known| known.get_or_init(make)) {
            Some(known) if leaves_many(wanted, known) => wanted.clone(),
            Some(known) => wanted.meet(known),
            None => wanted.meet(&make()),
        };
        Allowed { absent: unsure && wanted.absent, ..met }
    }

    /// The codes that there are; none when any text will do.
    fn codes(&self, codes: Codes) -> Option<Allowed> {
        let found: Vec<&str> = match codes {
            Codes::Fixed(codes) => codes.to_vec(),
            Codes::Trajectsoorten => {
                self.catalogue.trajectsoorten.iter().map(|soort| soort.code.as_str()).collect()
            }
            Codes::Taken => self.catalogue.taken.iter().map(|taak| taak.code.as_str()).collect(),
            _ => return None,
        };
        Some(Allowed::texts(found))
    }

    /// The codes that a fact may have, to put another in the place of one; none when it has no list.
    pub(crate) fn codes_of(&self, id: FactId) -> Option<Vec<Box<str>>> {
        match self.codes(fact(id).codes)?.values {
            Values::Texts(texts) => Some(texts.into_iter().collect()),
            _ => None,
        }
    }
}

/// Whether a few of very many codes are ruled out. Then the others are not written out: there are
/// enough.
fn leaves_many(wanted: &Allowed, known: &Allowed) -> bool {
    match (&wanted.values, &known.values) {
        (Values::OtherTexts(not), Values::Texts(codes)) => codes.len() > not.len() + MANY_CODES,
        _ => false,
    }
}

/// What a fact can be by its nature: a share is from 0 up to 100, a number of things is not below 0.
fn natural(path: &str, kind: Type) -> Allowed {
    match kind {
        Type::Amount if path.ends_with("percentage") => {
            Allowed::between(kind, Some(Decimal::ZERO), Some(Decimal::ONE_HUNDRED))
        }
        Type::Amount | Type::Number => Allowed::between(kind, Some(Decimal::ZERO), None),
        _ => Allowed::known(kind),
    }
}

/// The same cases, without those in which facts do not go together: days and the length of time
/// between them, a text and how it starts.
fn coherent(kind: &Conjunction) -> Option<Conjunction> {
    let mut found = kind.clone();
    for (term, allowed) in &kind.terms {
        match term {
            Term::Days(from, to) => {
                found = between(found, term, *from, *to)?;
            }
            Term::Fact(id) if *id == LENGTH.duur => {
                found = between(found, term, LENGTH.begin, LENGTH.vandaag)?;
            }
            Term::Whole(expression) => {
                let wanted = allowed.values == Values::Bools { ja: true, nee: false };
                let refused = allowed.values == Values::Bools { ja: false, nee: true };
                if (wanted || refused)
                    && !allowed.absent
                    && let Some((id, holds)) = text_part(expression)
                {
                    found = with_texts(found, id, |text| holds(text) == wanted)?;
                }
            }
            _ => {}
        }
    }
    Some(found)
}

/// The fact whose text must start with, end with or hold a fixed text, with what tells whether it
/// does; none when the expression is something else.
pub(crate) fn text_part(expression: &Expression) -> Option<(FactId, impl Fn(&str) -> bool)> {
    let (word, id, part) = text_word(expression)?;
    Some((id, move |text: &str| match word {
        Word::BegintMet => text.starts_with(part),
        Word::EindigtOp => text.ends_with(part),
        _ => text.contains(part),
    }))
}

/// `begint_met(fact, "text")` and its like, taken apart.
pub(crate) fn text_word(expression: &Expression) -> Option<(Word, FactId, &str)> {
    let Expression::Word(word, arguments) = expression else { return None };
    match (word, arguments.as_slice()) {
        (
            Word::BegintMet | Word::EindigtOp | Word::Bevat,
            [Expression::Fact(id), Expression::Constant(Constant::Text(part))],
        ) => Some((*word, *id, part)),
        _ => None,
    }
}

/// The cases in which a fact has one of its listed texts for which something holds. A fact that may
/// have any text is left as it is.
fn with_texts(kind: Conjunction, id: FactId, holds: impl Fn(&str) -> bool) -> Option<Conjunction> {
    let Some(Allowed { values: Values::Texts(texts), .. }) = kind.terms.get(&Term::Fact(id)) else {
        return Some(kind);
    };
    let left: Vec<Box<str>> = texts.iter().filter(|text| holds(text)).cloned().collect();
    kind.with(Term::Fact(id), &Allowed::texts(left.iter().map(|text| &**text)))
}

/// The cases in which a length of time fits between the days that are possible.
fn between(kind: Conjunction, term: &Term, from: FactId, to: FactId) -> Option<Conjunction> {
    let ends = |id: FactId| kind.terms.get(&Term::Fact(id)).map_or((None, None), hull);
    let ((first, last), (other_first, other_last)) = (ends(from), ends(to));
    let less = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_sub(b?);
    let shortest = less(other_first, last);
    let longest = less(other_last, first);
    if shortest.is_none() && longest.is_none() {
        return Some(kind);
    }
    let mut allowed = Allowed::between(Type::Days, shortest, longest);
    // An unknown length stays possible where it was: the days may be unknown too.
    allowed.absent = true;
    kind.with(term.clone(), &allowed)
}

/// The first and the last day that are possible; none where there is no end.
fn hull(allowed: &Allowed) -> (Option<Decimal>, Option<Decimal>) {
    let Values::Spans(spans) = &allowed.values else { return (None, None) };
    let first = spans.first().and_then(|span| span.from).map(|cut| cut.at);
    // Days are whole: what ends right before a day ends with the day before.
    let last = spans.last().and_then(|span| span.to).map(|cut| cut.at - Decimal::ONE);
    (first, last)
}

/// The codes that a fact must have one of, for each fact with such a list.
pub(crate) fn listed_texts(kind: &Conjunction) -> BTreeMap<FactId, Vec<&str>> {
    let listed = kind.terms.iter().filter_map(|(term, allowed)| match (term, &allowed.values) {
        (Term::Fact(id), Values::Texts(texts)) if !allowed.absent => {
            Some((*id, texts.iter().map(|text| &**text).collect()))
        }
        _ => None,
    });
    listed.collect()
}
