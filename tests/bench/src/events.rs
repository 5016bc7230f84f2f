//! Durable events: through stages 1 to 3 of the real engine, beside bare redb that writes the same.

use std::sync::Arc;

use sdk_connector::protocol::Document;

use crate::{
    Measured, bulk,
    house::House,
    latency,
    machine::Machine,
    options::Options,
    plugins::{self, Message},
    prepared::CHUNK,
    raw_redb::Written,
    spread::Spread,
    table::{Figure, Table, Unit},
};

pub(crate) const PART: &str = "Opslag en motor";

/// What the architecture aims at.
const SHARE_AIM: f64 = 0.6;

/// Employees of one round; each gives some three reports and five events.
const WERKNEMERS: u64 = 4_000;
const WERKNEMERS_QUICK: u64 = 1_500;

/// Events that the engine decides on in one transaction at most.
const DECIDE_BATCH: usize = 256;

/// One record in so many may be dropped, before the figure is about something else.
const DROPPED_MAX: usize = 10;

/// What one round gave.
struct Round {
    events: f64,
    engine: f64,
    written: Written,
    rewritten: Written,
    transactions: usize,
    raw: f64,
    raw_rewritten: f64,
}

/// Takes the figures of this part.
pub(crate) fn measure(machine: &Machine, options: &Options) -> Measured<Table> {
    let werknemers = if options.quick { WERKNEMERS_QUICK } else { WERKNEMERS };
    let intakes = Arc::new(intakes(machine, werknemers)?);
    let mut rounds = Vec::new();
    for _ in 0..options.rounds() {
        rounds.push(round(machine, Arc::clone(&intakes))?);
    }
    let mut table = Table::default();
    throughput(&mut table, &rounds, intakes.len());
    if let Some(last) = rounds.last() {
        for (name, rows, bytes) in last.written.by_table().into_iter().take(8) {
            crate::progress(&format!("  {name:<22} {rows:>8} rijen {bytes:>12} bytes"));
        }
        latency::measure(&mut table, machine, options, &intakes, &last.written, last.events)?;
    }
    Ok(table)
}

/// The records of an initial load, read by the real plugin.
fn intakes(machine: &Machine, werknemers: u64) -> Measured<Vec<Document>> {
    let folder = machine.scratch()?;
    let place = folder.path().join("plugins");
    plugins::write(machine, &place, &["sivi"])?;
    let library = plugins::open(machine, &place, &folder.path().join("cache"))?;
    let message = Arc::new(Message(bulk::message(werknemers)?));
    Ok(bulk::read(&*plugins::plugin(&library, "sivi")?, &message)?.intakes)
}

/// The engine, then bare redb, on the same disk right after each other.
fn round(machine: &Machine, intakes: Arc<Vec<Document>>) -> Measured<Round> {
    let records = intakes.len();
    let house = House::open(machine, intakes)?;
    let before = house.events()?;
    let engine = house.time(&(0..records))?;
    let events = house.events()? - before;
    if let Some((dropped, why)) = house.dropped()? {
        crate::progress(&format!("  let op: {dropped} van {records} meldingen zijn uitval: {why}"));
        if dropped as usize > records / DROPPED_MAX {
            return Err("met zoveel uitval zegt het cijfer niets".into());
        }
    }
    let writes = house.dossier_writes()?;
    let (folder, database) = house.close();
    let written = Written::read(&database)?;
    let rewritten = written.clone().with_rewrites(writes);
    let transactions = records.div_ceil(CHUNK) + (events as usize).div_ceil(DECIDE_BATCH);
    let replay = |written: &Written, name: &str| {
        let path = folder.path().join(name);
        let took = written.replay(&path, transactions)?;
        Measured::Ok(took.into_iter().map(|one| one.as_secs_f64()).sum())
    };
    let raw = replay(&written, "kaal.redb")?;
    let raw_rewritten = replay(&rewritten, "kaal-herschreven.redb")?;
    let engine = engine.as_secs_f64();
    Ok(Round {
        events: events as f64,
        engine,
        written,
        rewritten,
        transactions,
        raw,
        raw_rewritten,
    })
}

fn throughput(table: &mut Table, rounds: &[Round], records: usize) {
    let highest = |value: fn(&Round) -> f64| Spread::highest(rounds.iter().map(value).collect());
    let rate = |name, value| Figure::new(PART, name, Unit::PerSecond, highest(value));
    let note = |written: fn(&Round) -> &Written| {
        rounds.last().map_or_else(String::new, |last| {
            let written = written(last);
            format!("{} rijen, {:.1} MB", written.rows(), written.bytes() as f64 / 1e6)
        })
    };
    let (events, transactions) =
        rounds.last().map_or((0.0, 0), |last| (last.events, last.transactions));
    table.push(
        rate("events door stap 1 tot en met 3, duurzaam", |round| round.events / round.engine)
            .note(format!(
                "{records} meldingen, {events} events, {CHUNK} meldingen per transactie"
            )),
    );
    table.push(
        rate("kale redb, dezelfde rijen en bytes", |round| round.events / round.raw)
            .note(format!("{} in {transactions} transacties", note(|round| &round.written))),
    );
    let share = |name, value| Figure::new(PART, name, Unit::Share, highest(value));
    table.push(
        share("verhouding: motor / kale redb", |round| round.raw / round.engine).aim(SHARE_AIM),
    );
    let name = "kale redb, elk dossier bij elke wijziging opnieuw";
    table.push(
        rate(name, |round| round.events / round.raw_rewritten).note(note(|round| &round.rewritten)),
    );
    table.push(
        share("verhouding: motor / kale redb, zo bezien", |round| {
            round.raw_rewritten / round.engine
        })
        .note("bovengrens: telt meer schrijfacties dan de motor doet als die een dossier opspaart"),
    );
}
