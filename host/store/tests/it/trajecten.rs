//! Indexes on trajecten that run, on herinneringen, on afspraken and on polissen: they follow the
//! dossier.

use host_domain::{
    Afspraak, AfspraakId, Command, DossierId, Ingesloten, Polis, PolisId, TrajectId, WerkgeverId,
    WerknemerId,
};
use host_store::{DueHerinnering, Reads as _};
use jiff::civil::{Date, date};

use crate::world::{World, melding, persoon};

/// A werknemer with a traject.
struct Someone {
    werkgever: WerkgeverId,
    werknemer: WerknemerId,
    traject: TrajectId,
}

impl Someone {
    fn new(world: &mut World, werkgever: WerkgeverId, number: &str) -> Someone {
        let werknemer = world.werknemer(werkgever, persoon("123456782", "Jansen", number));
        let traject = TrajectId::new(&mut world.ids);
        let someone = Someone { werkgever, werknemer, traject };
        let (soort, begin) = ("Reintegratie".to_owned(), date(2026, 3, 2));
        someone.command(world, &Command::TrajectStarten { traject, soort, begin });
        someone
    }

    fn dossier(&self) -> DossierId {
        DossierId::Werknemer(self.werknemer)
    }

    fn command(&self, world: &mut World, command: &Command) {
        world.command(self.werkgever, Some(self.dossier()), command).unwrap();
    }

    fn herinner(&self, world: &mut World, naam: &str, op: Date) {
        let (traject, naam) = (self.traject, naam.to_owned());
        self.command(world, &Command::HerinneringZetten { traject, naam, op, regel: None });
    }

    fn sluit(&self, world: &mut World) {
        let (traject, op) = (self.traject, date(2026, 4, 1));
        self.command(world, &Command::TrajectSluiten { traject, op });
    }
}

/// Names of what goes off up to this day, page by page.
fn due(world: &World, up_to: Date, limit: usize) -> Vec<String> {
    let read = world.store.read().unwrap();
    let mut found = Vec::new();
    let mut after: Option<DueHerinnering> = None;
    loop {
        let page = read.due_herinneringen(up_to, after.as_ref(), limit).unwrap();
        assert!(page.len() <= limit);
        let Some(last) = page.last() else { return found };
        after = Some(last.clone());
        found.extend(page.iter().map(|due| format!("{} {}", due.op, due.naam)));
    }
}

#[test]
fn herinneringen_are_found_by_their_day() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let jansen = Someone::new(&mut world, werkgever, "1");
    let vries = Someone::new(&mut world, werkgever, "2");
    let days = [date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3)];
    jansen.herinner(&mut world, "a", days[2]);
    jansen.herinner(&mut world, "b", days[0]);
    vries.herinner(&mut world, "c", days[1]);
    vries.herinner(&mut world, "d", date(2027, 1, 1));
    assert_eq!(due(&world, date(2026, 3, 31), 9), [""; 0]);
    let all = ["2026-04-01 b", "2026-04-02 c", "2026-04-03 a"];
    for limit in 1..4 {
        assert_eq!(due(&world, days[2], limit), all, "pages of {limit}");
    }
    assert_eq!(due(&world, days[1], 9), all[..2]);
    let first = world.store.read().unwrap().due_herinneringen(days[0], None, 9).unwrap();
    assert_eq!((first[0].traject, first[0].dossier), (jansen.traject, jansen.dossier()));

    // One that is set again moves; one that went off is gone; an ended traject has none.
    jansen.herinner(&mut world, "b", days[1]);
    let traject = vries.traject;
    let off = Command::HerinneringLatenVerlopen { traject, naam: "c".to_owned(), op: days[1] };
    vries.command(&mut world, &off);
    assert_eq!(due(&world, days[2], 9), ["2026-04-02 b", "2026-04-03 a"]);
    vries.sluit(&mut world);
    assert_eq!(due(&world, date(2027, 1, 1), 9), ["2026-04-02 b", "2026-04-03 a"]);
    world.assert_whole();
    world.erase(jansen.werknemer);
    assert_eq!(due(&world, date(2027, 1, 1), 9), [""; 0]);
    world.assert_whole();
}

