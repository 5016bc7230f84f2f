//! What each event is about, and so which facts it has.

use host_domain::EventType;

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
    /// Those about an afspraak.
    Afspraak,
    /// Those about a timer.
    Herinnering,
    /// Those about a label.
    Kenmerk,
    /// Those about an insurance policy.
    Polis,
    /// Those about a machtiging.
    Machtiging,
    /// Those about the state of a link.
    Koppeling,
    /// Those about a rule that was passed over.
    Overgeslagen,
}

/// What one type of event is about.
pub(crate) struct About {
    /// Always.
    certain: &'static [Subject],
    /// Sometimes.
    possible: &'static [Subject],
}

const TRAJECT: &[Subject] = &[Subject::Traject, Subject::Werknemer, Subject::Werkgever];
const VERZUIM: &[Subject] =
    &[Subject::Verzuim, Subject::Traject, Subject::Werknemer, Subject::Werkgever];
const TAAK: &[Subject] = &[Subject::Taak, Subject::Traject, Subject::Werknemer, Subject::Werkgever];
const DOCUMENT: &[Subject] =
    &[Subject::Document, Subject::Traject, Subject::Werknemer, Subject::Werkgever];
const AFSPRAAK: &[Subject] =
    &[Subject::Afspraak, Subject::Traject, Subject::Werknemer, Subject::Werkgever];
const HERINNERING: &[Subject] =
    &[Subject::Herinnering, Subject::Traject, Subject::Werknemer, Subject::Werkgever];

impl About {
    /// Exhaustive: a new event must be thought of here.
    pub(crate) fn of(event: EventType) -> About {
        use EventType as T;
        let certain: &[Subject] = match event {
            T::Ziekmelding
            | T::GedeeltelijkHersteld
            | T::Bevestigd
            | T::Correctie
            | T::Hersteld
            | T::Ingetrokken => VERZUIM,
            T::TaakToegevoegd | T::TaakUitgevoerd => TAAK,
            T::DocumentToegevoegd | T::DocumentVerplaatst | T::SpreekuurdocumentDefinitief => {
                DOCUMENT
            }
            T::AfspraakToegevoegd | T::AfspraakGewijzigd | T::AfspraakVerwijderd => AFSPRAAK,
            T::HerinneringGezet | T::HerinneringVerlopen | T::HerinneringVerwijderd => HERINNERING,
            // Of a document that was taken out: it is elsewhere by now, its move is an event there.
            T::TrajectGestart
            | T::TrajectBeeindigd
            | T::TrajectDagwissel
            | T::DagloonVastgelegd
            | T::DocumentUitgenomen
            | T::RegelAfgegaan => TRAJECT,
            T::KenmerkToegevoegd | T::KenmerkVerwijderd => {
                let possible = &[Subject::Werknemer, Subject::Traject];
                return About { certain: &[Subject::Kenmerk, Subject::Werkgever], possible };
            }
            T::WerknemerToegevoegd
            | T::WerknemerGewijzigd
            | T::DienstverbandGestart
            | T::DienstverbandGewijzigd
            | T::DienstverbandBeeindigd => &[Subject::Werknemer, Subject::Werkgever],
            T::PolisVastgelegd => &[Subject::Polis, Subject::Werkgever],
            // Of a policy that was removed: it is gone by now.
            T::WerkgeverToegevoegd | T::WerkgeverGewijzigd | T::PolisVerwijderd => {
                &[Subject::Werkgever]
            }
            T::MachtigingVerstuurd
            | T::MachtigingOntvangen
            | T::MachtigingInBehandeling
            | T::MachtigingActiveringVerstuurd
            | T::MachtigingActief
            | T::MachtigingAfgekeurd
            | T::MachtigingGeannuleerd
            | T::MachtigingIngetrokken => &[Subject::Machtiging, Subject::Werkgever],
            T::KoppelingStoring | T::KoppelingHersteld => &[Subject::Koppeling],
            T::RegelOvergeslagen => &[Subject::Overgeslagen],
            T::BezorgingAanvaard | T::BezorgingGeweigerd => &[],
        };
        About { certain, possible: &[] }
    }
}

impl Subject {
    /// Whether events of this type can be about it.
    pub fn covers(self, event: EventType) -> bool {
        self.always_in(event) || About::of(event).possible.contains(&self)
    }

    /// Whether events of this type are always about it.
    pub fn always_in(self, event: EventType) -> bool {
        self == Subject::Event || About::of(event).certain.contains(&self)
    }

    /// For which events it has a meaning, in Dutch.
    pub(crate) fn meaningful_for(self) -> &'static str {
        match self {
            Subject::Event => "bij elke gebeurtenis",
            Subject::Werkgever => {
                "alleen bij gebeurtenissen over een werkgever, werknemer of traject"
            }
            Subject::Werknemer => "alleen bij gebeurtenissen over een werknemer of een traject",
            Subject::Traject => {
                "alleen bij gebeurtenissen over een traject: verzuim, traject, taak, document, \
                 afspraak en herinnering"
            }
            Subject::Verzuim => "alleen bij verzuimmeldingen: `verzuim.…`",
            Subject::Taak => "alleen bij `taak.toegevoegd` en `taak.uitgevoerd`",
            Subject::Document => {
                "alleen bij `document.toegevoegd`, `document.verplaatst` en \
                 `spreekuurdocument.definitief`"
            }
            Subject::Afspraak => "alleen bij gebeurtenissen over een afspraak: `afspraak.…`",
            Subject::Herinnering => {
                "alleen bij gebeurtenissen over een herinnering: `herinnering.…`"
            }
            Subject::Kenmerk => "alleen bij `kenmerk.toegevoegd` en `kenmerk.verwijderd`",
            Subject::Polis => "alleen bij `polis.vastgelegd`",
            Subject::Machtiging => "alleen bij gebeurtenissen over een machtiging: `machtiging.…`",
            Subject::Koppeling => "alleen bij `koppeling.storing` en `koppeling.hersteld`",
            Subject::Overgeslagen => "alleen bij `regel.overgeslagen`",
        }
    }
}
