//! Whole rules and tests with places to fill in, in the notation of snippets.

use std::collections::BTreeSet;

use host_rulebook::{EntryKind, vocabulary};

/// A rule or test to begin with.
#[derive(Debug, Clone)]
pub(crate) struct Skeleton {
    /// The word it starts with.
    pub(crate) word: &'static str,
    /// What it is, in Dutch.
    pub(crate) doc: &'static str,
    /// Its lines.
    pub(crate) body: Vec<String>,
}

/// Word, meaning and lines; `EVENTS` stands for a choice of all events.
const SKELETONS: &[(&str, &str, &[&str])] = &[
    (
        "trigger",
        "Een trigger: als er iets gebeurt, en aan de voorwaarden is voldaan, dan volgt dit. In een \
         bestand in de map triggers/.",
        &[
            "// ${1:Waarom deze regel er is.}",
            "trigger(#{",
            "    omschrijving: \"${2:Waar de regel voor is}\",",
            "    inschakelen:  true,",
            "    gebeurtenis:  \"EVENTS\",",
            "    als: ${4:traject.soort == \"Verzuim\"},",
            "    dan: [ ${5:nieuwe_taak(\"EersteContact\")} ],",
            "});",
            "",
            "test(#{",
            "    naam: \"${6:wat deze test laat zien}\",",
            "    gegeven: #{ ${7:traject: #{ soort: \"Verzuim\" \\}} },",
            "    verwacht: [ ${5:nieuwe_taak(\"EersteContact\")} ],",
            "});",
            "$0",
        ],
    ),
    (
        "test",
        "Een test: wat er uit de regel in dit bestand moet komen als dit gegeven is.",
        &[
            "test(#{",
            "    naam: \"${1:wat deze test laat zien}\",",
            "    gegeven: #{ ${2:traject: #{ soort: \"Verzuim\" \\}} },",
            "    verwacht: [ $3 ],",
            "});",
            "$0",
        ],
    ),
    (
        "conversiegroep",
        "Een conversiegroep: tabellen die codes van een ander systeem omzetten. In een bestand in de map \
         conversiegroepen/.",
        &[
            "conversiegroep(#{",
            "    naam: \"${1:Naam van de groep}\",",
            "    selecteerbaar: true,",
            "    extern_systeem: \"${2:Ander systeem}\",",
            "    sleutels: #{",
            "        \"${3:Sleutel}\": #{ \"${4:code}\": \"${5:waarde}\", \"Other\": ${6|false,waarde|} },",
            "    },",
            "});",
            "",
            "test(#{",
            "    naam: \"${7:een bekende code}\",",
            "    gegeven: #{ sleutel: \"${3:Sleutel}\", waarde: \"${4:code}\" },",
            "    verwacht: \"${5:waarde}\",",
            "});",
            "$0",
        ],
    ),
    (
        "importconfiguratie",
        "Een importconfiguratie: hoe een binnenkomend bericht in een dossier terechtkomt. In een bestand \
         in de map importconfiguraties/.",
        &[
            "importconfiguratie(#{",
            "    naam: \"${1:Naam}\",",
            "    omschrijving: \"${2:Waar zij voor is}\",",
            "    intake: \"${3:sivi.verzuimmelding}\",",
            "    werkgevercode: ${4:bericht.Werkgever},",
            "    koppelsleutels: [\"ExternWerknemerId\", \"BSN\"],",
            "    werknemer: #{",
            "        extern_id: ${5:bericht.Werknemer},",
            "        achternaam: ${6:bericht.Achternaam},",
            "    },",
            "    verzuim: #{",
            "        eerste_dag: ${7:bericht.EersteDag},",
            "        percentage: ${8:bericht.Percentage},",
            "    },",
            "});",
            "$0",
        ],
    ),
];

/// All of them.
pub(crate) fn skeletons() -> impl Iterator<Item = Skeleton> {
    let events = choice_of_events();
    SKELETONS.iter().map(move |(word, doc, body)| Skeleton {
        word,
        doc,
        body: body.iter().map(|line| line.replace("EVENTS", &events)).collect(),
    })
}

/// A place to fill in with one of the events, by the words of consultants; the third of a trigger.
pub(super) fn choice_of_events() -> String {
    let mut seen = BTreeSet::new();
    let events = vocabulary().filter(|entry| entry.kind == EntryKind::Gebeurtenis);
    let labels = events.filter(|event| seen.insert(event.signature.clone()));
    let labels: Vec<String> = labels
        .map(|event| event.signature.replace('\\', "\\\\").replace(',', "\\,").replace('|', "\\|"))
        .collect();
    format!("${{3|{}|}}", labels.join(","))
}
