//! What if other rules had been in use: a large log, replayed for the book in use and for one in which
//! a few rules differ.

use std::{ops::ControlFlow, path::Path, sync::Arc};

use host_domain::{
    About, Bsn, Dossier, DossierId, Event, EventId, EventKind, Percentage, Persoon, Source, Taak,
    TaakId, TaakStatus, Traject, TrajectId, VerloopStap, WerkgeverId, WerknemerId, apply,
};
use host_engine::{Asked, Engine, Outside, WatAls};
use host_rulebook::Book;
use host_store::{Store, StoreError};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};

use crate::{
    Measured,
    house::MachineClock,
    machine::Machine,
    options::Options,
    prepared::{NoPost, Prepared},
    rule_files::{self, Variant},
    spread::{Spread, timed},
    table::{Figure, Table, Unit},
};

const PART: &str = "Wat als";

/// Events of the log.
const EVENTS: u64 = 1_000_000;
const EVENTS_QUICK: u64 = 200_000;

/// The aim, in events a second: all of them within ten seconds.
const AIM: f64 = 100_000.0;

const WERKGEVERS: u64 = 200;

/// What happens to one werknemer, over and over: an absence with its course and its tasks.
const STEPS: u64 = 8;

/// Absences of one werknemer.
const ABSENCES: u64 = 3;

/// Events that are written in one transaction.
const PAGE: usize = 20_000;

/// First day of the log.
const BEGINS: Date = jiff::civil::date(2025, 1, 1);

/// Takes the figures of this part.
pub(crate) fn measure(machine: &Machine, options: &Options) -> Measured<Table> {
    let folder = machine.scratch()?;
    let rules = machine.scratch()?;
    rule_files::write(machine, rules.path(), Variant::Spread, rule_files::COUNT)?;
    let intakes = rule_files::intakes(machine)?;
    let book = rule_files::load(rules.path(), &intakes)?;
    let count = if options.quick { EVENTS_QUICK } else { EVENTS };
    crate::progress(&format!("  een log van {count} gebeurtenissen schrijven …"));
    let store = Store::open(&folder.path().join("data"))?;
    let written = Log::new(count).write(&store)?;
    let (post, clock) = (Arc::new(NoPost), Arc::new(MachineClock));
    let connectors = Arc::new(Prepared { intakes: Arc::default() });
    let engine = Engine::new(store, Outside { connectors, post, clock }, book.clone())?;

    let mut table = Table::default();
    for (name, changed) in [("1 regel anders", 1), ("100 regels anders", 100)] {
        let other = change(&book, rules.path(), &intakes, changed)?;
        let mut speeds = Vec::new();
        let mut report = None;
        for _ in 0..options.rounds() {
            let (took, found) = timed(|| what_if(&engine, other.clone()));
            speeds.push(written as f64 / took.as_secs_f64());
            report = Some(found?);
        }
        let name = format!("{written} gebeurtenissen, 1.000 regels, {name}");
        let figure = Figure::new(PART, &name, Unit::PerSecond, Spread::highest(speeds));
        let different = report.map(|report| report.dossiers_anders).unwrap_or_default();
        table.push(figure.aim(AIM).note(format!("{different} dossiers anders")));
    }
    Ok(table)
}

fn what_if(engine: &Engine, other: Book) -> Measured<WatAls> {
    let mut going = |_| ControlFlow::Continue(());
    Ok(engine.what_if(other, &Asked::default(), 100, &mut going)?)
}

/// The same book with another effect in the first rules.
fn change(
    book: &Book,
    folder: &Path,
    intakes: &[host_rulebook::IntakeSchema],
    count: usize,
) -> Measured<Book> {
    let mut left = count;
    for trigger in book.triggers() {
        if left == 0 {
            break;
        }
        let path = folder.join(&trigger.file);
        let text = std::fs::read_to_string(&path)?;
        let other = text.replacen("traject.percentage >= ", "traject.percentage >= 1 + ", 1);
        let other = other.replace("EersteContact", "ControleerCorrectie");
        if other != text {
            std::fs::write(&path, other)?;
            left -= 1;
        }
    }
    rule_files::load(folder, intakes)
}

/// A log in the making.
struct Log {
    count: u64,
    werknemers: u64,
    seq: u64,
    now: Timestamp,
}

impl Log {
    fn new(count: u64) -> Log {
        let werknemers = count / (1 + ABSENCES * STEPS);
        let now = BEGINS.to_zoned(jiff::tz::TimeZone::UTC).map(|zoned| zoned.timestamp());
        Log { count, werknemers, seq: 0, now: now.unwrap_or(Timestamp::UNIX_EPOCH) }
    }

    /// Writes it as the engine would: every event sealed, every dossier as it then is. Everybody has a
    /// first event before anybody has a second one: what belongs together lies far apart.
    fn write(mut self, store: &Store) -> Measured<u64> {
        let mut dossiers: Vec<Option<Dossier>> = Vec::new();
        let mut page: Vec<Event> = Vec::new();
        for number in 0..WERKGEVERS {
            page.push(self.werkgever(number));
        }
        store_page(store, &mut page, &mut [])?;
        dossiers.resize_with(usize::try_from(self.werknemers)?, || None);
        for round in 0..=ABSENCES * STEPS {
            for number in 0..self.werknemers {
                page.push(self.event(number, round));
                if page.len() >= PAGE {
                    store_page(store, &mut page, &mut dossiers)?;
                }
            }
        }
        store_page(store, &mut page, &mut dossiers)?;
        crate::progress(&format!("  {} van {} geschreven", self.seq, self.count));
        Ok(self.seq)
    }

