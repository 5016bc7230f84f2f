//! Expressions written as rules write them, for those that stand in no file.

use crate::{
    expression::{Comparison, Constant, Expression},
    insurance::Question,
    vocabulary::fact,
    words::{self, Form, Insured, Word},
};

/// Days in a week.
const WEEK: i64 = 7;

/// An expression as a rule would write it.
pub(crate) fn written(expression: &Expression) -> String {
    match expression {
        Expression::Constant(constant) => constant_text(constant),
        Expression::Fact(id) => fact(*id).path.to_owned(),
        Expression::Not(inner) => match &**inner {
            Expression::Holds(set, item) => format!("{} !in {}", written(item), written(set)),
            Expression::OneOf(item, constants) => {
                format!("{} !in {}", written(item), list(constants))
            }
            inner => format!("!{}", bracketed(inner)),
        },
        Expression::All(parts) => joined(parts, " && "),
        Expression::Any(parts) => joined(parts, " || "),
        Expression::FirstKnown(parts) => joined(parts, " ?? "),
        Expression::Compare(how, left, right) => {
            format!("{} {} {}", bracketed(left), sign(*how), bracketed(right))
        }
        Expression::OneOf(item, constants) => format!("{} in {}", written(item), list(constants)),
        Expression::Holds(set, item) => format!("{} in {}", written(item), written(set)),
        Expression::Add(left, right) => format!("{} + {}", bracketed(left), bracketed(right)),
        Expression::Subtract(left, right) => {
            format!("{} - {}", bracketed(left), bracketed(right))
        }
        Expression::Known(inner) => format!("bekend({})", written(inner)),
        Expression::Word(word, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(written).collect();
            format!("{}({})", word_name(*word), arguments.join(", "))
        }
        Expression::Convert { group, key, value } => {
            format!("conversie(\"{group}\", \"{key}\", {})", written(value))
        }
        Expression::Field(_) => "waarde".to_owned(),
        Expression::Insurance(question) => question_text(question),
    }
}

/// A value as a rule would write it.
pub(crate) fn constant_text(constant: &Constant) -> String {
    match constant {
        Constant::Absent => "()".to_owned(),
        Constant::Text(text) => format!("\"{text}\""),
        Constant::Number(number) => number.to_string(),
        Constant::Amount(amount) => amount.to_string(),
        Constant::Bool(flag) => flag.to_string(),
        Constant::Date(day) => format!("datum(\"{day}\")"),
        Constant::Days(days) if *days != 0 && days % WEEK == 0 => format!("{}.weken", days / WEEK),
        Constant::Days(days) => format!("{days}.dagen"),
    }
}

fn question_text(question: &Question) -> String {
    let (insured, arguments) = match question {
        Question::LopendePolis { verzekeringstype } => {
            (Insured::LopendePolis, format!("\"{verzekeringstype}\""))
        }
        Question::LoonBovenLoonsom => (Insured::LoonBovenLoonsom, String::new()),
        Question::JaarloonBovenMaximum => (Insured::JaarloonBovenMaximum, String::new()),
        Question::StartNaPolis { dagen, verzekeringstype } => {
            (Insured::StartNaPolis, format!("{dagen}, \"{verzekeringstype}\""))
        }
        Question::MeerderePolissen => (Insured::MeerderePolissen, String::new()),
    };
    let word = words::all().find(|spec| spec.form == Form::Insured(insured));
    format!("{}({arguments})", word.map_or("", |spec| spec.name))
}

fn word_name(word: Word) -> &'static str {
    words::all().find(|spec| spec.form == Form::Plain(word)).map_or("", |spec| spec.name)
}

fn list(constants: &[Constant]) -> String {
    let items: Vec<String> = constants.iter().map(constant_text).collect();
    format!("[{}]", items.join(", "))
}

fn joined(parts: &[Expression], between: &str) -> String {
    let parts: Vec<String> = parts.iter().map(bracketed).collect();
    parts.join(between)
}

/// With brackets around what has an operator between its parts.
fn bracketed(expression: &Expression) -> String {
    match expression {
        Expression::All(_)
        | Expression::Any(_)
        | Expression::FirstKnown(_)
        | Expression::Add(..)
        | Expression::Subtract(..) => format!("({})", written(expression)),
        _ => written(expression),
    }
}

fn sign(how: Comparison) -> &'static str {
    match how {
        Comparison::Equal => "==",
        Comparison::Different => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::More => ">",
        Comparison::AtLeast => ">=",
    }
}
