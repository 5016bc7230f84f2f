//! The facts that triggers may ask about: one list, from which check, evaluation, index, trace and
//! manual all take their names.

mod facts;

use host_domain::EventType;
use jiff::civil::Date;

use crate::{
    case::CaseFacts,
    value::{Type, Value},
};

pub use facts::FACTS;

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
    /// Those about a document in a dossier.
    Document,
    /// Those about a machtiging.
    Machtiging,
    /// Those about the state of a link.
    Koppeling,
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
            T::TrajectGestart
            | T::TrajectBeeindigd
            | T::TrajectDagwissel
            | T::DagloonVastgelegd
            | T::AfspraakToegevoegd
            | T::AfspraakGewijzigd
            | T::AfspraakVerwijderd
            | T::HerinneringGezet
            | T::HerinneringVerlopen
            | T::RegelAfgegaan => {
                &[Subject::Traject, Subject::Werknemer, Subject::Werkgever]
            }
            T::TaakToegevoegd | T::TaakUitgevoerd => {
                &[Subject::Taak, Subject::Traject, Subject::Werknemer, Subject::Werkgever]
            }
            T::DocumentToegevoegd | T::DocumentVerplaatst | T::SpreekuurdocumentDefinitief => {
                &[Subject::Document, Subject::Traject, Subject::Werknemer, Subject::Werkgever]
            }
            // The document is elsewhere by now: its move is an event there.
            T::DocumentUitgenomen => &[Subject::Traject, Subject::Werknemer, Subject::Werkgever],
            T::MachtigingVerstuurd
            | T::MachtigingOntvangen
            | T::MachtigingInBehandeling
            | T::MachtigingActiveringVerstuurd
            | T::MachtigingActief
            | T::MachtigingAfgekeurd
            | T::MachtigingGeannuleerd
            | T::MachtigingIngetrokken => &[Subject::Machtiging, Subject::Werkgever],
            T::KoppelingStoring | T::KoppelingHersteld => &[Subject::Koppeling],
            T::WerknemerToegevoegd
            | T::WerknemerGewijzigd
            | T::DienstverbandGestart
            | T::DienstverbandGewijzigd
            | T::DienstverbandBeeindigd => &[Subject::Werknemer, Subject::Werkgever],
            // On a traject, a werknemer or a werkgever: only a werkgever is always there.
            T::KenmerkToegevoegd | T::KenmerkVerwijderd => &[Subject::Werkgever],
            T::WerkgeverToegevoegd
            | T::WerkgeverGewijzigd
            | T::PolisVastgelegd
            | T::PolisVerwijderd => &[Subject::Werkgever],
            T::BezorgingAanvaard | T::BezorgingGeweigerd | T::RegelOvergeslagen => &[],
        };
        self == Subject::Event || narrowest.contains(&self)
    }
}

/// Days from one day to another; negative when the other is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    // Both are within jiff's calendar, of which the length in days fits by far.
    to.duration_since(from).as_hours() / 24
}
