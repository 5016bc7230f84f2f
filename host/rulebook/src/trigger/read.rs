//! Reading `trigger(#{ … })`.

use host_domain::EventType;

use crate::{
    check::{Checker, Context, Known, facts_in},
    diagnostic::Remarks,
    expression::Expression,
    keys::Keys,
    rule_file::RuleFile,
    suggest::meant,
    syntax::{Kind, Node},
    trigger::{Clause, Mode, Trigger, effects::effects, template::EffectTemplate},
    vocabulary::{FactId, Of, Subject, fact, is_for_rules, key_names},
};

/// Most clauses in one rule; more cannot be overseen.
const MAX_CLAUSES: usize = 200;

/// The trigger, as far as it can be read; it counts only when nothing was reported as an error.
pub(crate) fn read(
    file: &RuleFile<'_>,
    map: &Node,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Trigger> {
    let keys = Keys::of(map, &key_names(Of::Trigger), remarks)?;
    let omschrijving = keys.required_text("omschrijving", remarks).unwrap_or_default().to_owned();
    let mode = mode(&keys, remarks);
    let eenmalig = keys.flag("eenmalig", false, remarks);
    let vervangt = keys.text("vervangt", remarks).map(str::to_owned);
    let events = events(&keys, remarks);
    check_once(eenmalig, &keys, &events, remarks);
    check_bulk(&keys, &events, remarks);
    let context = Context::Trigger(&events);
    let mut checker = Checker { context, known, remarks };
    let mut conditions =
        |key| keys.get(key).map_or_else(Vec::new, |node| clauses(node, &mut checker));
    let (bulk, clauses) = (conditions("bulk"), conditions("als"));
    let effects = match keys.required("dan", remarks) {
        Some(dan) => effects(dan, "dan", (context, known), remarks),
        None => Vec::new(),
    };
    if effects.is_empty() && remarks.no_errors() {
        remarks.error_with_help(
            keys.get("dan").map_or(keys.place(), |dan| dan.place),
            "`dan` is leeg: de regel doet niets",
            "schrijf bijvoorbeeld `dan: [ nieuwe_taak(\"CODE\") ]`".to_owned(),
        );
    }
    let (id, file) = (file.id.to_owned(), file.path.to_owned());
    let trigger = Trigger {
        id,
        vervangt,
        file,
        omschrijving,
        mode,
        eenmalig,
        events,
        bulk,
        clauses,
        effects,
    };
    check_known(&trigger, keys.get("dan"), remarks);
    Some(trigger)
}

fn mode(keys: &Keys<'_>, remarks: &mut Remarks<'_>) -> Mode {
    match keys.get("inschakelen") {
        None | Some(Node { kind: Kind::Bool(true), .. }) => Mode::Aan,
        Some(Node { kind: Kind::Bool(false), .. }) => Mode::Uit,
        Some(node) if node.as_text() == Some("schaduw") => Mode::Schaduw,
        Some(node) => {
            let message = "bij `inschakelen` hoort `true`, `false` of `\"schaduw\"`";
            let help = "met `\"schaduw\"` wordt de regel bekeken en geteld, maar niet uitgevoerd";
            remarks.error_with_help(node.place, message, help.to_owned());
            Mode::Aan
        }
    }
}

/// Once for a traject has a meaning only where there is one.
fn check_once(eenmalig: bool, keys: &Keys<'_>, events: &[EventType], remarks: &mut Remarks<'_>) {
    let on_traject = events.iter().any(|event| Subject::Traject.covers(*event));
    if eenmalig && !on_traject && !events.is_empty() {
        let place = keys.find("eenmalig").map_or(keys.place(), |entry| entry.place);
        let message =
            "`eenmalig` geldt voor een traject, maar deze gebeurtenis gaat over geen traject";
        let help = "laat `eenmalig` weg".to_owned();
        remarks.error_with_help(place, message, help);
    }
}

/// Bulk conditions are asked of all trajecten together, which only a change of day does.
fn check_bulk(keys: &Keys<'_>, events: &[EventType], remarks: &mut Remarks<'_>) {
    let Some(entry) = keys.find("bulk") else { return };
    if !events.is_empty() && *events != [EventType::TrajectDagwissel] {
        let message = "`bulk` is er alleen bij de dagwissel";
        let help = format!(
            "zet de voorwaarde in `als`, of kies gebeurtenis \"{}\"",
            EventType::TrajectDagwissel.label()
        );
        remarks.error_with_help(entry.place, message, help);
    }
}

fn events(keys: &Keys<'_>, remarks: &mut Remarks<'_>) -> Vec<EventType> {
    let Some(node) = keys.required("gebeurtenis", remarks) else { return Vec::new() };
    let Some(name) = keys.text("gebeurtenis", remarks) else { return Vec::new() };
    let found = events_named(name);
    if found.is_empty() {
        let known = EventType::ALL.iter().filter(|event| is_for_rules(**event));
        let names = known.flat_map(|event| [event.name(), event.label()]);
        let help = meant(name, names)
            .or_else(|| Some("de namen staan in NASLAG.md van deze map".to_owned()));
        remarks.error_with_help(node.place, format!("onbekende gebeurtenis `{name}`"), help);
    }
    found
}

/// The events that a name or a consultants' word stands for, as far as rules may react to them.
pub(crate) fn events_named(name: &str) -> Vec<EventType> {
    let named = EventType::parse(name).map_or_else(|| EventType::labelled(name), |one| vec![one]);
    named.into_iter().filter(|event| is_for_rules(*event)).collect()
}

fn clauses(als: &Node, checker: &mut Checker<'_, '_, '_>) -> Vec<Clause> {
    let parts = match &als.kind {
        Kind::All(parts) => parts.as_slice(),
        _ => std::slice::from_ref(als),
    };
    if parts.len() > MAX_CLAUSES {
        let message = format!("een regel heeft ten hoogste {MAX_CLAUSES} voorwaarden");
        checker.remarks.error(als.place, message);
        return Vec::new();
    }
    parts.iter().filter_map(|part| clause(part, checker)).collect()
}

fn clause(node: &Node, checker: &mut Checker<'_, '_, '_>) -> Option<Clause> {
    let expression = checker.truth(node)?.expression;
    let facts = facts_in(&expression);
    if facts.is_empty() {
        let help = "vraag naar een feit, zoals `traject.soort`";
        checker.remarks.warning(node.place, "deze voorwaarde hangt nergens van af", help);
    }
    let insured = !expression.questions().is_empty();
    Some(Clause { text: node.to_string().into(), place: node.place, expression, facts, insured })
}

/// Warns of an effect that needs a fact which may be unknown, when no clause sees to it.
fn check_known(trigger: &Trigger, dan: Option<&Node>, remarks: &mut Remarks<'_>) {
    let Some(Node { kind: Kind::List(items), .. }) = dan else { return };
    let mut seen_to = Vec::new();
    for clause in trigger.conditions() {
        known_by(&clause.expression, &mut seen_to);
    }
    for (effect, node) in trigger.effects.iter().zip(items) {
        let Some(unknown) = may_be_unknown(effect, &trigger.events, &seen_to) else { continue };
        let path = fact(unknown).path;
        let message = format!("`{path}` kan onbekend zijn: dan doet deze regel niets");
        let help = format!("vraag in `als` ook `bekend({path})`, of schrijf `{path} ?? …`");
        remarks.warning(node.place, message, &help);
    }
}

/// The facts that must be known for the expression to be true.
fn known_by(expression: &Expression, found: &mut Vec<FactId>) {
    match expression {
        Expression::All(parts) => parts.iter().for_each(|part| known_by(part, found)),
        Expression::Not(inner)
            if matches!(
                **inner,
                Expression::Compare(..) | Expression::OneOf(..) | Expression::Fact(_)
            ) =>
        {
            known_by(inner, found);
        }
        Expression::Known(inner) => found.extend(facts_in(inner)),
        Expression::Fact(id) => found.push(*id),
        Expression::Compare(_, left, right) => {
            for side in [left, right] {
                found.extend(always_read(side));
            }
        }
        Expression::OneOf(item, _) => found.extend(always_read(item)),
        _ => {}
    }
}

/// The facts without which the expression is unknown.
fn always_read(expression: &Expression) -> Vec<FactId> {
    let mut covered = Vec::new();
    expression.walk(&mut |part| {
        if matches!(part, Expression::FirstKnown(_) | Expression::Known(_) | Expression::Any(_)) {
            covered.extend(facts_in(part));
        }
    });
    facts_in(expression).into_iter().filter(|id| !covered.contains(id)).collect()
}

/// A fact that a computed effect needs and that may be unknown.
fn may_be_unknown(
    effect: &EffectTemplate,
    events: &[EventType],
    seen_to: &[FactId],
) -> Option<FactId> {
    let needed = effect.needed().into_iter().flat_map(always_read);
    let optional = |id: &FactId| {
        fact(*id).optional || !events.iter().all(|event| fact(*id).about.always_in(*event))
    };
    needed.into_iter().find(|id| optional(id) && !seen_to.contains(id))
}
