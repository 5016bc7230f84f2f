//! Clauses as sets of cases: which values each thing in them must have for the answer to be *ja*, or
//! to be *nee*. Exact but for what an expression as a whole may be, which is then taken as free:
//! what is shown here never to be, or always to be, is so.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::{
    analysis::{
        allowed::Allowed,
        term::{Term, balance, kind_of, turned},
    },
    expression::{Comparison, Constant, Expression},
    value::Type,
    words::Word,
};

/// Most alternatives that one clause, or all clauses of a rule, are taken apart in. A clause with
/// more is taken as a whole.
const MAX_ALTERNATIVES: usize = 64;

/// Most steps in holding one set of cases against another.
const MAX_STEPS: usize = 2_000;

/// Cases in which each of these terms has one of these values; others may have any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Conjunction {
    pub(crate) terms: BTreeMap<Term, Allowed>,
}

/// Cases of any of these kinds; none at all when there is no kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alternatives {
    pub(crate) any: Vec<Conjunction>,
}

/// What taking apart gave too much of.
struct TooMany;

type Taken = Result<Alternatives, TooMany>;

impl Conjunction {
    /// A term with these values.
    pub(crate) fn one(term: Term, allowed: Allowed) -> Conjunction {
        Conjunction { terms: BTreeMap::from([(term, allowed)]) }
    }

    /// Cases that also have these values; none when there are no such cases.
    pub(crate) fn with(mut self, term: Term, allowed: &Allowed) -> Option<Conjunction> {
        let met = self.terms.get(&term).map_or_else(|| allowed.clone(), |own| own.meet(allowed));
        if met.is_empty() {
            return None;
        }
        self.terms.insert(term, met);
        Some(self)
    }

    /// Cases of both kinds; none when there are no such cases.
    pub(crate) fn meet(&self, other: &Conjunction) -> Option<Conjunction> {
        other
            .terms
            .iter()
            .try_fold(self.clone(), |met, (term, allowed)| met.with(term.clone(), allowed))
    }
}

impl Alternatives {
    /// All cases.
    pub(crate) fn always() -> Alternatives {
        Alternatives { any: vec![Conjunction::default()] }
    }

    pub(crate) fn never() -> Alternatives {
        Alternatives { any: Vec::new() }
    }

    fn one(term: Term, allowed: Allowed) -> Alternatives {
        if allowed.is_empty() {
            return Alternatives::never();
        }
        Alternatives { any: vec![Conjunction::one(term, allowed)] }
    }

    pub(crate) fn is_never(&self) -> bool {
        self.any.is_empty()
    }

    /// The cases in which an expression is *ja* (wanted) or *nee* (not wanted).
    pub(crate) fn of(expression: &Expression, wanted: bool) -> Alternatives {
        truth(expression, wanted).unwrap_or_else(|TooMany| whole(expression, wanted))
    }

    /// The cases in which all of these are *ja*.
    pub(crate) fn of_all<'e>(clauses: impl IntoIterator<Item = &'e Expression>) -> Alternatives {
        clauses.into_iter().fold(Alternatives::always(), |met, clause| {
            let asked = Alternatives::of(clause, true);
            met.meet(&asked)
                .or_else(|TooMany| met.meet(&whole(clause, true)))
                .unwrap_or_else(|TooMany| met.clone())
        })
    }

    /// The cases that are in both.
    fn meet(&self, other: &Alternatives) -> Taken {
        let mut any = Vec::new();
        for one in &self.any {
            any.extend(other.any.iter().filter_map(|two| one.meet(two)));
            if any.len() > MAX_ALTERNATIVES {
                return Err(TooMany);
            }
        }
        Ok(Alternatives { any })
    }

    fn or(mut self, other: Alternatives) -> Taken {
        self.any.extend(other.any);
        if self.any.len() > MAX_ALTERNATIVES { Err(TooMany) } else { Ok(self) }
    }

    /// The cases that are also of this kind.
    pub(crate) fn within(&self, kind: &Conjunction) -> Alternatives {
        Alternatives { any: self.any.iter().filter_map(|one| one.meet(kind)).collect() }
    }

    /// The cases of a kind that are not in it, as kinds. When it takes too long to find out, some of
    /// them may be in it after all.
    pub(crate) fn outside(&self, kind: &Conjunction) -> Vec<Conjunction> {
        let mut found = Vec::new();
        let mut steps = MAX_STEPS;
        outside(kind, &self.any, &mut steps, &mut found);
        found
    }
}

