//! What a file of rules says, as a tree of our own: the only form that the rest of the package sees.

use std::fmt;

use rust_decimal::Decimal;

use crate::diagnostic::Place;

/// A call at the top of a file: `trigger(…)`, `test(…)`.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) word: String,
    pub(crate) place: Place,
    pub(crate) arguments: Vec<Node>,
}

/// A piece of a rule.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where it starts.
    pub(crate) place: Place,
    pub(crate) kind: Kind,
}

/// What a piece of a rule is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Text(String),
    Number(i64),
    Amount(Decimal),
    Bool(bool),
    /// `()`
    Nothing,
    Name(String),
    Member(Box<Node>, String),
    Call(String, Vec<Node>),
    Operation(Operator, Box<Node>, Box<Node>),
    Not(Box<Node>),
    /// `&&`
    All(Vec<Node>),
    /// `||`
    Any(Vec<Node>),
    /// `??`
    FirstKnown(Vec<Node>),
    In(Box<Node>, Box<Node>),
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// Something that rules may not say; it was reported.
    Wrong,
}

/// One `key: value` of a map.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) place: Place,
    pub(crate) value: Node,
}

/// An operator between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Different,
    Less,
    AtMost,
    More,
    AtLeast,
    Add,
    Subtract,
}

impl Operator {
    const ALL: [Operator; 8] = [
        Operator::Equal,
        Operator::Different,
        Operator::Less,
        Operator::AtMost,
        Operator::More,
        Operator::AtLeast,
        Operator::Add,
        Operator::Subtract,
    ];

    pub(crate) fn sign(self) -> &'static str {
        match self {
            Operator::Equal => "==",
            Operator::Different => "!=",
            Operator::Less => "<",
            Operator::AtMost => "<=",
            Operator::More => ">",
            Operator::AtLeast => ">=",
            Operator::Add => "+",
            Operator::Subtract => "-",
        }
    }

    pub(crate) fn parse(sign: &str) -> Option<Operator> {
        Operator::ALL.into_iter().find(|operator| operator.sign() == sign)
    }

    fn strength(self) -> u8 {
        match self {
            Operator::Equal | Operator::Different => 3,
            Operator::Less | Operator::AtMost | Operator::More | Operator::AtLeast => 5,
            Operator::Add | Operator::Subtract => 6,
        }
    }
}

impl Node {
    /// `traject.soort` as a path; none when it is not just names with points between.
    pub(crate) fn path(&self) -> Option<String> {
        match &self.kind {
            Kind::Name(name) => Some(name.clone()),
            Kind::Member(of, name) => Some(format!("{}.{name}", of.path()?)),
            _ => None,
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// How strongly it holds together: what is weaker than its surroundings needs parentheses.
    fn strength(&self) -> u8 {
        match &self.kind {
            Kind::Any(_) => 1,
            Kind::All(_) => 2,
            Kind::In(..) => 4,
            Kind::Operation(operator, ..) => operator.strength(),
            Kind::FirstKnown(_) => 7,
            Kind::Not(_) => 8,
            _ => 9,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, surroundings: u8) -> fmt::Result {
        if self.strength() < surroundings { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

/// The rule as its author would write it on one line.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = self.strength();
        match &self.kind {
            Kind::Text(text) => {
                write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            Kind::Number(number) => write!(f, "{number}"),
            Kind::Amount(amount) => write!(f, "{amount}"),
            Kind::Bool(flag) => write!(f, "{flag}"),
            Kind::Nothing => f.write_str("()"),
            Kind::Name(name) => f.write_str(name),
            Kind::Member(of, name) => {
                of.write(f, 9)?;
                write!(f, ".{name}")
            }
            Kind::Call(name, arguments) => {
                write!(f, "{name}(")?;
                write_joined(f, arguments, ", ", 0)?;
                f.write_str(")")
            }
            Kind::Operation(operator, left, right) => {
                left.write(f, own)?;
                write!(f, " {} ", operator.sign())?;
                right.write(f, own + 1)
            }
            Kind::Not(inner) => match &inner.kind {
                Kind::In(item, set) => write_in(f, item, "!in", set),
                _ => {
                    f.write_str("!")?;
                    inner.write(f, 8)
                }
            },
            Kind::All(parts) => write_joined(f, parts, " && ", own + 1),
            Kind::Any(parts) => write_joined(f, parts, " || ", own + 1),
            Kind::FirstKnown(parts) => write_joined(f, parts, " ?? ", own + 1),
            Kind::In(item, set) => write_in(f, item, "in", set),
            Kind::List(items) => {
                f.write_str("[")?;
                write_joined(f, items, ", ", 0)?;
                f.write_str("]")
            }
            Kind::Map(_) => f.write_str("#{…}"),
            Kind::Wrong => f.write_str("…"),
        }
    }
}

fn write_in(f: &mut fmt::Formatter<'_>, item: &Node, word: &str, set: &Node) -> fmt::Result {
    item.write(f, 5)?;
    write!(f, " {word} ")?;
    set.write(f, 5)
}

fn write_joined(
    f: &mut fmt::Formatter<'_>,
    parts: &[Node],
    between: &str,
    surroundings: u8,
) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        part.write(f, surroundings)?;
    }
    Ok(())
}
