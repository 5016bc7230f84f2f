//! The nearest miss: the smallest change to a case with which a trigger would match.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    analysis::{
        allowed::{Allowed, Span, Values, constant_at, point},
        constraints::{Alternatives, Conjunction},
        term::Term,
        writing::written,
    },
    expression::{Constant, Expression, Scope},
    value::{Type, Value},
    vocabulary::{days_between, fact},
};

/// Days in a week.
const WEEK: i64 = 7;

/// Most codes that are named.
const MAX_NAMED: usize = 5;

/// The smallest change with which a trigger would match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Miss {
    /// Everything that would have to be otherwise.
    pub wijzigingen: Vec<Wijziging>,
}

/// One thing that would have to be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wijziging {
    /// The fact, or the question, that it is about.
    pub feit: String,
    /// What it is now; personal data is not shown.
    pub nu: String,
    /// What it would have to be, in Dutch: `bij trajectsoort UwvDocumenten`.
    pub nodig: String,
}

impl Miss {
    /// For people: `zou afgaan bij trajectsoort UwvDocumenten (nu Verzuim)`.
    pub fn render(&self) -> String {
        let each = self.wijzigingen.iter().map(|one| format!("{} (nu {})", one.nodig, one.nu));
        format!("zou afgaan {}", each.collect::<Vec<_>>().join(" en "))
    }
}

/// The nearest of these cases; none when the case is one of them, or there are none.
pub(crate) fn nearest<'v>(cases: &'v Alternatives, scope: &Scope<'_, 'v>) -> Option<Miss> {
    let each = cases.any.iter().map(|kind| changes(kind, scope));
    let nearest = each.min_by_key(Vec::len)?;
    (!nearest.is_empty()).then_some(Miss { wijzigingen: nearest })
}

/// What would have to be otherwise for the case to be of a kind.
fn changes<'v>(kind: &'v Conjunction, scope: &Scope<'_, 'v>) -> Vec<Wijziging> {
    let wrong = kind.terms.iter().filter_map(|(term, allowed)| {
        let now = value_of(term, scope);
        (!allowed.holds(&now)).then(|| change(term, allowed, &now))
    });
    wrong.collect()
}

/// What a term is in the case.
pub(crate) fn value_of<'v>(term: &'v Term, scope: &Scope<'_, 'v>) -> Constant {
    match term {
        Term::Fact(id) => constant(&scope.facts.fact(*id)),
        Term::Member(id, text) => match scope.facts.fact(*id) {
            Value::Texts(texts) => Constant::Bool(texts.contains(&**text)),
            _ => Constant::Absent,
        },
        Term::Days(from, to) => match (scope.facts.fact(*from), scope.facts.fact(*to)) {
            (Value::Date(from), Value::Date(to)) => Constant::Days(days_between(from, to)),
            _ => Constant::Absent,
        },
        Term::Whole(expression) => {
            expression.compute(scope).map_or(Constant::Absent, |value| constant(&value))
        }
    }
}

fn constant(value: &Value<'_>) -> Constant {
    match value {
        Value::Text(text) => Constant::Text(text.as_ref().into()),
        Value::Number(number) => Constant::Number(*number),
        Value::Amount(amount) => Constant::Amount(amount.normalize()),
        Value::Bool(flag) => Constant::Bool(*flag),
        Value::Date(day) => Constant::Date(*day),
        Value::Days(days) => Constant::Days(*days),
        // Of a set only what it holds is asked; that it is known at all is a text here.
        Value::Texts(_) => Constant::Text("".into()),
        Value::Absent => Constant::Absent,
    }
}

