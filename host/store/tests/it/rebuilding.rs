//! State is the fold of the log: after anything that can happen, a rebuild finds the same.

use host_domain::{
    Afspraak, AfspraakId, Command, DeliveryId, Dienst, DienstverbandOpgave, DossierId, Event,
    EventId, EventKind, Ingesloten, Koppelsleutel, MachtigingId, MachtigingStatus, Opgegeven,
    Polis, PolisId, TaakId, TrajectId, WerkgeverId, WerknemerId, WerknemerOpgave,
};
use host_store::{DifferenceKind, Reads as _, StoreError};
use jiff::{
    ToSpan as _,
    civil::{Time, date},
};

use crate::world::{Trouble, World, melding, nummer, persoon, taaksoort, werkgever_command};

/// Numbers that pass the 11-test.
const BSNS: [&str; 3] = ["123456782", "012345672", "111222333"];

/// One random command to somebody; whether it led to anything.
fn one_step(world: &mut World, werkgevers: &[WerkgeverId], people: &mut Vec<WerknemerId>) -> bool {
    let werkgever = werkgevers[world.ids.roll(werkgevers.len() as u64) as usize];
    let nummer = world.ids.roll(4).to_string();
    let mut persoon = persoon(BSNS[world.ids.roll(3) as usize], "Jansen", &nummer);
    persoon.bsn = persoon.bsn.filter(|_| world.ids.roll(2) == 0);
    persoon.roepnaam = Some(format!("naam {}", world.ids.roll(3)));
    let choice = world.ids.roll(18);
    if choice == 0 || people.is_empty() {
        people.push(world.werknemer(werkgever, persoon));
        return true;
    }
    let someone = people[world.ids.roll(people.len() as u64) as usize];
    match choice {
        12 => return set_machtiging(world, werkgever),
        13 => return put_document(world, werkgever, someone),
        14.. => return by_hand(world, werkgever, someone),
        _ => {}
    }
    let mut target = Some(DossierId::Werknemer(someone));
    let dossier = target.and_then(|id| world.dossier(id));
    let traject = dossier.as_ref().and_then(|dossier| dossier.trajecten().keys().last().copied());
    let taak = dossier.as_ref().and_then(|dossier| dossier.taken().last().map(|(_, taak)| taak.id));
    let command = match (choice, traject, taak) {
        (1, ..) => {
            target = Some(DossierId::Werkgever(werkgever));
            let code = format!("FLSN{}", werkgevers.iter().position(|w| *w == werkgever).unwrap());
            werkgever_command(&code, &format!("Bakkerij {}", world.ids.roll(3)))
        }
        (2 | 3, ..) => Command::WerknemerVastleggen(WerknemerOpgave { persoon }),
        (4, ..) => Command::DienstverbandVastleggen(DienstverbandOpgave {
            extern_id: Some(world.ids.roll(2).to_string()),
            begin: "2020-01-01".parse().unwrap(),
            einde: (world.ids.roll(2) == 0).then(|| "2026-12-31".parse().unwrap()).into(),
            functie: Opgegeven::Niet,
            afdeling: Opgegeven::Niet,
            loonheffingennummer: Opgegeven::Niet,
        }),
        (5 | 6, Some(traject), _) => Command::TaakToevoegen {
            taak: TaakId::new(&mut world.ids),
            traject,
            soort: taaksoort(),
            regel: None,
            document: None,
        },
        (7, _, Some(taak)) => Command::TaakUitvoeren { taak },
        _ => {
            let mut report = melding(&format!("geval-{}", world.ids.roll(3)), "2026-03-02", "50");
            report.ingangsdatum = format!("2026-03-{:02}", 2 + world.ids.roll(20)).parse().unwrap();
            report.einde = world.ids.roll(4) == 0;
            report.correctie = world.ids.roll(6) == 0;
            report.intrekken = world.ids.roll(8) == 0;
            Command::VerzuimMelden(report)
        }
    };
    match world.command(werkgever, target, &command) {
        Ok(events) => !events.is_empty(),
        Err(Trouble::Refused(_)) => false,
        Err(Trouble::Store(error)) => panic!("{error}"),
    }
}

