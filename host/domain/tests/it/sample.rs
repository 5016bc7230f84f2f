//! One event of every type, with every field filled.

mod parts;

use host_domain::{
    About, DeliveryId, Dienst, DienstverbandId, Document, DossierId, Event, EventId, EventKind,
    EventType, KenmerkOp, Loonheffingennummer, Machtiging, MachtigingId, MachtigingStatus,
    Percentage, Source, Spreekuur, StoringSoort, TrajectId, WerkgeverId, WerknemerId,
};
use jiff::civil::date;

use self::parts::{
    afspraak, bedrag, dienstverband, document, namen, persoon, polis, stap, taak, traject,
};

fn correctie() -> EventKind {
    EventKind::Correctie {
        begin: date(2026, 3, 1),
        verloop: vec![stap(date(2026, 3, 1), "100"), stap(date(2026, 3, 9), "50")],
        beeindigd_op: Some(date(2026, 3, 16)),
        hersteld_gemeld_per: Some(date(2026, 3, 18)),
        vangnet: Some(false),
        oorzaak: Some("10".to_owned()),
        dienstverband: Some(DienstverbandId::from_bits(0xD2)),
        vorige_begin: date(2026, 3, 2),
        vorig_verloop: vec![stap(date(2026, 3, 2), "100")],
        vorige_beeindigd_op: Some(date(2026, 3, 13)),
        volgnummer: Some(3),
    }
}

/// One event of each type, with every field filled.
pub(crate) fn kind(of: EventType) -> EventKind {
    match of {
        EventType::Ziekmelding
        | EventType::GedeeltelijkHersteld
        | EventType::Bevestigd
        | EventType::Correctie
        | EventType::Hersteld
        | EventType::Ingetrokken
        | EventType::TrajectGestart
        | EventType::TrajectBeeindigd => of_case(of),
        EventType::TaakToegevoegd => EventKind::TaakToegevoegd { taak: taak() },
        EventType::TaakUitgevoerd => {
            EventKind::TaakUitgevoerd { taak: taak().id, code: taak().code }
        }
        EventType::WerknemerToegevoegd
        | EventType::WerknemerGewijzigd
        | EventType::DienstverbandGestart
        | EventType::DienstverbandGewijzigd
        | EventType::DienstverbandBeeindigd
        | EventType::WerkgeverToegevoegd
        | EventType::WerkgeverGewijzigd => of_dossier(of),
        EventType::DocumentToegevoegd
        | EventType::DocumentVerplaatst
        | EventType::DocumentUitgenomen
        | EventType::SpreekuurdocumentDefinitief => of_document(of),
        EventType::TrajectDagwissel
        | EventType::DagloonVastgelegd
        | EventType::HerinneringGezet
        | EventType::HerinneringVerlopen
        | EventType::HerinneringVerwijderd
        | EventType::RegelAfgegaan
        | EventType::RegelOvergeslagen => of_time(of),
        EventType::AfspraakToegevoegd
        | EventType::AfspraakGewijzigd
        | EventType::AfspraakVerwijderd
        | EventType::KenmerkToegevoegd
        | EventType::KenmerkVerwijderd
        | EventType::PolisVastgelegd
        | EventType::PolisVerwijderd => of_hand(of),
        EventType::MachtigingVerstuurd
        | EventType::MachtigingOntvangen
        | EventType::MachtigingInBehandeling
        | EventType::MachtigingActiveringVerstuurd
        | EventType::MachtigingActief
        | EventType::MachtigingAfgekeurd
        | EventType::MachtigingGeannuleerd
        | EventType::MachtigingIngetrokken => of_machtiging(of),
        EventType::BezorgingAanvaard
        | EventType::BezorgingGeweigerd
        | EventType::KoppelingStoring
        | EventType::KoppelingHersteld => of_koppeling(of),
    }
}

