//! How values and conditions are written: values, comparisons, arithmetic.

use crate::vocabulary::{Entry, EntryKind};

/// A way of writing: how it looks, what it means, and a condition with it.
type Writing = (&'static str, &'static str, &'static str);

const WRITING: &[Writing] = &[
    ("\"…\"", "tekst, tussen rechte dubbele aanhalingstekens", r#"werkgever.naam == "Bakkerij""#),
    ("12.50", "getal, met een punt", "traject.percentage > 12.50"),
    ("true, false", "ja en nee", "traject.vangnet == true"),
    ("10.dagen, 6.weken", "duur; `1.dag` en `1.week` mogen ook", "traject.duur >= 6.weken"),
    ("==, !=", "gelijk, ongelijk", r#"gebeurtenis.bron != "regel""#),
    (
        "<, <=, >, >=",
        "kleiner, ten hoogste, groter, ten minste; niet met teksten",
        "traject.begin < vandaag",
    ),
    ("&&", "en", "traject.lopend && traject.duur > 10.dagen"),
    ("||", "of", "traject.vangnet || traject.percentage == 100"),
    ("!", "niet", "!traject.lopend"),
    (
        "in [ … ]",
        "een van; `!in` voor geen van",
        r#"traject.soort in ["Verzuim", "UwvDocumenten"]"#,
    ),
    ("in", "of een lijst de tekst bevat", r#""Felison" in werkgever.groepen"#),
    (
        "+",
        "optellen: getallen, een datum met een duur, twee duren; teksten worden aan elkaar geplakt",
        "vandaag >= traject.begin + 6.weken",
    ),
    (
        "-",
        "aftrekken: getallen, een duur van een datum (een datum), twee datums (een duur)",
        "vandaag - traject.begin > 41.dagen",
    ),
    ("??", "de eerste die bekend is", r#"(traject.oorzaak ?? "geen") == "geen""#),
    ("//", "commentaar, tot het einde van de regel", "traject.lopend // zolang het loopt"),
];

/// All ways of writing, in the order of the manual.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    WRITING.iter().map(|(name, doc, example)| Entry {
        name,
        kind: EntryKind::Schrijfwijze,
        signature: (*name).to_owned(),
        doc,
        example: (*example).to_owned(),
    })
}
