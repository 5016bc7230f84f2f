//! Names and special words: facts, fields, durations, dates, conversions.

use jiff::civil::Date;

use crate::{
    check::{Checker, Context, Typed, constant},
    diagnostic::Place,
    expression::{Constant, Expression},
    importconfiguratie::IntakeSchema,
    suggest::{meant, meant_or_list},
    syntax::{Kind, Node},
    value::Type,
    vocabulary::{self, FACTS, FactId, fact},
    words,
};

/// Fields that are often written otherwise, with their real names. The support article on the
/// VerzekeringsInzicht link misspells the first.
const ALIASES: [(&str, &str); 1] = [("IdWrkgvrArbndst", "IdWrkgvrArbdnst")];

/// Days in a week.
const WEEK: i64 = 7;

impl Checker<'_, '_, '_> {
    pub(super) fn name(&mut self, node: &Node) -> Option<Typed> {
        if let Kind::Member(of, unit) = &node.kind
            && let Kind::Number(number) = of.kind
        {
            return self.duration(node.place, number, unit);
        }
        let Some(path) = node.path() else {
            let help = "zoals `traject.soort` of `42.weken`".to_owned();
            return self.error(node.place, "een punt hoort tussen twee namen".to_owned(), help);
        };
        match self.context {
            Context::Trigger(events) => self.fact(node.place, &path, (&path, events)),
            Context::Import { intake, .. } => self.field(node.place, &path, intake),
            Context::Row if path == "waarde" => {
                Some(Typed { expression: Expression::Field(0), kind: Type::Text, optional: false })
            }
            Context::Row => self.error(
                node.place,
                format!("onbekende naam `{path}`"),
                "een conversie kent alleen `waarde`: de code die wordt omgezet".to_owned(),
            ),
            Context::Fixed => self.error(
                node.place,
                format!("`{path}` past hier niet"),
                "in een test staan alleen vaste waarden; een tekst staat tussen aanhalingstekens"
                    .to_owned(),
            ),
        }
    }

    fn duration(&mut self, place: Place, number: i64, unit: &str) -> Option<Typed> {
        let days = match unit {
            "dagen" | "dag" => Some(number),
            "weken" | "week" => number.checked_mul(WEEK),
            _ => {
                let help = "gebruik `dagen` of `weken`; maanden en jaren zijn niet even lang";
                return self.error(
                    place,
                    format!("onbekende duur `{number}.{unit}`"),
                    help.to_owned(),
                );
            }
        };
        match days {
            Some(days) => constant(Constant::Days(days), Type::Days),
            None => self.error(place, "deze duur is te lang".to_owned(), "kort hem in".to_owned()),
        }
    }

    /// A fact that the events have; `written` is what stands in the rule for it.
    pub(super) fn fact(
        &mut self,
        place: Place,
        path: &str,
        (written, events): (&str, &[host_domain::EventType]),
    ) -> Option<Typed> {
        let Some(id) = vocabulary::find(path) else {
            self.unknown_fact(place, path);
            return None;
        };
        let known = fact(id);
        if !events.is_empty() && !events.iter().any(|event| known.about.covers(*event)) {
            let message = format!("`{written}` bestaat niet bij deze gebeurtenis");
            return self.error(place, message, known.about.meaningful_for().to_owned());
        }
        // An event without it simply does not know it.
        let optional = known.optional || !events.iter().all(|event| known.about.always_in(*event));
        Some(Typed { expression: Expression::Fact(id), kind: known.kind, optional })
    }

    /// Reports a path that is no fact, with the fact that was probably meant.
    pub(crate) fn unknown_fact(&mut self, place: Place, path: &str) {
        let group = path.split_once('.').map_or(path, |(group, _)| group);
        let within: Vec<&str> =
            FACTS.iter().map(|f| f.path).filter(|p| p.split('.').next() == Some(group)).collect();
        let suffix = format!(".{path}");
        let ending = FACTS.iter().map(|fact| fact.path).find(|known| known.ends_with(&suffix));
        let word = words::find(path).map(|word| format!("schrijf `{}`", word.usage()));
        let help = word
            .or_else(|| ending.map(|known| format!("bedoelt u `{known}`?")))
            .or_else(|| meant(path, FACTS.iter().map(|fact| fact.path)))
            .or_else(|| meant_or_list(path, within.iter().copied()));
        let message = format!("onbekend feit `{path}`");
        self.remarks.error_with_help(place, message, help);
    }

    fn field(&mut self, place: Place, path: &str, intake: &IntakeSchema) -> Option<Typed> {
        let Some(written) = path.strip_prefix("bericht.") else {
            let help = "een importconfiguratie kent alleen velden van het bericht: `bericht.…`";
            return self.error(place, format!("onbekende naam `{path}`"), help.to_owned());
        };
        let position = |name: &str| intake.fields.iter().position(|field| field.name == name);
        let alias = ALIASES.iter().find(|(alias, _)| *alias == written);
        let found = position(written).or_else(|| {
            let (alias, real) = alias?;
            let at = position(real)?;
            self.remarks.note(place, format!("`{alias}` is gelezen als `{real}`"));
            Some(at)
        });
        let Some((at, field)) = found.and_then(|at| Some((at, intake.fields.get(at)?))) else {
            let names = intake.fields.iter().map(|field| field.name.as_str());
            let message = format!("`{}` heeft geen veld `{written}`", intake.kind);
            self.remarks.error_with_help(place, message, meant_or_list(written, names));
            return None;
        };
        let kind = field.kind.value_type();
        Some(Typed { expression: Expression::Field(at), kind, optional: field.optional })
    }

    pub(super) fn is_known(&mut self, place: Place, arguments: &[Node]) -> Option<Typed> {
        let [argument] = arguments else {
            let help = "schrijf `bekend(traject.percentage)`".to_owned();
            return self.error(place, "`bekend` krijgt één waarde".to_owned(), help);
        };
        let typed = self.expression(argument)?;
        if !typed.optional {
            let help = "deze voorwaarde kan weg";
            self.remarks.warning(argument.place, "dit is altijd bekend", help);
        }
        let expression = Expression::Known(Box::new(typed.expression));
        Some(Typed { expression, kind: Type::Bool, optional: false })
    }

    pub(super) fn date(&mut self, place: Place, arguments: &[Node]) -> Option<Typed> {
        let written = match arguments {
            [argument] => argument.as_text(),
            _ => None,
        };
        // Only the plain form: jiff would also read a moment and drop its time.
        let parsed =
            written.filter(|text| text.len() == 10).and_then(|text| text.parse::<Date>().ok());
        match parsed {
            Some(day) => constant(Constant::Date(day), Type::Date),
            None => self.error(
                place,
                "dit is geen bestaande datum".to_owned(),
                "schrijf `datum(\"2026-01-31\")`: jaar, maand, dag".to_owned(),
            ),
        }
    }

    /// `conversie("sleutel", waarde)` in an importconfiguratie, and anywhere else
    /// `conversie("groep", "sleutel", waarde)`.
    pub(super) fn conversion(&mut self, place: Place, arguments: &[Node]) -> Option<Typed> {
        let usage = || "schrijf `conversie(\"groep\", \"sleutel\", waarde)`".to_owned();
        if matches!(self.context, Context::Row | Context::Fixed) {
            let message = "`conversie` past hier niet".to_owned();
            return self.error(
                place,
                message,
                "een conversie kan geen andere gebruiken".to_owned(),
            );
        }
        let (group, key, value) = match (arguments, self.context) {
            ([key, value], Context::Import { group, .. }) => (group.map(str::to_owned), key, value),
            ([group, key, value], _) => match group.as_text() {
                Some(name) => (Some(self.group(group.place, name)?), key, value),
                None => {
                    return self.error(
                        group.place,
                        "hier hoort de naam van een groep".to_owned(),
                        usage(),
                    );
                }
            },
            _ => return self.error(place, "`conversie` mist waarden".to_owned(), usage()),
        };
        let value = self.text(value);
        let Some(name) = key.as_text() else {
            return self.error(key.place, "hier hoort een conversiesleutel".to_owned(), usage());
        };
        let expression = match group {
            None => Expression::Constant(Constant::Absent),
            Some(group) => {
                self.table(key.place, &group, name)?;
                let value = Box::new(value?.expression);
                Expression::Convert { group, key: name.to_owned(), value }
            }
        };
        Some(Typed { expression, kind: Type::Text, optional: true })
    }

    /// The name of a conversiegroep that must exist.
    pub(crate) fn group(&mut self, place: Place, name: &str) -> Option<String> {
        let groups = &self.known.conversions.groups;
        if groups.contains_key(name) {
            return Some(name.to_owned());
        }
        let help = meant_or_list(name, groups.keys().map(String::as_str));
        self.remarks.error_with_help(place, format!("er is geen conversiegroep `{name}`"), help);
        None
    }

    fn table(&mut self, place: Place, group: &str, key: &str) -> Option<()> {
        // A group that does not exist was reported where it is named.
        let tables = &self.known.conversions.groups.get(group)?.tables;
        if tables.contains_key(key) {
            return Some(());
        }
        let help = meant_or_list(key, tables.keys().map(String::as_str));
        let message = format!("conversiegroep `{group}` heeft geen sleutel `{key}`");
        self.remarks.error_with_help(place, message, help);
        None
    }

    pub(super) fn text(&mut self, node: &Node) -> Option<Typed> {
        let typed = self.expression(node)?;
        if typed.kind == Type::Text {
            return Some(typed);
        }
        let message = format!("hier wordt een tekst verwacht, maar dit is {}", typed.kind.name());
        self.error(node.place, message, "een tekst staat tussen aanhalingstekens".to_owned())
    }
}

/// Facts in an expression, each once, in order; also those that questions about insurance look at.
pub(crate) fn facts_in(expression: &Expression) -> Vec<FactId> {
    let mut found = Vec::new();
    expression.walk(&mut |part| match part {
        Expression::Fact(id) => found.push(*id),
        Expression::Insurance(question) => {
            found.extend(question.word().facts().iter().filter_map(|path| vocabulary::find(path)));
        }
        _ => {}
    });
    let mut seen = Vec::new();
    found.retain(|id| {
        !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
    found
}
