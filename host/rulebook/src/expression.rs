//! Checked expressions and how they are computed: total, bounded, without side effects.
//!
//! Every expression was typed at load, so computing never meets a wrong type. What is not known
//! stays not known: every question about it has the answer *onbekend*, which is never *ja*, and
//! `!` of it is *onbekend* as well. `&&` and `||` know their answer as soon as one side decides.

use std::{borrow::Cow, cell::RefCell, cmp::Ordering};

use jiff::{ToSpan as _, civil::Date};
use rust_decimal::Decimal;

use crate::{
    conversion::{Conversions, Findings},
    insurance::{LopendePolis, Question},
    value::Value,
    vocabulary::FactId,
    words::Word,
};

/// Longest text that an expression may build, in characters: far above any field of a command, far
/// below what would burden the store.
pub(crate) const MAX_TEXT_CHARS: usize = 10_000;

/// A checked expression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Expression {
    Constant(Constant),
    /// A fact of the case.
    Fact(FactId),
    /// A field of the message, or (number 0) the value that is converted.
    Field(usize),
    Not(Box<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Compare(Comparison, Box<Expression>, Box<Expression>),
    /// Whether it is one of these, which are sorted.
    OneOf(Box<Expression>, Vec<Constant>),
    /// Whether the set holds the text.
    Holds(Box<Expression>, Box<Expression>),
    Add(Box<Expression>, Box<Expression>),
    Subtract(Box<Expression>, Box<Expression>),
    Known(Box<Expression>),
    /// The first that is known.
    FirstKnown(Vec<Expression>),
    Word(Word, Vec<Expression>),
    Convert {
        group: String,
        key: String,
        value: Box<Expression>,
    },
    /// A question about the insurance policies of the werkgever.
    Insurance(Question),
}

/// A value that stands in the rule itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Constant {
    Absent,
    Text(Box<str>),
    Number(i64),
    Amount(Decimal),
    Bool(bool),
    Date(Date),
    Days(i64),
}

impl Constant {
    pub(crate) fn value(&self) -> Value<'_> {
        match self {
            Constant::Absent => Value::Absent,
            Constant::Text(text) => Value::text(text),
            Constant::Number(number) => Value::Number(*number),
            Constant::Amount(amount) => Value::Amount(*amount),
            Constant::Bool(flag) => Value::Bool(*flag),
            Constant::Date(day) => Value::Date(*day),
            Constant::Days(days) => Value::Days(*days),
        }
    }
}

/// How two values are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Comparison {
    Equal,
    Different,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    pub(crate) fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::Different => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::AtMost => order.is_le(),
            Comparison::More => order.is_gt(),
            Comparison::AtLeast => order.is_ge(),
        }
    }
}

/// Why an expression has no value although its types are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("de uitkomst van een berekening is te groot")]
    TooLarge,
    #[error("de datum valt buiten de kalender")]
    OutsideCalendar,
    #[error("de tekst wordt langer dan {MAX_TEXT_CHARS} tekens")]
    TextTooLong,
    #[error("de datum van de herinnering is niet bekend")]
    UnknownDate,
    #[error("een verplicht veld van het bericht is niet bekend")]
    UnknownField,
}

/// Where an expression finds its values.
pub(crate) trait Facts<'v> {
    /// The value of a fact.
    fn fact(&self, id: FactId) -> Value<'v>;
    /// The value of a field of the message.
    fn field(&self, index: usize) -> Value<'v>;
    /// The policies of the werkgever that run on vandaag, with what their ill werknemers earn when
    /// `with_pay`; none when they are not known.
    fn polissen(&self, _with_pay: bool) -> Option<Vec<LopendePolis<'v>>> {
        None
    }
}

/// What computing needs besides the expression.
pub(crate) struct Scope<'s, 'v> {
    pub(crate) facts: &'s dyn Facts<'v>,
    pub(crate) conversions: &'v Conversions,
    /// What conversions had to say.
    pub(crate) findings: &'s RefCell<Findings>,
}

impl Expression {
    /// Its value.
    pub(crate) fn compute<'v>(&'v self, scope: &Scope<'_, 'v>) -> Result<Value<'v>, Fault> {
        Ok(match self {
            Expression::Constant(constant) => constant.value(),
            Expression::Fact(id) => scope.facts.fact(*id),
            Expression::Field(index) => scope.facts.field(*index),
            Expression::Not(inner) => match inner.compute(scope)? {
                Value::Bool(flag) => Value::Bool(!flag),
                _ => Value::Absent,
            },
            Expression::All(parts) => decide(parts, false, scope)?,
            Expression::Any(parts) => decide(parts, true, scope)?,
            Expression::Compare(how, left, right) => {
                let order = left.compute(scope)?.order(&right.compute(scope)?);
                order.map(|order| how.holds(order)).into()
            }
            Expression::OneOf(item, constants) => one_of(&item.compute(scope)?, constants),
            Expression::Holds(set, item) => match (set.compute(scope)?, item.compute(scope)?) {
                (Value::Texts(set), Value::Text(item)) => Value::Bool(set.contains(item.as_ref())),
                _ => Value::Absent,
            },
            Expression::Add(left, right) => add(left.compute(scope)?, right.compute(scope)?)?,
            Expression::Subtract(left, right) => {
                subtract(&left.compute(scope)?, &right.compute(scope)?)?
            }
            Expression::Known(inner) => Value::Bool(!inner.compute(scope)?.is_absent()),
            Expression::FirstKnown(parts) => first_known(parts, scope)?,
            Expression::Word(word, arguments) => word.compute(arguments, scope)?,
            Expression::Convert { group, key, value } => {
                scope.conversions.convert(group, key, value.compute(scope)?, scope.findings)?
            }
            Expression::Insurance(question) => question.answer(scope.facts).into(),
        })
    }

    /// The questions about insurance in it.
    pub(crate) fn questions(&self) -> Vec<&Question> {
        let mut found = Vec::new();
        self.walk(&mut |part| {
            if let Expression::Insurance(question) = part {
                found.push(question);
            }
        });
        found
    }

    /// Visits this expression and all below it.
    pub(crate) fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expression)) {
        visit(self);
        match self {
            Expression::Constant(_)
            | Expression::Fact(_)
            | Expression::Field(_)
            | Expression::Insurance(_) => {}
            Expression::Not(inner) | Expression::Known(inner) | Expression::OneOf(inner, _) => {
                inner.walk(visit);
            }
            Expression::Convert { value, .. } => value.walk(visit),
            Expression::All(parts)
            | Expression::Any(parts)
            | Expression::FirstKnown(parts)
            | Expression::Word(_, parts) => parts.iter().for_each(|part| part.walk(visit)),
            Expression::Compare(_, left, right)
            | Expression::Holds(left, right)
            | Expression::Add(left, right)
            | Expression::Subtract(left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
        }
    }
}

