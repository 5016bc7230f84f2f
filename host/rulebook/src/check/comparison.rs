//! Comparing: only what compares, and only with codes that exist.

use crate::{
    check::{Checker, Typed},
    diagnostic::Place,
    expression::{Comparison, Constant, Expression},
    suggest::{code_meant, meant_or_list},
    syntax::{Kind, Node, Operator},
    value::Type,
    vocabulary::{Codes, FactId, fact},
};

impl Checker<'_, '_, '_> {
    pub(super) fn comparison(
        &mut self,
        operator: Operator,
        left: &Node,
        right: &Node,
    ) -> Option<Typed> {
        if [left, right].iter().any(|side| matches!(side.kind, Kind::Nothing)) {
            let help = "schrijf `bekend(…)` of `!bekend(…)`".to_owned();
            return self.error(right.place, "met `()` kan niet vergeleken worden".to_owned(), help);
        }
        let (a, b) = (self.expression(left), self.expression(right));
        let (a, b) = (a?, b?);
        self.comparable(operator, &a, &b, right.place)?;
        self.code(&a.expression, &b.expression, right.place)?;
        self.code(&b.expression, &a.expression, left.place)?;
        let how = match operator {
            Operator::Different => Comparison::Different,
            Operator::Less => Comparison::Less,
            Operator::AtMost => Comparison::AtMost,
            Operator::More => Comparison::More,
            Operator::AtLeast => Comparison::AtLeast,
            Operator::Equal | Operator::Add | Operator::Subtract => Comparison::Equal,
        };
        let optional = a.optional || b.optional;
        let expression = Expression::Compare(how, Box::new(a.expression), Box::new(b.expression));
        Some(Typed { expression, kind: Type::Bool, optional })
    }

    fn comparable(&mut self, operator: Operator, a: &Typed, b: &Typed, at: Place) -> Option<()> {
        if !a.kind.compares_with(b.kind) || a.kind == Type::Texts {
            let message = format!("{} is niet te vergelijken met {}", a.kind.name(), b.kind.name());
            return self.error(at, message, mismatch_help(a.kind, b.kind));
        }
        let ordered = !matches!(operator, Operator::Equal | Operator::Different);
        if ordered && matches!(a.kind, Type::Text | Type::Bool) {
            let message = format!("`{}` kan niet met {}", operator.sign(), a.kind.name());
            return self.error(at, message, "gebruik == of != (of `in` voor een lijst)".to_owned());
        }
        Some(())
    }

    /// A text that is held against a fact with a list of codes must be one of them.
    pub(super) fn code(
        &mut self,
        fact_side: &Expression,
        other: &Expression,
        at: Place,
    ) -> Option<()> {
        match (fact_side, other) {
            (Expression::Fact(id), Expression::Constant(Constant::Text(text))) => {
                self.code_of(*id, text, at)
            }
            _ => Some(()),
        }
    }

    /// A text that a fact with a list of codes is or holds must be one of them.
    pub(crate) fn code_of(&mut self, id: FactId, text: &str, at: Place) -> Option<()> {
        let known = fact(id);
        self.one_of_codes(known.codes, known.label, text, at)
    }

    /// A text must be one of these codes; `label` says what it is.
    pub(crate) fn one_of_codes(
        &mut self,
        codes: Codes,
        label: &str,
        text: &str,
        at: Place,
    ) -> Option<()> {
        let Some(known) = codes.known(self.known.catalogue) else { return Some(()) };
        if known.contains(&text) {
            return Some(());
        }
        let names = known.iter().copied();
        let help = match codes {
            Codes::Fixed(_) | Codes::Events => meant_or_list(text, names),
            _ => Some(code_meant(text, names)),
        };
        self.remarks.error_with_help(at, format!("`{text}` bestaat niet als {label}"), help);
        None
    }

    /// `item in [ … ]` and `"text" in set`.
    pub(super) fn membership(&mut self, item: &Node, set: &Node) -> Option<Typed> {
        if let Kind::List(items) = &set.kind {
            return self.one_of(item, items);
        }
        let (a, b) = (self.expression(item), self.expression(set));
        let (a, b) = (a?, b?);
        if b.kind != Type::Texts {
            let help = "zet de mogelijkheden tussen blokhaken: `… in [\"a\", \"b\"]`".to_owned();
            return self.error(set.place, "rechts van `in` hoort een lijst".to_owned(), help);
        }
        if a.kind != Type::Text {
            let message = format!("deze lijst bevat teksten, maar dit is {}", a.kind.name());
            return self.error(item.place, message, mismatch_help(Type::Text, a.kind));
        }
        self.code(&b.expression, &a.expression, item.place)?;
        let optional = a.optional || b.optional;
        let expression = Expression::Holds(Box::new(b.expression), Box::new(a.expression));
        Some(Typed { expression, kind: Type::Bool, optional })
    }

    fn one_of(&mut self, item: &Node, items: &[Node]) -> Option<Typed> {
        let typed = self.expression(item)?;
        let checked: Vec<Option<Constant>> =
            items.iter().map(|node| self.one_item(&typed, node)).collect();
        let mut constants = checked.into_iter().collect::<Option<Vec<Constant>>>()?;
        if constants.is_empty() {
            let help = "zet er ten minste één waarde in".to_owned();
            return self.error(item.place, "deze lijst is leeg".to_owned(), help);
        }
        constants.sort_by(|a, b| a.value().order(&b.value()).unwrap_or(std::cmp::Ordering::Equal));
        let optional = typed.optional;
        let expression = Expression::OneOf(Box::new(typed.expression), constants);
        Some(Typed { expression, kind: Type::Bool, optional })
    }

    fn one_item(&mut self, item: &Typed, node: &Node) -> Option<Constant> {
        let typed = self.expression(node)?;
        self.comparable(Operator::Equal, item, &typed, node.place)?;
        self.code(&item.expression, &typed.expression, node.place)?;
        match typed.expression {
            Expression::Constant(constant) => Some(constant),
            _ => self.error(
                node.place,
                "in een lijst staan alleen vaste waarden".to_owned(),
                "vergelijk apart, met `||` ertussen".to_owned(),
            ),
        }
    }
}

fn mismatch_help(a: Type, b: Type) -> String {
    let has = |kind: Type| a == kind || b == kind;
    if has(Type::Days) {
        "een duur schrijft u als `10.dagen` of `6.weken`"
    } else if has(Type::Date) {
        "een datum schrijft u als `datum(\"2026-01-31\")`"
    } else if has(Type::Texts) {
        "vraag met `\"…\" in …` of een lijst iets bevat"
    } else if has(Type::Text) && (a.is_numeric() || b.is_numeric()) {
        "een tekst staat tussen aanhalingstekens, een getal niet"
    } else {
        "vergelijk twee waarden van dezelfde soort"
    }
    .to_owned()
}
