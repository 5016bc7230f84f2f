//! From what a rule says to what it means: names looked up, types proven, at load.

mod comparison;
mod names;
mod words;

pub(crate) use names::facts_in;

use host_domain::{Catalogue, EventType};

use crate::{
    conversion::Conversions,
    diagnostic::{Place, Remarks},
    expression::{Constant, Expression},
    importconfiguratie::IntakeSchema,
    offered::BerichtSchema,
    syntax::{Kind, Node, Operator},
    value::Type,
};

/// What an expression may speak of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Context<'c> {
    /// Facts, for these events.
    Trigger(&'c [EventType]),
    /// Fields of a message, and conversions of this group when no other is named.
    Import { intake: &'c IntakeSchema, group: Option<&'c str> },
    /// `waarde`, the code that is converted.
    Row,
    /// Nothing: the values in tests.
    Fixed,
}

/// Everything that expressions may refer to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'c> {
    pub(crate) catalogue: &'c Catalogue,
    pub(crate) conversions: &'c Conversions,
    /// Messages that rules may send.
    pub(crate) berichten: &'c [BerichtSchema],
}

/// An expression with its type.
#[derive(Debug)]
pub(crate) struct Typed {
    pub(crate) expression: Expression,
    pub(crate) kind: Type,
    /// Whether it may be unknown.
    pub(crate) optional: bool,
}

/// Checks expressions of one context. Every method that gives none has said why.
pub(crate) struct Checker<'c, 'r, 'f> {
    pub(crate) context: Context<'c>,
    pub(crate) known: Known<'c>,
    pub(crate) remarks: &'r mut Remarks<'f>,
}

impl Checker<'_, '_, '_> {
    /// Checks an expression that must be true or false.
    pub(crate) fn truth(&mut self, node: &Node) -> Option<Typed> {
        let typed = self.expression(node)?;
        if typed.kind == Type::Bool {
            return Some(typed);
        }
        let help = "maak er een vergelijking van, zoals `… == …`".to_owned();
        self.error(
            node.place,
            format!("hier wordt ja of nee verwacht, maar dit is {}", typed.kind.name()),
            help,
        )
    }

    /// Checks an expression of any type.
    pub(crate) fn expression(&mut self, node: &Node) -> Option<Typed> {
        match &node.kind {
            Kind::Text(text) => constant(Constant::Text(text.as_str().into()), Type::Text),
            Kind::Number(number) => constant(Constant::Number(*number), Type::Number),
            Kind::Amount(amount) => constant(Constant::Amount(*amount), Type::Amount),
            Kind::Bool(flag) => constant(Constant::Bool(*flag), Type::Bool),
            Kind::Name(_) | Kind::Member(..) => self.name(node),
            Kind::Call(word, arguments) => self.call(node.place, word, arguments),
            Kind::Operation(operator, left, right) => self.operation(*operator, left, right),
            Kind::Not(inner) => {
                let inner = self.truth(inner)?;
                let expression = Expression::Not(Box::new(inner.expression));
                Some(Typed { expression, ..inner })
            }
            Kind::All(parts) => self.joined(parts, Expression::All),
            Kind::Any(parts) => self.joined(parts, Expression::Any),
            Kind::FirstKnown(parts) => self.first_known(parts),
            Kind::In(item, set) => self.membership(item, set),
            Kind::Nothing => self.error(
                node.place,
                "met `()` kan een regel niet rekenen".to_owned(),
                "vraag met `bekend(…)` of iets een waarde heeft".to_owned(),
            ),
            Kind::List(_) => self.error(
                node.place,
                "een lijst kan alleen rechts van `in` staan".to_owned(),
                "schrijf `… in [\"a\", \"b\"]`".to_owned(),
            ),
            Kind::Map(_) => self.error(
                node.place,
                "`#{ … }` past hier niet".to_owned(),
                "schrijf hier een waarde of een uitdrukking".to_owned(),
            ),
            Kind::Wrong => None,
        }
    }

    /// Reports; the none is for the caller to hand on.
    pub(crate) fn error<T>(&mut self, place: Place, message: String, help: String) -> Option<T> {
        self.remarks.error_with_help(place, message, help);
        None
    }

    fn joined(&mut self, parts: &[Node], how: fn(Vec<Expression>) -> Expression) -> Option<Typed> {
        let checked: Vec<Option<Typed>> = parts.iter().map(|part| self.truth(part)).collect();
        let checked = checked.into_iter().collect::<Option<Vec<Typed>>>()?;
        let optional = checked.iter().any(|part| part.optional);
        let expression = how(checked.into_iter().map(|part| part.expression).collect());
        Some(Typed { expression, kind: Type::Bool, optional })
    }

    fn first_known(&mut self, parts: &[Node]) -> Option<Typed> {
        let checked: Vec<Option<Typed>> = parts.iter().map(|part| self.expression(part)).collect();
        let checked = checked.into_iter().collect::<Option<Vec<Typed>>>()?;
        let kind = checked.first()?.kind;
        for (part, node) in checked.iter().zip(parts) {
            if part.kind != kind {
                let message = format!(
                    "links van `??` staat {}, maar dit is {}",
                    kind.name(),
                    part.kind.name()
                );
                return self.error(node.place, message, "geef beide dezelfde soort".to_owned());
            }
        }
        let optional = checked.iter().all(|part| part.optional);
        let expression =
            Expression::FirstKnown(checked.into_iter().map(|part| part.expression).collect());
        Some(Typed { expression, kind, optional })
    }

    fn operation(&mut self, operator: Operator, left: &Node, right: &Node) -> Option<Typed> {
        match operator {
            Operator::Add | Operator::Subtract => self.arithmetic(operator, left, right),
            _ => self.comparison(operator, left, right),
        }
    }

    fn arithmetic(&mut self, operator: Operator, left: &Node, right: &Node) -> Option<Typed> {
        let (a, b) = (self.expression(left), self.expression(right));
        let (a, b) = (a?, b?);
        let adds = operator == Operator::Add;
        let kind = match (a.kind, b.kind) {
            (Type::Text, Type::Text) if adds => Some(Type::Text),
            (Type::Date, Type::Days) => Some(Type::Date),
            (Type::Days, Type::Date) if adds => Some(Type::Date),
            (Type::Date, Type::Date) if !adds => Some(Type::Days),
            (Type::Days, Type::Days) => Some(Type::Days),
            (Type::Number, Type::Number) => Some(Type::Number),
            (a, b) if a.is_numeric() && b.is_numeric() => Some(Type::Amount),
            _ => None,
        };
        let Some(kind) = kind else {
            let sign = operator.sign();
            let message = format!("`{sign}` kan niet met {} en {}", a.kind.name(), b.kind.name());
            let help = "een duur schrijft u als `10.dagen` of `6.weken`, een tekst tussen \
                        aanhalingstekens";
            return self.error(right.place, message, help.to_owned());
        };
        let (left, right) = (Box::new(a.expression), Box::new(b.expression));
        let how = if adds { Expression::Add } else { Expression::Subtract };
        Some(Typed { expression: how(left, right), kind, optional: a.optional || b.optional })
    }
}

fn constant(constant: Constant, kind: Type) -> Option<Typed> {
    Some(Typed { expression: Expression::Constant(constant), kind, optional: false })
}