/// `&&` (decided by a no) and `||` (decided by a yes) with answers that may be unknown.
fn decide<'v>(
    parts: &'v [Expression],
    deciding: bool,
    scope: &Scope<'_, 'v>,
) -> Result<Value<'v>, Fault> {
    let mut answer = Value::Bool(!deciding);
    for part in parts {
        match part.compute(scope)? {
            Value::Bool(flag) if flag == deciding => return Ok(Value::Bool(deciding)),
            Value::Bool(_) => {}
            _ => answer = Value::Absent,
        }
    }
    Ok(answer)
}

fn first_known<'v>(parts: &'v [Expression], scope: &Scope<'_, 'v>) -> Result<Value<'v>, Fault> {
    for part in parts {
        let value = part.compute(scope)?;
        if !value.is_absent() {
            return Ok(value);
        }
    }
    Ok(Value::Absent)
}

fn one_of<'v>(item: &Value<'v>, constants: &[Constant]) -> Value<'v> {
    if item.is_absent() {
        return Value::Absent;
    }
    // Sorted at load, and of a type that compares with the item: an order always exists.
    let found = constants
        .binary_search_by(|constant| constant.value().order(item).unwrap_or(Ordering::Less));
    Value::Bool(found.is_ok())
}

fn add<'v>(left: Value<'v>, right: Value<'v>) -> Result<Value<'v>, Fault> {
    Ok(match (left, right) {
        (Value::Absent, _) | (_, Value::Absent) => Value::Absent,
        (Value::Text(left), Value::Text(right)) => Value::Text(bounded(left + right)?),
        (Value::Date(day), Value::Days(days)) | (Value::Days(days), Value::Date(day)) => {
            shift(day, days)?
        }
        (Value::Number(left), Value::Number(right)) => {
            Value::Number(left.checked_add(right).ok_or(Fault::TooLarge)?)
        }
        (Value::Days(left), Value::Days(right)) => {
            Value::Days(left.checked_add(right).ok_or(Fault::TooLarge)?)
        }
        (left, right) => amount(&left, &right, Decimal::checked_add)?,
    })
}

fn subtract<'v>(left: &Value<'v>, right: &Value<'v>) -> Result<Value<'v>, Fault> {
    Ok(match (left, right) {
        (Value::Absent, _) | (_, Value::Absent) => Value::Absent,
        (Value::Date(left), Value::Date(right)) => {
            Value::Days(crate::vocabulary::days_between(*right, *left))
        }
        (Value::Date(day), Value::Days(days)) => {
            shift(*day, days.checked_neg().ok_or(Fault::TooLarge)?)?
        }
        (Value::Number(left), Value::Number(right)) => {
            Value::Number(left.checked_sub(*right).ok_or(Fault::TooLarge)?)
        }
        (Value::Days(left), Value::Days(right)) => {
            Value::Days(left.checked_sub(*right).ok_or(Fault::TooLarge)?)
        }
        (left, right) => amount(left, right, Decimal::checked_sub)?,
    })
}

fn amount<'v>(
    left: &Value<'_>,
    right: &Value<'_>,
    how: fn(Decimal, Decimal) -> Option<Decimal>,
) -> Result<Value<'v>, Fault> {
    let both = left.decimal().zip(right.decimal());
    both.map_or(Ok(Value::Absent), |(left, right)| {
        how(left, right).map(Value::Amount).ok_or(Fault::TooLarge)
    })
}

/// A day so many days later, or earlier.
pub(crate) fn shift<'v>(day: Date, days: i64) -> Result<Value<'v>, Fault> {
    let span = 0.days().try_days(days).map_err(|_| Fault::OutsideCalendar)?;
    day.checked_add(span).map(Value::Date).map_err(|_| Fault::OutsideCalendar)
}

/// A text that an expression built, when it is not too long.
pub(crate) fn bounded(text: Cow<'_, str>) -> Result<Cow<'_, str>, Fault> {
    // The length in bytes is never below that in characters.
    let too_long = text.len() > MAX_TEXT_CHARS && text.chars().count() > MAX_TEXT_CHARS;
    if too_long { Err(Fault::TextTooLong) } else { Ok(text) }
}
