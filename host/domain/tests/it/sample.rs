//! One event of every type, with every field filled.

use std::collections::BTreeSet;

use host_domain::{
    About, Bsn, DeliveryId, Dienst, Dienstverband, DienstverbandId, Document, DocumentId,
    DossierId, Event, EventId, EventKind, EventType, Loonheffingennummer, Machtiging, MachtigingId,
    MachtigingStatus, Percentage, Persoon, Source, StoringSoort, Taak, TaakId, TaakStatus, Traject,
    TrajectId, TrajectStatus, VerloopStap, WerkgeverId, WerknemerId,
};
use jiff::civil::{Date, date};

fn stap(ingangsdatum: Date, percentage: &str) -> VerloopStap {
    VerloopStap { ingangsdatum, percentage: Percentage::parse(percentage).unwrap() }
}

fn taak() -> Taak {
    Taak {
        id: TaakId::from_bits(0x7A),
        code: "BelWerknemer".to_owned(),
        naam: "Bel de werknemer".to_owned(),
        rol: Some("casemanager".to_owned()),
        regel: Some("bel-bij-ziekmelding".to_owned()),
        document: Some(DocumentId::from_bits(0xD0C)),
        toegevoegd_op: "2026-03-02T08:14:00Z".parse().unwrap(),
        status: TaakStatus::Open,
    }
}

fn document() -> Document {
    Document {
        id: DocumentId::from_bits(0xD0C),
        extern_kenmerk: "2026-000123/1".to_owned(),
        dienst: Some("UWV-ZZ-ZW".to_owned()),
        kenmerk: Some("Ziektewet".to_owned()),
        titel: "Beslissing Ziektewet".to_owned(),
        datum: Some(date(2026, 3, 1)),
        bestandsnaam: "beslissing.pdf".to_owned(),
        mediatype: "application/pdf".to_owned(),
        lengte: 20_971_520,
        sha256: "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9".to_owned(),
        ontvangen_op: "2026-03-02T08:14:00Z".parse().unwrap(),
        machtiging: Some(MachtigingId::from_bits(0x3A)),
        opmerking: Some("het bestand eindigt niet zoals een PDF".to_owned()),
        spreekuur: None,
    }
}

fn traject(soort: &str) -> Traject {
    Traject {
        id: TrajectId::from_bits(0x72),
        soort: soort.to_owned(),
        extern_kenmerk: Some("V-2026-0001".to_owned()),
        begin: date(2026, 3, 2),
        status: TrajectStatus::Lopend,
        hersteld_gemeld_per: None,
        verloop: vec![stap(date(2026, 3, 2), "100")],
        volgnummer: Some(1),
        vangnet: Some(true),
        oorzaak: Some("99".to_owned()),
        dienstverband: Some(DienstverbandId::from_bits(0xD1)),
        kenmerken: ["langdurig".to_owned()].into(),
        taken: [(taak().id, taak())].into(),
        documenten: [(document().id, document())].into(),
    }
}

fn persoon() -> Persoon {
    Persoon {
        bsn: Some(Bsn::parse("012345672").unwrap()),
        extern_id: Some("E-17".to_owned()),
        personeelsnummer: Some("0042".to_owned()),
        achternaam: "Voorbeeld".to_owned(),
        tussenvoegsels: Some("van der".to_owned()),
        voorletters: Some("A.B.".to_owned()),
        roepnaam: Some("Ans".to_owned()),
        geslacht: Some("V".to_owned()),
        geboortedatum: Some(date(1980, 2, 29)),
    }
}

fn dienstverband() -> Dienstverband {
    Dienstverband {
        id: DienstverbandId::from_bits(0xD1),
        extern_id: Some("D-1".to_owned()),
        begin: date(2020, 1, 1),
        einde: Some(date(2026, 12, 31)),
        functie: Some("bakker".to_owned()),
        afdeling: Some("oven".to_owned()),
        loonheffingennummer: Some(Loonheffingennummer::parse("123456789L01").unwrap()),
    }
}

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

fn groepen() -> BTreeSet<String> {
    ["verzuimdesk".to_owned()].into()
}

/// One event of each type, with every field filled.
pub(crate) fn kind(of: EventType) -> EventKind {
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
        | EventType::DocumentUitgenomen => of_document(of),
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
            werkgevergroepen: groepen(),
        },
        EventType::WerkgeverGewijzigd => EventKind::WerkgeverGewijzigd {
            naam,
            loonheffingennummers: lhn(),
            werkgevergroepen: groepen(),
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
        other => panic!("{other} is not of a document"),
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
