//! The reference manual, from the vocabulary.

use std::fmt::Write as _;

use host_domain::{
    DienstverbandOpgave, DocumentOpgave, FieldKind, FieldSpec, Mailsjabloon, VerzuimMelding,
    WerknemerOpgave,
};

use crate::vocabulary::{Entry, EntryKind, vocabulary};

/// What stands above it all.
const HEAD: &str = "\
# Naslag: alles wat een regel kan zeggen

Dit bestand is gemaakt uit de woordenlijst van het programma zelf; een test houdt het gelijk. Hoe u een
regel maakt, probeert en in gebruik neemt, staat in [README.md](README.md).

";

/// The kinds of entries, each with its heading and what to know about all of them.
const PARTS: &[(EntryKind, &str, &str)] = &[
    (EntryKind::Triggersleutel, "Sleutels van een trigger", ""),
    (
        EntryKind::Gebeurtenis,
        "Gebeurtenissen",
        "In `gebeurtenis` mag de omschrijving of de naam staan. Een omschrijving die bij meer namen \
         staat, geldt voor al die gebeurtenissen.",
    ),
    (
        EntryKind::Schrijfwijze,
        "Schrijfwijze",
        "Alleen waarden van dezelfde soort zijn te vergelijken: `traject.duur >= 42` is een fout, \
         `traject.duur >= 42.dagen` is goed.",
    ),
    (
        EntryKind::Feit,
        "Feiten",
        "Een `?` achter de soort betekent: kan onbekend zijn. Een voorwaarde over iets dat niet bekend \
         is, heeft het antwoord *onbekend*: nooit een ja, ook niet met `!` ervoor, en nooit een fout. \
         Feiten die als persoonsgegeven gelden, tonen in de uitleg geen waarde.",
    ),
    (
        EntryKind::Woord,
        "Woorden",
        "`AANNAME` betekent: de bron laat dit open, en zo is het hier opgevat. `S1` zijn de release \
         notes waarin deze voorwaarden voor het eerst stonden.",
    ),
    (
        EntryKind::Gevolg,
        "Gevolgen",
        "Codes, rollen en sjablonen staan in `catalogus.toml`. Wat een gevolg nodig heeft en er niet is \
         (een traject, een werknemer), wordt bij het controleren gemeld.",
    ),
    (EntryKind::Testsleutel, "Sleutels van een test", TESTS),
    (EntryKind::Importsleutel, "Sleutels van een importconfiguratie", ""),
    (EntryKind::Conversiesleutel, "Sleutels van een conversiegroep", ""),
];

const TESTS: &str = "\
Feiten staan in `gegeven` zoals een regel ze noemt: `traject: #{ soort: \"Verzuim\" }`. Uit \
`traject.begin` en `vandaag` volgt `traject.duur`, uit `traject.dagloon` volgt `traject.jaarloon`. Polissen \
staan er als lijst: `polissen: [ #{ verzekeringstype: \"Stoploss\", begin: datum(\"2026-01-01\"), einde: \
datum(\"2026-12-31\"), ingesloten: true, loonsom: 100000, maximumloonsom: 60000, totaal_loon_zieken: 120000 } \
]`, samen met `vandaag`. Alleen `verzekeringstype` en `begin` zijn verplicht; zonder `ingesloten` sluit de \
polis de werknemer in. Zonder `polissen` is over verzekeringen niets bekend; `polissen: []` betekent dat er \
geen zijn.";

