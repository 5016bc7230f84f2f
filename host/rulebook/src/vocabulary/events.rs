//! When each event happens that rules may react to.

use host_domain::EventType;

use crate::vocabulary::{Entry, EntryKind};

/// The events that rules may react to, with when they happen, in Dutch.
const EVENTS: &[(EventType, &str)] = &[
    (EventType::Ziekmelding, "een werknemer is ziek gemeld; dit begint het verzuim"),
    (
        EventType::GedeeltelijkHersteld,
        "het verzuimpercentage is gewijzigd, naar beneden of weer naar boven",
    ),
    (EventType::Bevestigd, "een melding herhaalt vanaf een latere dag het percentage dat al gold"),
    (EventType::Correctie, "een eerdere melding is gecorrigeerd of teruggenomen"),
    (
        EventType::Hersteld,
        "de werknemer is volledig hersteld; het einde van het traject volgt als eigen gebeurtenis",
    ),
    (EventType::Ingetrokken, "de ziekmelding had er niet moeten zijn"),
    (EventType::TrajectGestart, "een traject van een andere soort dan Verzuim begint"),
    (EventType::TrajectBeeindigd, "een traject is beëindigd"),
    (
        EventType::TrajectDagwissel,
        "een nieuwe dag, voor elk lopend traject één keer, op het tijdstip uit de \
                 instellingen; gemiste dagen worden ingehaald",
    ),
    (EventType::AfspraakToegevoegd, "er is een afspraak gemaakt"),
    (EventType::AfspraakGewijzigd, "een afspraak is gewijzigd"),
    (
        EventType::AfspraakVerwijderd,
        "een afspraak is verwijderd; de feiten zijn die van de afspraak zoals zij was",
    ),
    (EventType::TaakToegevoegd, "er is een taak bijgekomen"),
    (EventType::TaakUitgevoerd, "een taak is uitgevoerd"),
    (EventType::DocumentToegevoegd, "een document is in een traject gezet"),
    (
        EventType::DocumentVerplaatst,
        "een document is met de hand naar dit dossier verplaatst; er volgt geen tweede \
                 `document.toegevoegd`. Het voert de taak `PlaatsDocument` over dit document uit",
    ),
    (EventType::DocumentUitgenomen, "een document is met de hand uit dit dossier gehaald"),
    (
        EventType::SpreekuurdocumentDefinitief,
        "een document van een spreekuur is definitief gemaakt",
    ),
    (
        EventType::KenmerkToegevoegd,
        "een traject, werknemer of werkgever heeft een kenmerk gekregen",
    ),
    (
        EventType::KenmerkVerwijderd,
        "van een traject, werknemer of werkgever is een kenmerk weggehaald",
    ),
    (
        EventType::HerinneringGezet,
        "er is een herinnering gezet; een met dezelfde naam is vervangen",
    ),
    (EventType::HerinneringVerwijderd, "een herinnering is weggehaald"),
    (EventType::HerinneringVerlopen, "de dag van een herinnering is aangebroken"),
    (EventType::DagloonVastgelegd, "bij een traject is een dagloon vastgelegd"),
    (EventType::WerknemerToegevoegd, "een werknemer is bekend geworden"),
    (EventType::WerknemerGewijzigd, "gegevens van een werknemer zijn gewijzigd"),
    (EventType::DienstverbandGestart, "een dienstverband is bekend geworden"),
    (EventType::DienstverbandGewijzigd, "gegevens van een dienstverband zijn gewijzigd"),
    (EventType::DienstverbandBeeindigd, "de laatste dag van een dienstverband is bekend geworden"),
    (EventType::WerkgeverToegevoegd, "een werkgever is bekend geworden"),
    (EventType::WerkgeverGewijzigd, "gegevens van een werkgever zijn gewijzigd"),
    (EventType::PolisVastgelegd, "een polis van de werkgever is vastgelegd of gewijzigd"),
    (EventType::PolisVerwijderd, "een polis van de werkgever is verwijderd"),
    (EventType::MachtigingVerstuurd, "een machtiging is bij UWV aangevraagd"),
    (EventType::MachtigingOntvangen, "UWV heeft de aanvraag ontvangen"),
    (
        EventType::MachtigingInBehandeling,
        "UWV behandelt de aanvraag; een brief met de activeringscode gaat naar de werkgever",
    ),
    (EventType::MachtigingActiveringVerstuurd, "de activeringscode is ingevoerd en verstuurd"),
    (EventType::MachtigingActief, "de machtiging is actief: documenten worden opgehaald"),
    (EventType::MachtigingAfgekeurd, "UWV heeft de machtiging afgekeurd"),
    (EventType::MachtigingGeannuleerd, "de aanvraag is geannuleerd"),
    (EventType::MachtigingIngetrokken, "een actieve machtiging is ingetrokken"),
    (EventType::BezorgingAanvaard, "de andere kant heeft een bezorging aangenomen"),
    (
        EventType::BezorgingGeweigerd,
        "de andere kant weigert een bezorging, of het proberen is opgegeven",
    ),
    (EventType::KoppelingStoring, "er is iets mis met een koppeling"),
    (EventType::KoppelingHersteld, "wat er mis was met een koppeling, is voorbij"),
    (
        EventType::RegelOvergeslagen,
        "een regel is op een dag niet uitgevoerd, omdat er na de bulkvoorwaarden meer dan \
                 10 000 trajecten overbleven",
    ),
];

/// Events that are there to be remembered only: a rule about them would be a rule about rules.
const REMEMBERED: [EventType; 1] = [EventType::RegelAfgegaan];

/// Whether rules may react to events of this type.
pub(crate) fn is_for_rules(event: EventType) -> bool {
    !REMEMBERED.contains(&event)
}

/// The events, in the order of the domain.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    let for_rules = EventType::ALL.iter().filter(|event| is_for_rules(**event));
    for_rules.map(|event| {
        let told = EVENTS.iter().find(|(known, _)| known == event);
        Entry {
            name: event.name(),
            kind: EntryKind::Gebeurtenis,
            signature: event.label().to_owned(),
            doc: told.map_or("", |(_, doc)| doc),
            example: format!("gebeurtenis: \"{}\"", event.label()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_told_of_once_or_is_not_for_rules() {
        for event in EventType::ALL {
            let told = EVENTS.iter().filter(|(known, _)| known == event).count();
            assert_eq!(told, usize::from(is_for_rules(*event)), "{event}");
        }
    }
}
