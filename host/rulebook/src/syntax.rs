//! Text to tree. The only module that touches Rhai, and it touches its parser only: the tree that
//! Rhai builds is copied into our own ([`Statement`], [`Node`]) and dropped. Nothing is run.

mod brackets;
mod errors;
mod tree;

use rhai::{ASTNode, Dynamic, Engine, Expr, FnCallExpr, OptimizationLevel, Position, Stmt};
use rust_decimal::Decimal;

pub(crate) use tree::{Entry, Kind, Node, Operator, Statement};

use crate::diagnostic::{Place, Remarks};

/// How deep a rule may be nested: far beyond what a person can read, far below the stack.
const MAX_DEPTH: usize = 100;

/// How deep Rhai may nest: it counts a chain of n `&&` as n deep, and 200 clauses are allowed.
const MAX_PARSER_DEPTH: usize = 256;

/// Longest text in a rule, in characters.
const MAX_LITERAL_CHARS: usize = 10_000;

/// Longest list or map in a rule: larger tables belong in a csv file, as the parser takes quadratic
/// time on maps.
const MAX_ENTRIES: usize = 2_000;

/// Words of Rhai that do something; refusing them in the parser gives them their place.
const FORBIDDEN: [&str; 24] = [
    "let", "const", "if", "else", "switch", "while", "loop", "do", "until", "for", "break",
    "continue", "return", "throw", "try", "catch", "fn", "private", "eval", "Fn", "call", "curry",
    "print", "debug",
];

/// Reads files of rules.
pub(crate) struct Parser {
    engine: Engine,
}

impl Parser {
    pub(crate) fn new() -> Parser {
        let mut engine = Engine::new_raw();
        engine
            .set_optimization_level(OptimizationLevel::None)
            .set_max_expr_depths(MAX_PARSER_DEPTH, MAX_PARSER_DEPTH)
            .set_max_string_size(MAX_LITERAL_CHARS)
            .set_max_array_size(MAX_ENTRIES)
            .set_max_map_size(MAX_ENTRIES)
            .set_allow_anonymous_fn(false)
            .set_allow_looping(false)
            .set_allow_if_expression(false)
            .set_allow_switch_expression(false)
            .set_allow_statement_expression(false);
        for word in FORBIDDEN {
            engine.disable_symbol(word);
        }
        Parser { engine }
    }

    /// The calls at the top of a file. What is wrong with it goes to `remarks`.
    pub(crate) fn read(&self, content: &str, remarks: &mut Remarks<'_>) -> Vec<Statement> {
        let tree = match self.engine.compile(content) {
            Ok(tree) => tree,
            Err(error) => {
                let found = place(error.position());
                // `niet x` and `<>` are found only after the first word or sign of them.
                let before = remarks.word_before(found);
                let foreign = before.filter(|(_, word)| errors::habit(word).is_some());
                let (at, word) = foreign.unwrap_or_else(|| (found, remarks.word_at(found)));
                let unbalanced = errors::may_be_brackets(error.err_type(), &word)
                    .then(|| brackets::unbalanced(content))
                    .flatten()
                    .filter(|unbalanced| unbalanced.explains(at));
                let (at, message, help) = match unbalanced {
                    Some(unbalanced) => unbalanced.in_dutch(),
                    None => {
                        let (message, help) = errors::in_dutch(error.err_type(), &word);
                        (at, message, help)
                    }
                };
                remarks.error_with_help(at, message, help);
                return Vec::new();
            }
        };
        tree.statements().iter().filter_map(|found| statement(found, remarks)).collect()
    }
}

fn place(position: Position) -> Place {
    let number = |found: Option<usize>| found.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    Place { line: number(position.line()), column: number(position.position()) }
}