/// The reference manual for consultants: all that rules may say, in Dutch, as Markdown.
pub fn manual() -> String {
    let mut text = HEAD.to_owned();
    let entries: Vec<Entry> = vocabulary().collect();
    for (kind, heading, about) in PARTS {
        let _ = writeln!(text, "## {heading}\n");
        if !about.is_empty() {
            let _ = writeln!(text, "{about}\n");
        }
        let part = entries.iter().filter(|entry| entry.kind == *kind);
        match kind {
            EntryKind::Feit => facts(part, &mut text),
            EntryKind::Gebeurtenis => table(
                "| Omschrijving | Naam | Wanneer |",
                part.map(|e| [e.signature.clone(), code(e.name), e.doc.to_owned()]),
                &mut text,
            ),
            EntryKind::Schrijfwijze => table(
                "| Schrijfwijze | Betekenis | Voorbeeld |",
                part.map(|e| [code(e.name), e.doc.to_owned(), code(&e.example)]),
                &mut text,
            ),
            EntryKind::Woord | EntryKind::Gevolg => part.for_each(|entry| told(entry, &mut text)),
            _ => table(
                "| Sleutel | Betekenis | Voorbeeld |",
                part.map(|e| [code(e.name), e.doc.to_owned(), code(&e.example)]),
                &mut text,
            ),
        }
    }
    fields(&mut text);
    placeholders(&mut text);
    text.trim_end().to_owned() + "\n"
}

/// Facts, a table for each group.
fn facts<'e>(entries: impl Iterator<Item = &'e Entry>, text: &mut String) {
    let entries: Vec<&Entry> = entries.collect();
    let group = |entry: &Entry| entry.name.split('.').next().unwrap_or_default().to_owned();
    for chunk in entries.chunk_by(|a, b| group(a) == group(b)) {
        let rows = chunk.iter().map(|entry| {
            let kind = entry.signature.rsplit_once(": ").map_or("", |(_, kind)| kind);
            [code(entry.name), kind.to_owned(), entry.doc.to_owned(), code(&entry.example)]
        });
        table("| Feit | Soort | Betekenis | Voorbeeld |", rows, text);
    }
}

/// A word or effect with its explanation and example.
fn told(entry: &Entry, text: &mut String) {
    let _ = writeln!(text, "**`{}`**\n", entry.signature);
    let _ = writeln!(text, "{}.\n", sentence(entry.doc));
    let _ = writeln!(text, "```rhai\n{}\n```\n", entry.example);
}

fn sentence(doc: &str) -> String {
    let mut chars = doc.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The fields that an importconfiguratie fills.
fn fields(text: &mut String) {
    let _ = writeln!(
        text,
        "## Velden van een importconfiguratie\n\nEen veld dat de importconfiguratie niet invult, blijft in \
         het dossier zoals het was.\n"
    );
    let lists: [(&str, &[FieldSpec]); 4] = [
        ("werknemer", WerknemerOpgave::FIELDS),
        ("dienstverband", DienstverbandOpgave::FIELDS),
        ("verzuim", VerzuimMelding::FIELDS),
        ("document", DocumentOpgave::FIELDS),
    ];
    for (part, specs) in lists {
        let rows = specs.iter().map(|field| {
            let needed = if field.required { "verplicht" } else { "" };
            [code(field.name), kind(field.kind).to_owned(), needed.to_owned(), field.doc.to_owned()]
        });
        table(&format!("| Veld van `{part}` | Soort | | Betekenis |"), rows, text);
    }
}

fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "tekst",
        FieldKind::Date => "datum",
        FieldKind::Percentage => "percentage",
        FieldKind::Number => "geheel getal",
        FieldKind::Flag => "ja/nee",
    }
}

/// The placeholders of a template of e-mail.
fn placeholders(text: &mut String) {
    let _ = writeln!(
        text,
        "## Velden van een mailsjabloon\n\nEen veld zonder waarde wordt `-`. Namen en burgerservicenummers \
         van werknemers zijn er niet bij: e-mail is onderweg leesbaar.\n"
    );
    let rows = Mailsjabloon::VELDEN
        .iter()
        .map(|(name, doc)| [code(&format!("{{{name}}}")), (*doc).to_owned()]);
    table("| Veld | Betekenis |", rows, text);
}

fn table<const N: usize>(head: &str, rows: impl Iterator<Item = [String; N]>, text: &mut String) {
    let _ = writeln!(text, "{head}\n|{}", "---|".repeat(N));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text.push('\n');
}

fn code(text: &str) -> String {
    format!("`{text}`")
}
