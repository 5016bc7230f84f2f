//! Properties of deciding and folding, over many pseudo-random histories.

mod by_hand;
mod commands;

use std::collections::BTreeSet;

use expect_test::expect;
use host_domain::{
    About, ApplyError, Command, Context, Dagloon, DocumentId, Dossier, Event, EventKind,
    Machtiging, TaakStatus, Traject, TrajectId, TrajectStatus, VerzuimMelding, apply, decide,
};
use jiff::civil::date;

use self::commands::{
    Random, dienstverband, document, machtiging, melding, taak, werkgever, werknemer,
};
use crate::story::{Counter, WERKGEVER, now, recorded};

/// How many histories.
const SEEDS: u64 = 500;
/// How many commands in each.
const COMMANDS: usize = 60;

/// A history of one dossier: each command held against it, each event applied at once.
struct History {
    dossier: Option<Dossier>,
    events: Vec<Event>,
}

fn history(seed: u64) -> History {
    let mut random = Random(seed);
    let mut ids = Counter::default();
    let mut history = History { dossier: None, events: Vec::new() };
    let of_werkgever = random.one_in(4);
    for _ in 0..COMMANDS {
        let known = history.dossier.as_ref();
        let command = match random.below(16) {
            10..13 if known.is_some() => by_hand::on_traject(&mut random, known),
            13 | 14 if known.is_some() => by_hand::in_dossier(&mut random, known),
            15 if known.is_some() && of_werkgever => by_hand::of_polis(&mut random),
            0 | 1 if of_werkgever => werkgever(&mut random),
            2 if of_werkgever => taak(&mut random, history.dossier.as_ref()),
            3..7 if of_werkgever => machtiging(&mut random, history.dossier.as_ref()),
            9 => document(&mut random),
            _ if of_werkgever => document(&mut random),
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
    dossier.trajecten().values().for_each(|traject| {
        check_traject(traject, seed);
        check_parts(traject, seed);
    });
    check_documenten(dossier, seed);
    if let Command::VerzuimMelden(melding) = command {
        check_facts(dossier, melding, seed);
    }
    // Said again it changes nothing. A correction names what it replaces, and so does taking back
    // one report: they may.
    if is_told_apart(command) {
        return;
    }
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

/// Whether saying a command again is another question: what it named is gone, or another day begins.
fn is_told_apart(command: &Command) -> bool {
    matches!(
        command,
        Command::DocumentUitnemen { .. }
            | Command::AfspraakVerwijderen { .. }
            | Command::PolisVerwijderen { .. }
            | Command::DagwisselVastleggen { .. }
    )
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

/// A document is in one place, and a machtiging is open once for a number and a service.
fn check_documenten(dossier: &Dossier, seed: u64) {
    let all = || dossier.trajecten().values().flat_map(|traject| traject.documenten.values());
    let ids: BTreeSet<DocumentId> = all().map(|document| document.id).collect();
    assert_eq!(ids.len(), all().count(), "seed {seed}");
    let Some(dossier) = dossier.as_werkgever() else { return };
    let open = || dossier.machtigingen.values().filter(|machtiging| machtiging.is_open());
    let keys: BTreeSet<_> = open().map(|m| (&m.loonheffingennummer, m.dienst)).collect();
    assert_eq!(keys.len(), open().count(), "seed {seed}: two open for one number and service");
    let steps = |m: &Machtiging| m.historie.last().map(|stap| stap.status);
    assert!(dossier.machtigingen.values().all(|m| steps(m) == Some(m.status)), "seed {seed}");
}

/// What holds for every traject, whatever people, rules and the clock did.
fn check_parts(traject: &Traject, seed: u64) {
    let in_order = |pair: &[Dagloon]| pair[0].ingangsdatum < pair[1].ingangsdatum;
    assert!(traject.daglonen.windows(2).all(in_order), "seed {seed}: {traject:?}");
    assert!(traject.is_lopend() || traject.herinneringen.is_empty(), "seed {seed}: {traject:?}");
    let later = traject.herinneringen.values().all(|known| known.op > date(2026, 3, 20));
    assert!(later, "seed {seed}: {traject:?}");
    let keyed = traject.afspraken.iter().all(|(id, afspraak)| *id == afspraak.id);
    let ends = traject
        .afspraken
        .values()
        .all(|afspraak| afspraak.einde.is_none_or(|einde| einde > afspraak.begin));
    assert!(keyed && ends, "seed {seed}: {traject:?}");
}

/// What holds for every absence, whatever was reported.
fn check_traject(traject: &Traject, seed: u64) {
    if traject.soort != Traject::VERZUIM {
        return assert!(traject.verloop.is_empty(), "seed {seed}");
    }
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
    let mut kinds = BTreeSet::new();
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
    assert_eq!(kinds.len(), 42, "{kinds:?}");
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
