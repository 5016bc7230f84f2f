//! Sets of values that something in a rule may have: texts, yes or no, spans of numbers and days;
//! and whether it may be unknown.

use std::collections::BTreeSet;

use jiff::{ToSpan as _, civil::Date};
use rust_decimal::Decimal;

use crate::{
    expression::{Comparison, Constant},
    value::Type,
    vocabulary::days_between,
};

/// The values that something may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// Whether it may be unknown.
    pub(crate) absent: bool,
    pub(crate) values: Values,
}

/// The known values among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Values {
    /// These only.
    Texts(BTreeSet<Box<str>>),
    /// All but these.
    OtherTexts(BTreeSet<Box<str>>),
    Bools {
        ja: bool,
        nee: bool,
    },
    /// Spans that do not touch, in order; of numbers, lengths of time or days of the calendar.
    Spans(Vec<Span>),
}

/// A span of values: from one cut up to another; none is without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Option<Cut>,
    pub(crate) to: Option<Cut>,
}

/// A place between values: right before one, or right after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cut {
    pub(crate) at: Decimal,
    pub(crate) after: bool,
}

/// The first day of the count in which days of the calendar are numbers here.
const DAY_ZERO: Date = Date::constant(1970, 1, 1);

/// A constant as a number on the line of its type; none for texts and for yes or no.
pub(crate) fn point(constant: &Constant) -> Option<Decimal> {
    match constant {
        Constant::Number(number) | Constant::Days(number) => Some(Decimal::from(*number)),
        Constant::Amount(amount) => Some(*amount),
        Constant::Date(day) => Some(Decimal::from(days_between(DAY_ZERO, *day))),
        Constant::Absent | Constant::Text(_) | Constant::Bool(_) => None,
    }
}

/// The constant of a type at a point; none when the type has no such value.
pub(crate) fn constant_at(kind: Type, point: Decimal) -> Option<Constant> {
    let whole = || i64::try_from(point.trunc()).ok();
    match kind {
        Type::Number => whole().map(Constant::Number),
        Type::Days => whole().map(Constant::Days),
        Type::Amount => Some(Constant::Amount(point.normalize())),
        Type::Date => {
            let span = 0.days().try_days(whole()?).ok()?;
            DAY_ZERO.checked_add(span).ok().map(Constant::Date)
        }
        Type::Text | Type::Bool | Type::Texts => None,
    }
}

impl Cut {
    /// Right before or after a value. Between whole numbers there is one cut, not two.
    pub(crate) fn of(kind: Type, at: Decimal, after: bool) -> Cut {
        if kind == Type::Amount {
            return Cut { at, after };
        }
        let at = if after { at.floor() + Decimal::ONE } else { at.ceil() };
        Cut { at, after: false }
    }
}

impl Span {
    const ALL: Span = Span { from: None, to: None };

    fn meet(self, other: Span) -> Option<Span> {
        let from = self.from.max(other.from); // none comes before all
        let to = match (self.to, other.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let empty = from.zip(to).is_some_and(|(from, to)| from >= to);
        (!empty).then_some(Span { from, to })
    }
}

impl Allowed {
    /// Any value, known or not.
    pub(crate) fn anything(kind: Type) -> Allowed {
        Allowed { absent: true, values: Values::any(kind) }
    }

    /// Any known value.
    pub(crate) fn known(kind: Type) -> Allowed {
        Allowed { absent: false, values: Values::any(kind) }
    }

    /// Unknown.
    pub(crate) fn unknown(kind: Type) -> Allowed {
        Allowed { absent: true, values: Values::none(kind) }
    }

    /// Yes, or no.
    pub(crate) fn bool(flag: bool) -> Allowed {
        Allowed { absent: false, values: Values::Bools { ja: flag, nee: !flag } }
    }

    /// One of these texts.
    pub(crate) fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Allowed {
        let texts = texts.into_iter().map(Into::into).collect();
        Allowed { absent: false, values: Values::Texts(texts) }
    }

    /// The values from one point up to and including another; none is without end.
    pub(crate) fn between(kind: Type, from: Option<Decimal>, to: Option<Decimal>) -> Allowed {
        let from = from.map(|at| Cut::of(kind, at, false));
        let to = to.map(|at| Cut::of(kind, at, true));
        let span = Span::ALL.meet(Span { from, to });
        Allowed { absent: false, values: Values::Spans(span.into_iter().collect()) }
    }

    /// The values of a type that compare with a constant as asked; none when they do not compare.
    pub(crate) fn compared(kind: Type, how: Comparison, constant: &Constant) -> Option<Allowed> {
        let equal = match (constant, point(constant)) {
            (Constant::Text(text), _) => Allowed::texts([&**text]),
            (Constant::Bool(flag), _) => Allowed::bool(*flag),
            (_, Some(at)) => return Some(Allowed::beside(kind, how, at)),
            _ => return None,
        };
        match how {
            Comparison::Equal => Some(equal),
            Comparison::Different => Some(equal.others()),
            _ => None,
        }
    }

    /// The values of a type on the asked side of a point.
    pub(crate) fn beside(kind: Type, how: Comparison, at: Decimal) -> Allowed {
        let (before, after) = (Cut::of(kind, at, false), Cut::of(kind, at, true));
        let (from, to) = match how {
            Comparison::Equal | Comparison::Different => (Some(before), Some(after)),
            Comparison::Less => (None, Some(before)),
            Comparison::AtMost => (None, Some(after)),
            Comparison::More => (Some(after), None),
            Comparison::AtLeast => (Some(before), None),
        };
        let span = Span::ALL.meet(Span { from, to });
        let found = Allowed { absent: false, values: Values::Spans(span.into_iter().collect()) };
        if how == Comparison::Different { found.others() } else { found }
    }

