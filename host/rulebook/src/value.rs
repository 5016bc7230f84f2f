//! Values of expressions and their types.

use std::{borrow::Cow, cmp::Ordering, collections::BTreeSet, fmt};

use host_domain::Percentage;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value as Json;

/// What kind of value an expression gives; known at load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// Text.
    Text,
    /// Whole number.
    Number,
    /// Exact decimal number; percentages too.
    Amount,
    /// True or false.
    Bool,
    /// Day of the calendar.
    Date,
    /// Length of time in days.
    Days,
    /// A set of texts.
    Texts,
}

impl Type {
    /// The consultants' word for it, with its article.
    pub fn name(self) -> &'static str {
        match self {
            Type::Text => "een tekst",
            Type::Number => "een geheel getal",
            Type::Amount => "een getal",
            Type::Bool => "ja of nee",
            Type::Date => "een datum",
            Type::Days => "een duur",
            Type::Texts => "een lijst teksten",
        }
    }

    /// The same in one word, for signatures.
    pub fn word(self) -> &'static str {
        match self {
            Type::Text => "tekst",
            Type::Number => "geheel getal",
            Type::Amount => "getal",
            Type::Bool => "ja/nee",
            Type::Date => "datum",
            Type::Days => "duur",
            Type::Texts => "lijst",
        }
    }

    /// Whether values of both may be held against each other.
    pub(crate) fn compares_with(self, other: Type) -> bool {
        self == other || (self.is_numeric() && other.is_numeric())
    }

    pub(crate) fn is_numeric(self) -> bool {
        matches!(self, Type::Number | Type::Amount)
    }
}

/// A value. Texts are borrowed from the case or the rule wherever that can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value<'v> {
    /// Not known; every question about it has the answer *onbekend*.
    Absent,
    Text(Cow<'v, str>),
    Number(i64),
    Amount(Decimal),
    Bool(bool),
    Date(Date),
    Days(i64),
    Texts(&'v BTreeSet<String>),
}

impl<'v> Value<'v> {
    pub(crate) fn text(text: &'v str) -> Value<'v> {
        Value::Text(Cow::Borrowed(text))
    }

    /// A text that may not be there. Spaces only is not there, as in commands.
    pub(crate) fn optional_text(text: Option<&'v str>) -> Value<'v> {
        text.filter(|text| !text.trim().is_empty()).map_or(Value::Absent, Value::text)
    }

    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Value::Absent)
    }

    /// The order of two present values of types that compare; none for sets and for what is absent.
    pub(crate) fn order(&self, other: &Value<'_>) -> Option<Ordering> {
        match (self, other) {
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Number(a), Value::Number(b)) | (Value::Days(a), Value::Days(b)) => {
                Some(a.cmp(b))
            }
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (a, b) => Some(a.decimal()?.cmp(&b.decimal()?)),
        }
    }

    /// A number of either kind, exactly.
    pub(crate) fn decimal(&self) -> Option<Decimal> {
        match self {
            Value::Number(number) => Some(Decimal::from(*number)),
            Value::Amount(amount) => Some(*amount),
            _ => None,
        }
    }

    /// As commands take it: days and decimals as text, absent as null.
    pub(crate) fn to_json(&self) -> Json {
        match self {
            Value::Absent => Json::Null,
            Value::Text(text) => Json::from(text.as_ref()),
            Value::Number(number) | Value::Days(number) => Json::from(*number),
            Value::Bool(flag) => Json::from(*flag),
            Value::Amount(_) | Value::Date(_) => Json::from(self.to_string()),
            Value::Texts(texts) => Json::from_iter(texts.iter().map(String::as_str)),
        }
    }
}

impl From<Option<Percentage>> for Value<'_> {
    fn from(percentage: Option<Percentage>) -> Self {
        percentage.map_or(Value::Absent, |found| Value::Amount(found.value()))
    }
}

impl From<Option<Date>> for Value<'_> {
    fn from(day: Option<Date>) -> Self {
        day.map_or(Value::Absent, Value::Date)
    }
}

impl From<Option<bool>> for Value<'_> {
    fn from(flag: Option<bool>) -> Self {
        flag.map_or(Value::Absent, Value::Bool)
    }
}

/// As traces show it, in the writing of rules.
impl Value<'_> {
    /// As people read it; most values of rules are short words that need no memory of their own.
    pub(crate) fn shown(&self) -> Cow<'static, str> {
        match self {
            Value::Absent => Cow::Borrowed("onbekend"),
            Value::Bool(flag) => Cow::Borrowed(if *flag { "ja" } else { "nee" }),
            Value::Text(text) => Cow::Owned(text.as_ref().to_owned()),
            other => Cow::Owned(other.to_string()),
        }
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Absent => f.write_str("onbekend"),
            Value::Text(text) => f.write_str(text),
            Value::Number(number) => write!(f, "{number}"),
            Value::Amount(amount) => write!(f, "{amount}"),
            Value::Bool(flag) => f.write_str(if *flag { "ja" } else { "nee" }),
            Value::Date(day) => write!(f, "{day}"),
            Value::Days(days) => write!(f, "{days} dagen"),
            Value::Texts(texts) => {
                let names: Vec<&str> = texts.iter().map(String::as_str).collect();
                f.write_str(&names.join(", "))
            }
        }
    }
}