    fn new_event(&mut self, about: About, kind: EventKind, source: Source) -> Event {
        self.seq += 1;
        // A year in all.
        let step = 365 * 86_400_000 / self.count.max(1);
        self.now += SignedDuration::from_millis(i64::try_from(step).unwrap_or(1));
        Event {
            seq: self.seq,
            id: EventId::from_bits(u128::from(self.seq)),
            version: kind.event_type().version(),
            kind,
            occurred_at: self.now,
            recorded_at: self.now,
            source,
            causation: None,
            depth: 0,
            correlation: self.seq,
            about,
        }
    }

    fn werkgever(&mut self, number: u64) -> Event {
        let about = About { werkgever: Some(werkgever(number)), werknemer: None, traject: None };
        let kind = EventKind::WerkgeverToegevoegd {
            werkgevercode: format!("FLSN{number}"),
            naam: format!("Werkgever {number}"),
            loonheffingennummers: Default::default(),
            werkgevergroepen: ["Felison".to_owned()].into(),
        };
        self.new_event(about, kind, Source::Persoon("beheer".into()))
    }

    /// The event of a werknemer in a round.
    fn event(&mut self, number: u64, round: u64) -> Event {
        let link = Source::Koppeling("VI001/Verzuimmeldingen".into());
        let mut about = About {
            werkgever: Some(werkgever(number % WERKGEVERS)),
            werknemer: Some(WerknemerId::from_bits(spread(number, 2))),
            traject: None,
        };
        let Some(at) = round.checked_sub(1) else {
            let kind = EventKind::WerknemerToegevoegd { persoon: persoon(number) };
            return self.new_event(about, kind, link);
        };
        let (absence, step) = (at / STEPS, at % STEPS);
        let traject = TrajectId::from_bits(spread(number * ABSENCES + absence, 3));
        about.traject = Some(traject);
        let begin = BEGINS + i64::try_from(absence * 100).unwrap_or(0).days();
        let taak = TaakId::from_bits(spread(number * ABSENCES + absence, 4));
        let kind = course(step, traject, begin, taak, self.now);
        self.new_event(about, kind, link)
    }
}

/// What happens in a step of an absence.
fn course(step: u64, id: TrajectId, begin: Date, taak: TaakId, now: Timestamp) -> EventKind {
    let day = |weeks: i64| begin + weeks.weeks();
    let percentage = |share: u64| Percentage::parse(&share.to_string()).unwrap_or(Percentage::FULL);
    match step {
        0 => {
            let stap = VerloopStap { ingangsdatum: begin, percentage: percentage(100) };
            let traject = Traject::start(id, Traject::VERZUIM, begin);
            EventKind::Ziekmelding { traject: Traject { verloop: vec![stap], ..traject } }
        }
        1 => EventKind::TaakToegevoegd {
            taak: Taak {
                id: taak,
                code: "EersteContact".into(),
                naam: "Eerste contact opnemen met de werknemer".into(),
                rol: Some("casemanager".into()),
                regel: Some("ziekmelding_eerste_contact".into()),
                document: None,
                toegevoegd_op: now,
                status: TaakStatus::Open,
            },
        },
        2 => EventKind::TaakUitgevoerd { taak, code: "EersteContact".into() },
        6 => EventKind::Hersteld {
            op: day(12),
            gemeld_per: None,
            vorig_percentage: percentage(40),
            volgnummer: Some(7),
        },
        7 => EventKind::TrajectBeeindigd { op: day(12) },
        _ => EventKind::GedeeltelijkHersteld {
            ingangsdatum: day(i64::try_from(step * 2).unwrap_or(1)),
            percentage: percentage(100 - step * 12),
            vorig_percentage: percentage(100),
            volgnummer: u32::try_from(step).ok(),
        },
    }
}

fn persoon(number: u64) -> Persoon {
    Persoon {
        bsn: None::<Bsn>,
        extern_id: Some(format!("W{number}")),
        personeelsnummer: Some(format!("{number:06}")),
        achternaam: format!("Voorbeeld{number}"),
        tussenvoegsels: None,
        voorletters: Some("A.B.".into()),
        roepnaam: None,
        geslacht: None,
        geboortedatum: None,
    }
}

fn werkgever(number: u64) -> WerkgeverId {
    WerkgeverId::from_bits(spread(number, 1))
}

/// Identifiers are spread over all their bits, as derived ones are.
fn spread(number: u64, kind: u64) -> u128 {
    let mix = |mut x: u64| {
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    };
    let high = mix(number.wrapping_mul(4).wrapping_add(kind).wrapping_add(0x9E37_79B9_7F4A_7C15));
    (u128::from(high) << 64) | u128::from(mix(high))
}

/// Writes a page of events with the dossiers after them.
fn store_page(
    store: &Store,
    page: &mut Vec<Event>,
    dossiers: &mut [Option<Dossier>],
) -> Measured<()> {
    let events = std::mem::take(page);
    let count = dossiers.len().max(1) as u64;
    let done: Result<(), StoreError> = store.write(|session| {
        for event in &events {
            session.append(event)?;
            let place = (event.seq.saturating_sub(WERKGEVERS + 1) % count) as usize;
            let known = dossiers.get_mut(place).and_then(Option::take);
            let Ok(dossier) = apply(known, event) else { continue };
            session.put_dossier(&dossier, event.seq)?;
            if let (Some(slot), DossierId::Werknemer(_)) = (dossiers.get_mut(place), dossier.id()) {
                *slot = Some(dossier);
            }
        }
        Ok(())
    });
    Ok(done?)
}
