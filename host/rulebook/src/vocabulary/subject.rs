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
    /// When it happens, in Dutch; none when rules cannot react to it.
    pub(crate) doc: Option<&'static str>,
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
const WERKNEMER: &[Subject] = &[Subject::Werknemer, Subject::Werkgever];
const MACHTIGING: &[Subject] = &[Subject::Machtiging, Subject::Werkgever];

/// About these, always, and rules may react to it.
const fn always(certain: &'static [Subject], doc: &'static str) -> About {
    About { certain, possible: &[], doc: Some(doc) }
}

impl About {
    /// Exhaustive: a new event must be thought of here.
    #[allow(clippy::too_many_lines, reason = "one line for each event")]
    pub(crate) fn of(event: EventType) -> About {
        use EventType as T;
        match event {
            T::Ziekmelding => {
                always(VERZUIM, "een werknemer is ziek gemeld; dit begint het verzuim")
            }
            T::GedeeltelijkHersteld => always(
                VERZUIM,
                "het verzuimpercentage is gewijzigd, naar beneden of weer naar boven",
            ),
            T::Bevestigd => always(
                VERZUIM,
                "een melding herhaalt vanaf een latere dag het percentage dat al gold",
            ),
            T::Correctie => always(VERZUIM, "een eerdere melding is gecorrigeerd of teruggenomen"),
            T::Hersteld => always(
                VERZUIM,
                "de werknemer is volledig hersteld; het einde van het traject volgt als eigen gebeurtenis",
            ),
            T::Ingetrokken => always(VERZUIM, "de ziekmelding had er niet moeten zijn"),
            T::TrajectGestart => {
                always(TRAJECT, "een traject van een andere soort dan Verzuim begint")
            }
            T::TrajectBeeindigd => always(TRAJECT, "een traject is beëindigd"),
            T::TrajectDagwissel => always(
                TRAJECT,
                "een nieuwe dag, voor elk lopend traject één keer, op het tijdstip uit de \
                 instellingen; gemiste dagen worden ingehaald",
            ),
            T::AfspraakToegevoegd => always(AFSPRAAK, "er is een afspraak gemaakt"),
            T::AfspraakGewijzigd => always(AFSPRAAK, "een afspraak is gewijzigd"),
            T::AfspraakVerwijderd => always(
                AFSPRAAK,
                "een afspraak is verwijderd; de feiten zijn die van de afspraak zoals zij was",
            ),
            T::TaakToegevoegd => always(TAAK, "er is een taak bijgekomen"),
            T::TaakUitgevoerd => always(TAAK, "een taak is uitgevoerd"),
            T::DocumentToegevoegd => always(DOCUMENT, "een document is in een traject gezet"),
            T::DocumentVerplaatst => always(
                DOCUMENT,
                "een document is met de hand naar dit dossier verplaatst; er volgt geen tweede \
                 `document.toegevoegd`. Het voert de taak `PlaatsDocument` over dit document uit",
            ),
            // The document is elsewhere by now: its move is an event there.
            T::DocumentUitgenomen => {
                always(TRAJECT, "een document is met de hand uit dit dossier gehaald")
            }
            T::SpreekuurdocumentDefinitief => {
                always(DOCUMENT, "een document van een spreekuur is definitief gemaakt")
            }
            T::KenmerkToegevoegd => About {
                certain: &[Subject::Kenmerk, Subject::Werkgever],
                possible: WERKNEMER_OF_TRAJECT,
                doc: Some("een traject, werknemer of werkgever heeft een kenmerk gekregen"),
            },
            T::KenmerkVerwijderd => About {
                certain: &[Subject::Kenmerk, Subject::Werkgever],
                possible: WERKNEMER_OF_TRAJECT,
                doc: Some("van een traject, werknemer of werkgever is een kenmerk weggehaald"),
            },
            T::HerinneringGezet => always(
                HERINNERING,
                "er is een herinnering gezet; een met dezelfde naam is vervangen",
            ),
            T::HerinneringVerwijderd => always(HERINNERING, "een herinnering is weggehaald"),
            T::HerinneringVerlopen => {
                always(HERINNERING, "de dag van een herinnering is aangebroken")
            }
            T::DagloonVastgelegd => always(TRAJECT, "bij een traject is een dagloon vastgelegd"),
            T::WerknemerToegevoegd => always(WERKNEMER, "een werknemer is bekend geworden"),
            T::WerknemerGewijzigd => always(WERKNEMER, "gegevens van een werknemer zijn gewijzigd"),
            T::DienstverbandGestart => always(WERKNEMER, "een dienstverband is bekend geworden"),
            T::DienstverbandGewijzigd => {
                always(WERKNEMER, "gegevens van een dienstverband zijn gewijzigd")
            }
            T::DienstverbandBeeindigd => {
                always(WERKNEMER, "de laatste dag van een dienstverband is bekend geworden")
            }
            T::WerkgeverToegevoegd => {
                always(&[Subject::Werkgever], "een werkgever is bekend geworden")
            }
            T::WerkgeverGewijzigd => {
                always(&[Subject::Werkgever], "gegevens van een werkgever zijn gewijzigd")
            }
            T::PolisVastgelegd => always(
                &[Subject::Polis, Subject::Werkgever],
                "een polis van de werkgever is vastgelegd of gewijzigd",
            ),
            // The polis is gone by now.
            T::PolisVerwijderd => {
                always(&[Subject::Werkgever], "een polis van de werkgever is verwijderd")
            }
            T::MachtigingVerstuurd => always(MACHTIGING, "een machtiging is bij UWV aangevraagd"),
            T::MachtigingOntvangen => always(MACHTIGING, "UWV heeft de aanvraag ontvangen"),
            T::MachtigingInBehandeling => always(
                MACHTIGING,
                "UWV behandelt de aanvraag; een brief met de activeringscode gaat naar de werkgever",
            ),
            T::MachtigingActiveringVerstuurd => {
                always(MACHTIGING, "de activeringscode is ingevoerd en verstuurd")
            }
            T::MachtigingActief => {
                always(MACHTIGING, "de machtiging is actief: documenten worden opgehaald")
            }
            T::MachtigingAfgekeurd => always(MACHTIGING, "UWV heeft de machtiging afgekeurd"),
            T::MachtigingGeannuleerd => always(MACHTIGING, "de aanvraag is geannuleerd"),
            T::MachtigingIngetrokken => always(MACHTIGING, "een actieve machtiging is ingetrokken"),
            T::BezorgingAanvaard => always(&[], "de andere kant heeft een bezorging aangenomen"),
            T::BezorgingGeweigerd => {
                always(&[], "de andere kant weigert een bezorging, of het proberen is opgegeven")
            }
            T::KoppelingStoring => {
                always(&[Subject::Koppeling], "er is iets mis met een koppeling")
            }
            T::KoppelingHersteld => {
                always(&[Subject::Koppeling], "wat er mis was met een koppeling, is voorbij")
            }
            T::RegelOvergeslagen => always(
                &[Subject::Overgeslagen],
                "een regel is op een dag niet uitgevoerd, omdat er na de bulkvoorwaarden meer dan \
                 10 000 trajecten overbleven",
            ),
            // Remembers that a rule fired; a rule about it would be a rule about rules.
            T::RegelAfgegaan => About { certain: TRAJECT, possible: &[], doc: None },
        }
    }
}

const WERKNEMER_OF_TRAJECT: &[Subject] = &[Subject::Werknemer, Subject::Traject];

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