fn statement(found: &Stmt, remarks: &mut Remarks<'_>) -> Option<Statement> {
    let (call, position) = match found {
        Stmt::Noop(_) => return None,
        Stmt::FnCall(call, position) => (call, *position),
        Stmt::Expr(expression) => match &**expression {
            Expr::FnCall(call, position) if !call.is_operator_call() => (call, *position),
            _ => return refuse_statement(found, remarks),
        },
        _ => return refuse_statement(found, remarks),
    };
    let mut copy = Copy { remarks, depth: 0 };
    let arguments = call.args.iter().map(|argument| copy.node(argument)).collect();
    Some(Statement { word: call.name.to_string(), place: place(position), arguments })
}

fn refuse_statement(found: &Stmt, remarks: &mut Remarks<'_>) -> Option<Statement> {
    remarks.error_with_help(
        place(ASTNode::Stmt(found).position()),
        "dit hoort niet in een bestand met regels",
        "gebruik alleen `trigger(#{ … })`, `importconfiguratie(#{ … })`, `conversiegroep(#{ … })` \
         en `test(#{ … })`"
            .to_owned(),
    );
    None
}

/// Copies Rhai's tree into ours.
struct Copy<'r, 'f> {
    remarks: &'r mut Remarks<'f>,
    depth: usize,
}

impl Copy<'_, '_> {
    fn node(&mut self, from: &Expr) -> Node {
        if self.depth >= MAX_DEPTH {
            return self.wrong(
                from.position(),
                "deze uitdrukking is te diep genest",
                "splits haar",
            );
        }
        self.depth += 1;
        let node = self.node_within_depth(from);
        self.depth -= 1;
        node
    }

    fn node_within_depth(&mut self, from: &Expr) -> Node {
        let at = place(from.position());
        let kind = match from {
            Expr::BoolConstant(flag, _) => Kind::Bool(*flag),
            Expr::IntegerConstant(number, _) => Kind::Number(*number),
            Expr::StringConstant(text, _) => Kind::Text(text.to_string()),
            Expr::DynamicConstant(value, position) => return self.constant(value, *position),
            Expr::Unit(_) => Kind::Nothing,
            Expr::Variable(name, ..) => Kind::Name(name.1.to_string()),
            Expr::Array(items, _) => Kind::List(items.iter().map(|item| self.node(item)).collect()),
            Expr::Map(map, _) => Kind::Map(self.entries(&map.0)),
            Expr::And(..) => return joined(self.flat(from, true), Kind::All),
            Expr::Or(..) => return joined(self.flat(from, false), Kind::Any),
            Expr::Coalesce(parts, _) => {
                return joined(
                    parts.iter().map(|part| self.node(part)).collect(),
                    Kind::FirstKnown,
                );
            }
            Expr::FnCall(call, position) => return self.call(call, *position),
            Expr::Dot(pair, options, _) if options.is_empty() => {
                let start = self.node(&pair.lhs);
                return self.member(start, &pair.rhs);
            }
            Expr::CharConstant(_, position) => {
                return self.wrong(
                    *position,
                    "enkele aanhalingstekens bestaan niet in regels",
                    "zet teksten tussen rechte dubbele aanhalingstekens: \"zo\"",
                );
            }
            other => {
                return self.wrong(
                    other.position(),
                    "deze schrijfwijze bestaat niet in regels",
                    "kijk in de handleiding welke woorden en tekens er zijn",
                );
            }
        };
        Node { place: at, kind }
    }

    fn wrong(&mut self, position: Position, message: &str, help: &str) -> Node {
        self.remarks.error_with_help(place(position), message, help.to_owned());
        Node { place: place(position), kind: Kind::Wrong }
    }

    fn constant(&mut self, value: &Dynamic, position: Position) -> Node {
        match value.as_decimal() {
            Ok(amount) => Node { place: place(position), kind: Kind::Amount(amount) },
            Err(_) => {
                self.wrong(position, "deze waarde bestaat niet in regels", "kijk in de handleiding")
            }
        }
    }

