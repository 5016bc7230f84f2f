//! Words in expressions: each is read as the list of words says.

use crate::{
    check::{Checker, Context, Typed},
    diagnostic::Place,
    expression::{Comparison, Constant, Expression},
    insurance::Question,
    suggest::meant,
    syntax::{Kind, Node},
    value::Type,
    vocabulary::{Codes, Subject},
    words::{self, Form, Insured, Short, Special, Word, WordSpec},
};

/// Days in a week.
const WEEK: i64 = 7;

impl Checker<'_, '_, '_> {
    pub(super) fn call(&mut self, place: Place, word: &str, arguments: &[Node]) -> Option<Typed> {
        let Some(spec) = words::find(word) else {
            let help = meant(word, words::all().map(|spec| spec.name));
            self.remarks.error_with_help(place, format!("onbekend woord `{word}`"), help);
            return None;
        };
        match spec.form {
            Form::Special(Special::Bekend) => self.is_known(place, arguments),
            Form::Special(Special::Conversie) => self.conversion(place, arguments),
            Form::Special(Special::Datum) => self.date(place, arguments),
            Form::Plain(word) => self.plain(place, spec, word, arguments),
            Form::Short(short) => self.short(place, spec, short, arguments),
            Form::Insured(insured) => self.insured(place, spec, insured, arguments),
        }
    }

    fn plain(
        &mut self,
        place: Place,
        spec: &WordSpec,
        word: Word,
        arguments: &[Node],
    ) -> Option<Typed> {
        let checked = self.arguments(place, spec, arguments)?;
        let optional = checked.iter().any(|typed| typed.optional);
        let arguments = checked.into_iter().map(|typed| typed.expression).collect();
        Some(Typed { expression: Expression::Word(word, arguments), kind: spec.gives, optional })
    }

    /// The arguments of a word, when they are as many as it takes and of the right types.
    fn arguments(
        &mut self,
        place: Place,
        spec: &WordSpec,
        arguments: &[Node],
    ) -> Option<Vec<Typed>> {
        let usage = if spec.takes.is_empty() {
            format!("schrijf `{}`", spec.usage())
        } else {
            format!("schrijf `{}`, zoals in `{}`", spec.usage(), spec.example)
        };
        if arguments.len() != spec.takes.len() {
            let message = format!(
                "`{}` krijgt {}, niet {}",
                spec.name,
                values(spec.takes.len()),
                arguments.len()
            );
            let number = |node: &Node| matches!(node.kind, Kind::Number(_));
            let comma = arguments.len() > spec.takes.len() && arguments.iter().all(number);
            let decimal = if comma { "; een getal schrijft u met een punt" } else { "" };
            return self.error(place, message, format!("{usage}{decimal}"));
        }
        let checked: Vec<Option<Typed>> =
            arguments.iter().map(|node| self.expression(node)).collect();
        let checked = checked.into_iter().collect::<Option<Vec<Typed>>>()?;
        for ((typed, node), (name, wanted)) in checked.iter().zip(arguments).zip(spec.takes) {
            if typed.kind != *wanted && !(*wanted == Type::Amount && typed.kind.is_numeric()) {
                let message = format!(
                    "`{name}` van `{}` moet {} zijn, maar dit is {}",
                    spec.name,
                    wanted.name(),
                    typed.kind.name()
                );
                return self.error(node.place, message, usage);
            }
        }
        Some(checked)
    }

    /// A word that stands for a condition: gives that condition.
    fn short(
        &mut self,
        place: Place,
        spec: &WordSpec,
        short: Short,
        arguments: &[Node],
    ) -> Option<Typed> {
        let Context::Trigger(events) = self.context else {
            return self.only_in_triggers(place, spec);
        };
        let (Short::Equals(path)
        | Short::Holds(path)
        | Short::Is(path)
        | Short::AtLeast(path)
        | Short::Weeks(path)) = short;
        let about = self.fact(place, path, (spec.name, events))?;
        let checked = self.arguments(place, spec, arguments)?;
        let Some((argument, node)) = checked.into_iter().next().zip(arguments.first()) else {
            return Some(about);
        };
        let optional = about.optional || argument.optional;
        let (fact, value) = (Box::new(about.expression), argument.expression);
        let expression = match short {
            Short::Equals(_) => {
                self.code(&fact, &value, node.place)?;
                Expression::Compare(Comparison::Equal, fact, Box::new(value))
            }
            Short::Holds(_) => {
                self.code(&fact, &value, node.place)?;
                Expression::Holds(fact, Box::new(value))
            }
            Short::Is(_) => *fact,
            Short::AtLeast(_) => Expression::Compare(Comparison::AtLeast, fact, Box::new(value)),
            Short::Weeks(_) => {
                let days = self.whole_number(spec, node)?.checked_mul(WEEK);
                let Some(days) = days else {
                    return self.error(
                        node.place,
                        "deze duur is te lang".to_owned(),
                        "kort hem in".to_owned(),
                    );
                };
                let days = Expression::Constant(Constant::Days(days));
                Expression::Compare(Comparison::AtLeast, fact, Box::new(days))
            }
        };
        Some(Typed { expression, kind: Type::Bool, optional })
    }

    fn only_in_triggers<T>(&mut self, place: Place, spec: &WordSpec) -> Option<T> {
        let help = format!("`{}` is er alleen voor triggers", spec.name);
        self.error(place, format!("`{}` past hier niet", spec.name), help)
    }

    /// A question about the policies of the werkgever.
    fn insured(
        &mut self,
        place: Place,
        spec: &WordSpec,
        insured: Insured,
        arguments: &[Node],
    ) -> Option<Typed> {
        let Context::Trigger(events) = self.context else {
            return self.only_in_triggers(place, spec);
        };
        let covered = events.iter().any(|event| Subject::Werknemer.covers(*event));
        if !covered && !events.is_empty() {
            let message = format!("`{}` gaat over een werknemer, deze gebeurtenis niet", spec.name);
            return self.error(place, message, Subject::Werknemer.meaningful_for().to_owned());
        }
        for path in insured.facts() {
            self.fact(place, path, (spec.name, events))?;
        }
        self.arguments(place, spec, arguments)?;
        let question = match (insured, arguments) {
            (Insured::LopendePolis, [kind]) => {
                Question::LopendePolis { verzekeringstype: self.verzekeringstype(spec, kind)? }
            }
            (Insured::StartNaPolis, [dagen, kind]) => {
                let dagen = self.whole_number(spec, dagen);
                let verzekeringstype = self.verzekeringstype(spec, kind)?;
                Question::StartNaPolis { dagen: dagen?, verzekeringstype }
            }
            (Insured::LoonBovenLoonsom, _) => Question::LoonBovenLoonsom,
            (Insured::JaarloonBovenMaximum, _) => Question::JaarloonBovenMaximum,
            (Insured::MeerderePolissen, _) => Question::MeerderePolissen,
            (Insured::LopendePolis | Insured::StartNaPolis, _) => return None, // counted above
        };
        let expression = Expression::Insurance(question);
        Some(Typed { expression, kind: Type::Bool, optional: true })
    }

    /// A number that stands in the rule itself and is not negative.
    fn whole_number(&mut self, spec: &WordSpec, node: &Node) -> Option<i64> {
        match node.kind {
            Kind::Number(number) if number >= 0 => Some(number),
            _ => {
                let message = "hier hoort een vast getal dat niet negatief is".to_owned();
                self.error(node.place, message, format!("zoals in `{}`", spec.example))
            }
        }
    }

    /// A kind of insurance that stands in the rule itself.
    fn verzekeringstype(&mut self, spec: &WordSpec, node: &Node) -> Option<Box<str>> {
        let Some(code) = node.as_text() else {
            let message = "hier hoort een vast verzekeringstype".to_owned();
            return self.error(node.place, message, format!("zoals in `{}`", spec.example));
        };
        self.one_of_codes(Codes::Verzekeringstypen, "verzekeringstype", code, node.place)?;
        Some(code.into())
    }
}

fn values(count: usize) -> String {
    match count {
        0 => "geen waarden".to_owned(),
        1 => "1 waarde".to_owned(),
        _ => format!("{count} waarden"),
    }
}
