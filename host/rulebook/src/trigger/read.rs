//! Reading `trigger(#{ … })`.

use host_domain::{Effect, EventType};

use crate::{
    check::{Checker, Context, Known, facts_in},
    diagnostic::{Place, Remarks},
    keys::Keys,
    rule_file::RuleFile,
    suggest::meant,
    syntax::{Kind, Node},
    trigger::{Clause, Trigger, effects::effects},
    vocabulary::Subject,
};

const KEYS: [&str; 6] = ["omschrijving", "inschakelen", "gebeurtenis", "als", "dan", "vervangt"];

/// Most clauses in one rule; more cannot be overseen.
const MAX_CLAUSES: usize = 200;

/// The trigger, as far as it can be read; it counts only when nothing was reported as an error.
pub(crate) fn read(
    file: &RuleFile<'_>,
    map: &Node,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Trigger> {
    let keys = Keys::of(map, &KEYS, remarks)?;
    let omschrijving = keys.required_text("omschrijving", remarks).unwrap_or_default().to_owned();
    let enabled = keys.flag("inschakelen", true, remarks);
    let vervangt = keys.text("vervangt", remarks).map(str::to_owned);
    let events = events(&keys, remarks);
    let mut checker = Checker { context: Context::Trigger(&events), known, remarks };
    let clauses = keys.get("als").map_or_else(Vec::new, |als| clauses(als, &mut checker));
    let effects = match keys.required("dan", remarks) {
        Some(dan) => {
            let found = effects(dan, "dan", known, remarks);
            check_traject(dan.place, &events, &found, remarks);
            found
        }
        None => Vec::new(),
    };
    if effects.is_empty() && remarks.no_errors() {
        remarks.error_with_help(
            keys.place(),
            "`dan` is leeg: de regel doet niets",
            "schrijf bijvoorbeeld `dan: [ nieuwe_taak(\"CODE\") ]`".to_owned(),
        );
    }
    let (id, file) = (file.id.to_owned(), file.path.to_owned());
    Some(Trigger { id, vervangt, file, omschrijving, enabled, events, clauses, effects })
}

/// A task stands on the traject of the event: without one it could never be added.
fn check_traject(
    place: Place,
    events: &[EventType],
    effects: &[Effect],
    remarks: &mut Remarks<'_>,
) {
    let adds_task = effects.iter().any(|effect| matches!(effect, Effect::NieuweTaak { .. }));
    let on_traject = events.iter().any(|event| Subject::Traject.covers(*event));
    if adds_task && !on_traject && !events.is_empty() {
        let message = "een taak komt op een traject, maar deze gebeurtenis gaat over geen traject";
        let help = "schrijf bijvoorbeeld `emailsignaal(\"rol\")`".to_owned();
        remarks.error_with_help(place, message, help);
    }
}

fn events(keys: &Keys<'_>, remarks: &mut Remarks<'_>) -> Vec<EventType> {
    let Some(node) = keys.required("gebeurtenis", remarks) else { return Vec::new() };
    let Some(name) = keys.text("gebeurtenis", remarks) else { return Vec::new() };
    let found = events_named(name);
    if found.is_empty() {
        let names = EventType::ALL.iter().flat_map(|event| [event.name(), event.label()]);
        let help = meant(name, names)
            .or_else(|| Some("de namen staan in README.md van deze map".to_owned()));
        remarks.error_with_help(node.place, format!("onbekende gebeurtenis `{name}`"), help);
    }
    found
}

/// The events that a name or a consultants' word stands for.
pub(crate) fn events_named(name: &str) -> Vec<EventType> {
    EventType::parse(name).map_or_else(|| EventType::labelled(name), |event| vec![event])
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
    Some(Clause { text: node.to_string().into(), place: node.place, expression, facts })
}
