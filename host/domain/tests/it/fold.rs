//! Properties of deciding and folding, over many pseudo-random histories.

use expect_test::expect;
use host_domain::{
    About, ApplyError, Bsn, Command, Context, DienstverbandOpgave, Dossier, Event, EventKind,
    Loonheffingennummer, Opgegeven, Percentage, Persoon, TaakId, TaakSoort, TaakStatus, Traject,
    TrajectId, TrajectStatus, VerzuimMelding, WerknemerOpgave, apply, decide,
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};

use crate::story::{Counter, WERKGEVER, now, recorded};

/// How many histories.
const SEEDS: u64 = 500;
/// How many commands in each.
const COMMANDS: usize = 40;

/// splitmix64, by Sebastiano Vigna.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// True once in `n`.
    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.next()).unwrap() % from.len()].clone()
    }

    fn maybe<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let found = self.pick(from);
        self.one_in(2).then_some(found)
    }

    fn day(&mut self) -> Date {
        date(2026, 2, 27) + i64::try_from(self.below(20)).unwrap().days()
    }

    fn maybe_day(&mut self, one_in: u64) -> Option<Date> {
        let day = self.day();
        self.one_in(one_in).then_some(day)
    }

    fn text(&mut self, from: &[&str]) -> Option<String> {
        self.maybe(from).map(str::to_owned)
    }

    fn said<T>(&mut self, value: fn(&mut Random) -> Option<T>) -> Opgegeven<T> {
        if self.one_in(3) { Opgegeven::Niet } else { value(self).into() }
    }
}

fn werkgever(random: &mut Random) -> Command {
    let lhn = Loonheffingennummer::parse("123456789L01").unwrap();
    Command::WerkgeverVastleggen {
        werkgevercode: "FLSN001".to_owned(),
        naam: random.pick(&["Bakker", "Slager", ""]).to_owned(),
        loonheffingennummers: random.maybe(&[lhn]).into_iter().collect(),
        werkgevergroepen: random.text(&["noord", "zuid"]).into_iter().collect(),
    }
}

