//! Reading `test(#{ … })`.

use std::collections::{BTreeMap, BTreeSet};

use host_domain::{
    DAGLOON_DAGEN_PER_JAAR, DienstverbandOpgave, DocumentOpgave, FieldSpec, VerzuimMelding,
    WerknemerOpgave,
};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::{
    check::{Checker, Context, Known},
    conversion::Conversiegroep,
    diagnostic::{Place, Remarks},
    expression::{Constant, Expression},
    importconfiguratie::{Importconfiguratie, What},
    keys::{Keys, entries_of, items_of},
    rule_test::{Given, Subject, insured},
    suggest::meant_or_list,
    syntax::{Entry, Kind, Node},
    trigger::{Trigger, effects::effects, read as trigger},
    value::Type,
    vocabulary::{self, Of, fact, key_names},
};

/// How a date and a duration are written.
const DATE: &str = "een datum schrijft u als `datum(\"2026-01-31\")`";
const DURATION: &str = "een duur schrijft u als `10.dagen` of `6.weken`";

/// A test's name, what is given and what is expected.
pub(crate) struct Parts<'n> {
    pub(crate) naam: String,
    gegeven: &'n Node,
    verwacht: &'n Node,
    /// Whether nothing is expected: `()`.
    nothing: bool,
}

/// Takes a test apart.
pub(crate) fn parts<'n>(map: &'n Node, remarks: &mut Remarks<'_>) -> Option<Parts<'n>> {
    let keys = Keys::of(map, &key_names(Of::Test), remarks)?;
    let naam = keys.required_text("naam", remarks)?.to_owned();
    let gegeven = keys.required("gegeven", remarks)?;
    let verwacht = match keys.find("verwacht") {
        Some(entry) => &entry.value,
        None => keys.required("verwacht", remarks)?,
    };
    Some(Parts { naam, gegeven, verwacht, nothing: matches!(verwacht.kind, Kind::Nothing) })
}

