//! Facts of the traject and of reports on an absence.

use host_domain::{KenmerkOp, TaakStatus, Traject};

use crate::{
    value::{Type, Value},
    vocabulary::{
        Codes, Fact, Subject, days_between,
        facts::{Told, coded, optional, personal, required},
    },
};

pub(super) const FACTS: &[Fact] = &[
    coded(
        Codes::Trajectsoorten,
        required(
            "traject.soort",
            Type::Text,
            Subject::Traject,
            Told(
                "trajectsoort",
                "code van de trajectsoort uit `catalogus.toml`",
                r#"traject.soort == "Verzuim""#,
            ),
            |f| Value::optional_text(f.traject().map(|t| t.soort.as_str())),
        ),
    ),
    required(
        "traject.begin",
        Type::Date,
        Subject::Traject,
        Told(
            "begin van het traject",
            "eerste dag; van een verzuim de eerste verzuimdag",
            r#"traject.begin >= datum("2026-01-01")"#,
        ),
        |f| f.traject().map(|t| t.begin).into(),
    ),
    required(
        "traject.duur",
        Type::Days,
        Subject::Traject,
        Told(
            "duur van het traject",
            "van de eerste dag tot vandaag: op de eerste dag zelf `0.dagen`",
            "traject.duur >= 42.weken",
        ),
        |f| f.traject().map_or(Value::Absent, |t| Value::Days(days_between(t.begin, f.vandaag()))),
    ),
    required(
        "traject.lopend",
        Type::Bool,
        Subject::Traject,
        Told(
            "lopend",
            "of het traject loopt: niet beëindigd en niet ingetrokken",
            "traject.lopend",
        ),
        |f| f.traject().map(Traject::is_lopend).into(),
    ),
    optional(
        "traject.percentage",
        Type::Amount,
        Subject::Traject,
        Told(
            "verzuimpercentage",
            "laatst gemelde verzuimpercentage van het traject",
            "traject.percentage >= 50",
        ),
        |f| f.traject().and_then(Traject::percentage).into(),
    ),
    optional(
        "traject.vangnet",
        Type::Bool,
        Subject::Traject,
        Told(
            "vangnet",
            "of het verzuim onder het vangnet van de Ziektewet valt",
            "traject.vangnet",
        ),
        |f| f.traject().and_then(|t| t.vangnet).into(),
    ),
    optional(
        "traject.oorzaak",
        Type::Text,
        Subject::Traject,
        Told(
            "oorzaak",
            "oorzaak, zoals de importconfiguratie haar vastlegt; nooit een diagnose",
            r#"traject.oorzaak == "arbeidsongeval""#,
        ),
        |f| Value::optional_text(f.traject().and_then(|t| t.oorzaak.as_deref())),
    ),
    optional(
        "traject.extern_kenmerk",
        Type::Text,
        Subject::Traject,
        Told(
            "extern kenmerk",
            "sleutel van het geval in het bronsysteem",
            "bekend(traject.extern_kenmerk)",
        ),
        |f| Value::optional_text(f.traject().and_then(|t| t.extern_kenmerk.as_deref())),
    ),
    coded(
        Codes::Kenmerken(KenmerkOp::Traject),
        required(
            "traject.kenmerken",
            Type::Texts,
            Subject::Traject,
            Told(
                "kenmerk van het traject",
                "kenmerken van het traject; `kenmerk(\"x\")` vraagt naar één ervan",
                r#""ClaimMogelijk" !in traject.kenmerken"#,
            ),
            |f| f.traject().map_or(Value::Absent, |t| Value::Texts(&t.kenmerken)),
        ),
    ),
    required(
        "traject.aantal_open_taken",
        Type::Number,
        Subject::Traject,
        Told(
            "aantal open taken",
            "hoeveel taken op het traject nog open staan",
            "traject.aantal_open_taken == 0",
        ),
        |f| f.traject().map_or(Value::Absent, |t| Value::Number(open_tasks(t))),
    ),
    personal(optional(
        "traject.dagloon",
        Type::Amount,
        Subject::Traject,
        Told(
            "dagloon",
            "het dagloon dat vandaag geldt: het laatste waarvan de ingangsdatum niet na vandaag \
             ligt; onbekend als er geen is vastgelegd",
            "traject.dagloon >= 150.00",
        ),
        |f| {
            let pay = f.traject().and_then(|t| t.dagloon_op(f.vandaag()));
            pay.map_or(Value::Absent, |pay| Value::Amount(pay.value()))
        },
    )),
    personal(optional(
        "traject.jaarloon",
        Type::Amount,
        Subject::Traject,
        Told(
            "jaarloon",
            "het dagloon dat vandaag geldt, maal 261 (Dagloonbesluit)",
            "traject.jaarloon > 50000",
        ),
        |f| {
            let pay = f.traject().and_then(|t| t.jaarloon_op(f.vandaag()));
            pay.map_or(Value::Absent, Value::Amount)
        },
    )),
    optional(
        "verzuim.percentage",
        Type::Amount,
        Subject::Verzuim,
        Told(
            "gemeld percentage",
            "het percentage in deze melding; 0 bij volledig herstel. Van een correctie: 0 als zij \
             een herstel toevoegt of verplaatst, anders het percentage op de eerste dag die zij \
             verandert",
            "verzuim.percentage < 100",
        ),
        |f| f.verzuim().percentage.into(),
    ),
    optional(
        "verzuim.vorig_percentage",
        Type::Amount,
        Subject::Verzuim,
        Told(
            "vorig percentage",
            "het percentage vóór deze melding. Van een correctie: dat van het eerdere verloop op \
             de dag die zij verandert",
            "verzuim.percentage > verzuim.vorig_percentage",
        ),
        |f| f.verzuim().before.into(),
    ),
    optional(
        "verzuim.ingangsdatum",
        Type::Date,
        Subject::Verzuim,
        Told(
            "ingangsdatum",
            "vanaf welke dag deze melding geldt. Van een correctie: de eerste dag die zij \
             verandert; onbekend als zij het verloop laat zoals het was",
            "verzuim.ingangsdatum <= vandaag - 7.dagen",
        ),
        |f| f.verzuim().from.into(),
    ),
];

fn open_tasks(traject: &Traject) -> i64 {
    let open = traject.taken.values().filter(|t| t.status == TaakStatus::Open);
    i64::try_from(open.count()).unwrap_or(i64::MAX)
}
