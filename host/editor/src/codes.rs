//! Which texts may stand in a place: codes of the catalogue, events, what connectors offer.

use std::collections::BTreeSet;

use host_domain::{Catalogue, EventType, KenmerkOp};
use host_rulebook::{Codes, EntryKind, FACTS, vocabulary};

use crate::{rules_folder::Connectors, spot::Holder};

/// A text that may stand there, with what it means to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) code: String,
    pub(crate) naam: String,
}

/// What a list of codes is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Codes(Codes),
    Mailsjablonen,
    /// Kinds of message that come in.
    Intakes,
    /// Kinds of message that rules may send.
    Berichten,
}

/// What a label is put on.
const OP: Codes = Codes::Fixed(&["traject", "werknemer", "werkgever"]);

/// Words with codes among their arguments, counted from 0.
const ARGUMENTS: &[(&str, usize, List)] = &[
    ("nieuwe_taak", 0, List::Codes(Codes::Taken)),
    ("emailsignaal", 0, List::Codes(Codes::Rollen)),
    ("emailsignaal", 1, List::Mailsjablonen),
    ("kenmerk_toevoegen", 0, List::Codes(OP)),
    ("kenmerk_toevoegen", 1, List::Codes(Codes::AlleKenmerken)),
    ("kenmerk_verwijderen", 0, List::Codes(OP)),
    ("kenmerk_verwijderen", 1, List::Codes(Codes::AlleKenmerken)),
    ("traject_starten", 0, List::Codes(Codes::Trajectsoorten)),
    ("bericht", 1, List::Berichten),
    ("traject_van_soort", 0, List::Codes(Codes::Trajectsoorten)),
    ("locatietype", 0, List::Codes(Codes::Locatietypen)),
    ("kenmerk", 0, List::Codes(Codes::Kenmerken(KenmerkOp::Traject))),
    ("werknemer_kenmerk", 0, List::Codes(Codes::Kenmerken(KenmerkOp::Werknemer))),
    ("werkgever_kenmerk", 0, List::Codes(Codes::Kenmerken(KenmerkOp::Werkgever))),
    ("heeft_lopende_polis", 0, List::Codes(Codes::Verzekeringstypen)),
    ("start_binnen_dagen_na_polis", 1, List::Codes(Codes::Verzekeringstypen)),
];

/// The texts that may stand in this place; none when any text may.
pub(crate) fn of_text(
    holder: &Holder,
    catalogue: &Catalogue,
    connectors: &Connectors,
) -> Vec<Code> {
    let list = match holder {
        Holder::Argument(word, at) => {
            let found = ARGUMENTS.iter().find(|(name, place, _)| name == word && place == at);
            found.map(|(_, _, list)| *list)
        }
        Holder::Fact(path) => of_fact(path),
        Holder::Key(path) => return of_key(path, catalogue, connectors),
    };
    list.map(|list| list.codes(catalogue, connectors)).unwrap_or_default()
}

fn of_fact(path: &str) -> Option<List> {
    FACTS.iter().find(|fact| fact.path == path).map(|fact| List::Codes(fact.codes))
}

/// The value of a key, by the names around it.
fn of_key(path: &[String], catalogue: &Catalogue, connectors: &Connectors) -> Vec<Code> {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let list = match names.as_slice() {
        [.., "gebeurtenis"] => return events(),
        ["trigger", "inschakelen"] => Some(List::Codes(Codes::Fixed(&["schaduw"]))),
        ["importconfiguratie", "intake"] => Some(List::Intakes),
        ["importconfiguratie", "koppelsleutels"] => {
            Some(List::Codes(Codes::Fixed(&["Personeelsnummer", "ExternWerknemerId", "BSN"])))
        }
        ["test", "gegeven", fact @ ..] => of_fact(&fact.join(".")),
        _ => None,
    };
    list.map(|list| list.codes(catalogue, connectors)).unwrap_or_default()
}

/// The events by the words of consultants, and then by name.
fn events() -> Vec<Code> {
    let events: Vec<_> =
        vocabulary().filter(|entry| entry.kind == EntryKind::Gebeurtenis).collect();
    let mut seen = BTreeSet::new();
    let labels = events.iter().filter(|event| seen.insert(event.signature.clone()));
    let labels = labels.map(|event| coded(&event.signature, event.name));
    labels.chain(events.iter().map(|event| coded(event.name, &event.signature))).collect()
}

fn coded(code: &str, naam: &str) -> Code {
    Code { code: code.to_owned(), naam: naam.to_owned() }
}

impl List {
    fn codes(self, catalogue: &Catalogue, connectors: &Connectors) -> Vec<Code> {
        let on = |op: Option<KenmerkOp>| {
            let labels = catalogue.kenmerken.iter();
            let labels = labels.filter(move |label| op.is_none_or(|op| label.op.contains(&op)));
            labels.map(|label| coded(&label.code, &label.naam)).collect()
        };
        let c = catalogue;
        match self {
            List::Mailsjablonen => {
                c.mailsjablonen.iter().map(|mail| coded(&mail.code, &mail.onderwerp)).collect()
            }
            List::Intakes => connectors.intakes.iter().map(|i| coded(&i.kind, "bericht")).collect(),
            List::Berichten => {
                connectors.berichten.iter().map(|b| coded(&b.kind, "bericht")).collect()
            }
            List::Codes(codes) => match codes {
                Codes::Open => Vec::new(),
                Codes::Fixed(codes) => codes.iter().map(|code| coded(code, "")).collect(),
                Codes::Taken => c.taken.iter().map(|t| coded(&t.code, &t.naam)).collect(),
                Codes::Rollen => c.rollen.iter().map(|r| coded(&r.code, &r.naam)).collect(),
                Codes::Trajectsoorten => {
                    c.trajectsoorten.iter().map(|s| coded(&s.code, &s.naam)).collect()
                }
                Codes::Kenmerken(op) => on(Some(op)),
                Codes::AlleKenmerken => on(None),
                Codes::Verzekeringstypen => {
                    c.verzekeringstypen.iter().map(|s| coded(&s.code, &s.naam)).collect()
                }
                Codes::Locatietypen => {
                    c.locatietypen.iter().map(|s| coded(&s.code, &s.naam)).collect()
                }
                Codes::Events => {
                    EventType::ALL.iter().map(|event| coded(event.name(), event.label())).collect()
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_take_codes_exist() {
        let known: BTreeSet<&str> = vocabulary().map(|entry| entry.name).collect();
        for (word, ..) in ARGUMENTS {
            assert!(known.contains(word), "`{word}` is no word (any more)");
        }
    }

    #[test]
    fn an_event_is_offered_by_the_words_of_consultants_first_and_once() {
        let events = events();
        let label = "Ziekmelding / Start van nieuw traject";
        assert_eq!(events.iter().filter(|event| event.code == label).count(), 1);
        let place = |code: &str| events.iter().position(|event| event.code == code).unwrap();
        assert!(place(label) < place("verzuim.ziekmelding"));
    }
}
