//! What plain words compute.

use std::borrow::Cow;

use crate::{
    expression::{Expression, Fault, Scope, bounded},
    value::Value,
    vocabulary::days_between,
};

/// A word that takes values and gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Word {
    BegintMet,
    EindigtOp,
    Bevat,
    Hoofdletters,
    KleineLetters,
    DagenTussen,
    Tekst,
}

impl Word {
    /// Its value; absent when an argument is.
    pub(crate) fn compute<'v>(
        self,
        arguments: &'v [Expression],
        scope: &Scope<'_, 'v>,
    ) -> Result<Value<'v>, Fault> {
        let value = |at: usize| arguments.get(at).map_or(Ok(Value::Absent), |a| a.compute(scope));
        Ok(match (self, value(0)?, value(1)?) {
            (Word::BegintMet, Value::Text(text), Value::Text(part)) => {
                Value::Bool(text.starts_with(part.as_ref()))
            }
            (Word::EindigtOp, Value::Text(text), Value::Text(part)) => {
                Value::Bool(text.ends_with(part.as_ref()))
            }
            (Word::Bevat, Value::Text(text), Value::Text(part)) => {
                Value::Bool(text.contains(part.as_ref()))
            }
            (Word::Hoofdletters, Value::Text(text), _) => {
                Value::Text(bounded(Cow::Owned(text.to_uppercase()))?)
            }
            (Word::KleineLetters, Value::Text(text), _) => {
                Value::Text(bounded(Cow::Owned(text.to_lowercase()))?)
            }
            (Word::DagenTussen, Value::Date(from), Value::Date(to)) => {
                Value::Number(days_between(from, to))
            }
            (Word::Tekst, Value::Number(number), _) => Value::Text(Cow::Owned(number.to_string())),
            _ => Value::Absent,
        })
    }
}
