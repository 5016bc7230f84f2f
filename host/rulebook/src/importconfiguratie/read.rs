//! Reading `importconfiguratie(#{ … })`.

use host_domain::{
    DienstverbandOpgave, DocumentOpgave, FieldKind, FieldSpec, Koppelsleutel, VerzuimMelding,
    WerknemerOpgave,
};

use crate::{
    check::{Checker, Context, Known},
    diagnostic::Remarks,
    importconfiguratie::{Importconfiguratie, IntakeSchema, Mapping, WerknemerMapping, What},
    keys::{Keys, items_of},
    rule_file::RuleFile,
    suggest::{meant, meant_or_list},
    syntax::Node,
    value::Type,
    vocabulary::{Of, key_names},
};

/// The importconfiguratie; none when something in it is wrong, which was reported.
pub(crate) fn read(
    file: &RuleFile<'_>,
    map: &Node,
    intakes: &[IntakeSchema],
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Importconfiguratie> {
    let keys = Keys::of(map, &key_names(Of::Importconfiguratie), remarks)?;
    let naam = keys.required_text("naam", remarks).unwrap_or_default().to_owned();
    let omschrijving = keys.text("omschrijving", remarks).unwrap_or_default().to_owned();
    let vervangt = keys.text("vervangt", remarks).map(str::to_owned);
    let of_document = keys.get("document");
    let koppelsleutels = match of_document {
        Some(_) => Vec::new(),
        None => koppelsleutels(&keys, remarks),
    };
    let intake = intake(&keys, intakes, remarks)?;
    let group = group(&keys, known, remarks);
    let mut checker = Checker { context: Context::Import { intake, group }, known, remarks };
    let what = match of_document {
        Some(node) => document(&keys, node, &mut checker),
        None => werknemer(&keys, koppelsleutels, &mut checker),
    };
    let (id, file, intake) = (file.id.to_owned(), file.path.to_owned(), intake.clone());
    Some(Importconfiguratie { id, vervangt, file, naam, omschrijving, intake, what: what? })
}

/// The conversiegroep in which conversions look. One that may be absent and is gives none: then
/// every conversion gives nothing (S0).
fn group<'n>(keys: &Keys<'n>, known: Known<'_>, remarks: &mut Remarks<'_>) -> Option<&'n str> {
    const MAY_BE_ABSENT: &str = "conversiegroep_facultatief";
    let needed = keys.text("conversiegroep", remarks);
    let optional = keys.text(MAY_BE_ABSENT, remarks);
    let groups = &known.conversions.groups;
    let place = |key| keys.get(key).map_or(keys.place(), |node| node.place);
    if let Some(name) = needed {
        Checker { context: Context::Fixed, known, remarks }.group(place("conversiegroep"), name);
    }
    if let (Some(_), Some(_)) = (needed, optional) {
        let message = "noem één conversiegroep: `conversiegroep`, of `conversiegroep_facultatief` \
                       als zij er niet hoeft te zijn";
        remarks.error(place(MAY_BE_ABSENT), message);
    }
    let Some(name) = optional.filter(|name| !groups.contains_key(*name)) else {
        return needed.or(optional);
    };
    // Silence is meant for a group that is not there, not for one that is misspelt.
    if let Some(help) = meant(name, groups.keys().map(String::as_str)) {
        let message =
            format!("er is geen conversiegroep `{name}`, en de conversies geven niets; {help}");
        remarks.note(place(MAY_BE_ABSENT), message);
    }
    None
}

fn werknemer(
    keys: &Keys<'_>,
    koppelsleutels: Vec<Koppelsleutel>,
    checker: &mut Checker<'_, '_, '_>,
) -> Option<What> {
    let werkgevercode = keys
        .required("werkgevercode", checker.remarks)
        .and_then(|node| checker.typed(node, "werkgevercode", &[Type::Text]));
    let werknemer = keys
        .required("werknemer", checker.remarks)
        .map(|node| mapping(node, WerknemerOpgave::FIELDS, checker));
    let mut optional = |key: &str, fields| keys.get(key).map(|node| mapping(node, fields, checker));
    let dienstverband = optional("dienstverband", DienstverbandOpgave::FIELDS);
    let verzuim = optional("verzuim", VerzuimMelding::FIELDS);
    Some(What::Werknemer(WerknemerMapping {
        koppelsleutels,
        werkgevercode: werkgevercode?,
        werknemer: werknemer?,
        dienstverband,
        verzuim,
    }))
}

/// A document finds its own way: by payroll tax number and service to the werkgever, by BSN to the
/// werknemer.
fn document(keys: &Keys<'_>, node: &Node, checker: &mut Checker<'_, '_, '_>) -> Option<What> {
    for key in ["werkgevercode", "koppelsleutels", "werknemer", "dienstverband", "verzuim"] {
        if let Some(other) = keys.find(key) {
            let message = format!("`{key}` en `document` gaan niet samen");
            let help = "een document vindt zijn werkgever met `loonheffingennummer` en `dienst`, \
                        en zijn werknemer met `bsn`";
            checker.remarks.error_with_help(other.place, message, help.to_owned());
        }
    }
    Some(What::Document(mapping(node, DocumentOpgave::FIELDS, checker)))
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
