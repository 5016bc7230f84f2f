//! Pseudo-random commands.

use host_domain::{
    Bsn, Command, Dienst, DienstverbandOpgave, DocumentId, DocumentPlaats, Dossier, DossierId,
    Loonheffingennummer, MachtigingId, MachtigingStatus, Opgegeven, Percentage, Persoon, Taak,
    TaakId, TaakSoort, TrajectId, VerzuimMelding, WerkgeverId, WerknemerOpgave,
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};

use crate::story::documents;

/// splitmix64, by Sebastiano Vigna.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// True once in `n`.
    pub(super) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.next()).unwrap() % from.len()].clone()
    }

    pub(super) fn maybe<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let found = self.pick(from);
        self.one_in(2).then_some(found)
    }

    pub(super) fn day(&mut self) -> Date {
        date(2026, 2, 27) + i64::try_from(self.below(20)).unwrap().days()
    }

    /// A day after that of the stories.
    pub(super) fn later_day(&mut self) -> Date {
        date(2026, 3, 21) + i64::try_from(self.below(20)).unwrap().days()
    }

    fn maybe_day(&mut self, one_in: u64) -> Option<Date> {
        let day = self.day();
        self.one_in(one_in).then_some(day)
    }

    pub(super) fn text(&mut self, from: &[&str]) -> Option<String> {
        self.maybe(from).map(str::to_owned)
    }

    fn said<T>(&mut self, value: fn(&mut Random) -> Option<T>) -> Opgegeven<T> {
        if self.one_in(3) { Opgegeven::Niet } else { value(self).into() }
    }
}

pub(super) fn werkgever(random: &mut Random) -> Command {
    let lhn = Loonheffingennummer::parse("123456789L01").unwrap();
    Command::WerkgeverVastleggen {
        werkgevercode: "FLSN001".to_owned(),
        naam: random.pick(&["Bakker", "Slager", ""]).to_owned(),
        loonheffingennummers: random.maybe(&[lhn]).into_iter().collect(),
        werkgevergroepen: random.text(&["noord", "zuid"]).into_iter().collect(),
    }
}

pub(super) fn werknemer(random: &mut Random) -> Command {
    let bsn = random.maybe(&["123456782", "123456782", "012345672"]);
    Command::WerknemerVastleggen(WerknemerOpgave {
        persoon: Persoon {
            bsn: bsn.map(|bsn| Bsn::parse(bsn).unwrap()),
            extern_id: random.text(&["E1", "E2"]),
            personeelsnummer: random.text(&["1", "2"]),
            achternaam: random.pick(&["Jansen", "Pietersen"]).to_owned(),
            tussenvoegsels: random.text(&["van"]),
            voorletters: None,
            roepnaam: None,
            geslacht: random.text(&["M", "V", "O"]),
            geboortedatum: random.maybe(&[date(1980, 2, 29)]),
        },
    })
}

pub(super) fn dienstverband(random: &mut Random) -> Command {
    Command::DienstverbandVastleggen(DienstverbandOpgave {
        extern_id: random.text(&["D1", "D2", "D3"]),
        begin: date(2020, 1, 1) + i64::try_from(random.below(2)).unwrap().days(),
        einde: random.said(|random| random.maybe_day(3)),
        functie: random.said(|random| random.text(&["bakker"])),
        afdeling: Opgegeven::Niet,
        loonheffingennummer: Opgegeven::Geen,
    })
}

pub(super) fn melding(random: &mut Random) -> Command {
    let number = u32::try_from(random.below(5)).unwrap();
    let percentage = random.pick(&["0", "25", "50", "100", "100"]);
    Command::VerzuimMelden(VerzuimMelding {
        extern_kenmerk: random.pick(&["V1", "V2", "V3"]).to_owned(),
        volgnummer: random.maybe(&[number]),
        eerste_dag: random.pick(&[date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 5)]),
        ingangsdatum: random.day(),
        ingangsdatum_oud: random.maybe_day(2),
        percentage: Percentage::parse(percentage).unwrap(),
        einde: random.one_in(5),
        hersteld_op: random.maybe_day(5),
        correctie: random.one_in(3),
        intrekken: random.one_in(20),
        vangnet: random.maybe(&[true, false]),
        oorzaak: random.text(&["10", "99"]),
        dienstverband: random.text(&["D1", "D2"]),
    })
}

pub(super) fn taak(random: &mut Random, dossier: Option<&Dossier>) -> Command {
    let taak = TaakId::from_bits(u128::from(random.below(8)));
    let known: Vec<TrajectId> =
        dossier.into_iter().flat_map(|d| d.trajecten().keys().copied()).collect();
    if known.is_empty() || random.one_in(2) {
        return Command::TaakUitvoeren { taak };
    }
    let (code, naam) = ("BelWerknemer".to_owned(), "Bel".to_owned());
    Command::TaakToevoegen {
        taak,
        traject: random.pick(&known),
        soort: TaakSoort {
            code: random.pick(&[&*code, Taak::PLAATS_DOCUMENT]).to_owned(),
            naam,
            scherm: None,
            rol: None,
        },
        regel: None,
        document: random.maybe(&[DocumentId::from_bits(1), DocumentId::from_bits(2)]),
    }
}

pub(super) fn machtiging(random: &mut Random, dossier: Option<&Dossier>) -> Command {
    let machtiging = MachtigingId::from_bits(u128::from(random.below(3)));
    if random.one_in(3) {
        let numbers = ["123456789L01", "123456782L02"];
        let number = |text: &str| Loonheffingennummer::parse(text).unwrap();
        return Command::MachtigingAanvragen {
            machtiging,
            loonheffingennummer: number(random.pick(&numbers)),
            dienst: random.pick(&Dienst::ALL),
            corrigeert: random.maybe(&numbers).map(number),
        };
    }
    let known = dossier.and_then(Dossier::as_werkgever).map(|dossier| &dossier.machtigingen);
    let now = known.and_then(|known| known.get(&machtiging)).map(|known| known.status);
    let rejected = [MachtigingStatus::Afgekeurd, MachtigingStatus::Geannuleerd];
    let may =
        |to: &MachtigingStatus| now.is_some_and(|now| now.kan_naar(*to)) && !rejected.contains(to);
    let mut choices: Vec<_> = MachtigingStatus::ALL.into_iter().filter(may).collect();
    // Mostly what brings it on, so that some become active.
    if choices.is_empty() || random.one_in(4) {
        choices = MachtigingStatus::ALL.to_vec();
    }
    let naar = random.pick(&choices);
    Command::MachtigingZetten { machtiging, naar, reden: random.text(&["volgens de brief"]) }
}

pub(super) fn document(random: &mut Random) -> Command {
    let number = random.below(8).to_string();
    let machtiging = random.below(3).to_string();
    let document = documents::document(&number, &number, &["machtiging", &machtiging]);
    let elsewhere = DossierId::Werkgever(WerkgeverId::from_bits(0xB));
    match random.below(8) {
        0 | 1 => Command::DocumentUitnemen { document: document.id, naar: elsewhere },
        2 => Command::DocumentOntvangen { document, van: elsewhere },
        3 => {
            let machtiging = document.machtiging.unwrap();
            Command::MachtigingTrajectenBeeindigen { machtiging, op: date(2026, 3, 31) }
        }
        _ => {
            use DocumentPlaats::{NietGevonden, Werkgever, Werknemer};
            let plaats = random.pick(&[Werknemer, Werkgever, NietGevonden]);
            Command::DocumentToevoegen { document, plaats }
        }
    }
}
