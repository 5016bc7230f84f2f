//! The facts that triggers may ask about: one list, from which check, evaluation, index, trace and
//! manual all take their names.

use host_domain::{EventType, TaakStatus, Traject};
use jiff::civil::Date;

use crate::{
    case::CaseFacts,
    value::{Type, Value},
};

/// Place of a fact in [`FACTS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FactId(pub(crate) usize);

/// Something that a trigger may ask about.
pub struct Fact {
    /// How rules name it.
    pub path: &'static str,
    /// Type of its value.
    pub kind: Type,
    /// Whether it may be unknown although it is about the event.
    pub optional: bool,
    /// Short name for people.
    pub label: &'static str,
    /// What it means, in Dutch.
    pub doc: &'static str,
    /// For which events it has a meaning.
    pub about: Subject,
    /// Which texts it may be compared with.
    pub codes: Codes,
    /// Personal data: never shown in a trace.
    pub personal: bool,
    pub(crate) read: for<'f, 'a> fn(&'f CaseFacts<'a>) -> Value<'a>,
}

/// For which events a fact has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// All.
    Event,
    /// Those about a werkgever, its werknemers or their trajecten.
    Werkgever,
    /// Those about a werknemer or a traject.
    Werknemer,
    /// Those about a traject.
    Traject,
    /// Those about an absence.
    Verzuim,
    /// Those about a taak.
    Taak,
}

/// The texts that a fact may be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    /// Any text.
    Open,
    /// Kinds of case in the catalogue.
    Trajectsoorten,
    /// Kinds of task in the catalogue.
    Taken,
    /// Names of events.
    Events,
    /// These only.
    Fixed(&'static [&'static str]),
}

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
];

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

/// The fact at a place that [`find`] gave.
#[allow(clippy::indexing_slicing, reason = "ids come from `find` only, and the list is fixed")]
pub(crate) fn fact(id: FactId) -> &'static Fact {
    &FACTS[id.0]
}

/// The fact with this path.
pub(crate) fn find(path: &str) -> Option<FactId> {
    FACTS.iter().position(|fact| fact.path == path).map(FactId)
}

impl Subject {
    /// Whether events of this type are about it. Exhaustive: a new event must be thought of here.
    pub fn covers(self, event: EventType) -> bool {
        use EventType as T;
        let narrowest: &[Subject] = match event {
            T::Ziekmelding
            | T::GedeeltelijkHersteld
            | T::Bevestigd
            | T::Correctie
            | T::Hersteld
            | T::Ingetrokken => {
                &[Subject::Verzuim, Subject::Traject, Subject::Werknemer, Subject::Werkgever]
            }
            T::TrajectGestart | T::TrajectBeeindigd => {
                &[Subject::Traject, Subject::Werknemer, Subject::Werkgever]
            }
            T::TaakToegevoegd | T::TaakUitgevoerd => {
                &[Subject::Taak, Subject::Traject, Subject::Werknemer, Subject::Werkgever]
            }
            T::WerknemerToegevoegd
            | T::WerknemerGewijzigd
            | T::DienstverbandGestart
            | T::DienstverbandGewijzigd
            | T::DienstverbandBeeindigd => &[Subject::Werknemer, Subject::Werkgever],
            T::WerkgeverToegevoegd | T::WerkgeverGewijzigd => &[Subject::Werkgever],
            T::BezorgingAanvaard | T::BezorgingGeweigerd => &[],
        };
        self == Subject::Event || narrowest.contains(&self)
    }
}

/// Days from one day to another; negative when the other is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    // Both are within jiff's calendar, of which the length in days fits by far.
    to.duration_since(from).as_hours() / 24
}

fn open_tasks(traject: &Traject) -> i64 {
    let open = traject.taken.values().filter(|t| t.status == TaakStatus::Open);
    i64::try_from(open.count()).unwrap_or(i64::MAX)
}