fn of_case(of: EventType) -> EventKind {
    let volgnummer = Some(3);
    let (op, vorig_percentage) = (date(2026, 3, 16), Percentage::parse("50").unwrap());
    match of {
        EventType::Ziekmelding => EventKind::Ziekmelding { traject: traject("Verzuim") },
        EventType::GedeeltelijkHersteld => EventKind::GedeeltelijkHersteld {
            ingangsdatum: date(2026, 3, 9),
            percentage: Percentage::parse("33.33").unwrap(),
            vorig_percentage: Percentage::FULL,
            volgnummer,
        },
        EventType::Bevestigd => EventKind::Bevestigd {
            ingangsdatum: date(2026, 3, 9),
            percentage: Percentage::parse("33.33").unwrap(),
            volgnummer,
        },
        EventType::Correctie => correctie(),
        EventType::Hersteld => {
            let gemeld_per = Some(date(2026, 3, 18));
            EventKind::Hersteld { op, gemeld_per, vorig_percentage, volgnummer }
        }
        EventType::Ingetrokken => EventKind::Ingetrokken { volgnummer },
        EventType::TrajectGestart => EventKind::TrajectGestart { traject: traject("ZwErd") },
        EventType::TrajectBeeindigd => EventKind::TrajectBeeindigd { op },
        other => panic!("{other} is not of a case"),
    }
}

fn of_dossier(of: EventType) -> EventKind {
    let lhn = || [Loonheffingennummer::parse("123456789L01").unwrap()].into();
    let (dienstverband, persoon) = (dienstverband(), persoon());
    let naam = "Bakkerij Voorbeeld".to_owned();
    match of {
        EventType::WerknemerToegevoegd => EventKind::WerknemerToegevoegd { persoon },
        EventType::WerknemerGewijzigd => EventKind::WerknemerGewijzigd { persoon },
        EventType::DienstverbandGestart => EventKind::DienstverbandGestart { dienstverband },
        EventType::DienstverbandGewijzigd => EventKind::DienstverbandGewijzigd { dienstverband },
        EventType::DienstverbandBeeindigd => {
            let (dienstverband, einde) = (dienstverband.id, date(2026, 12, 31));
            EventKind::DienstverbandBeeindigd { dienstverband, einde }
        }
        EventType::WerkgeverToegevoegd => EventKind::WerkgeverToegevoegd {
            werkgevercode: "FLSN001".to_owned(),
            naam,
            loonheffingennummers: lhn(),
            werkgevergroepen: namen("verzuimdesk"),
        },
        EventType::WerkgeverGewijzigd => EventKind::WerkgeverGewijzigd {
            naam,
            loonheffingennummers: lhn(),
            werkgevergroepen: namen("verzuimdesk"),
        },
        other => panic!("{other} is not of the data of a dossier"),
    }
}

fn of_document(of: EventType) -> EventKind {
    match of {
        EventType::DocumentToegevoegd => EventKind::DocumentToegevoegd { document: document() },
        EventType::DocumentVerplaatst => {
            let van = DossierId::Werkgever(WerkgeverId::from_bits(0x10));
            EventKind::DocumentVerplaatst { document: document(), van }
        }
        EventType::DocumentUitgenomen => {
            let naar = DossierId::Werknemer(WerknemerId::from_bits(0x20));
            EventKind::DocumentUitgenomen { document: document().id, naar }
        }
        EventType::SpreekuurdocumentDefinitief => {
            let spreekuur = Some(Spreekuur::Definitief);
            let document = Document { spreekuur, ..document() };
            EventKind::SpreekuurdocumentDefinitief { document }
        }
        other => panic!("{other} is not of a document"),
    }
}

fn of_time(of: EventType) -> EventKind {
    let (naam, op, dag) = ("evaluatie".to_owned(), date(2026, 4, 13), date(2026, 4, 14));
    let regel = "evalueer".to_owned();
    match of {
        EventType::TrajectDagwissel => {
            EventKind::TrajectDagwissel { dag, niet_voor: namen("veel") }
        }
        EventType::DagloonVastgelegd => EventKind::DagloonVastgelegd {
            ingangsdatum: date(2026, 3, 1),
            bedrag: bedrag("201.04"),
        },
        EventType::HerinneringGezet => EventKind::HerinneringGezet { naam, op, regel: Some(regel) },
        EventType::HerinneringVerlopen => EventKind::HerinneringVerlopen { naam, op },
        EventType::HerinneringVerwijderd => EventKind::HerinneringVerwijderd { naam, op },
        EventType::RegelAfgegaan => EventKind::RegelAfgegaan { regel },
        EventType::RegelOvergeslagen => {
            EventKind::RegelOvergeslagen { regel, dag, aantal: 10_001, grens: 10_000 }
        }
        other => panic!("{other} is not of time"),
    }
}

