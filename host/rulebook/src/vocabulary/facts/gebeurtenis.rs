//! Facts that only some events have: of a taak, a document, an afspraak, a timer, a label, a polis,
//! a machtiging, a link, a rule that was passed over.

use host_domain::Document;

use crate::{
    value::{Type, Value},
    vocabulary::{
        Codes, Fact, Subject,
        facts::{Told, coded, optional, required},
    },
};

pub(super) const FACTS: &[Fact] = &[
    coded(
        Codes::Taken,
        required(
            "taak.code",
            Type::Text,
            Subject::Taak,
            Told("taakcode", "code van de taak", r#"taak.code == "EersteContact""#),
            |f| Value::optional_text(f.task_code()),
        ),
    ),
    coded(
        Codes::Rollen,
        optional(
            "taak.rol",
            Type::Text,
            Subject::Taak,
            Told("rol", "rol die de taak uitvoert", r#"taak.rol == "casemanager""#),
            |f| Value::optional_text(f.taak().and_then(|taak| taak.rol.as_deref())),
        ),
    ),
    coded(
        Codes::Fixed(&DIENSTEN),
        optional(
            "document.dienst",
            Type::Text,
            Subject::Document,
            Told(
                "dienst",
                "dienst van UWV waar het document vandaan komt: `UWV-ZZ-ZW`, `UWV-ZZ-WAZO`, \
                 `UWV-ERZW-AB`, `UWV-ERZW-ID` of `UWV-FI-ZWWA`; van een document uit een andere \
                 bron onbekend",
                r#"document.dienst in ["UWV-ZZ-ZW", "UWV-ZZ-WAZO"]"#,
            ),
            |f| Value::optional_text(f.document().and_then(|d| d.dienst.as_deref())),
        ),
    ),
    optional(
        "document.kenmerk",
        Type::Text,
        Subject::Document,
        Told(
            "documentkenmerk",
            "documentkenmerk (de submap), zoals de importconfiguratie het vastlegt; \
             `documentkenmerk(\"x\")` vraagt ernaar",
            r#"document.kenmerk == "Ziektewet""#,
        ),
        |f| Value::optional_text(f.document().and_then(|d| d.kenmerk.as_deref())),
    ),
    required(
        "document.mediatype",
        Type::Text,
        Subject::Document,
        Told("mediatype", "soort bestand", r#"document.mediatype == "application/pdf""#),
        |f| Value::optional_text(f.document().map(|d| d.mediatype.as_str())),
    ),
    required(
        "document.is_pdf",
        Type::Bool,
        Subject::Document,
        Told(
            "is een pdf",
            "of het bestand een pdf is waar niets vreemds aan is",
            "document.is_pdf",
        ),
        |f| f.document().map(Document::is_pdf).into(),
    ),
    coded(
        Codes::Fixed(&["concept", "definitief"]),
        optional(
            "document.spreekuur",
            Type::Text,
            Subject::Document,
            Told(
                "stand van het spreekuurdocument",
                "van een document dat bij een spreekuur is gemaakt: `concept` of `definitief`; van \
                 elk ander document onbekend",
                r#"document.spreekuur == "definitief""#,
            ),
            |f| Value::optional_text(f.spreekuur()),
        ),
    ),
    optional(
        "afspraak.soort",
        Type::Text,
        Subject::Afspraak,
        Told(
            "soort afspraak",
            "wat voor afspraak, in de woorden van de agenda",
            r#"afspraak.soort == "Spreekuur""#,
        ),
        |f| Value::optional_text(f.afspraak().and_then(|a| a.soort.as_deref())),
    ),
    coded(
        Codes::Locatietypen,
        optional(
            "afspraak.locatietype",
            Type::Text,
            Subject::Afspraak,
            Told(
                "locatietype",
                "code van het soort locatie uit `catalogus.toml`; `locatietype(\"x\")` vraagt ernaar",
                r#"afspraak.locatietype == "Telefonisch""#,
            ),
            |f| Value::optional_text(f.afspraak().and_then(|a| a.locatietype.as_deref())),
        ),
    ),
    required(
        "afspraak.datum",
        Type::Date,
        Subject::Afspraak,
        Told(
            "datum van de afspraak",
            "de dag waarop de afspraak begint, in Nederlandse tijd",
            "afspraak.datum <= vandaag + 1.week",
        ),
        |f| f.afspraak().map(|a| a.begin.date()).into(),
    ),
    required(
        "afspraak.concept",
        Type::Bool,
        Subject::Afspraak,
        Told(
            "conceptafspraak",
            "of de afspraak een conceptafspraak is; `is_conceptafspraak()` vraagt hetzelfde",
            "!afspraak.concept",
        ),
        |f| f.afspraak().map(|a| a.concept).into(),
    ),
    optional(
        "afspraak.was_concept",
        Type::Bool,
        Subject::Afspraak,
        Told(
            "was een conceptafspraak",
            "bij een gewijzigde afspraak: of zij ervóór een conceptafspraak was; anders onbekend",
            "afspraak.was_concept && !afspraak.concept",
        ),
        |f| f.was_concept().into(),
    ),
    required(
        "herinnering.naam",
        Type::Text,
        Subject::Herinnering,
        Told(
            "naam van de herinnering",
            "de naam waaronder de herinnering is gezet",
            r#"herinnering.naam == "nabellen""#,
        ),
        |f| Value::optional_text(f.herinnering().map(|(naam, _)| naam)),
    ),
    required(
        "herinnering.op",
        Type::Date,
        Subject::Herinnering,
        Told(
            "dag van de herinnering",
            "de dag waarop de herinnering afgaat of had moeten afgaan",
            "herinnering.op < vandaag",
        ),
        |f| f.herinnering().map(|(_, op)| op).into(),
    ),
    coded(
        Codes::Fixed(&["traject", "werknemer", "werkgever"]),
        required(
            "kenmerk.op",
            Type::Text,
            Subject::Kenmerk,
            Told(
                "waarop het kenmerk staat",
                "waarop het kenmerk is gezet of weggehaald: `traject`, `werknemer` of `werkgever`",
                r#"kenmerk.op == "traject""#,
            ),
            |f| Value::optional_text(f.kenmerk().map(|(op, _)| op.name())),
        ),
    ),
    coded(
        Codes::AlleKenmerken,
        required(
            "kenmerk.code",
            Type::Text,
            Subject::Kenmerk,
            Told(
                "kenmerk",
                "code van het kenmerk dat is gezet of weggehaald",
                r#"kenmerk.code == "ClaimMogelijk""#,
            ),
            |f| Value::optional_text(f.kenmerk().map(|(_, code)| code)),
        ),
    ),
    coded(
        Codes::Verzekeringstypen,
        required(
            "polis.verzekeringstype",
            Type::Text,
            Subject::Polis,
            Told(
                "verzekeringstype",
                "code van het verzekeringstype uit `catalogus.toml`",
                r#"polis.verzekeringstype == "Stoploss""#,
            ),
            |f| Value::optional_text(f.polis().map(|p| p.verzekeringstype.as_str())),
        ),
    ),
    required(
        "polis.begin",
        Type::Date,
        Subject::Polis,
        Told("begin van de polis", "eerste dag van de polis", "polis.begin <= vandaag"),
        |f| f.polis().map(|p| p.begin).into(),
    ),
    optional(
        "polis.einde",
        Type::Date,
        Subject::Polis,
        Told(
            "einde van de polis",
            "laatste dag van de polis; onbekend als zij doorloopt",
            "bekend(polis.einde)",
        ),
        |f| f.polis().and_then(|p| p.einde).into(),
    ),
    coded(
        Codes::Fixed(&DIENSTEN),
        required(
            "machtiging.dienst",
            Type::Text,
            Subject::Machtiging,
            Told(
                "dienst",
                "dienst van UWV waarvoor de machtiging is; dezelfde codes als `document.dienst`",
                r#"machtiging.dienst == "UWV-ZZ-ZW""#,
            ),
            |f| Value::optional_text(f.machtiging().map(|m| m.dienst.code())),
        ),
    ),
    coded(
        Codes::Fixed(&STATUSSEN),
        required(
            "machtiging.status",
            Type::Text,
            Subject::Machtiging,
            Told(
                "status van de machtiging",
                "status die de machtiging nu kreeg: `verstuurd`, `ontvangen`, `in_behandeling`, \
                 `activering_verstuurd`, `actief`, `afgekeurd`, `geannuleerd` of `ingetrokken`",
                r#"machtiging.status in ["afgekeurd", "ingetrokken"]"#,
            ),
            |f| {
                let came_in = f.case.event.kind.machtiging();
                Value::optional_text(came_in.map(|(_, status, _)| status.name()))
            },
        ),
    ),
    required(
        "koppeling.naam",
        Type::Text,
        Subject::Koppeling,
        Told(
            "naam van de koppeling",
            "klantcode en naam van de koppeling, met `/` ertussen",
            r#"eindigt_op(koppeling.naam, "/uwv-documenten")"#,
        ),
        |f| Value::optional_text(f.koppeling().map(|(koppeling, _)| koppeling)),
    ),
    coded(
        Codes::Fixed(&STORINGEN),
        required(
            "koppeling.storing",
            Type::Text,
            Subject::Koppeling,
            Told(
                "soort storing",
                "`uitval` (er is iets definitief niet opgehaald of bezorgd), `gepauzeerd` (na \
                 herhaalde fouten) of `stil` (er komt langer niets dan gewoonlijk)",
                r#"koppeling.storing in ["uitval", "gepauzeerd"]"#,
            ),
            |f| Value::optional_text(f.koppeling().map(|(_, soort)| soort.name())),
        ),
    ),
    required(
        "overgeslagen.regel",
        Type::Text,
        Subject::Overgeslagen,
        Told(
            "overgeslagen regel",
            "naam van de regel die is overgeslagen: na de bulkvoorwaarden bleven er te veel \
             trajecten over",
            r#"overgeslagen.regel == "week_42""#,
        ),
        |f| Value::optional_text(f.overgeslagen().map(|(regel, _)| regel)),
    ),
    required(
        "overgeslagen.aantal",
        Type::Number,
        Subject::Overgeslagen,
        Told(
            "aantal trajecten",
            "hoeveel trajecten er na de bulkvoorwaarden over waren",
            "overgeslagen.aantal > 20000",
        ),
        |f| f.overgeslagen().map_or(Value::Absent, |(_, aantal)| Value::Number(aantal)),
    ),
];

/// Services of UWV.
const DIENSTEN: [&str; 5] =
    ["UWV-ZZ-ZW", "UWV-ZZ-WAZO", "UWV-ERZW-AB", "UWV-ERZW-ID", "UWV-FI-ZWWA"];

/// States of a machtiging.
const STATUSSEN: [&str; 8] = [
    "verstuurd",
    "ontvangen",
    "in_behandeling",
    "activering_verstuurd",
    "actief",
    "afgekeurd",
    "geannuleerd",
    "ingetrokken",
];

/// What can be wrong with a link.
const STORINGEN: [&str; 3] = ["uitval", "gepauzeerd", "stil"];

#[cfg(test)]
mod tests {
    use host_domain::{Dienst, KenmerkOp, MachtigingStatus, StoringSoort};

    use super::*;

    #[test]
    fn fixed_codes_are_those_of_the_domain() {
        assert_eq!(DIENSTEN, Dienst::ALL.map(Dienst::code));
        assert_eq!(STATUSSEN, MachtigingStatus::ALL.map(MachtigingStatus::name));
        assert_eq!(STORINGEN, StoringSoort::ALL.map(StoringSoort::name));
        let on = FACTS.iter().find(|fact| fact.path == "kenmerk.op").unwrap();
        let Codes::Fixed(codes) = on.codes else { panic!("any text") };
        assert_eq!(codes, KenmerkOp::ALL.map(KenmerkOp::name));
    }
}
