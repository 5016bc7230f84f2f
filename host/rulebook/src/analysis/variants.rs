//! Small changes to a condition: what a slip of the pen could make of it.

use crate::{
    analysis::{domain::Domain, writing::written},
    expression::{Comparison, Constant, Expression},
    insurance::Question,
    vocabulary::FactId,
};

/// Most items of one list that are each left out.
const MAX_ITEMS: usize = 20;

/// The condition with one small change, each that there is.
pub(crate) fn variants(expression: &Expression, domain: &Domain<'_>) -> Vec<Expression> {
    let mut found = Vec::new();
    match expression {
        Expression::Not(inner) => {
            found.push((**inner).clone());
            let inside = variants(inner, domain).into_iter().filter(|one| !is_opposite(one, inner));
            found.extend(inside.map(|one| Expression::Not(Box::new(one))));
        }
        Expression::All(parts) => {
            joined(parts, Expression::All, Expression::Any, domain, &mut found)
        }
        Expression::Any(parts) => {
            joined(parts, Expression::Any, Expression::All, domain, &mut found)
        }
        Expression::Compare(how, left, right) => {
            compared(*how, left, right, domain, &mut found);
        }
        Expression::OneOf(item, constants) => one_of(item, constants, domain, &mut found),
        Expression::Constant(_) => {}
        Expression::Insurance(question) => {
            found.push(Expression::Not(Box::new(expression.clone())));
            found.extend(other_days(question).map(Expression::Insurance));
        }
        question => found.push(Expression::Not(Box::new(question.clone()))),
    }
    found
}

/// A number of days in it one more, and one less.
fn other_days(question: &Question) -> impl Iterator<Item = Question> + use<> {
    let changed = match question {
        Question::StartNaPolis { dagen, verzekeringstype } => [-1, 1]
            .into_iter()
            .filter_map(|step| dagen.checked_add(step))
            .map(|dagen| Question::StartNaPolis {
                dagen,
                verzekeringstype: verzekeringstype.clone(),
            })
            .collect(),
        _ => Vec::new(),
    };
    changed.into_iter()
}

fn is_opposite(variant: &Expression, of: &Expression) -> bool {
    matches!(variant, Expression::Not(inner) if **inner == *of)
}

type Join = fn(Vec<Expression>) -> Expression;

/// One part left out, one part changed, and the other join.
fn joined(
    parts: &[Expression],
    join: Join,
    other: Join,
    domain: &Domain<'_>,
    found: &mut Vec<Expression>,
) {
    found.push(other(parts.to_vec()));
    for (at, part) in parts.iter().enumerate() {
        let mut rest = parts.to_vec();
        rest.remove(at);
        found.push(match rest.as_slice() {
            [only] => only.clone(),
            _ => join(rest),
        });
        for variant in variants(part, domain) {
            let mut changed = parts.to_vec();
            if let Some(place) = changed.get_mut(at) {
                *place = variant;
            }
            found.push(join(changed));
        }
    }
}

fn compared(
    how: Comparison,
    left: &Expression,
    right: &Expression,
    domain: &Domain<'_>,
    found: &mut Vec<Expression>,
) {
    let with = |how, left: &Expression, right: &Expression| {
        Expression::Compare(how, Box::new(left.clone()), Box::new(right.clone()))
    };
    let flipped = match how {
        Comparison::Equal => Comparison::Different,
        Comparison::Different => Comparison::Equal,
        Comparison::Less => Comparison::AtMost,
        Comparison::AtMost => Comparison::Less,
        Comparison::More => Comparison::AtLeast,
        Comparison::AtLeast => Comparison::More,
    };
    found.push(with(flipped, left, right));
    found.extend(moved(left).map(|left| with(how, &left, right)));
    found.extend(moved(right).map(|right| with(how, left, &right)));
    for (fact_side, text_side, on_right) in [(left, right, true), (right, left, false)] {
        if let (Expression::Fact(id), Expression::Constant(Constant::Text(text))) =
            (fact_side, text_side)
            && let Some(code) = another(*id, &[text], domain)
        {
            let code = Expression::Constant(Constant::Text(code));
            found.push(if on_right { with(how, left, &code) } else { with(how, &code, right) });
        }
    }
}

/// A number in it one more, and one less.
fn moved(expression: &Expression) -> impl Iterator<Item = Expression> + use<> {
    let mut found = Vec::new();
    match expression {
        Expression::Constant(constant) => {
            let steps = [-1, 1].into_iter().filter_map(|step| stepped(constant, step));
            found.extend(steps.map(Expression::Constant));
        }
        Expression::Add(left, right) => {
            found.extend(moved(right).map(|right| Expression::Add(left.clone(), Box::new(right))));
        }
        Expression::Subtract(left, right) => {
            let changed = moved(right);
            found.extend(changed.map(|right| Expression::Subtract(left.clone(), Box::new(right))));
        }
        _ => {}
    }
    found.into_iter()
}

fn stepped(constant: &Constant, step: i64) -> Option<Constant> {
    match constant {
        Constant::Number(number) => number.checked_add(step).map(Constant::Number),
        Constant::Days(days) => days.checked_add(step).map(Constant::Days),
        Constant::Amount(amount) => amount.checked_add(step.into()).map(Constant::Amount),
        Constant::Date(day) => {
            let next = if step > 0 { day.tomorrow() } else { day.yesterday() };
            next.ok().map(Constant::Date)
        }
        Constant::Absent | Constant::Text(_) | Constant::Bool(_) => None,
    }
}

/// Each item left out, and one more code.
fn one_of(
    item: &Expression,
    constants: &[Constant],
    domain: &Domain<'_>,
    found: &mut Vec<Expression>,
) {
    let with = |constants| Expression::OneOf(Box::new(item.clone()), constants);
    found.push(Expression::Not(Box::new(with(constants.to_vec()))));
    if constants.len() > 1 {
        for at in 0..constants.len().min(MAX_ITEMS) {
            let mut rest = constants.to_vec();
            rest.remove(at);
            found.push(with(rest));
        }
    }
    let texts: Vec<&str> = constants.iter().filter_map(text).collect();
    if let Expression::Fact(id) = item
        && let Some(code) = another(*id, &texts, domain)
    {
        let mut more = constants.to_vec();
        more.push(Constant::Text(code));
        more.sort();
        found.push(with(more));
    }
}

fn text(constant: &Constant) -> Option<&str> {
    match constant {
        Constant::Text(text) => Some(text),
        _ => None,
    }
}

/// A code that a fact may have and that is none of these.
fn another(id: FactId, not: &[&str], domain: &Domain<'_>) -> Option<Box<str>> {
    domain.codes_of(id)?.into_iter().find(|code| !not.contains(&&**code))
}

/// What a change is, for people.
pub(crate) fn change(before: &Expression, after: &Expression) -> String {
    format!("`{}` in plaats van `{}`", written(after), written(before))
}