    /// The known values that are not in it.
    pub(crate) fn others(&self) -> Allowed {
        Allowed { absent: false, values: self.values.others() }
    }

    /// Everything that is not in it.
    pub(crate) fn complement(&self) -> Allowed {
        Allowed { absent: !self.absent, values: self.values.others() }
    }

    /// What is in both.
    pub(crate) fn meet(&self, other: &Allowed) -> Allowed {
        let values = self.values.meet(&other.values);
        Allowed { absent: self.absent && other.absent, values }
    }

    /// Whether nothing is in it.
    pub(crate) fn is_empty(&self) -> bool {
        !self.absent && self.values.is_empty()
    }

    /// One value in it, a known one when there is one.
    pub(crate) fn example(&self, kind: Type) -> Option<Constant> {
        self.values.example(kind).or(self.absent.then_some(Constant::Absent))
    }

    /// Whether a value is in it.
    pub(crate) fn holds(&self, constant: &Constant) -> bool {
        match (constant, &self.values) {
            (Constant::Absent, _) => self.absent,
            (Constant::Text(text), Values::Texts(texts)) => texts.contains(text),
            (Constant::Text(text), Values::OtherTexts(texts)) => !texts.contains(text),
            (Constant::Bool(flag), Values::Bools { ja, nee }) => {
                if *flag {
                    *ja
                } else {
                    *nee
                }
            }
            (other, Values::Spans(spans)) => point(other).is_some_and(|at| {
                let (before, after) = (Cut { at, after: false }, Cut { at, after: true });
                spans.iter().any(|span| {
                    span.from.is_none_or(|from| from <= before)
                        && span.to.is_none_or(|to| to >= after)
                })
            }),
            _ => false,
        }
    }
}

impl Values {
    fn any(kind: Type) -> Values {
        match kind {
            Type::Bool => Values::Bools { ja: true, nee: true },
            Type::Text | Type::Texts => Values::OtherTexts(BTreeSet::new()),
            Type::Number | Type::Amount | Type::Date | Type::Days => Values::Spans(vec![Span::ALL]),
        }
    }

    fn none(kind: Type) -> Values {
        Values::any(kind).others()
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Values::Texts(texts) => texts.is_empty(),
            Values::OtherTexts(_) => false,
            Values::Bools { ja, nee } => !ja && !nee,
            Values::Spans(spans) => spans.is_empty(),
        }
    }

    fn others(&self) -> Values {
        match self {
            Values::Texts(texts) => Values::OtherTexts(texts.clone()),
            Values::OtherTexts(texts) => Values::Texts(texts.clone()),
            Values::Bools { ja, nee } => Values::Bools { ja: !ja, nee: !nee },
            Values::Spans(spans) => Values::Spans(gaps(spans)),
        }
    }

    fn meet(&self, other: &Values) -> Values {
        match (self, other) {
            (Values::Texts(a), Values::Texts(b)) => Values::Texts(a & b),
            (Values::Texts(some), Values::OtherTexts(not))
            | (Values::OtherTexts(not), Values::Texts(some)) => Values::Texts(some - not),
            (Values::OtherTexts(a), Values::OtherTexts(b)) => Values::OtherTexts(a | b),
            (Values::Bools { ja, nee }, Values::Bools { ja: or_ja, nee: or_nee }) => {
                Values::Bools { ja: *ja && *or_ja, nee: *nee && *or_nee }
            }
            (Values::Spans(a), Values::Spans(b)) => {
                let pairs = a.iter().flat_map(|one| b.iter().filter_map(|two| one.meet(*two)));
                Values::Spans(pairs.collect())
            }
            // Types were proven at load: the same thing never has values of two kinds.
            (mine, _) => mine.clone(),
        }
    }

    fn example(&self, kind: Type) -> Option<Constant> {
        match self {
            Values::Texts(texts) => texts.first().map(|text| Constant::Text(text.clone())),
            Values::OtherTexts(not) => {
                let mut tries = (0..=not.len()).map(|at| match at {
                    0 => "iets".to_owned(),
                    at => format!("iets {at}"),
                });
                let free = tries.find(|text| !not.contains(text.as_str()))?;
                Some(Constant::Text(free.into()))
            }
            Values::Bools { ja: true, .. } => Some(Constant::Bool(true)),
            Values::Bools { nee: true, .. } => Some(Constant::Bool(false)),
            Values::Bools { .. } => None,
            Values::Spans(spans) => {
                let at = spans.iter().find_map(|span| span.example(kind))?;
                constant_at(kind, at)
            }
        }
    }
}

impl Span {
    /// A value in the span: an end of it where there is one.
    fn example(self, kind: Type) -> Option<Decimal> {
        let step = if kind == Type::Amount { Decimal::new(1, 2) } else { Decimal::ONE };
        match (self.from, self.to) {
            (None, None) => Some(Decimal::ZERO),
            (Some(from), _) if !from.after => Some(from.at),
            (Some(from), None) => Some(from.at + step),
            (Some(from), Some(to)) => {
                // Open on the left: in the middle there is always something.
                let middle = (from.at + to.at) / Decimal::TWO;
                Some(if from.at + step < to.at { from.at + step } else { middle })
            }
            (None, Some(to)) => Some(if to.after { to.at } else { to.at - step }),
        }
    }
}

/// What lies between spans, before the first and after the last.
fn gaps(spans: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = None;
    let mut open = true;
    for span in spans {
        if let Some(start) = span.from {
            found.push(Span { from, to: Some(start) });
        }
        open = span.to.is_some();
        from = span.to;
    }
    if open {
        found.push(Span { from, to: None });
    }
    found
}