/// A test of a trigger.
pub(crate) fn of_trigger(
    parts: &Parts<'_>,
    subject: &Trigger,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Subject> {
    let mut given = Given::default();
    let mut event = subject.events.first().copied();
    for entry in entries_of(parts.gegeven, remarks)? {
        match (entry.key.as_str(), entry.value.as_text()) {
            ("gebeurtenis", Some(name)) => {
                event = trigger::events_named(name).first().copied();
                if event.is_none() {
                    remarks.error(entry.value.place, format!("onbekende gebeurtenis `{name}`"));
                }
            }
            ("polissen", _) => given.polissen = Some(insured::polissen(entry, known, remarks)),
            _ => give(&mut given, &entry.key, entry, known, remarks),
        }
    }
    insured::check_day(parts.gegeven, &given, remarks);
    derive(&mut given);
    let event = event?;
    let name = Constant::Text(event.name().into());
    given.constants.extend(vocabulary::find("gebeurtenis.type").map(|id| (id, name)));
    let expected = effects(parts.verwacht, "verwacht", (Context::Fixed, known), remarks);
    Some(Subject::Trigger { id: subject.id.clone(), event, given, expected })
}

/// Puts a fact, or a map of facts, in what is given.
fn give(given: &mut Given, path: &str, entry: &Entry, known: Known<'_>, remarks: &mut Remarks<'_>) {
    if let Kind::Map(entries) = &entry.value.kind {
        for inner in entries {
            give(given, &format!("{path}.{}", inner.key), inner, known, remarks);
        }
        return;
    }
    let Some(id) = vocabulary::find(path) else {
        Checker { context: Context::Fixed, known, remarks }.unknown_fact(entry.place, path);
        return;
    };
    if fact(id).kind == Type::Texts {
        let mut texts = BTreeSet::new();
        for item in items_of(&entry.value, path, remarks) {
            let mut checker = Checker { context: Context::Fixed, known, remarks };
            match item.as_text() {
                Some(text) => {
                    checker.code_of(id, text, item.place);
                    texts.insert(text.to_owned());
                }
                None => remarks.error(item.place, "in deze lijst staan alleen teksten"),
            }
        }
        given.texts.insert(id, texts);
        return;
    }
    let Some((constant, kind)) = fixed(&entry.value, known, remarks) else { return };
    if let Constant::Text(text) = &constant {
        let mut checker = Checker { context: Context::Fixed, known, remarks };
        if checker.code_of(id, text, entry.value.place).is_none() {
            return;
        }
    }
    if constant != Constant::Absent && !kind.compares_with(fact(id).kind) {
        let message = format!("`{path}` is {}, maar dit is {}", fact(id).kind.name(), kind.name());
        match fact(id).kind {
            Type::Date => remarks.error_with_help(entry.value.place, message, DATE.to_owned()),
            Type::Days => remarks.error_with_help(entry.value.place, message, DURATION.to_owned()),
            _ => remarks.error(entry.value.place, message),
        }
        return;
    }
    given.constants.insert(id, constant);
}

/// Facts that follow from those that are given, unless they are given themselves.
fn derive(given: &mut Given) {
    let known = |path: &str| vocabulary::find(path).and_then(|id| given.constants.get(&id));
    let duur = match (known("traject.begin"), known("vandaag")) {
        (Some(Constant::Date(begin)), Some(Constant::Date(vandaag))) => {
            Some(Constant::Days(vocabulary::days_between(*begin, *vandaag)))
        }
        _ => None,
    };
    let dagloon = known("traject.dagloon").and_then(|dagloon| dagloon.value().decimal());
    let days = Decimal::from(DAGLOON_DAGEN_PER_JAAR);
    let jaarloon = dagloon.and_then(|pay| pay.checked_mul(days)).map(Constant::Amount);
    for (path, value) in [("traject.duur", duur), ("traject.jaarloon", jaarloon)] {
        if let (Some(id), Some(value)) = (vocabulary::find(path), value) {
            given.constants.entry(id).or_insert(value);
        }
    }
}

/// A fixed value; `()` is absent.
pub(super) fn fixed(
    node: &Node,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<(Constant, Type)> {
    if matches!(node.kind, Kind::Nothing) {
        return Some((Constant::Absent, Type::Text));
    }
    let typed = Checker { context: Context::Fixed, known, remarks }.expression(node)?;
    match typed.expression {
        Expression::Constant(constant) => Some((constant, typed.kind)),
        _ => {
            let help = "een vaste waarde is bijvoorbeeld \"Verzuim\", 12.50, true, `6.weken` of \
                        `datum(\"2026-01-31\")`";
            remarks.error_with_help(
                node.place,
                "in een test staan alleen vaste waarden",
                help.to_owned(),
            );
            None
        }
    }
}

/// A test of an importconfiguratie.
pub(crate) fn of_import(
    parts: &Parts<'_>,
    subject: &Importconfiguratie,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Subject> {
    let keys = Keys::of(parts.gegeven, &["bericht"], remarks)?;
    let bericht = keys.required("bericht", remarks)?;
    let mut message = serde_json::Map::new();
    for entry in entries_of(bericht, remarks)? {
        let names = subject.intake.fields.iter().map(|field| field.name.as_str());
        check_name(entry, names, remarks);
        let value = fixed(&entry.value, known, remarks);
        message.extend(value.map(|(value, _)| (entry.key.clone(), value.value().to_json())));
    }
    let mut expected = BTreeMap::new();
    let known_parts: &[&str] = match subject.what {
        What::Werknemer(_) => &["werkgevercode", "werknemer", "dienstverband", "verzuim"],
        What::Document(_) => &["document"],
    };
    let verwacht = Keys::of(parts.verwacht, known_parts, remarks)?;
    if let Some(node) = verwacht.get("werkgevercode") {
        expect(&mut expected, "werkgevercode", node, known, remarks);
    }
    let fields: [(&str, &[FieldSpec]); 4] = [
        ("document", DocumentOpgave::FIELDS),
        ("werknemer", WerknemerOpgave::FIELDS),
        ("dienstverband", DienstverbandOpgave::FIELDS),
        ("verzuim", VerzuimMelding::FIELDS),
    ];
    for (part, fields) in fields {
        let Some(node) = verwacht.get(part) else { continue };
        for entry in entries_of(node, remarks).unwrap_or_default() {
            check_name(entry, fields.iter().map(|field| field.name), remarks);
            let path = format!("{part}.{}", entry.key);
            expect(&mut expected, &path, &entry.value, known, remarks);
        }
    }
    let message = Json::Object(message);
    Some(Subject::Import { naam: subject.naam.clone(), message, expected })
}

fn check_name<'k, I>(entry: &Entry, names: I, remarks: &mut Remarks<'_>)
where
    I: Iterator<Item = &'k str> + Clone,
{
    if !names.clone().any(|name| name == entry.key) {
        let help = meant_or_list(&entry.key, names);
        remarks.error_with_help(entry.place, format!("onbekend veld `{}`", entry.key), help);
    }
}

fn expect(
    expected: &mut BTreeMap<String, Constant>,
    path: &str,
    node: &Node,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) {
    let value = fixed(node, known, remarks);
    expected.extend(value.map(|(value, _)| (path.to_owned(), value)));
}

/// A test of a conversiegroep.
pub(crate) fn of_conversion(
    parts: &Parts<'_>,
    subject: &Conversiegroep,
    remarks: &mut Remarks<'_>,
) -> Option<Subject> {
    let keys = Keys::of(parts.gegeven, &["sleutel", "waarde"], remarks)?;
    let key = keys.required_text("sleutel", remarks)?;
    let code = keys.required_text("waarde", remarks)?;
    if !subject.tables.contains_key(key) {
        let place = keys.get("sleutel").map_or(Place::default(), |node| node.place);
        let help = meant_or_list(key, subject.tables.keys().map(String::as_str));
        remarks.error_with_help(place, format!("er is geen sleutel `{key}`"), help);
    }
    let expected = parts.verwacht.as_text().map(str::to_owned);
    if expected.is_none() && !parts.nothing {
        remarks.error(parts.verwacht.place, "hier hoort een tekst, of `()` voor geen waarde");
    }
    let (group, key, code) = (subject.naam.clone(), key.to_owned(), code.to_owned());
    Some(Subject::Conversion { group, key, code, expected })
}