fn change(term: &Term, allowed: &Allowed, now: &Constant) -> Wijziging {
    let personal = term.facts().iter().any(|id| fact(*id).personal);
    let shown =
        if personal && *now != Constant::Absent { "niet getoond".to_owned() } else { shown(now) };
    let (feit, nodig) = match term {
        Term::Fact(id) => {
            let fact = fact(*id);
            (
                fact.path.to_owned(),
                format!("bij {} {}", fact.label, wanted(allowed, now, fact.kind)),
            )
        }
        Term::Member(id, text) => {
            let with = matches!(allowed.values, Values::Bools { ja: true, nee: false });
            let word = if with { "met" } else { "zonder" };
            (fact(*id).path.to_owned(), format!("{word} {text} in {}", fact(*id).path))
        }
        Term::Days(from, to) => {
            let (from, to) = (fact(*from).path, fact(*to).path);
            let nodig =
                format!("bij de tijd van {from} tot {to} {}", wanted(allowed, now, Type::Days));
            (format!("{from}, {to}"), nodig)
        }
        Term::Whole(expression) => whole(expression, allowed, now),
    };
    Wijziging { feit, nu: shown, nodig }
}

fn whole(expression: &Expression, allowed: &Allowed, now: &Constant) -> (String, String) {
    let text = written(expression);
    let nodig = match &allowed.values {
        Values::Bools { ja: true, nee: false } => format!("als `{text}` waar is"),
        Values::Bools { ja: false, nee: true } => format!("als `{text}` niet waar is"),
        _ => {
            let kind = super::term::kind_of(expression);
            format!("als `{text}` {} is", wanted(allowed, now, kind))
        }
    };
    (text, nodig)
}

/// What a value must be, in as few words as will do.
fn wanted(allowed: &Allowed, now: &Constant, kind: Type) -> String {
    match &allowed.values {
        values if values.is_empty() => "onbekend".to_owned(),
        Values::Texts(texts) => {
            let named: Vec<&str> = texts.iter().take(MAX_NAMED).map(|text| &**text).collect();
            let more = if texts.len() > MAX_NAMED { " of een andere" } else { "" };
            format!("{}{more}", named.join(" of "))
        }
        Values::OtherTexts(not) if not.is_empty() => "bekend".to_owned(),
        Values::OtherTexts(not) => {
            let named: Vec<&str> = not.iter().take(MAX_NAMED).map(|text| &**text).collect();
            format!("anders dan {}", named.join(" en "))
        }
        Values::Bools { ja: true, nee: true } => "bekend".to_owned(),
        Values::Bools { ja, .. } => if *ja { "ja" } else { "nee" }.to_owned(),
        Values::Spans(spans) => span_text(spans, point(now), kind),
    }
}

/// The span that is nearest to what it is now.
fn span_text(spans: &[Span], now: Option<Decimal>, kind: Type) -> String {
    let distance = |span: &&Span| {
        let now = now?;
        let short = span.from.map(|cut| cut.at - now).filter(|left| *left > Decimal::ZERO);
        let long = span.to.map(|cut| now - cut.at).filter(|left| *left >= Decimal::ZERO);
        short.or(long)
    };
    let nearest = spans.iter().min_by_key(|span| distance(span).unwrap_or(Decimal::ZERO));
    let Some(span) = nearest else { return "onbekend".to_owned() };
    let amount = kind == Type::Amount;
    let at = |point: Decimal| constant_at(kind, point).map_or(String::new(), |one| shown(&one));
    // Whole numbers end right before the next one.
    let last = span.to.map(|cut| if amount { cut.at } else { cut.at - Decimal::ONE });
    let up_to = |open: bool| if open { "onder" } else { "tot en met" };
    let open_end = amount && span.to.is_some_and(|cut| !cut.after);
    match (span.from, last) {
        (None, None) => "bekend".to_owned(),
        (Some(from), Some(last)) if from.at == last => at(last),
        (Some(from), _) if now.is_none_or(|now| now <= from.at) || last.is_none() => {
            format!("{} {}", if from.after { "boven" } else { "vanaf" }, at(from.at))
        }
        (_, Some(last)) => format!("{} {}", up_to(open_end), at(last)),
        (Some(from), None) => format!("vanaf {}", at(from.at)),
    }
}

/// A value as people read it; weeks where they are whole.
fn shown(constant: &Constant) -> String {
    match constant {
        Constant::Days(days) if *days != 0 && days % WEEK == 0 => {
            let weeks = days / WEEK;
            format!("{weeks} {}", if weeks == 1 { "week" } else { "weken" })
        }
        Constant::Days(1) => "1 dag".to_owned(),
        other => other.value().to_string(),
    }
}
