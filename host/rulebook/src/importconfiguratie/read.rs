//! Reading `importconfiguratie(#{ … })`.

use host_domain::{
    DienstverbandOpgave, FieldKind, FieldSpec, Koppelsleutel, VerzuimMelding, WerknemerOpgave,
};

use crate::{
    check::{Checker, Context, Known},
    diagnostic::Remarks,
    importconfiguratie::{Importconfiguratie, IntakeSchema, Mapping},
    keys::{Keys, items_of},
    rule_file::RuleFile,
    suggest::meant_or_list,
    syntax::Node,
    value::Type,
};

const KEYS: [&str; 10] = [
    "naam",
    "omschrijving",
    "intake",
    "werkgevercode",
    "koppelsleutels",
    "conversiegroep",
    "werknemer",
    "dienstverband",
    "verzuim",
    "vervangt",
];

/// The importconfiguratie; none when something in it is wrong, which was reported.
pub(crate) fn read(
    file: &RuleFile<'_>,
    map: &Node,
    intakes: &[IntakeSchema],
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Importconfiguratie> {
    let keys = Keys::of(map, &KEYS, remarks)?;
    let naam = keys.required_text("naam", remarks).unwrap_or_default().to_owned();
    let omschrijving = keys.text("omschrijving", remarks).unwrap_or_default().to_owned();
    let vervangt = keys.text("vervangt", remarks).map(str::to_owned);
    let koppelsleutels = koppelsleutels(&keys, remarks);
    let intake = intake(&keys, intakes, remarks)?;
    let group = keys.text("conversiegroep", remarks);
    let mut checker = Checker { context: Context::Import { intake, group }, known, remarks };
    if let (Some(name), Some(node)) = (group, keys.get("conversiegroep")) {
        checker.group(node.place, name);
    }
    let werkgevercode = keys
        .required("werkgevercode", checker.remarks)
        .and_then(|node| checker.typed(node, "werkgevercode", &[Type::Text]));
    let werknemer = keys
        .required("werknemer", checker.remarks)
        .map(|node| mapping(node, WerknemerOpgave::FIELDS, &mut checker));
    let mut optional =
        |key: &str, fields| keys.get(key).map(|node| mapping(node, fields, &mut checker));
    let dienstverband = optional("dienstverband", DienstverbandOpgave::FIELDS);
    let verzuim = optional("verzuim", VerzuimMelding::FIELDS);
    Some(Importconfiguratie {
        id: file.id.to_owned(),
        vervangt,
        file: file.path.to_owned(),
        naam,
        omschrijving,
        intake: intake.clone(),
        koppelsleutels,
        werkgevercode: werkgevercode?,
        werknemer: werknemer?,
        dienstverband,
        verzuim,
    })
}

fn intake<'i>(
    keys: &Keys<'_>,
    intakes: &'i [IntakeSchema],
    remarks: &mut Remarks<'_>,
) -> Option<&'i IntakeSchema> {
    let kind = keys.required_text("intake", remarks)?;
    let found = intakes.iter().find(|intake| intake.kind == kind);
    if found.is_none() {
        let place = keys.get("intake").map_or(keys.place(), |node| node.place);
        let kinds = intakes.iter().map(|intake| intake.kind.as_str());
        let help = meant_or_list(kind, kinds)
            .or_else(|| Some("er is geen connector geïnstalleerd die dit aanlevert".to_owned()));
        remarks.error_with_help(place, format!("onbekende soort bericht `{kind}`"), help);
    }
    found
}

fn koppelsleutels(keys: &Keys<'_>, remarks: &mut Remarks<'_>) -> Vec<Koppelsleutel> {
    let Some(list) = keys.required("koppelsleutels", remarks) else { return Vec::new() };
    let mut found = Vec::new();
    let items = items_of(list, "koppelsleutels", remarks);
    for item in items {
        match item.as_text().and_then(Koppelsleutel::parse) {
            Some(sleutel) if found.contains(&sleutel) => {
                remarks.error(item.place, "deze koppelsleutel staat er al");
            }
            Some(sleutel) => found.push(sleutel),
            None => {
                let names = Koppelsleutel::ALL.iter().map(|sleutel| sleutel.name());
                let help = meant_or_list(item.as_text().unwrap_or_default(), names);
                remarks.error_with_help(item.place, "onbekende koppelsleutel", help);
            }
        }
    }
    if items.is_empty() && remarks.no_errors() {
        remarks.error(list.place, "er is ten minste één koppelsleutel nodig");
    }
    found
}

/// The fields of one command with their expressions; problems are reported.
fn mapping(
    node: &Node,
    fields: &'static [FieldSpec],
    checker: &mut Checker<'_, '_, '_>,
) -> Mapping {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let Some(keys) = Keys::of(node, &names, checker.remarks) else { return Vec::new() };
    let mut filled = Vec::new();
    for field in fields {
        let value = if field.required {
            keys.required(field.name, checker.remarks)
        } else {
            keys.get(field.name)
        };
        let expression =
            value.and_then(|node| checker.typed(node, field.name, accepted(field.kind)));
        filled.extend(expression.map(|expression| (field.name, expression)));
    }
    filled
}

/// Types from which a field can be read; the commands themselves read texts further.
fn accepted(kind: FieldKind) -> &'static [Type] {
    match kind {
        FieldKind::Text => &[Type::Text, Type::Number],
        FieldKind::Date => &[Type::Date, Type::Text],
        FieldKind::Percentage => &[Type::Amount, Type::Number, Type::Text],
        FieldKind::Number => &[Type::Number, Type::Text],
        FieldKind::Flag => &[Type::Bool],
    }
}

impl Checker<'_, '_, '_> {
    /// Checks an expression that must be of one of some types.
    fn typed(
        &mut self,
        node: &Node,
        field: &str,
        accepted: &[Type],
    ) -> Option<crate::expression::Expression> {
        let typed = self.expression(node)?;
        if accepted.contains(&typed.kind) {
            return Some(typed.expression);
        }
        let wanted = accepted.first().map_or("", |kind| kind.name());
        let message = format!("`{field}` is {wanted}, maar dit is {}", typed.kind.name());
        self.remarks.error(node.place, message);
        None
    }
}