fn werknemer(random: &mut Random) -> Command {
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

fn dienstverband(random: &mut Random) -> Command {
    Command::DienstverbandVastleggen(DienstverbandOpgave {
        extern_id: random.text(&["D1", "D2", "D3"]),
        begin: date(2020, 1, 1) + i64::try_from(random.below(2)).unwrap().days(),
        einde: random.said(|random| random.maybe_day(3)),
        functie: random.said(|random| random.text(&["bakker"])),
        afdeling: Opgegeven::Niet,
        loonheffingennummer: Opgegeven::Geen,
    })
}

fn melding(random: &mut Random) -> Command {
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

fn taak(random: &mut Random, dossier: Option<&Dossier>) -> Command {
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
        soort: TaakSoort { code, naam, scherm: None, rol: None },
        regel: None,
    }
}

/// A history of one dossier: each command held against it, each event applied at once.
struct History {
    dossier: Option<Dossier>,
    events: Vec<Event>,
}

fn history(seed: u64) -> History {
    let mut random = Random(seed);
    let mut ids = Counter::default();
    let mut history = History { dossier: None, events: Vec::new() };
    let of_werkgever = random.one_in(8);
    for _ in 0..COMMANDS {
        let command = match random.below(10) {
            _ if of_werkgever => werkgever(&mut random),
            0 => werknemer(&mut random),
            1 | 2 => dienstverband(&mut random),
            3 | 4 => taak(&mut random, history.dossier.as_ref()),
            _ if history.dossier.is_none() => werknemer(&mut random),
            _ => melding(&mut random),
        };
        step(&mut history, &command, &mut ids, seed);
    }
    history
}

fn step(history: &mut History, command: &Command, ids: &mut Counter, seed: u64) {
    let mut context = Context { now: now(), ids, werkgever: WERKGEVER };
    let decision = match decide(history.dossier.as_ref(), command, &mut context) {
        Ok(decision) => decision,
        Err(refusal) => {
            let text = refusal.to_string();
            assert!(!text.is_empty() && !text.contains("345") && !text.contains("Jansen"));
            return;
        }
    };
    if decision.events.is_empty() {
        return;
    }
    for (about, kind) in decision.events {
        let seq = u64::try_from(history.events.len()).unwrap() + 1;
        let event = recorded(seq, about, kind);
        history.dossier = Some(apply(history.dossier.take(), &event).unwrap());
        history.events.push(event);
    }
    let dossier = history.dossier.as_ref().unwrap();
    dossier.trajecten().values().for_each(|traject| check_traject(traject, seed));
    if let Command::VerzuimMelden(melding) = command {
        check_facts(dossier, melding, seed);
    }
    // Said again it changes nothing. A correction names what it replaces, and so does taking back
    // one report: they may.
    let again = decide(Some(dossier), command, &mut context);
    let replaces = |melding: &VerzuimMelding| match melding.intrekken {
        true => melding.volgnummer.is_some_and(|nr| nr > 1),
        false => melding.correctie,
    };
    if !matches!(command, Command::VerzuimMelden(melding) if replaces(melding)) {
        let events = again.map(|decision| decision.events);
        assert_eq!(events, Ok(Vec::new()), "seed {seed}: {command:?}");
    }
}

/// What a report says of the case is never lost, unless the report itself is withdrawn.
fn check_facts(dossier: &Dossier, melding: &VerzuimMelding, seed: u64) {
    let dossier = dossier.as_werknemer().unwrap();
    let case = dossier.traject_met_kenmerk(Traject::VERZUIM, &melding.extern_kenmerk).unwrap();
    if melding.intrekken {
        return;
    }
    let key = melding.dienstverband.as_deref();
    let named = key.and_then(|key| dossier.dienstverband_met_extern_id(key));
    assert!(melding.vangnet.is_none_or(|given| case.vangnet == Some(given)), "seed {seed}");
    assert!(melding.oorzaak.is_none() || case.oorzaak == melding.oorzaak, "seed {seed}");
    assert!(named.is_none_or(|given| case.dienstverband == Some(given.id)), "seed {seed}");
}

/// What holds for every absence, whatever was reported.
fn check_traject(traject: &Traject, seed: u64) {
    let verloop = &traject.verloop;
    let first = verloop.first().unwrap_or_else(|| panic!("seed {seed}: no course"));
    assert!(first.ingangsdatum >= traject.begin, "seed {seed}: {traject:?}");
    let ordered = verloop.windows(2).all(|pair| pair[0].ingangsdatum < pair[1].ingangsdatum);
    assert!(ordered, "seed {seed}: {traject:?}");
    assert!(traject.beeindigd_op().is_none_or(|op| op >= traject.begin), "seed {seed}");
    let ended = traject.status != TrajectStatus::Lopend;
    assert!(ended || traject.hersteld_gemeld_per.is_none(), "seed {seed}: {traject:?}");
    let open = traject.taken.values().any(|taak| taak.status == TaakStatus::Open);
    assert!(traject.status != TrajectStatus::Ingetrokken || !open, "seed {seed}: {traject:?}");
}

fn fold<'e>(events: impl IntoIterator<Item = &'e Event>) -> Result<Option<Dossier>, ApplyError> {
    events.into_iter().try_fold(None, |before, event| apply(before, event).map(Some))
}

#[test]
fn replaying_the_log_gives_the_same_dossier() {
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..SEEDS {
        let History { dossier, events } = history(seed);
        kinds.extend(events.iter().map(|event| event.kind.event_type()));
        assert_eq!(fold(&events).unwrap(), dossier, "seed {seed}");
        let logged: Vec<Vec<u8>> =
            events.iter().map(|event| serde_json::to_vec(event).unwrap()).collect();
        let read: Vec<Event> = logged.iter().map(|json| Event::read(json).unwrap()).collect();
        assert_eq!(fold(&read).unwrap(), dossier, "seed {seed}: through JSON");
        let kept = serde_json::to_vec(&dossier).unwrap();
        assert_eq!(serde_json::from_slice::<Option<Dossier>>(&kept).unwrap(), dossier);
    }
    // The histories are worth something only when they bring about everything that commands can.
    assert_eq!(kinds.len(), 16, "{kinds:?}");
}