    fn entries<'e, I>(&mut self, entries: I) -> Vec<Entry>
    where
        I: IntoIterator<Item = &'e (rhai::Ident, Expr)>,
    {
        let entry = |(key, value): &(rhai::Ident, Expr)| Entry {
            key: key.name.to_string(),
            place: place(key.pos),
            value: self.node(value),
        };
        entries.into_iter().map(entry).collect()
    }

    /// The operands of a chain of `&&` (or `||`), however it is nested. Without recursion: the
    /// chain may be longer than the stack is deep.
    fn flat(&mut self, from: &Expr, and: bool) -> Vec<Node> {
        let mut waiting = vec![from];
        let mut found = Vec::new();
        while let Some(next) = waiting.pop() {
            match next {
                Expr::And(parts, _) if and => waiting.extend(parts.iter().rev()),
                Expr::Or(parts, _) if !and => waiting.extend(parts.iter().rev()),
                other => found.push(self.node(other)),
            }
        }
        found
    }

    fn member(&mut self, of: Node, rhs: &Expr) -> Node {
        match rhs {
            Expr::Property(names, _) => {
                let (at, name) = (of.place, names.2.to_string());
                Node { place: at, kind: Kind::Member(Box::new(of), name) }
            }
            Expr::Dot(pair, options, _) if options.is_empty() && self.depth < MAX_DEPTH => {
                self.depth += 1;
                let first = self.member(of, &pair.lhs);
                let all = self.member(first, &pair.rhs);
                self.depth -= 1;
                all
            }
            Expr::MethodCall(call, position) => {
                let help = format!("schrijf `{}(…)` met de waarde tussen de haakjes", call.name);
                self.wrong(*position, "een woord staat in regels niet achter een punt", &help)
            }
            other => self.wrong(
                other.position(),
                "na een punt wordt een naam verwacht",
                "zoals `traject.soort`",
            ),
        }
    }

    fn call(&mut self, call: &FnCallExpr, position: Position) -> Node {
        let arguments: Vec<Node> = call.args.iter().map(|argument| self.node(argument)).collect();
        // Rhai turns `item in set` into `contains(set, item)`, without saying that it was an operator.
        let is_in = call.name == "contains" && self.remarks.word_at(place(position)) != "contains";
        if !call.is_operator_call() && !is_in {
            return Node {
                place: place(position),
                kind: Kind::Call(call.name.to_string(), arguments),
            };
        }
        let mut arguments = arguments.into_iter();
        let (first, second) = (arguments.next(), arguments.next());
        match (call.name.as_str(), first, second) {
            ("!", Some(inner), None) => {
                Node { place: place(position), kind: Kind::Not(Box::new(inner)) }
            }
            ("-", Some(Node { kind: Kind::Number(n), .. }), None) => {
                Node { place: place(position), kind: Kind::Number(n.saturating_neg()) }
            }
            ("-", Some(Node { kind: Kind::Amount(amount), .. }), None) => {
                Node { place: place(position), kind: Kind::Amount(Decimal::ZERO - amount) }
            }
            ("contains", Some(set), Some(item)) => {
                Node { place: item.place, kind: Kind::In(Box::new(item), Box::new(set)) }
            }
            (sign, Some(left), Some(right)) if Operator::parse(sign).is_some() => {
                let operator = Operator::parse(sign).unwrap_or(Operator::Equal);
                let at = left.place;
                Node { place: at, kind: Kind::Operation(operator, Box::new(left), Box::new(right)) }
            }
            (sign, ..) => {
                let message = format!("`{sign}` kan hier niet");
                let signs = "gebruik ==, !=, <, <=, >, >=, &&, ||, !, in, + of -";
                self.wrong(position, &message, errors::habit(sign).map_or(signs, |(_, help)| help))
            }
        }
    }
}

fn joined(parts: Vec<Node>, kind: fn(Vec<Node>) -> Kind) -> Node {
    let place = parts.first().map_or_else(Place::default, |part| part.place);
    Node { place, kind: kind(parts) }
}