/// Collects the cases of a kind that are of none of these kinds.
fn outside(
    kind: &Conjunction,
    of: &[Conjunction],
    steps: &mut usize,
    found: &mut Vec<Conjunction>,
) {
    let Some((first, rest)) = of.split_first() else { return found.push(kind.clone()) };
    let mut inside = kind.clone();
    for (term, allowed) in &first.terms {
        *steps = steps.saturating_sub(1);
        if *steps == 0 {
            return found.push(kind.clone());
        }
        // What is outside the first in this term must be in one of the others.
        if let Some(beyond) = inside.clone().with(term.clone(), &allowed.complement()) {
            outside(&beyond, rest, steps, found);
        }
        match inside.with(term.clone(), allowed) {
            Some(within) => inside = within,
            None => return,
        }
    }
}

/// An expression as one thing, of which only the outcome counts.
fn whole(expression: &Expression, wanted: bool) -> Alternatives {
    Alternatives::one(Term::Whole(Box::new(expression.clone())), Allowed::bool(wanted))
}

fn when(holds: bool) -> Alternatives {
    if holds { Alternatives::always() } else { Alternatives::never() }
}

fn all<'e>(parts: impl Iterator<Item = &'e Expression>, part: Part) -> Taken {
    parts.into_iter().try_fold(Alternatives::always(), |met, one| met.meet(&part(one)?))
}

fn any<'e>(parts: impl Iterator<Item = &'e Expression>, part: Part) -> Taken {
    parts.into_iter().try_fold(Alternatives::never(), |found, one| found.or(part(one)?))
}

type Part = fn(&Expression) -> Taken;

/// When an expression is *ja*, or *nee*.
fn truth(expression: &Expression, wanted: bool) -> Taken {
    let part: Part = if wanted { |e| truth(e, true) } else { |e| truth(e, false) };
    Ok(match expression {
        Expression::Constant(Constant::Bool(flag)) => when(*flag == wanted),
        Expression::Constant(_) => Alternatives::never(),
        Expression::Fact(id) => Alternatives::one(Term::Fact(*id), Allowed::bool(wanted)),
        Expression::Not(inner) => return truth(inner, !wanted),
        Expression::All(parts) if wanted => return all(parts.iter(), part),
        Expression::Any(parts) if !wanted => return all(parts.iter(), part),
        Expression::All(parts) | Expression::Any(parts) => return any(parts.iter(), part),
        Expression::Compare(how, left, right) => {
            return compare(*how, left, right, wanted)
                .unwrap_or_else(|| Ok(whole(expression, wanted)));
        }
        Expression::OneOf(item, constants) => {
            return one_of(item, constants, wanted)
                .unwrap_or_else(|| Ok(whole(expression, wanted)));
        }
        Expression::Holds(set, item) => match (&**set, &**item) {
            (Expression::Fact(id), Expression::Constant(Constant::Text(text))) => {
                Alternatives::one(Term::Member(*id, text.clone()), Allowed::bool(wanted))
            }
            _ => whole(expression, wanted),
        },
        Expression::Known(inner) => return known(inner, wanted),
        Expression::FirstKnown(parts) => return first_known(parts, |one| truth(one, wanted)),
        _ => whole(expression, wanted),
    })
}

/// When the first that is known among these is as asked.
fn first_known(parts: &[Expression], asked: impl Fn(&Expression) -> Taken) -> Taken {
    let mut found = Alternatives::never();
    let mut before = Alternatives::always();
    for one in parts {
        found = found.or(before.meet(&asked(one)?)?)?;
        before = before.meet(&known(one, false)?)?;
    }
    Ok(found)
}

