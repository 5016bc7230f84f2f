//! Effects of which some parts are computed when the rule matches.

use std::collections::BTreeMap;

use super::Call;
use crate::{
    check::Checker,
    importconfiguratie::IntakeField,
    keys::entries_of,
    offered::BerichtSchema,
    suggest::meant_or_list,
    syntax::{Kind, Node},
    trigger::template::{Computed, ComputedEffect, EffectTemplate, MessageField},
    value::Type,
    vocabulary::Subject,
};

type Read = Option<EffectTemplate>;

fn computed(how: Computed) -> Read {
    Some(EffectTemplate::Computed(ComputedEffect { how }))
}

pub(super) fn reminder(checker: &mut Checker<'_, '_, '_>, call: Call<'_>) -> Read {
    let [naam, op] = call.arguments else {
        return call.misused("een naam en een datum of duur", checker);
    };
    let Some(name) = naam.as_text().filter(|text| !text.trim().is_empty()) else {
        let message = "hier hoort de naam van de herinnering, een tekst".to_owned();
        return checker.error(naam.place, message, format!("schrijf `{}`", call.spec.signature));
    };
    let typed = checker.expression(op)?;
    if !matches!(typed.kind, Type::Date | Type::Days) {
        let message =
            format!("hier hoort een datum of een duur, maar dit is {}", typed.kind.name());
        let help = "een duur schrijft u als `10.dagen` of `6.weken`, een datum als \
                    `datum(\"2026-01-31\")` of `traject.begin + 6.weken`";
        return checker.error(op.place, message, help.to_owned());
    }
    call.needs(Subject::Traject, checker)?;
    computed(Computed::Herinnering { naam: name.to_owned(), op: typed.expression })
}

pub(super) fn message(checker: &mut Checker<'_, '_, '_>, call: Call<'_>) -> Read {
    let takes = "een koppeling, een soort bericht en de velden";
    let [koppeling, soort, velden] = call.arguments else { return call.misused(takes, checker) };
    let (Some(link), Some(kind)) = (koppeling.as_text(), soort.as_text()) else {
        return call.misused(takes, checker);
    };
    let well_formed = link.split_once('/').is_some_and(|(klant, naam)| {
        !klant.trim().is_empty() && !naam.trim().is_empty() && !naam.contains('/')
    });
    if !well_formed {
        let message = format!("`{link}` is geen koppeling");
        let help =
            "noem de klantcode en de naam van de koppeling, met `/` ertussen: `\"VI001/hr\"`";
        return checker.error(koppeling.place, message, help.to_owned());
    }
    let berichten = checker.known.berichten;
    let Some(schema) = berichten.iter().find(|schema| schema.kind == kind) else {
        let help = meant_or_list(kind, berichten.iter().map(|schema| schema.kind.as_str()))
            .unwrap_or_else(|| "geen van de plugins verstuurt berichten voor regels".to_owned());
        return checker.error(soort.place, format!("onbekende soort bericht `{kind}`"), help);
    };
    let velden = fields(velden, schema, checker)?;
    let (koppeling, soort) = (link.to_owned(), kind.to_owned());
    computed(Computed::Bericht { koppeling, soort, velden })
}

/// The fields of a message, held against what its connector says.
fn fields(
    node: &Node,
    schema: &BerichtSchema,
    checker: &mut Checker<'_, '_, '_>,
) -> Option<BTreeMap<String, MessageField>> {
    let entries = entries_of(node, checker.remarks)?;
    let mut found = BTreeMap::new();
    let mut sound = true;
    for entry in entries {
        let known = schema.fields.iter().find(|field| field.name == entry.key);
        let Some(known) = known else {
            let names = schema.fields.iter().map(|field| field.name.as_str());
            let message = format!("`{}` heeft geen veld `{}`", schema.kind, entry.key);
            let help = meant_or_list(&entry.key, names);
            checker.remarks.error_with_help(entry.place, message, help);
            sound = false;
            continue;
        };
        match field(&entry.value, known, checker) {
            Some(field) => {
                found.insert(entry.key.clone(), field);
            }
            None => sound = false,
        }
    }
    let names = |entry: &IntakeField| entries.iter().any(|known| known.key == entry.name);
    for missing in schema.fields.iter().filter(|field| !field.optional && !names(field)) {
        let message = format!("`{}` mist veld `{}`", schema.kind, missing.name);
        let help =
            format!("zet er `{}: …` bij: {}", missing.name, missing.kind.value_type().name());
        checker.remarks.error_with_help(node.place, message, help);
        sound = false;
    }
    sound.then_some(found)
}

fn field(
    node: &Node,
    known: &IntakeField,
    checker: &mut Checker<'_, '_, '_>,
) -> Option<MessageField> {
    if matches!(node.kind, Kind::Nothing) {
        let message = format!("`{}` krijgt geen waarde", known.name);
        return checker.error(node.place, message, "laat het veld dan weg".to_owned());
    }
    let typed = checker.expression(node)?;
    let wanted = known.kind.value_type();
    if typed.kind != wanted && !(wanted == Type::Amount && typed.kind.is_numeric()) {
        let name = &known.name;
        let message = format!("`{name}` is {}, maar dit is {}", wanted.name(), typed.kind.name());
        let help = format!("geef `{name}` {}", wanted.name());
        return checker.error(node.place, message, help);
    }
    Some(MessageField { value: typed.expression, optional: known.optional })
}
