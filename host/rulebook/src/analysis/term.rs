//! What clauses hold against fixed values: a fact, whether a set holds a text, the days between two
//! facts, or an expression taken as a whole.

use std::{collections::BTreeMap, sync::LazyLock};

use rust_decimal::Decimal;

use crate::{
    analysis::allowed::point,
    expression::{Comparison, Expression},
    value::Type,
    vocabulary::{self, FactId, fact},
    words::{self, Form, Word},
};

/// Something of which a clause asks which value it has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Term {
    Fact(FactId),
    /// Whether this set of texts holds this text.
    Member(FactId, Box<str>),
    /// The days from the one fact to the other. The first comes first in the list of facts.
    Days(FactId, FactId),
    /// An expression of which only the outcome counts: whoever writes it twice means the same.
    Whole(Box<Expression>),
}

impl Term {
    /// Type of its value.
    pub(crate) fn kind(&self) -> Type {
        match self {
            Term::Fact(id) => fact(*id).kind,
            Term::Member(..) => Type::Bool,
            Term::Days(..) => Type::Days,
            Term::Whole(expression) => kind_of(expression),
        }
    }

    /// The facts in it.
    pub(crate) fn facts(&self) -> Vec<FactId> {
        match self {
            Term::Fact(id) | Term::Member(id, _) => vec![*id],
            Term::Days(from, to) => vec![*from, *to],
            Term::Whole(expression) => crate::check::facts_in(expression),
        }
    }
}

/// The fact with this path, which is in the list.
pub(crate) fn named(path: &str) -> FactId {
    vocabulary::find(path).unwrap_or(FactId(0))
}

/// The length of a traject and the days between which it lies: one and the same.
pub(crate) struct Length {
    pub(crate) duur: FactId,
    pub(crate) begin: FactId,
    pub(crate) vandaag: FactId,
}

pub(crate) static LENGTH: LazyLock<Length> = LazyLock::new(|| Length {
    duur: named("traject.duur"),
    begin: named("traject.begin"),
    vandaag: named("vandaag"),
});

/// Type of the value of a checked expression.
pub(crate) fn kind_of(expression: &Expression) -> Type {
    match expression {
        Expression::Constant(constant) => match constant.value() {
            crate::value::Value::Number(_) => Type::Number,
            crate::value::Value::Amount(_) => Type::Amount,
            crate::value::Value::Bool(_) => Type::Bool,
            crate::value::Value::Date(_) => Type::Date,
            crate::value::Value::Days(_) => Type::Days,
            _ => Type::Text,
        },
        Expression::Fact(id) => fact(*id).kind,
        Expression::Field(_) | Expression::Convert { .. } => Type::Text,
        Expression::Add(left, right) => match (kind_of(left), kind_of(right)) {
            (Type::Days, other) | (other, Type::Days) => other,
            (Type::Number, other) => other,
            (kind, _) => kind,
        },
        Expression::Subtract(left, right) => match (kind_of(left), kind_of(right)) {
            (Type::Date, Type::Date) => Type::Days,
            (Type::Number, other) => other,
            (kind, _) => kind,
        },
        Expression::FirstKnown(parts) => parts.first().map_or(Type::Text, kind_of),
        Expression::Word(word, _) => word_kind(*word),
        // Everything else asks a question.
        _ => Type::Bool,
    }
}

fn word_kind(word: Word) -> Type {
    words::all().find(|spec| spec.form == Form::Plain(word)).map_or(Type::Bool, |spec| spec.gives)
}

/// A sum of facts and a number; days of the calendar are numbers too.
#[derive(Debug, Default)]
struct Sum {
    /// How often each fact counts.
    facts: BTreeMap<FactId, i64>,
    number: Decimal,
}

impl Sum {
    /// The sum that an expression is; none when it is no sum of facts and numbers.
    fn of(expression: &Expression) -> Option<Sum> {
        match expression {
            Expression::Constant(constant) => {
                Some(Sum { number: point(constant)?, ..Sum::default() })
            }
            Expression::Fact(id) if *id == LENGTH.duur => {
                let facts = BTreeMap::from([(LENGTH.vandaag, 1), (LENGTH.begin, -1)]);
                Some(Sum { facts, ..Sum::default() })
            }
            Expression::Fact(id) => {
                let counts = !matches!(fact(*id).kind, Type::Text | Type::Bool | Type::Texts);
                counts.then(|| Sum { facts: BTreeMap::from([(*id, 1)]), ..Sum::default() })
            }
            Expression::Add(left, right) => Sum::of(left)?.plus(Sum::of(right)?, 1),
            Expression::Subtract(left, right) => Sum::of(left)?.plus(Sum::of(right)?, -1),
            Expression::Word(Word::DagenTussen, arguments) => match arguments.as_slice() {
                [from, to] => Sum::of(to)?.plus(Sum::of(from)?, -1),
                _ => None,
            },
            _ => None,
        }
    }

    fn plus(mut self, other: Sum, times: i64) -> Option<Sum> {
        for (id, count) in other.facts {
            *self.facts.entry(id).or_default() += times * count;
        }
        let more = other.number.checked_mul(Decimal::from(times))?;
        self.number = self.number.checked_add(more)?;
        Some(self)
    }
}

/// A comparison of two sums, as one term held against one number.
pub(crate) struct Balance {
    pub(crate) term: Term,
    pub(crate) how: Comparison,
    pub(crate) number: Decimal,
}

/// `left how right` with everything that varies on the left. None when that is not one term.
pub(crate) fn balance(how: Comparison, left: &Expression, right: &Expression) -> Option<Balance> {
    let sum = Sum::of(left)?.plus(Sum::of(right)?, -1)?;
    let facts: Vec<(FactId, i64)> = sum.facts.into_iter().collect();
    let number = -sum.number;
    let straight = |term| Some(Balance { term, how, number });
    let opposite = |term| Some(Balance { term, how: turned(how), number: -number });
    match facts.as_slice() {
        [(id, 1)] => straight(Term::Fact(*id)),
        [(id, -1)] => opposite(Term::Fact(*id)),
        [(one, a), (other, b)] if (*a, *b) == (-1, 1) || (*a, *b) == (1, -1) => {
            let forward = *b == 1;
            let (from, to) = if forward { (*one, *other) } else { (*other, *one) };
            if (from, to) == (LENGTH.begin, LENGTH.vandaag) {
                straight(Term::Fact(LENGTH.duur))
            } else if (to, from) == (LENGTH.begin, LENGTH.vandaag) {
                opposite(Term::Fact(LENGTH.duur))
            } else if fact(*one).kind != Type::Date || fact(*other).kind != Type::Date {
                None
            } else if forward {
                straight(Term::Days(*one, *other))
            } else {
                opposite(Term::Days(*one, *other))
            }
        }
        _ => None,
    }
}

/// The comparison with its sides exchanged; also that with both sides made negative.
pub(crate) fn turned(how: Comparison) -> Comparison {
    match how {
        Comparison::Less => Comparison::More,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::More => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        Comparison::Equal | Comparison::Different => how,
    }
}
