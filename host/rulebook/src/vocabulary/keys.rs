//! The keys of each kind of rule, in the order in which they are written.

use crate::vocabulary::{Entry, EntryKind};

/// In what a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Trigger,
    Test,
    Importconfiguratie,
    Conversiegroep,
}

/// A key: in what, its name, what its value is, what it means, and an example of its value.
struct KeySpec(Of, &'static str, &'static str, &'static str, &'static str);

const KEYS: &[KeySpec] = &[
    KeySpec(
        Of::Trigger,
        "omschrijving",
        "tekst",
        "waar de regel voor is; verplicht",
        r#""Bel na een week""#,
    ),
    KeySpec(
        Of::Trigger,
        "inschakelen",
        "true, false of \"schaduw\"",
        "`true`: de regel werkt, ook zonder deze sleutel. `false`: hij staat uit. `\"schaduw\"`: hij \
         wordt bekeken en geteld, maar wat hij wil wordt niet uitgevoerd",
        r#""schaduw""#,
    ),
    KeySpec(
        Of::Trigger,
        "gebeurtenis",
        "tekst",
        "naam of omschrijving van de gebeurtenis waarop de regel let; verplicht",
        r#""Toevoegen Agenda Afspraak""#,
    ),
    KeySpec(
        Of::Trigger,
        "eenmalig",
        "true of false",
        "`true`: ten hoogste één keer voor hetzelfde traject, ook als het na een einde weer opengaat. \
         Alleen bij gebeurtenissen over een traject",
        "true",
    ),
    KeySpec(
        Of::Trigger,
        "bulk",
        "voorwaarde",
        "bulkvoorwaarde, alleen bij de dagwissel: wordt eerst gevraagd, voor alle lopende trajecten \
         samen. Blijven er meer dan 10 000 trajecten over, dan gaat de regel die dag niet af; dat is \
         te zien als `regel.overgeslagen`",
        r#"traject.soort == "Verzuim" && traject.duur >= 42.weken"#,
    ),
    KeySpec(
        Of::Trigger,
        "als",
        "voorwaarde",
        "de voorwaarde; zonder deze sleutel altijd. Wat met `&&` aan elkaar zit, wordt een voor een \
         bekeken, tot het eerste dat niet waar is",
        "traject.lopend",
    ),
    KeySpec(
        Of::Trigger,
        "dan",
        "lijst van gevolgen",
        "wat er volgt, in deze volgorde; verplicht, ten hoogste 50",
        r#"[ nieuwe_taak("EersteContact") ]"#,
    ),
    KeySpec(
        Of::Trigger,
        "vervangt",
        "tekst",
        "eerdere naam van deze regel, als het bestand is hernoemd: `eenmalig` blijft dan gelden",
        r#""oude_naam""#,
    ),
    KeySpec(Of::Test, "naam", "tekst", "wat de test laat zien; verplicht", r#""na zes weken""#),
    KeySpec(
        Of::Test,
        "gegeven",
        "#{ feit: waarde }",
        "de feiten; wat er niet staat, is onbekend. Bij een trigger desgewenst `gebeurtenis`, anders \
         geldt de eerste van de regel; bij een importconfiguratie `bericht`; bij een conversiegroep \
         `sleutel` en `waarde`",
        r#"#{ traject: #{ soort: "Verzuim", duur: 42.dagen } }"#,
    ),
    KeySpec(
        Of::Test,
        "verwacht",
        "lijst van gevolgen, velden of een tekst",
        "wat eruit moet komen; verplicht. `[]` betekent: er volgt niets",
        "[]",
    ),
    KeySpec(
        Of::Importconfiguratie,
        "naam",
        "tekst",
        "hiernaar verwijst de importkoppeling; verplicht",
        r#""SIVI 2022 Verzuim""#,
    ),
    KeySpec(Of::Importconfiguratie, "omschrijving", "tekst", "waar zij voor is", r#""Meldingen""#),
    KeySpec(
        Of::Importconfiguratie,
        "intake",
        "tekst",
        "soort bericht; de connector bepaalt de velden; verplicht",
        r#""sivi.verzuimmelding""#,
    ),
    KeySpec(
        Of::Importconfiguratie,
        "werkgevercode",
        "uitdrukking",
        "welke werkgever; verplicht bij een werknemer",
        r#""FLSN" + bericht.IdWrkgvrArbdnst"#,
    ),
    KeySpec(
        Of::Importconfiguratie,
        "koppelsleutels",
        "lijst",
        "waaraan een werknemer wordt herkend, op volgorde: `\"Personeelsnummer\"`, \
         `\"ExternWerknemerId\"`, `\"BSN\"`",
        r#"["ExternWerknemerId", "BSN"]"#,
    ),
    KeySpec(
        Of::Importconfiguratie,
        "conversiegroep",
        "tekst",
        "de groep waarin `conversie(\"sleutel\", …)` zoekt",
        r#""SIVI Verzuim""#,
    ),
    KeySpec(
        Of::Importconfiguratie,
        "conversiegroep_facultatief",
        "tekst",
        "hetzelfde, maar de groep mag ontbreken: dan geeft elke conversie niets, zonder melding",
        r#""DigiZsm Documenten""#,
    ),
    KeySpec(
        Of::Importconfiguratie,
        "document",
        "#{ veld: uitdrukking }",
        "de velden van een document; dan zijn er geen andere",
        r#"#{ dienst: bericht.dienst }"#,
    ),
    KeySpec(
        Of::Importconfiguratie,
        "werknemer",
        "#{ veld: uitdrukking }",
        "de velden van de werknemer; verplicht als er geen `document` is",
        r#"#{ achternaam: bericht.SignNm }"#,
    ),
    KeySpec(
        Of::Importconfiguratie,
        "dienstverband",
        "#{ veld: uitdrukking }",
        "de velden van het dienstverband",
        r#"#{ begin: bericht.Dnstvbnd_Ingdat }"#,
    ),
    KeySpec(
        Of::Importconfiguratie,
        "verzuim",
        "#{ veld: uitdrukking }",
        "de velden van de verzuimmelding",
        r#"#{ percentage: bericht.PrcVrzm }"#,
    ),
    KeySpec(
        Of::Importconfiguratie,
        "vervangt",
        "tekst",
        "eerdere naam van het bestand",
        r#""oud""#,
    ),
    KeySpec(
        Of::Conversiegroep,
        "naam",
        "tekst",
        "hiernaar verwijzen regels en koppelingen; verplicht",
        r#""DigiZsm Documenten""#,
    ),
    KeySpec(
        Of::Conversiegroep,
        "selecteerbaar",
        "true of false",
        "of mensen haar bij een koppeling mogen kiezen; zonder deze sleutel `true`",
        "true",
    ),
    KeySpec(
        Of::Conversiegroep,
        "extern_systeem",
        "tekst",
        "het systeem waarvan zij de codes kent",
        r#""SIVI Verzuimstandaard""#,
    ),
    KeySpec(
        Of::Conversiegroep,
        "sleutels",
        "#{ sleutel: tabel }",
        "de tabellen; verplicht. In een tabel staat bij elke code een waarde, en bij `Other` wat er met \
         een andere code gebeurt (`false`: geen waarde). `waarde` is de code zelf; `tabel(\"x.csv\")` \
         is een tabel uit een bestand ernaast",
        r#"#{ "Landcode": #{ "NL": "Nederland", "Other": waarde } }"#,
    ),
    KeySpec(Of::Conversiegroep, "vervangt", "tekst", "eerdere naam van het bestand", r#""oud""#),
];

/// The names of the keys of one kind of rule.
pub(crate) fn names(of: Of) -> Vec<&'static str> {
    KEYS.iter().filter(|key| key.0 == of).map(|key| key.1).collect()
}

/// All keys, in the order of the manual.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    KEYS.iter().map(|KeySpec(of, name, value, doc, example)| Entry {
        name,
        kind: of.kind(),
        signature: format!("{name}: {value}"),
        doc,
        example: format!("{name}: {example}"),
    })
}

impl Of {
    fn kind(self) -> EntryKind {
        match self {
            Of::Trigger => EntryKind::Triggersleutel,
            Of::Test => EntryKind::Testsleutel,
            Of::Importconfiguratie => EntryKind::Importsleutel,
            Of::Conversiegroep => EntryKind::Conversiesleutel,
        }
    }
}