#[test]
fn trajecten_that_run_are_listed_page_by_page() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let people: Vec<Someone> =
        (0..5).map(|nr| Someone::new(&mut world, werkgever, &nr.to_string())).collect();
    let sick = world.ziek(werkgever, people[0].werknemer)[0].about.traject.unwrap();
    let running = |world: &World, limit| {
        let read = world.store.read().unwrap();
        let mut found = Vec::new();
        loop {
            let after = found.last().map(|(traject, _)| *traject);
            let page = read.open_trajecten(after, limit).unwrap();
            if page.is_empty() {
                return found;
            }
            found.extend(page);
        }
    };
    let mut expected: Vec<_> = people.iter().map(|one| (one.traject, one.dossier())).collect();
    expected.push((sick, people[0].dossier()));
    expected.sort_unstable();
    assert_eq!(running(&world, 2), expected);
    assert_eq!(running(&world, 100), expected);

    people[1].sluit(&mut world);
    world.erase(people[2].werknemer);
    expected.retain(|(traject, _)| ![people[1].traject, people[2].traject].contains(traject));
    assert_eq!(running(&world, 2), expected);
    // A recovery ends an absence; a correction has it run again.
    let mut report = melding("geval-1", "2026-03-09", "0");
    (report.eerste_dag, report.einde) = (date(2026, 3, 2), true);
    people[0].command(&mut world, &Command::VerzuimMelden(report.clone()));
    assert_eq!(running(&world, 9).len(), 3);
    (report.einde, report.correctie) = (false, true);
    people[0].command(&mut world, &Command::VerzuimMelden(report));
    assert_eq!(running(&world, 9), expected);
    world.assert_whole();
    let world = world.reopen();
    assert_eq!(running(&world, 2), expected);
    world.assert_whole();
}

#[test]
fn an_afspraak_leads_to_its_dossier_until_it_is_removed() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let someone = Someone::new(&mut world, werkgever, "1");
    let id = AfspraakId::from_bits(5);
    let find = |world: &World| world.store.read().unwrap().afspraak_dossier(id).unwrap();
    assert_eq!(find(&world), None);
    let afspraak = Afspraak {
        id,
        begin: "2026-03-09T10:00".parse().unwrap(),
        einde: None,
        soort: None,
        locatietype: None,
        concept: true,
    };
    let traject = someone.traject;
    someone.command(&mut world, &Command::AfspraakToevoegen { traject, afspraak });
    assert_eq!(find(&world), Some(someone.dossier()));
    world.assert_whole();
    someone.command(&mut world, &Command::AfspraakVerwijderen { afspraak: id });
    assert_eq!(find(&world), None);
    world.assert_whole();
}

#[test]
fn a_polis_leads_to_its_werkgever_until_it_is_removed() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let (id, of) = (PolisId::from_bits(5), DossierId::Werkgever(werkgever));
    let find = |world: &World| world.store.read().unwrap().polis_dossier(id).unwrap();
    let polis = Polis {
        id,
        polisnummer: "P1".to_owned(),
        verzekeringstype: "Stoploss".to_owned(),
        begin: date(2026, 1, 1),
        einde: None,
        dekkingen: Vec::new(),
        loonsommen: Vec::new(),
        maximumloonsom: None,
        ingesloten: Ingesloten::Allen,
    };
    world.command(werkgever, Some(of), &Command::PolisVastleggen { polis }).unwrap();
    assert_eq!(find(&world), Some(of));
    world.assert_whole();
    world.command(werkgever, Some(of), &Command::PolisVerwijderen { polis: id }).unwrap();
    assert_eq!(find(&world), None);
    world.assert_whole();
}

#[test]
fn a_row_that_no_dossier_gives_is_found_and_mended() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let someone = Someone::new(&mut world, werkgever, "1");
    someone.herinner(&mut world, "a", date(2026, 4, 1));
    let world = world.tamper(|transaction| {
        let table = |name| redb::TableDefinition::<&[u8], &[u8]>::new(name);
        let mut running = transaction.open_table(table("lopende_trajecten")).unwrap();
        let key = someone.traject.bits().to_be_bytes();
        running.remove(key.as_slice()).unwrap().unwrap();
        let mut timers = transaction.open_table(table("herinneringen")).unwrap();
        timers.insert(&[0x7f; 52][..], &[][..]).unwrap();
    });
    let report = world.store.check().unwrap();
    let tables: Vec<_> = report.findings.iter().map(|finding| finding.table).collect();
    assert!(tables.contains(&"lopende_trajecten"), "{report:?}");
    assert!(tables.contains(&"herinneringen"), "{report:?}");
    assert!(world.store.rebuild(true, &mut |_, _| ()).unwrap().repaired);
    world.assert_whole();
    assert_eq!(due(&world, date(2026, 4, 1), 9), ["2026-04-01 a"]);
    assert_eq!(world.store.read().unwrap().open_trajecten(None, 9).unwrap().len(), 1);
}