/// Something about a traject or a polis; whether that led to anything.
fn by_hand(world: &mut World, werkgever: WerkgeverId, werknemer: WerknemerId) -> bool {
    let of_werkgever = DossierId::Werkgever(werkgever);
    let of_werknemer = DossierId::Werknemer(werknemer);
    let running = world.dossier(of_werknemer).and_then(|dossier| {
        let mut all = dossier.trajecten().values();
        all.find(|traject| traject.is_lopend()).map(|traject| traject.id)
    });
    let day = date(2026, 4, 1).saturating_add((world.ids.roll(20) as i64).days());
    let polis = PolisId::from_bits(werkgever.bits() ^ u128::from(world.ids.roll(2)));
    let afspraak = AfspraakId::from_bits(werknemer.bits() ^ u128::from(world.ids.roll(4)));
    let naam = ["a", "b"][world.ids.roll(2) as usize].to_owned();
    let (dossier, command) = match (world.ids.roll(9), running) {
        (0, _) => (of_werkgever, Command::PolisVerwijderen { polis }),
        (1, _) => (of_werkgever, Command::PolisVastleggen { polis: sample_polis(polis) }),
        (2, Some(traject)) => (of_werknemer, Command::TrajectSluiten { traject, op: day }),
        (3, Some(traject)) => {
            let command = Command::HerinneringLatenVerlopen { traject, naam, op: day };
            (of_werknemer, command)
        }
        (4, _) => (of_werknemer, Command::AfspraakVerwijderen { afspraak }),
        (5, Some(traject)) => {
            let afspraak = Afspraak {
                id: afspraak,
                begin: day.to_datetime(Time::midnight()),
                einde: None,
                soort: None,
                locatietype: None,
                concept: false,
            };
            (of_werknemer, Command::AfspraakToevoegen { traject, afspraak })
        }
        (6 | 7, Some(traject)) => {
            let command = Command::HerinneringZetten { traject, naam, op: day, regel: None };
            (of_werknemer, command)
        }
        _ => {
            let traject = TrajectId::new(&mut world.ids);
            let (soort, begin) = ("Reintegratie".to_owned(), date(2026, 3, 2));
            (of_werknemer, Command::TrajectStarten { traject, soort, begin })
        }
    };
    match world.command(werkgever, Some(dossier), &command) {
        Ok(events) => !events.is_empty(),
        Err(Trouble::Refused(_)) => false,
        Err(Trouble::Store(error)) => panic!("{error}"),
    }
}

fn sample_polis(id: PolisId) -> Polis {
    Polis {
        id,
        polisnummer: id.to_string(),
        verzekeringstype: "Stoploss".to_owned(),
        begin: date(2026, 1, 1),
        einde: None,
        dekkingen: Vec::new(),
        loonsommen: Vec::new(),
        maximumloonsom: None,
        ingesloten: Ingesloten::Allen,
    }
}

/// Requests a machtiging, or brings it a state further; whether that led to anything.
fn set_machtiging(world: &mut World, werkgever: WerkgeverId) -> bool {
    use MachtigingStatus::{Actief, ActiveringVerstuurd, InBehandeling, Ingetrokken};
    let dienst = Dienst::ALL[world.ids.roll(2) as usize];
    let target = DossierId::Werkgever(werkgever);
    let dossier = world.dossier(target).unwrap();
    let dossier = dossier.as_werkgever().unwrap();
    let Some(open) = dossier.open_machtiging(&nummer(), dienst) else {
        world.machtiging(werkgever, dienst, &[]);
        return true;
    };
    let naar = match open.status {
        InBehandeling => ActiveringVerstuurd,
        ActiveringVerstuurd => Actief,
        Actief => Ingetrokken,
        _ => InBehandeling,
    };
    let command = Command::MachtigingZetten { machtiging: open.id, naar, reden: None };
    !world.command(werkgever, Some(target), &command).unwrap().is_empty()
}

/// Puts a document in the dossier of a werkgever or of a werknemer, who may be somebody else's.
fn put_document(world: &mut World, werkgever: WerkgeverId, werknemer: WerknemerId) -> bool {
    let dossier = match world.ids.roll(2) {
        0 => DossierId::Werkgever(werkgever),
        _ => DossierId::Werknemer(werknemer),
    };
    let machtiging = MachtigingId::from_bits(u128::from(world.ids.roll(3)));
    world.document(werkgever, dossier, machtiging, b"%PDF-");
    true
}

