//! Facts of every event, of the werkgever and of the werknemer.

use host_domain::KenmerkOp;

use crate::{
    value::{Type, Value},
    vocabulary::{
        Codes, Fact, Subject,
        facts::{Told, coded, optional, personal, required},
    },
};

pub(super) const FACTS: &[Fact] = &[
    coded(
        Codes::Events,
        required(
            "gebeurtenis.type",
            Type::Text,
            Subject::Event,
            Told(
                "soort gebeurtenis",
                "naam van de gebeurtenis, zoals `verzuim.ziekmelding`",
                r#"gebeurtenis.type == "verzuim.ziekmelding""#,
            ),
            |f| Value::text(f.case.event.kind.event_type().name()),
        ),
    ),
    coded(
        Codes::Fixed(&["koppeling", "regel", "persoon", "systeem"]),
        required(
            "gebeurtenis.bron",
            Type::Text,
            Subject::Event,
            Told(
                "bron",
                "waar de gebeurtenis vandaan komt: `koppeling`, `regel`, `persoon` of `systeem`",
                r#"gebeurtenis.bron != "regel""#,
            ),
            |f| Value::text(f.source().0),
        ),
    ),
    optional(
        "gebeurtenis.bron_naam",
        Type::Text,
        Subject::Event,
        Told(
            "naam van de bron",
            "welke koppeling, welke regel of welk account het was",
            r#"begint_met(gebeurtenis.bron_naam, "VI001/")"#,
        ),
        |f| Value::optional_text(f.source().1),
    ),
    required(
        "vandaag",
        Type::Date,
        Subject::Event,
        Told(
            "vandaag",
            "de dag waarop de gebeurtenis is vastgelegd, in Nederlandse tijd; bij een dagwissel de \
             dag waarvoor die geldt, ook als zij later is ingehaald",
            r#"vandaag >= datum("2026-07-01")"#,
        ),
        |f| Value::Date(f.vandaag()),
    ),
    required(
        "werkgever.werkgevercode",
        Type::Text,
        Subject::Werkgever,
        Told(
            "werkgevercode",
            "sleutel van de werkgever op koppelingen",
            r#"werkgever.werkgevercode == "FLSN4711""#,
        ),
        |f| Value::optional_text(f.werkgever().map(|w| w.werkgever.werkgevercode.as_str())),
    ),
    required(
        "werkgever.naam",
        Type::Text,
        Subject::Werkgever,
        Told("naam van de werkgever", "handelsnaam", r#"bevat(werkgever.naam, "Bakkerij")"#),
        |f| Value::optional_text(f.werkgever().map(|w| w.werkgever.naam.as_str())),
    ),
    required(
        "werkgever.groepen",
        Type::Texts,
        Subject::Werkgever,
        Told("werkgevergroepen", "groepen van de werkgever", r#""Felison" in werkgever.groepen"#),
        |f| f.werkgever().map_or(Value::Absent, |w| Value::Texts(&w.werkgever.werkgevergroepen)),
    ),
    coded(
        Codes::Kenmerken(KenmerkOp::Werkgever),
        required(
            "werkgever.kenmerken",
            Type::Texts,
            Subject::Werkgever,
            Told(
                "kenmerk van de werkgever",
                "kenmerken van de werkgever; `werkgever_kenmerk(\"x\")` vraagt naar één ervan",
                r#""ClaimsAutomatisch" in werkgever.kenmerken"#,
            ),
            |f| f.werkgever().map_or(Value::Absent, |w| Value::Texts(&w.werkgever.kenmerken)),
        ),
    ),
    personal(optional(
        "werknemer.geslacht",
        Type::Text,
        Subject::Werknemer,
        Told("geslacht", "M, V of O, zoals de bron het geeft", r#"werknemer.geslacht == "V""#),
        |f| {
            Value::optional_text(
                f.werknemer().and_then(|w| w.werknemer.persoon.geslacht.as_deref()),
            )
        },
    )),
    personal(optional(
        "werknemer.geboortedatum",
        Type::Date,
        Subject::Werknemer,
        Told("geboortedatum", "geboortedatum", r#"werknemer.geboortedatum < datum("1960-01-01")"#),
        |f| f.werknemer().and_then(|w| w.werknemer.persoon.geboortedatum).into(),
    )),
    coded(
        Codes::Kenmerken(KenmerkOp::Werknemer),
        // The dossier of a werkgever has trajecten without a werknemer.
        optional(
            "werknemer.kenmerken",
            Type::Texts,
            Subject::Werknemer,
            Told(
                "kenmerk van de werknemer",
                "kenmerken van de werknemer, over al zijn trajecten; `werknemer_kenmerk(\"x\")` \
                 vraagt naar één ervan. Bij een traject van de werkgever zelf onbekend",
                r#""ClaimControleren" in werknemer.kenmerken"#,
            ),
            |f| f.werknemer().map_or(Value::Absent, |w| Value::Texts(&w.werknemer.kenmerken)),
        ),
    ),
];
