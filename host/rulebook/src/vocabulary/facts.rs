//! The list of facts.

use host_domain::{Document, TaakStatus, Traject};

use crate::{
    case::CaseFacts,
    value::{Type, Value},
    vocabulary::{Codes, Fact, Subject, days_between},
};

/// All facts, in the order of the manual.
pub const FACTS: &[Fact] = &[
    Fact {
        codes: Codes::Events,
        ..required(
            "gebeurtenis.type",
            Type::Text,
            Subject::Event,
            "soort gebeurtenis",
            "naam van de gebeurtenis, zoals `verzuim.ziekmelding`",
            |f| Value::text(f.case.event.kind.event_type().name()),
        )
    },
    Fact {
        codes: Codes::Fixed(&["koppeling", "regel", "persoon", "systeem"]),
        ..required(
            "gebeurtenis.bron",
            Type::Text,
            Subject::Event,
            "bron",
            "waar de gebeurtenis vandaan komt: `koppeling`, `regel`, `persoon` of `systeem`",
            |f| Value::text(f.source().0),
        )
    },
    optional(
        "gebeurtenis.bron_naam",
        Type::Text,
        Subject::Event,
        "naam van de bron",
        "welke koppeling, welke regel of welk account het was",
        |f| Value::optional_text(f.source().1),
    ),
    required(
        "vandaag",
        Type::Date,
        Subject::Event,
        "vandaag",
        "de dag waarop de gebeurtenis is vastgelegd, in Nederlandse tijd",
        |f| Value::Date(f.vandaag()),
    ),
    required(
        "werkgever.werkgevercode",
        Type::Text,
        Subject::Werkgever,
        "werkgevercode",
        "sleutel van de werkgever op koppelingen",
        |f| Value::optional_text(f.werkgever().map(|w| w.werkgever.werkgevercode.as_str())),
    ),
    required(
        "werkgever.naam",
        Type::Text,
        Subject::Werkgever,
        "naam van de werkgever",
        "handelsnaam",
        |f| Value::optional_text(f.werkgever().map(|w| w.werkgever.naam.as_str())),
    ),
    required(
        "werkgever.groepen",
        Type::Texts,
        Subject::Werkgever,
        "werkgevergroepen",
        "groepen van de werkgever; vraag met `\"groep\" in werkgever.groepen`",
        |f| f.werkgever().map_or(Value::Absent, |w| Value::Texts(&w.werkgever.werkgevergroepen)),
    ),
    Fact {
        personal: true,
        ..optional(
            "werknemer.geslacht",
            Type::Text,
            Subject::Werknemer,
            "geslacht",
            "M, V of O, zoals de bron het geeft",
            |f| {
                Value::optional_text(
                    f.werknemer().and_then(|w| w.werknemer.persoon.geslacht.as_deref()),
                )
            },
        )
    },
    Fact {
        personal: true,
        ..optional(
            "werknemer.geboortedatum",
            Type::Date,
            Subject::Werknemer,
            "geboortedatum",
            "geboortedatum",
            |f| f.werknemer().and_then(|w| w.werknemer.persoon.geboortedatum).into(),
        )
    },
    Fact {
        codes: Codes::Trajectsoorten,
        ..required(
            "traject.soort",
            Type::Text,
            Subject::Traject,
            "trajectsoort",
            "code van de trajectsoort, zoals `Verzuim`",
            |f| Value::optional_text(f.traject().map(|t| t.soort.as_str())),
        )
    },
    required(
        "traject.begin",
        Type::Date,
        Subject::Traject,
        "begin van het traject",
        "eerste dag; van een verzuim de eerste verzuimdag",
        |f| f.traject().map(|t| t.begin).into(),
    ),
    required(
        "traject.duur",
        Type::Days,
        Subject::Traject,
        "duur van het traject",
        "van de eerste dag tot vandaag; vergelijk met bijvoorbeeld `42.weken`",
        |f| f.traject().map_or(Value::Absent, |t| Value::Days(days_between(t.begin, f.vandaag()))),
    ),
    required(
        "traject.lopend",
        Type::Bool,
        Subject::Traject,
        "lopend",
        "of het traject loopt: niet beëindigd en niet ingetrokken",
        |f| f.traject().map(|t| t.is_lopend()).into(),
    ),
    optional(
        "traject.percentage",
        Type::Amount,
        Subject::Traject,
        "verzuimpercentage",
        "laatst gemelde verzuimpercentage van het traject",
        |f| f.traject().and_then(|t| t.percentage()).into(),
    ),
    optional(
        "traject.vangnet",
        Type::Bool,
        Subject::Traject,
        "vangnet",
        "of het verzuim onder het vangnet van de Ziektewet valt",
        |f| f.traject().and_then(|t| t.vangnet).into(),
    ),
    optional(
        "traject.oorzaak",
        Type::Text,
        Subject::Traject,
        "oorzaak",
        "oorzaak, zoals de importconfiguratie haar vastlegt; nooit een diagnose",
        |f| Value::optional_text(f.traject().and_then(|t| t.oorzaak.as_deref())),
    ),
    optional(
        "traject.extern_kenmerk",
        Type::Text,
        Subject::Traject,
        "extern kenmerk",
        "sleutel van het geval in het bronsysteem",
        |f| Value::optional_text(f.traject().and_then(|t| t.extern_kenmerk.as_deref())),
    ),
    required(
        "traject.kenmerken",
        Type::Texts,
        Subject::Traject,
        "kenmerken",
        "kenmerken van het traject; `kenmerk(\"x\")` vraagt naar één ervan",
        |f| f.traject().map_or(Value::Absent, |t| Value::Texts(&t.kenmerken)),
    ),
    required(
        "traject.aantal_open_taken",
        Type::Number,
        Subject::Traject,
        "aantal open taken",
        "hoeveel taken op het traject nog open staan",
        |f| f.traject().map_or(Value::Absent, |t| Value::Number(open_tasks(t))),
    ),
    optional(
        "verzuim.percentage",
        Type::Amount,
        Subject::Verzuim,
        "gemeld percentage",
        "het percentage in deze melding; 0 bij volledig herstel. Van een correctie: 0 als zij een \
         herstel toevoegt of verplaatst, anders het percentage op de eerste dag die zij verandert",
        |f| f.verzuim().percentage.into(),
    ),
    optional(
        "verzuim.vorig_percentage",
        Type::Amount,
        Subject::Verzuim,
        "vorig percentage",
        "het percentage vóór deze melding. Van een correctie: dat van het eerdere verloop op de \
         dag die zij verandert",
        |f| f.verzuim().before.into(),
    ),
    optional(
        "verzuim.ingangsdatum",
        Type::Date,
        Subject::Verzuim,
        "ingangsdatum",
        "vanaf welke dag deze melding geldt. Van een correctie: de eerste dag die zij verandert; \
         onbekend als zij het verloop laat zoals het was",
        |f| f.verzuim().from.into(),
    ),
    Fact {
        codes: Codes::Taken,
        ..required("taak.code", Type::Text, Subject::Taak, "taakcode", "code van de taak", |f| {
            Value::optional_text(f.task_code())
        })
    },
    optional("taak.rol", Type::Text, Subject::Taak, "rol", "rol die de taak uitvoert", |f| {
        Value::optional_text(f.taak().and_then(|taak| taak.rol.as_deref()))
    }),
    Fact {
        codes: Codes::Fixed(&DIENSTEN),
        ..optional(
            "document.dienst",
            Type::Text,
            Subject::Document,
            "dienst",
            "dienst van UWV waar het document vandaan komt, zoals `UWV-ZZ-ZW`; van een document \
             uit een andere bron onbekend",
            |f| Value::optional_text(f.document().and_then(|d| d.dienst.as_deref())),
        )
    },
    optional(
        "document.kenmerk",
        Type::Text,
        Subject::Document,
        "documentkenmerk",
        "documentkenmerk, zoals de importconfiguratie het vastlegt",
        |f| Value::optional_text(f.document().and_then(|d| d.kenmerk.as_deref())),
    ),
    required(
        "document.mediatype",
        Type::Text,
        Subject::Document,
        "mediatype",
        "soort bestand, zoals `application/pdf`",
        |f| Value::optional_text(f.document().map(|d| d.mediatype.as_str())),
    ),
    required(
        "document.is_pdf",
        Type::Bool,
        Subject::Document,
        "is een pdf",
        "of het bestand een pdf is waar niets vreemds aan is",
        |f| f.document().map(Document::is_pdf).into(),
    ),
    Fact {
        codes: Codes::Fixed(&DIENSTEN),
        ..required(
            "machtiging.dienst",
            Type::Text,
            Subject::Machtiging,
            "dienst",
            "dienst van UWV waarvoor de machtiging is, zoals `UWV-ZZ-ZW`",
            |f| Value::optional_text(f.machtiging().map(|m| m.dienst.code())),
        )
    },
    Fact {
        codes: Codes::Fixed(&STATUSSEN),
        ..required(
            "machtiging.status",
            Type::Text,
            Subject::Machtiging,
            "status van de machtiging",
            "status die de machtiging met deze gebeurtenis kreeg, zoals `actief`",
            |f| {
                let came_in = f.case.event.kind.machtiging();
                Value::optional_text(came_in.map(|(_, status, _)| status.name()))
            },
        )
    },
    required(
        "koppeling.naam",
        Type::Text,
        Subject::Koppeling,
        "naam van de koppeling",
        "klantcode en naam van de koppeling, met `/` ertussen",
        |f| Value::optional_text(f.koppeling().map(|(koppeling, _)| koppeling)),
    ),
    Fact {
        codes: Codes::Fixed(&STORINGEN),
        ..required(
            "koppeling.storing",
            Type::Text,
            Subject::Koppeling,
            "soort storing",
            "`uitval` (er is iets definitief niet opgehaald of bezorgd), `gepauzeerd` (na \
             herhaalde fouten) of `stil` (er komt langer niets dan gewoonlijk)",
            |f| Value::optional_text(f.koppeling().map(|(_, soort)| soort.name())),
        )
    },
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

type Read = for<'f, 'a> fn(&'f CaseFacts<'a>) -> Value<'a>;

const fn required(
    path: &'static str,
    kind: Type,
    about: Subject,
    label: &'static str,
    doc: &'static str,
    read: Read,
) -> Fact {
    let codes = Codes::Open;
    Fact { path, kind, optional: false, label, doc, about, codes, personal: false, read }
}

const fn optional(
    path: &'static str,
    kind: Type,
    about: Subject,
    label: &'static str,
    doc: &'static str,
    read: Read,
) -> Fact {
    Fact { optional: true, ..required(path, kind, about, label, doc, read) }
}

fn open_tasks(traject: &Traject) -> i64 {
    let open = traject.taken.values().filter(|t| t.status == TaakStatus::Open);
    i64::try_from(open.count()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use host_domain::{Dienst, MachtigingStatus, StoringSoort};

    use super::*;

    #[test]
    fn fixed_codes_are_those_of_the_domain() {
        assert_eq!(DIENSTEN, Dienst::ALL.map(Dienst::code));
        assert_eq!(STATUSSEN, MachtigingStatus::ALL.map(MachtigingStatus::name));
        assert_eq!(STORINGEN, StoringSoort::ALL.map(StoringSoort::name));
    }
}