fn of_hand(of: EventType) -> EventKind {
    let (afspraak, polis) = (afspraak(), polis());
    let (op, kenmerk) = (KenmerkOp::Traject, "langdurig".to_owned());
    match of {
        EventType::AfspraakToegevoegd => EventKind::AfspraakToegevoegd { afspraak },
        EventType::AfspraakGewijzigd => {
            EventKind::AfspraakGewijzigd { afspraak, was_concept: true }
        }
        EventType::AfspraakVerwijderd => EventKind::AfspraakVerwijderd { afspraak },
        EventType::KenmerkToegevoegd => EventKind::KenmerkToegevoegd { op, kenmerk },
        EventType::KenmerkVerwijderd => EventKind::KenmerkVerwijderd { op, kenmerk },
        EventType::PolisVastgelegd => EventKind::PolisVastgelegd { polis },
        EventType::PolisVerwijderd => EventKind::PolisVerwijderd { polis: polis.id },
        other => panic!("{other} is not done by hand"),
    }
}

fn of_machtiging(of: EventType) -> EventKind {
    let machtiging = MachtigingId::from_bits(0x3A);
    let reden = Some("volgens de brief van 9 maart".to_owned());
    match of {
        EventType::MachtigingVerstuurd => EventKind::MachtigingVerstuurd {
            machtiging: Machtiging {
                id: machtiging,
                loonheffingennummer: Loonheffingennummer::parse("123456789L01").unwrap(),
                dienst: Dienst::Ziektewet,
                status: MachtigingStatus::Verstuurd,
                historie: Vec::new(),
            },
        },
        EventType::MachtigingOntvangen => EventKind::MachtigingOntvangen { machtiging, reden },
        EventType::MachtigingInBehandeling => {
            EventKind::MachtigingInBehandeling { machtiging, reden }
        }
        EventType::MachtigingActiveringVerstuurd => {
            EventKind::MachtigingActiveringVerstuurd { machtiging, reden }
        }
        EventType::MachtigingActief => EventKind::MachtigingActief { machtiging, reden },
        EventType::MachtigingAfgekeurd => EventKind::MachtigingAfgekeurd { machtiging, reden },
        EventType::MachtigingGeannuleerd => EventKind::MachtigingGeannuleerd { machtiging, reden },
        EventType::MachtigingIngetrokken => EventKind::MachtigingIngetrokken { machtiging, reden },
        other => panic!("{other} is not of a machtiging"),
    }
}

fn of_koppeling(of: EventType) -> EventKind {
    let (bezorging, koppeling) = (DeliveryId::from_bits(0xB2), "UWV".to_owned());
    match of {
        EventType::BezorgingAanvaard => {
            let ontvangstbewijs = "kenmerk 4711".to_owned();
            EventKind::BezorgingAanvaard { bezorging, koppeling, ontvangstbewijs }
        }
        EventType::BezorgingGeweigerd => {
            let reden = "onbekend aansluitnummer".to_owned();
            EventKind::BezorgingGeweigerd { bezorging, koppeling, reden }
        }
        EventType::KoppelingStoring => {
            let reden = "UWV antwoordt al 4 uur niet".to_owned();
            EventKind::KoppelingStoring { koppeling, soort: StoringSoort::Uitval, reden }
        }
        EventType::KoppelingHersteld => {
            EventKind::KoppelingHersteld { koppeling, soort: StoringSoort::Uitval }
        }
        other => panic!("{other} is not of a link"),
    }
}

/// The sample as an event that another one led to; the two moments fall in winter and summer time.
pub(crate) fn sample(of: EventType) -> Event {
    Event {
        seq: 42,
        id: EventId::from_bits(0x2A),
        kind: kind(of),
        version: of.version(),
        occurred_at: "2026-03-02T08:14:00Z".parse().unwrap(),
        recorded_at: "2026-06-30T22:30:00.25Z".parse().unwrap(),
        source: Source::Koppeling("VI/Verzuimmeldingen".to_owned()),
        causation: Some(41),
        depth: 1,
        correlation: 40,
        about: About {
            werkgever: Some(WerkgeverId::from_bits(0x10)),
            werknemer: Some(WerknemerId::from_bits(0x20)),
            traject: Some(TrajectId::from_bits(0x72)),
        },
    }
}
