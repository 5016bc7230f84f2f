//! What the sample events are about, with every field filled.

use std::collections::BTreeSet;

use host_domain::{
    Afspraak, AfspraakId, Bedrag, Bsn, Dagloon, Dekking, Dienstverband, DienstverbandId, Document,
    DocumentId, Herinnering, Ingesloten, Insluiting, Loonheffingennummer, Loonsom, MachtigingId,
    Percentage, Persoon, Polis, PolisId, Spreekuur, Taak, TaakId, TaakStatus, Traject, TrajectId,
    TrajectStatus, VerloopStap, WerknemerId,
};
use jiff::civil::{Date, date, datetime};

pub(super) fn stap(ingangsdatum: Date, percentage: &str) -> VerloopStap {
    VerloopStap { ingangsdatum, percentage: Percentage::parse(percentage).unwrap() }
}

pub(super) fn taak() -> Taak {
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

pub(super) fn document() -> Document {
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
        spreekuur: Some(Spreekuur::Concept),
    }
}

pub(super) fn traject(soort: &str) -> Traject {
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
        afspraken: [(afspraak().id, afspraak())].into(),
        daglonen: vec![Dagloon { ingangsdatum: date(2026, 3, 1), bedrag: bedrag("194.73") }],
        herinneringen: [("evaluatie".to_owned(), herinnering())].into(),
        afgegaan: ["bel-na-zes-weken".to_owned()].into(),
    }
}

pub(super) fn persoon() -> Persoon {
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

pub(super) fn dienstverband() -> Dienstverband {
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

pub(super) fn bedrag(text: &str) -> Bedrag {
    Bedrag::parse(text).unwrap()
}

pub(super) fn afspraak() -> Afspraak {
    Afspraak {
        id: AfspraakId::from_bits(0xAF),
        begin: datetime(2026, 3, 9, 10, 0, 0, 0),
        einde: Some(datetime(2026, 3, 9, 10, 30, 0, 0)),
        soort: Some("Spreekuur".to_owned()),
        locatietype: Some("Kantoor".to_owned()),
        concept: true,
    }
}

fn herinnering() -> Herinnering {
    Herinnering { op: date(2026, 4, 13), regel: Some("evalueer".to_owned()) }
}

pub(super) fn polis() -> Polis {
    let (begin, einde) = (date(2026, 1, 1), Some(date(2026, 12, 31)));
    Polis {
        id: PolisId::from_bits(0x90),
        polisnummer: "P-4711".to_owned(),
        verzekeringstype: "Stoploss".to_owned(),
        begin,
        einde,
        dekkingen: vec![Dekking { begin, einde, omschrijving: "80 % na 30 dagen".to_owned() }],
        loonsommen: vec![Loonsom { begin, einde, bedrag: bedrag("1000000.00") }],
        maximumloonsom: Some(bedrag("75864.00")),
        ingesloten: Ingesloten::Werknemers(vec![Insluiting {
            werknemer: WerknemerId::from_bits(0x20),
            begin,
            einde,
        }]),
    }
}

pub(super) fn namen(naam: &str) -> BTreeSet<String> {
    [naam.to_owned()].into()
}