/// When a comparison has this answer; none when it is not of one thing with fixed values.
fn compare(how: Comparison, left: &Expression, right: &Expression, wanted: bool) -> Option<Taken> {
    let side = |item: &Expression, how: Comparison, constant: &Constant| {
        if let Expression::FirstKnown(parts) = item {
            let constant = Expression::Constant(constant.clone());
            let asked = |one: &Expression| {
                let compared =
                    Expression::Compare(how, Box::new(one.clone()), Box::new(constant.clone()));
                truth(&compared, wanted)
            };
            return Some(first_known(parts, asked));
        }
        let term = term_of(item)?;
        let allowed = Allowed::compared(term.kind(), how, constant)?;
        Some(Ok(answered(term, &allowed, wanted)))
    };
    match (left, right) {
        (Expression::Constant(left), Expression::Constant(right)) => {
            let order = left.value().order(&right.value());
            let answer = order.map(|order| how.holds(order));
            return Some(Ok(when(answer == Some(wanted))));
        }
        (item @ Expression::FirstKnown(_), Expression::Constant(constant)) => {
            return side(item, how, constant);
        }
        (Expression::Constant(constant), item @ Expression::FirstKnown(_)) => {
            return side(item, turned(how), constant);
        }
        _ => {}
    }
    if let Some(found) = balance(how, left, right) {
        let allowed = Allowed::beside(found.term.kind(), found.how, found.number);
        return Some(Ok(answered(found.term, &allowed, wanted)));
    }
    match (left, right) {
        (item, Expression::Constant(constant)) => side(item, how, constant),
        (Expression::Constant(constant), item) => side(item, turned(how), constant),
        _ => None,
    }
}

fn one_of(item: &Expression, constants: &[Constant], wanted: bool) -> Option<Taken> {
    let compared = constants.iter().map(|constant| {
        Expression::Compare(
            Comparison::Equal,
            Box::new(item.clone()),
            Box::new(Expression::Constant(constant.clone())),
        )
    });
    if let Some(term) = term_of(item) {
        let texts = constants.iter().map(|constant| match constant {
            Constant::Text(text) => Some(&**text),
            _ => None,
        });
        if let Some(texts) = texts.collect::<Option<Vec<&str>>>() {
            return Some(Ok(answered(term, &Allowed::texts(texts), wanted)));
        }
    }
    let compared: Vec<Expression> = compared.collect();
    Some(if wanted {
        any(compared.iter(), |one| truth(one, true))
    } else {
        all(compared.iter(), |one| truth(one, false))
    })
}

fn answered(term: Term, allowed: &Allowed, wanted: bool) -> Alternatives {
    Alternatives::one(term, if wanted { allowed.clone() } else { allowed.others() })
}

/// What an expression is, when it is held against a fixed value; none for a question.
fn term_of(expression: &Expression) -> Option<Term> {
    match expression {
        Expression::Fact(id) => Some(Term::Fact(*id)),
        _ if kind_of(expression) == Type::Texts => None,
        _ => Some(Term::Whole(Box::new(expression.clone()))),
    }
}

/// When something is known, or is not.
fn known(expression: &Expression, wanted: bool) -> Taken {
    let part: Part = if wanted { |e| known(e, true) } else { |e| known(e, false) };
    // Known when each operand is.
    let each = |operands: &[&Expression]| {
        let operands = operands.iter().copied();
        if wanted { all(operands, part) } else { any(operands, part) }
    };
    match expression {
        Expression::Constant(constant) => Ok(when((*constant != Constant::Absent) == wanted)),
        Expression::Not(inner) | Expression::OneOf(inner, _) => known(inner, wanted),
        Expression::Known(_) => Ok(when(wanted)),
        Expression::Compare(_, left, right)
        | Expression::Holds(left, right)
        | Expression::Add(left, right)
        | Expression::Subtract(left, right) => each(&[left, right]),
        Expression::Word(word, arguments) if *word != Word::Tekst || !arguments.is_empty() => {
            each(&arguments.iter().collect::<Vec<_>>())
        }
        Expression::FirstKnown(parts) if wanted => any(parts.iter(), part),
        Expression::FirstKnown(parts) => all(parts.iter(), part),
        Expression::Fact(id) => Ok(known_term(Term::Fact(*id), wanted)),
        // A question with `&&` or `||` in it may be decided by one side.
        _ => Ok(known_term(Term::Whole(Box::new(expression.clone())), wanted)),
    }
}

fn known_term(term: Term, wanted: bool) -> Alternatives {
    let kind = term.kind();
    let allowed = if wanted { Allowed::known(kind) } else { Allowed::unknown(kind) };
    Alternatives::one(term, allowed)
}
