//! The words that expressions may use besides operators: one list for check, evaluation and manual.

use std::borrow::Cow;

use crate::{
    expression::{Expression, Fault, Scope, bounded},
    value::{Type, Value},
    vocabulary::days_between,
};

/// A word that takes values and gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    BegintMet,
    EindigtOp,
    Bevat,
    Hoofdletters,
    KleineLetters,
    DagenTussen,
    Tekst,
}

/// How a word is used.
pub(crate) struct WordSpec {
    pub(crate) word: Word,
    pub(crate) name: &'static str,
    /// Names of its arguments, with the types they must have.
    pub(crate) takes: &'static [(&'static str, Type)],
    pub(crate) gives: Type,
}

/// All words, in the order of the manual.
pub(crate) const WORDS: &[WordSpec] = &[
    WordSpec {
        word: Word::BegintMet,
        name: "begint_met",
        takes: &[("tekst", Type::Text), ("begin", Type::Text)],
        gives: Type::Bool,
    },
    WordSpec {
        word: Word::EindigtOp,
        name: "eindigt_op",
        takes: &[("tekst", Type::Text), ("einde", Type::Text)],
        gives: Type::Bool,
    },
    WordSpec {
        word: Word::Bevat,
        name: "bevat",
        takes: &[("tekst", Type::Text), ("deel", Type::Text)],
        gives: Type::Bool,
    },
    WordSpec {
        word: Word::Hoofdletters,
        name: "hoofdletters",
        takes: &[("tekst", Type::Text)],
        gives: Type::Text,
    },
    WordSpec {
        word: Word::KleineLetters,
        name: "kleine_letters",
        takes: &[("tekst", Type::Text)],
        gives: Type::Text,
    },
    WordSpec {
        word: Word::DagenTussen,
        name: "dagen_tussen",
        takes: &[("van", Type::Date), ("tot", Type::Date)],
        gives: Type::Number,
    },
    WordSpec {
        word: Word::Tekst,
        name: "tekst",
        takes: &[("getal", Type::Number)],
        gives: Type::Text,
    },
];

/// Words that the check itself takes apart, because their arguments are not just values.
pub(crate) const SPECIAL_WORDS: &[&str] = &["bekend", "kenmerk", "conversie", "datum"];

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
