//! Reading `trigger(#{ … })`.

use host_domain::{Effect, EventType};

use crate::{
    check::{Checker, Context, Known, facts_in},
    diagnostic::{Place, Remarks},
    keys::{Keys, items_of},
    rule_file::RuleFile,
    suggest::{meant, meant_or_list},
    syntax::{Kind, Node},
    trigger::{Clause, Trigger},
};

const KEYS: [&str; 6] = ["omschrijving", "inschakelen", "gebeurtenis", "als", "dan", "vervangt"];

/// Most clauses in one rule; more cannot be overseen.
const MAX_CLAUSES: usize = 200;

/// Most effects of one rule.
const MAX_EFFECTS: usize = 50;

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
        Some(dan) => effects(dan, "dan", known, remarks),
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

/// The effects of a rule, or those that a test expects.
pub(crate) fn effects(
    list: &Node,
    key: &str,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Vec<Effect> {
    let items = items_of(list, key, remarks);
    if items.len() > MAX_EFFECTS {
        let message = format!("een regel heeft ten hoogste {MAX_EFFECTS} gevolgen");
        remarks.error(list.place, message);
        return Vec::new();
    }
    items.iter().filter_map(|item| effect(item, known, remarks)).collect()
}

fn effect(node: &Node, known: Known<'_>, remarks: &mut Remarks<'_>) -> Option<Effect> {
    let usage = || "schrijf `nieuwe_taak(\"CODE\")`".to_owned();
    match &node.kind {
        Kind::Call(word, arguments) if word == "nieuwe_taak" => match arguments.as_slice() {
            [code] if code.as_text().is_some() => {
                let text = code.as_text().unwrap_or_default();
                new_task(code.place, text, known, remarks)
            }
            _ => {
                remarks.error_with_help(node.place, "`nieuwe_taak` krijgt één taakcode", usage());
                None
            }
        },
        Kind::Call(word, _) => {
            let help = meant(word, ["nieuwe_taak"]).unwrap_or_else(usage);
            remarks.error_with_help(node.place, format!("onbekend gevolg `{word}`"), help);
            None
        }
        Kind::Wrong => None,
        _ => {
            remarks.error_with_help(node.place, "hier hoort een gevolg", usage());
            None
        }
    }
}

fn new_task(
    place: Place,
    code: &str,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Effect> {
    if known.catalogue.taak(code).is_some() {
        return Some(Effect::NieuweTaak { code: code.to_owned() });
    }
    let codes: Vec<&str> = known.catalogue.taken.iter().map(|taak| taak.code.as_str()).collect();
    let help = meant_or_list(code, codes.iter().copied())
        .unwrap_or_else(|| "voeg de code toe aan catalogus.toml".to_owned());
    remarks.error_with_help(place, format!("taak `{code}` staat niet in catalogus.toml"), help);
    None
}