#[test]
fn events_in_the_wrong_order_never_panic() {
    let (mut applied, mut refused) = (0, 0);
    for seed in 0..SEEDS {
        let mut random = Random(seed ^ 0xFEED);
        // Events of two dossiers mixed up, so that some reach the wrong one.
        let mut events = history(seed).events;
        events.extend(history(seed + SEEDS).events);
        for last in (1..events.len()).rev() {
            let other = usize::try_from(random.below(u64::try_from(last).unwrap() + 1)).unwrap();
            events.swap(last, other);
        }
        let mut dossier = None;
        for event in &events {
            match apply(dossier.clone(), event) {
                Ok(after) => {
                    dossier = Some(after);
                    applied += 1;
                }
                Err(error) => {
                    assert_eq!(
                        (error.seq, error.kind),
                        (event.seq, event.kind.event_type().name())
                    );
                    refused += 1;
                }
            }
        }
    }
    assert!(applied > 1000 && refused > 1000, "{applied} applied, {refused} refused");
}

#[test]
fn what_exists_is_not_made_again() {
    for seed in 0..SEEDS {
        let History { dossier, events } = history(seed);
        for event in &events {
            let why = match &event.kind {
                EventKind::Ziekmelding { .. } => "het traject is er al",
                EventKind::TaakToegevoegd { .. } => "de taak is er al",
                _ => continue,
            };
            assert_eq!(apply(dossier.clone(), event).unwrap_err().why, why, "seed {seed}");
            let EventKind::Ziekmelding { traject } = event.kind.clone() else { continue };
            let again = Event { kind: EventKind::TrajectGestart { traject }, ..event.clone() };
            assert_eq!(apply(dossier.clone(), &again).unwrap_err().why, why, "seed {seed}");
        }
    }
}

#[test]
fn a_refused_event_says_what_is_missing() {
    let begun = |seed| {
        let History { events, .. } = history(seed);
        apply(None, &events[0]).unwrap()
    };
    let dossiers: Vec<Dossier> = (0..40).map(begun).collect();
    let of_werknemer = dossiers.iter().find(|d| d.as_werknemer().is_some()).unwrap();
    let of_werkgever = dossiers.iter().find(|d| d.as_werkgever().is_some()).unwrap();
    let about = |dossier: &Dossier, traject: Option<u128>| About {
        werkgever: Some(dossier.werkgever()),
        werknemer: dossier.id().werknemer(),
        traject: traject.map(TrajectId::from_bits),
    };
    let refuse = |dossier: Option<&Dossier>, about: About, kind: EventKind| {
        apply(dossier.cloned(), &recorded(9, about, kind)).unwrap_err().to_string()
    };
    let end = || EventKind::TrajectBeeindigd { op: date(2026, 3, 16) };
    let (wn, wg) = (Some(of_werknemer), Some(of_werkgever));
    let werknemer = || of_werknemer.as_werknemer().unwrap().werknemer.clone();
    let again = || EventKind::WerknemerToegevoegd { persoon: werknemer().persoon };
    let ended = EventKind::DienstverbandBeeindigd {
        dienstverband: host_domain::DienstverbandId::from_bits(0xD1),
        einde: date(2026, 3, 16),
    };
    let renamed = EventKind::WerkgeverGewijzigd {
        naam: "Slager".to_owned(),
        loonheffingennummers: Default::default(),
        werkgevergroepen: Default::default(),
    };
    let lines = [
        refuse(None, About::default(), end()),
        refuse(wn, about(of_werknemer, None), end()),
        refuse(wn, about(of_werknemer, Some(0x72)), end()),
        refuse(wn, about(of_werknemer, None), again()),
        refuse(wn, about(of_werknemer, None), ended),
        refuse(wn, about(of_werknemer, None), renamed),
        refuse(wg, about(of_werkgever, None), again()),
    ];
    expect![[r#"
        event 9 (traject.beeindigd) past niet op dossier (geen): onbekend dossier
        event 9 (traject.beeindigd) past niet op dossier wn-00000000000000000000000000000001: het event noemt geen traject
        event 9 (traject.beeindigd) past niet op dossier wn-00000000000000000000000000000001: onbekend traject
        event 9 (werknemer.toegevoegd) past niet op dossier wn-00000000000000000000000000000001: de werknemer is er al
        event 9 (dienstverband.beeindigd) past niet op dossier wn-00000000000000000000000000000001: onbekend dienstverband
        event 9 (werkgever.gewijzigd) past niet op dossier wn-00000000000000000000000000000001: geen werkgeverdossier
        event 9 (werknemer.toegevoegd) past niet op dossier wg-0000000000000000000000000000000a: geen werknemerdossier"#]].assert_eq(&lines.join("\n"));
}