#[test]
fn any_history_folds_to_what_is_stored() {
    for seed in 1..=8 {
        let mut world = World::new();
        world.ids.0 = seed;
        let werkgevers: Vec<_> = (0..3).map(|nr| world.werkgever(&format!("FLSN{nr}"))).collect();
        let mut people = Vec::new();
        let mut happened = 0;
        for step in 0..120 {
            happened += u32::from(one_step(&mut world, &werkgevers, &mut people));
            if step % 50 == 49 {
                let gone = people.swap_remove(world.ids.roll(people.len() as u64) as usize);
                world.erase(gone);
            }
        }
        assert!(happened > 40, "seed {seed}: only {happened} of 120 commands did anything");
        world.assert_whole();
        world.reopen().assert_whole();
    }
}

#[test]
fn finds_and_repairs_what_is_not_as_the_log_says() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let jansen = world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    let vries = world.werknemer(werkgever, persoon("012345672", "De Vries", "2"));
    world.ziek(werkgever, jansen);
    let world = world.tamper(|transaction| {
        let table = |name| redb::TableDefinition::<&[u8], &[u8]>::new(name);
        let mut dossiers = transaction.open_table(table("dossiers")).unwrap();
        let row = |id: WerknemerId| [&[1][..], &id.bits().to_be_bytes()].concat();
        let moved = dossiers.remove(row(vries).as_slice()).unwrap().unwrap().value().to_vec();
        // A row that was moved does not open in its new place.
        dossiers.insert(row(jansen).as_slice(), moved.as_slice()).unwrap();
        drop(dossiers);
        let mut taken = transaction.open_table(table("koppelsleutels")).unwrap();
        taken.insert(&[7; 32][..], &[][..]).unwrap();
    });
    let report = world.store.rebuild(false, &mut |_, _| ()).unwrap();
    let found: Vec<_> =
        report.differences.iter().map(|d| (d.table, d.place.clone(), d.kind)).collect();
    let stranger = WerknemerId::from_bits(u128::from_be_bytes([7; 16]));
    assert_eq!(report.different, 3);
    for expected in [
        ("dossiers", jansen.to_string(), DifferenceKind::Other),
        ("dossiers", vries.to_string(), DifferenceKind::Missing),
        ("koppelsleutels", stranger.to_string(), DifferenceKind::Extra),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    assert!(!report.repaired);
    assert!(!world.store.check().unwrap().is_sound());

    let mut steps = Vec::new();
    let report = world.store.rebuild(true, &mut |done, total| steps.push((done, total))).unwrap();
    assert!(report.repaired);
    assert_eq!(steps, [(4, 4)]);
    world.assert_whole();
    assert!(world.dossier(DossierId::Werknemer(vries)).is_some());
    assert!(!world.folder.join("herbouw.tmp").exists());
}

#[test]
fn a_key_of_two_people_gives_both() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let other = world.werkgever("FLSN2");
    let jansen = world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    let vries = world.werknemer(werkgever, persoon("012345672", "De Vries", "2"));
    let find = |world: &World, werkgever, nummer: &str| {
        let read = world.store.read().unwrap();
        read.werknemers_by_key(werkgever, Koppelsleutel::Personeelsnummer, nummer).unwrap()
    };
    assert_eq!(find(&world, werkgever, "1"), [jansen]);
    assert_eq!(find(&world, other, "1"), []);
    let opgave = WerknemerOpgave { persoon: persoon("012345672", "De Vries", "1") };
    let target = Some(DossierId::Werknemer(vries));
    world.command(werkgever, target, &Command::WerknemerVastleggen(opgave)).unwrap();
    assert_eq!(find(&world, werkgever, "2"), [], "the old key no longer leads to them");
    let both = find(&world, werkgever, "1");
    assert!(both.len() == 2 && both.contains(&jansen) && both.contains(&vries), "{both:?}");
    let read = world.store.read().unwrap();
    let bsn = read.werknemers_by_key(werkgever, Koppelsleutel::Bsn, "012345672").unwrap();
    assert_eq!(bsn, [vries]);
}

#[test]
fn what_became_of_a_delivery_leaves_its_dossier_as_it_is() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let jansen = world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    let sick = world.ziek(werkgever, jansen).pop().unwrap();
    let kind = EventKind::BezorgingAanvaard {
        bezorging: DeliveryId::new(&mut world.ids),
        koppeling: "mail".to_owned(),
        ontvangstbewijs: "250 ok".to_owned(),
    };
    let (seq, id) = (sick.seq + 1, EventId::new(&mut world.ids));
    let sent = Event { seq, id, kind, ..sick };
    world.store.write::<_, StoreError>(|session| session.append(&sent)).unwrap();
    world.assert_whole();
}
